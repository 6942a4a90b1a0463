"""Signing in and out in a browser, on papers that are really served."""

import re

import pytest
from playwright.sync_api import Page, expect

from broadsheet.works.demo import PASSWORD as DEMO_PASSWORD
from tests.stage.served import Served

PASSWORD = "nine tides and a half"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MAKE_PEOPLE = f"""
from broadsheet.accounts.account import Account
from broadsheet.accounts.people import colleague
colleague("night.desk@paper.example", "Mara Venn", {PASSWORD!r}, "editor")
Account.objects.create_user("reader@paper.example", {PASSWORD!r}, name="Ada Quill")
"""


@pytest.fixture
def paper(served: Served) -> Served:
    served.python(MAKE_PEOPLE)
    return served


def cookies(page: Page) -> set[str]:
    return {cookie["name"] for cookie in page.context.cookies()}


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("main button.button").first.click()


@pytest.mark.slow
def test_a_colleague_signs_in_to_the_newsroom_reads_and_signs_out(paper: Served, page: Page) -> None:
    page.goto(paper.url + "/")
    page.locator("main article a, main h2 a, main h3 a").first.click()
    assert cookies(page) == set(), "Reading sets no cookie."
    page.goto(paper.url + "/newsroom/")
    expect(page).to_have_url(paper.url + "/account/sign-in/?next=/newsroom/")
    sign_in(page, "night.desk@paper.example")
    expect(page).to_have_url(paper.url + "/newsroom/")
    assert cookies(page) == {"bs_session", "bs_pass"}
    page.context.clear_cookies(name="bs_pass")
    page.goto(paper.url + "/")
    assert cookies(page) == {"bs_session", "bs_pass"}, "The door renews a pass while the session lives."
    page.goto(paper.url + "/account/")
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(paper.url + "/")
    assert cookies(page) == set()


@pytest.mark.slow
def test_a_reader_signs_in_with_the_code_from_the_mail_and_is_no_colleague(paper: Served, page: Page) -> None:
    page.goto(paper.url + "/account/")
    page.locator("input[name=login]").fill("reader@paper.example")
    page.get_by_role("button", name="Send me a code instead").click()
    expect(page).to_have_url(re.compile(r"/account/sign-in/code/"))
    paper.wait_until(lambda: "To: reader@paper.example" in paper.log)
    code = re.findall(r"^ {4}([A-Z0-9-]{6,})\s*$", paper.log, re.MULTILINE)[-1]
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(paper.url + "/account/")
    expect(page.locator("main")).to_contain_text("Ada Quill")
    answer = page.goto(paper.url + "/newsroom/")
    assert answer is not None
    assert answer.status == 403


@pytest.mark.slow
@pytest.mark.parametrize("room", ["reading_room", "hebrew_reading_room"])
def test_the_pages_of_an_account_can_be_used_by_everyone(room: str, request: pytest.FixtureRequest, page: Page, axe: str) -> None:
    paper: Served = request.getfixturevalue(room)
    sister = "gazette" if room == "reading_room" else "shaliach"
    for path in ("/account/kept/", "/account/sign-in/send-code/", "/account/sign-in/"):
        page.goto(paper.url + path)
        assert _faults(page, axe) == [], path
    sign_in(page, f"editor@{sister}.example", DEMO_PASSWORD)
    expect(page).to_have_url(paper.url + "/account/")
    for path in (
        "/account/",
        "/account/password/",
        "/account/kept/",
        "/account/sign-out/",
        "/account/passkeys/add/",
        "/account/erase/",
    ):
        page.goto(paper.url + path)
        assert _faults(page, axe) == [], path


def _faults(page: Page, axe: str) -> list[str]:
    """What is wrong with a page, on a telephone and on a desk; sideways scrolling counts."""
    found: list[str] = []
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(axe)
        told = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        found += [f"{width}: {fault['id']}: {fault['nodes'][0]['html'][:120]}" for fault in told["violations"]]
        found += [] if page.evaluate("document.documentElement.scrollWidth <= innerWidth") else [f"{width}: wider than the window"]
    return found
