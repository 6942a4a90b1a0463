"""Slots as readers meet them on the served sample papers: in Chromium, with and without JavaScript, with and without a pass."""

import re
from urllib.parse import parse_qs

import pytest
from defusedxml import ElementTree
from playwright.sync_api import Page, Request

from broadsheet.advertising.slot import Shape
from broadsheet.works.sample import open_sample
from tests.house.reading_the_house import PACKAGE
from tests.stage.sample import MADE_AT
from tests.stage.served import Served

MOST_BYTES = 1024
MODULE = PACKAGE / "advertising/static/advertising/slots.js"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
SHIFTS = """() => { window.shifts = 0; new PerformanceObserver(all => all.getEntries().forEach(one => {
  if (!one.hadRecentInput) window.shifts += one.value })).observe({ type: "layout-shift", buffered: true }) }"""


@pytest.fixture(params=["reading_room", "hebrew_reading_room"], ids=["in English", "in Hebrew"])
def paper(request: pytest.FixtureRequest) -> Served:
    """Each of the two sample papers."""
    return request.getfixturevalue(request.param)


def articles_of(paper: Served) -> list[str]:
    """The path of every article, as the paper's sitemap names it."""
    named = [node.text or "" for node in ElementTree.fromstring(paper.get("/sitemap.xml").body).iter(SITEMAP)]
    return [path for address in named if re.match(r"/\d{4}/", path := address.removeprefix(paper.url))]


def an_article(paper: Served) -> str:
    """The first that carries a slot: the newest may be sensitive."""
    return next(path for path in articles_of(paper) if 'class="slot ' in paper.get(path).text)


def a_section(paper: Served) -> str:
    return re.search(r'id="band-\d+"><a href="([^"]+)"', paper.get("/").text)[1]


def scroll_through(page: Page) -> None:
    for _ in range(15):
        page.mouse.wheel(0, 1_000)
        page.wait_for_timeout(20)


def test_every_open_article_of_the_sample_carries_a_slot_unless_it_is_sensitive(reading_room: Served) -> None:
    sensitive = {document.head["slug"] for document in open_sample("gazette", MADE_AT).documents("articles") if document.head["sensitive"]}
    pages = {path: reading_room.get(path).text for path in articles_of(reading_room)}
    assert len(pages) > 40
    empty = {path.split("/")[4] for path, html in pages.items() if 'class="slot ' not in html and 'class="invitation"' not in html}
    assert empty == sensitive


def test_a_reader_who_is_free_of_it_is_handed_no_slot_by_the_door(paper: Served) -> None:
    cookie = {"Cookie": paper.pass_cookie("a")}
    for path in (an_article(paper), "/", a_section(paper)):
        for _ in range(2):  # printed, then from the shelf
            assert b'class="slot ' in paper.get(path).body
            answer = paper.get(path, cookie)
            assert (answer.headers["X-Broadsheet-Variant"], b"slot" in answer.body, b"sponsored" in answer.body) == ("a", False, False)


def test_pages_that_sell_something_of_ours_or_nothing_carry_no_slot(paper: Served) -> None:
    for path in ("/account/sign-in/", "/account/kept/", "/about/corrections/", "/search/?q=a", "/no-such-page/"):
        assert b'class="slot' not in paper.get(path).body


@pytest.mark.parametrize(("room", "width"), [("reading_room", 390), ("hebrew_reading_room", 1280)], ids=["telephone", "desk"])
def test_nothing_moves_when_slots_come_and_change(request: pytest.FixtureRequest, page: Page, room: str, width: int) -> None:
    paper: Served = request.getfixturevalue(room)
    page.set_viewport_size({"width": width, "height": 800})
    page.add_init_script(f"({SHIFTS})()")
    for path in (an_article(paper), "/"):
        page.goto(paper.url + path, wait_until="networkidle")
        scroll_through(page)
        assert page.evaluate("window.shifts") < 0.01, path
        for slot in page.query_selector_all(".slot"):
            shape = Shape((slot.get_attribute("class") or "").rpartition("--")[2])
            size = shape.narrow if width == 390 else shape.wide
            box = slot.query_selector(".slot__space").bounding_box()
            assert (box is None) == (size is None), (path, shape)
            assert box is None or (box["height"], box["width"] <= size.width_px) == (size.height_px, True)
            assert box is None or page.evaluate(
                "s => [...s.querySelectorAll('.notice')].every(n => n.scrollHeight <= n.clientHeight)", slot
            )


def test_a_slot_is_told_once_after_a_second_in_sight_and_without_a_cookie(reading_room: Served, page: Page) -> None:
    told: list[Request] = []
    page.on("request", lambda asked: told.append(asked) if asked.url.endswith("/slots/seen/") else None)
    page.context.add_cookies([{"name": "bs_asked", "value": "1", "url": reading_room.url}])
    page.goto(reading_room.url + an_article(reading_room), wait_until="networkidle")
    scroll_through(page)
    with page.expect_response("**/slots/seen/") as first:
        page.locator("[data-slot=end]").scroll_into_view_if_needed()
    assert first.value.status == 204
    page.wait_for_timeout(1_300)
    told_in_words = [parse_qs(asked.post_data or "") for asked in told]
    ends = [said for said in told_in_words if said["slot"] == ["end"]]
    assert [said["did"] for said in ends] == [["view"]]
    assert set(ends[0]) == {"view", "did", "slot", "creative"}
    assert ends[0]["creative"] == [page.locator("[data-slot=end]").get_attribute("data-shown")]
    assert "cookie" not in told[0].all_headers()
    assert {said["view"][0] for said in told_in_words} == set(ends[0]["view"])


def test_a_link_that_is_followed_is_told_too(reading_room: Served, page: Page) -> None:
    page.goto(reading_room.url + an_article(reading_room), wait_until="networkidle")
    page.evaluate("document.addEventListener('click', event => event.preventDefault())")
    with page.expect_request("**/slots/seen/", timeout=8_000) as asked:
        page.locator("[data-slot=end] a").click()
    assert parse_qs(asked.value.post_data or "")["did"] == ["click"]


def test_without_javascript_the_slot_stands_and_leads(reading_room: Served) -> None:
    html = reading_room.get(an_article(reading_room)).text
    found = re.findall(r'<aside class="slot .*?</aside>', html, re.DOTALL)
    assert found
    assert all(re.search(r'<a class="notice[^>]* href="(?:https://|/)[^"]+" rel="sponsored"', slot) for slot in found)
    assert html.count("advertising/slots") == 1


def test_the_module_stays_within_a_kilobyte_and_calls_nobody_else() -> None:
    script = MODULE.read_text(encoding="utf-8")
    assert len(script.encode()) <= MOST_BYTES
    assert "http" not in script
    assert "cookie" not in script


def test_no_name_in_a_slot_says_what_blockers_look_for(reading_room: Served) -> None:
    for slot in re.findall(r'<aside class="slot .*?</aside>', reading_room.get(an_article(reading_room)).text, re.DOTALL):
        names = re.findall(r'(?:class|href|src|data-\w+|id)="([^"]*)"', slot)
        assert not [
            name for name in names for word in re.split(r"[-_/. ]+", name.lower()) if word in {"ad", "ads", "advert", "banner", "sponsor"}
        ]
