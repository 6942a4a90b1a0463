"""What axe finds in a page, against WCAG 2.2 AA: at both widths, in light and in dark."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Browser, sync_playwright

from quality.addresses import Looked
from tests.stage.browser import FLAGS
from tests.stage.served import Served

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SIZES = ((390, 844), (1280, 900))
SCHEMES = ("light", "dark")


def violations(paper: Served, pages: list[Looked]) -> list[str]:
    """Each violation with its page, width and scheme. Nothing when every page may be used by everyone."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS, chromium_sandbox=False)
        try:
            return [found for size in SIZES for scheme in SCHEMES for found in _looked_at(browser, paper, pages, size, scheme)]
        finally:
            browser.close()


def _looked_at(browser: Browser, paper: Served, pages: list[Looked], size: tuple[int, int], scheme: str) -> list[str]:
    width, height = size
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page = context.new_page()
    told = []
    for looked in pages:
        page.goto(paper.url + looked.path)
        page.evaluate(AXE)
        found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
        told += [f"{looked.path} at {width} px, {scheme}: {fault['id']}: {fault['nodes'][0]['target']}" for fault in found]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            told.append(f"{looked.path} at {width} px, {scheme}: the page is wider than the window")
    context.close()
    return told
