"""The reader's browser: Debian's Chromium, which may speak to this machine only and tells what went wrong in a page."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import ConsoleMessage, Page, Route

MISSING = "Chromium is not installed: apt-get install chromium"
FLAGS = [
    "--no-sandbox",  # root in a container has no user namespace to give away
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--mute-audio",
    "--no-first-run",
]
OUR_OWN = re.compile(r"(?:https?://(?:localhost|127\.0\.0\.1)(?::\d+)?(?:/|$)|data:|blob:|about:)")
NEVER = re.compile(r"Content Security Policy|Uncaught|Refused to")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip(MISSING)
    return {**browser_type_launch_args, "executable_path": found, "args": FLAGS, "chromium_sandbox": False}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {
        **browser_context_args,
        "locale": "en-GB",
        "timezone_id": "UTC",
        "viewport": {"width": 1280, "height": 900},
        "reduced_motion": "reduce",
    }


@pytest.fixture
def page(page: Page) -> Iterator[Page]:
    """A page that fails its test when it reached outside, broke its content security policy or threw an error.

    `page.told` lists what the console said as errors; a page that answers 404 or 410 says so there, which is no fault."""
    told: list[str] = []
    outside: list[str] = []
    watch(page, told, outside)
    page.told = told  # type: ignore[attr-defined]
    yield page
    assert not outside, f"The page reached outside: {outside}"
    assert not [line for line in told if NEVER.search(line)], told


def watch(page: Page, told: list[str], outside: list[str]) -> None:
    """Write what goes wrong in a page into `told`, and what it asked of others into `outside`."""

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error":
            told.append(message.text)

    def gate(route: Route) -> None:
        if OUR_OWN.match(route.request.url):
            route.continue_()
        else:
            outside.append(route.request.url)
            route.abort()

    page.set_default_timeout(8_000)  # milliseconds
    page.on("console", hear)
    page.on("pageerror", lambda error: told.append(f"Uncaught {error}"))
    page.route("**/*", gate)


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, to be evaluated in a page: a page's own policy lets no script tag in."""
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
