"""What a page may weigh, and what it may never carry: looked at as a browser looks, on the served sample papers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin

import pytest
from defusedxml import ElementTree
from playwright.sync_api import Page, Response

from tests.stage.served import Served

KILOBYTE = 1_000
TEXT_KILOBYTES, SCRIPT_KILOBYTES, FACES_KILOBYTES = 40, 8, 60  # T8: HTML, CSS and JavaScript together; JavaScript alone; the faces
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
WIDTHS = {"a telephone": 390, "a desk": 1280}


@dataclass(frozen=True)
class Kind:
    """One kind of page, and how to find one of it in a paper."""

    name: str
    find: Callable[[Served], str]

    def __str__(self) -> str:
        return self.name


def an_article(paper: Served) -> str:
    """The newest open article, as the paper's own feed names it."""
    return (ElementTree.fromstring(paper.get("/feed.xml").body).findtext("channel/item/link") or "").removeprefix(paper.url)


def first_link(paper: Served, begins: str) -> str:
    """The first link of an article or the front that begins so."""
    for page in (an_article(paper), "/"):
        if found := re.search(rf'href="({re.escape(begins)}[^"]+/)"', paper.get(page).text):
            return found.group(1)
    raise AssertionError(f"No page links to {begins}…")


KINDS = [
    Kind("the front", lambda _: "/"),
    Kind("an article", an_article),
    Kind("a byline", lambda paper: first_link(paper, "/by/")),
    Kind("a topic", lambda paper: first_link(paper, "/topic/")),
    Kind("a standing page", lambda paper: first_link(paper, "/about/")),
    Kind("the corrections", lambda _: "/about/corrections/"),
    Kind("the search", lambda _: "/search/?q=a"),
    Kind("a page that is not there", lambda _: "/no-such-page/"),
    Kind("the sign-in", lambda _: "/account/sign-in/"),
    Kind("becoming a partner", lambda _: "/support/"),
    Kind("a gift", lambda _: "/support/give/"),
    Kind("a gift’s code", lambda _: "/support/gift/"),
]


@pytest.fixture(params=["reading_room", "hebrew_reading_room"], ids=["in English", "in Hebrew"])
def paper(request: pytest.FixtureRequest) -> Served:
    """Each of the two sample papers."""
    return request.getfixturevalue(request.param)


def test_an_article_is_whole_in_the_first_answer_and_stays_within_its_weight(paper: Served, page: Page) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks the function it is given
    page.goto(paper.url + an_article(paper), wait_until="networkidle")
    weights: dict[str, int] = {}
    for answer in answers:
        kind = answer.request.resource_type
        weights[kind] = weights.get(kind, 0) + answer.request.sizes()["responseBodySize"]
    scripts = weights.get("script", 0)
    assert weights["document"] + weights.get("stylesheet", 0) + scripts <= TEXT_KILOBYTES * KILOBYTE, weights
    assert scripts <= SCRIPT_KILOBYTES * KILOBYTE, weights
    assert weights.get("font", 0) <= FACES_KILOBYTES * KILOBYTE, weights


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_a_page_carries_no_inline_script_no_style_and_nothing_of_others(paper: Served, kind: Kind) -> None:
    html = paper.get(kind.find(paper)).text
    scripts = re.findall(r"<script\b([^>]*)>", html)
    assert [told for told in scripts if "src=" not in told and "application/ld+json" not in told] == []
    assert re.findall(r'<[^>]+\s(?:style|on[a-z]+)="', html) == []
    loaded = re.findall(r'<(?:script|img|link|source|iframe|video|audio)\b[^>]*?\s(?:src|srcset)="([^"]+)"', html)
    loaded += re.findall(r'<link\b(?=[^>]*rel="(?:stylesheet|preload|icon|modulepreload)")[^>]*?href="([^"]+)"', html)
    assert [address for address in loaded if not urljoin(paper.url, address).startswith((paper.url, "data:"))] == []


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_everyone_can_use_a_page(paper: Served, page: Page, axe: str, kind: Kind, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto(paper.url + kind.find(paper))
        page.evaluate(axe)
        violations = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
        assert [(fault["id"], fault["nodes"][0]["target"], scheme) for fault in violations] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"The page is wider than {width} px, {scheme}."


def test_reading_sets_no_cookie(paper: Served, page: Page) -> None:
    for kind in KINDS[:7]:
        page.goto(paper.url + kind.find(paper))
    assert page.context.cookies() == []
