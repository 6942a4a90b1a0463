"""A lesson and an issue as a reader has them: with a script and without, by keyboard, in both papers, by day and by night."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.stage.browser import watch
from tests.stage.served import REPOSITORY, Served

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ISSUE = "/magazine/tongues/8/"
MOST_BYTES, FACES_BYTES = 40_000, 75_000  # faces: 60 kB for the paper's own letters, the rest for those with vowel marks


@pytest.fixture(params=["reading_room", "hebrew_reading_room"], ids=["in English", "in Hebrew"])
def paper(request: pytest.FixtureRequest) -> Served:
    """Each of the two sample papers."""
    return request.getfixturevalue(request.param)


def the_lesson(paper: Served) -> str:
    """The open lesson of the newest issue."""
    return re.findall(r'href="(/\d{4}/\d\d/\d\d/ein-knisa/)"', paper.get(ISSUE).text)[0]


def test_a_lesson_is_done_without_a_script(reading_room: Served, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 900})
    page = context.new_page()
    page.goto(reading_room.url + the_lesson(reading_room))
    marked, plain = page.locator(".lesson__text.lesson__marked"), page.locator(".lesson__text.lesson__plain")
    expect(marked).to_be_visible()
    expect(plain).to_be_hidden()
    page.get_by_label("without", exact=True).check()
    expect(marked).to_be_hidden()
    expect(plain).to_contain_text("זאת ספינה קטנה")
    page.get_by_text("As one hears it").click()
    expect(page.get_by_text("Zot sfina ktana")).to_be_visible()
    first = page.locator(".exercise").first
    first.get_by_label("סירה גדולה").check()
    expect(first.get_by_role("button")).to_have_count(0)
    first.get_by_text("Answer").click()
    expect(first.locator(".exercise__answer")).to_have_text("סירה גדולה")
    context.close()


def test_a_script_remembers_the_switch_and_says_right_or_wrong(reading_room: Served, page: Page) -> None:
    lesson = reading_room.url + the_lesson(reading_room)
    page.goto(lesson)
    page.get_by_label("without", exact=True).check()
    page.reload()
    expect(page.get_by_label("without", exact=True)).to_be_checked()
    page.get_by_label("with", exact=True).check()
    assert page.evaluate("localStorage.length") == 0  # what every text begins with need not be kept
    choose, fill_in, order = (page.locator(f".exercise[data-kind={kind}]").first for kind in ("choose", "fill_in", "order"))
    said = choose.get_by_role("status")
    choose.get_by_role("button", name="Check").click()
    expect(said).to_have_text("Choose or write something first.")
    choose.get_by_label("מכתב ישן").check()
    choose.get_by_role("button", name="Check").click()
    expect(said).to_contain_text("Not yet")
    choose.get_by_label("סירה גדולה").check()
    choose.get_by_role("button", name="Check").click()
    expect(said).to_have_text("Right.")
    fill_in.get_by_role("textbox").fill("הֶסְכֵּם ")  # with marks and a space: right all the same
    page.keyboard.press("Enter")
    expect(fill_in.get_by_role("status")).to_have_text("Right.")
    for word in ("הָאִישׁ", "קָרָא", "אֶת", "הַמִּכְתָּב"):
        order.get_by_role("button", name=word, exact=True).focus()
        page.keyboard.press("Space")
    order.get_by_role("button", name="Check").click()
    expect(order.get_by_role("status")).to_have_text("Right.")
    order.get_by_role("button", name="אֶת", exact=True).click()
    expect(order.get_by_role("textbox")).to_have_value("הָאִישׁ קָרָא הַמִּכְתָּב")


def test_everyone_can_use_the_magazine(paper: Served, browser: Browser, axe: str) -> None:
    lesson, told, outside = the_lesson(paper), [], []
    page = browser.new_page(reduced_motion="reduce")
    watch(page, told, outside)
    for width, scheme, paths in ((390, "light", (ISSUE, lesson)), (1280, "dark", ("/magazine/", lesson))):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for path in paths:
            page.goto(paper.url + path)
            page.evaluate(axe)
            violations = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
            assert [(fault["id"], fault["nodes"][0]["target"], path, scheme) for fault in violations] == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
    page.close()
    assert (told, outside) == ([], [])


@pytest.mark.parametrize("path", [ISSUE, "lesson"])
def test_a_page_of_the_magazine_stays_within_its_weight(path: str, paper: Served, browser: Browser) -> None:
    page = browser.new_page()
    weights: dict[str, int] = {}

    def weigh(answer: object) -> None:
        kind = answer.request.resource_type
        weights[kind] = weights.get(kind, 0) + answer.request.sizes()["responseBodySize"]

    answers: list[object] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - Playwright marks the function it is given
    page.goto(paper.url + (the_lesson(paper) if path == "lesson" else path), wait_until="networkidle")
    for answer in answers:
        weigh(answer)
    page.close()
    assert weights["document"] + weights["stylesheet"] + weights["script"] <= MOST_BYTES, weights
    assert weights.get("font", 0) <= FACES_BYTES, weights


def test_the_script_of_a_lesson_is_small() -> None:
    assert (REPOSITORY / "broadsheet/news/static/news/lesson.js").stat().st_size <= 3_000
