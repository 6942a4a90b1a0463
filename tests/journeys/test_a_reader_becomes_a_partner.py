"""A reader becomes a partner from an article, has from the next page on what was promised, changes the amount, and leaves as easily."""

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.stage.served import Served

MOST_SCREENS = 5
CARD = "4242 4242 4242 4242"
NEWEST = """
SELECT '/' || replace(published_on, '-', '/') || '/' || article.slug || '/'
FROM news_article article JOIN news_section section ON section.id = section_id
WHERE live AND NOT is_sensitive AND NOT is_opinion AND article.requires = ? ORDER BY first_published_at DESC, article.id DESC
"""
HAS = "SELECT state, amount_minor FROM membership_membership"
WITHOUT = pytest.mark.browser_context_args(java_script_enabled=False)
pytestmark = pytest.mark.slow


@dataclass
class Screens:
    """How many pages a reader has seen: each that was loaded, none that only led on."""

    page: Page
    seen: int = 0

    def __post_init__(self) -> None:
        self.page.on("load", self._count)

    def _count(self, _page: Page) -> None:
        self.seen += 1

    def since(self, seen: int) -> int:
        return self.seen - seen


@pytest.mark.parametrize(
    ("sample", "says"),
    [
        pytest.param("gazette", "Pay $5 each month", id="The Harbour Gazette"),
        pytest.param("gazette", "Go on to payment", id="The Harbour Gazette, without JavaScript", marks=WITHOUT),
        pytest.param("shaliach", "$", id="its Hebrew sister"),
    ],
)
def test_a_reader_becomes_a_partner_and_leaves_again(sample: str, says: str, serve: Callable[..., Served], page: Page) -> None:
    paper = serve(sample)
    article, premium, piece = [_told(paper, NEWEST, requires)[0] for requires in ("", "p", "m")]
    main, screens = page.locator("main"), Screens(page)

    page.goto(paper.url + premium)
    expect(main.locator(".invitation a.button").first).to_have_attribute("href", re.compile(r"^/support/\?from=article-\d+&next=/20"))
    page.goto(paper.url + article)
    assert page.locator(".slot").count() > 0
    begun = screens.seen

    page.locator('.masthead a[href^="/support/"]').click()
    button = main.locator(".support__form button")
    expect(button).to_contain_text(says)
    button.click()
    main.locator("input[name=email]").fill("new@reader.example")
    main.locator("button").first.click()
    expect(page).to_have_url(re.compile("/account/sign-in/code/"))
    main.locator("input[name=code]").fill(_code(paper, "new@reader.example"))
    main.locator("button").first.click()
    expect(page).to_have_url(re.compile("/test-payments/checkout/"))
    expect(page.locator(".test-mode")).to_be_visible()
    main.locator("#card").fill(CARD)
    main.locator("button").first.click()
    expect(page).to_have_url(re.compile("/support/thanks/"))
    assert screens.since(begun) <= MOST_SCREENS

    main.locator("a.button").first.click()
    expect(page).to_have_url(paper.url + article)
    assert page.locator(".slot, .appeal, .masthead .button").count() == 0, "No advertisement, no appeal, not even the question."
    for closed in (premium, piece):
        page.goto(paper.url + closed)
        expect(main.locator(".invitation")).to_have_count(0)
        expect(main.locator(".article__text p").first).to_be_visible()

    _pay_more(page, paper)
    _leave(page, paper, screens)


def _pay_more(page: Page, paper: Served) -> None:
    page.goto(paper.url + "/account/")
    page.locator('main a[href="/account/membership/"]').first.click()
    page.locator('main a[href$="/amount/"]').first.click()
    page.locator('main label:has(input[value="1000"])').click()
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile("/account/membership/"))
    assert _told(paper, HAS) == ("active", 1_000)


def _leave(page: Page, paper: Served, screens: Screens) -> None:
    begun = screens.seen
    page.goto(paper.url + "/account/")
    page.locator('main a[href="/account/leave/"]').first.click()
    page.locator("main form button").first.click()
    expect(page).to_have_url(re.compile("/left/"))
    assert screens.since(begun) <= MOST_SCREENS
    assert _told(paper, HAS) == ("leaving", 1_000)


def _told(paper: Served, question: str, *values: str) -> tuple:
    """The first row that the paper's database answers with."""
    with closing(sqlite3.connect(paper.folder / "data" / "db.sqlite3")) as database:
        return database.execute(question, values).fetchone()


def _code(paper: Served, address: str) -> str:
    """The code that went to this address, as the paper's log tells its mail."""
    sent = re.compile(rf"^To: {re.escape(address)}$.*?^ {{4}}([A-Z0-9-]{{6,}})\s*$", re.MULTILINE | re.DOTALL)
    paper.wait_until(lambda: sent.search(paper.log) is not None)
    return sent.findall(paper.log)[-1]
