"""An archive moves in by the command, twice, while the paper is served; then its pages are opened in a browser."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from tests.stage.served import Served
from tests.wires.corpus import everything

ARCHIVES = ("wordpress", "ghost", "wire/ninjs", "feeds")
RIGHT_TO_LEFT = {"he", "ar", "fa", "ur"}
pytestmark = pytest.mark.slow


@pytest.fixture
def taken(served: Served, inputs: Path, tmp_path: Path) -> Served:
    """The Gazette, served, with every hostile string and the six-language corpus taken in by the command."""
    for name, items in (("hostile", hostile(inputs)), ("corpus", everything(inputs))):
        file = tmp_path / f"{name}.jsonl"
        file.write_text("\n".join(json.dumps(item, ensure_ascii=False) for item in items), encoding="utf-8")
        took = take(served, file)
        assert took["taken"] > 20, took
    return served


def test_every_real_archive_comes_in_once_by_the_command(served: Served, inputs: Path) -> None:
    archives = [str(inputs / name) for name in ARCHIVES]
    first = take(served, *archives)
    assert first["taken"] > 400, first
    assert [
        refusal for refusal in first["refused"] if not refusal["why"].strip().endswith(".") or "could not be read" in refusal["why"]
    ] == []
    second = take(served, *archives)
    assert (second["taken"], second["updated"]) == (0, 0)
    assert second["refused"] == first["refused"]
    assert served.get("/").status == 200
    assert served.get("/sitemap.xml").status == 200


def test_hostile_text_is_read_as_text_and_runs_nothing(taken: Served, page: Page) -> None:
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    paths = paths_of(taken, "hostile:payload:")
    assert len(paths) > 100
    paths += paths_of(taken, "hostile:string:")[::12]  # the others are read as headlines, on the lists below
    for path in paths:
        page.goto(taken.url + path, wait_until="domcontentloaded")
        assert page.locator("article h1").count() == 1, path
        assert (
            page.evaluate(
                "document.querySelectorAll('article script:not([type=\"application/ld+json\"]), article iframe, article form, article style').length"
            )
            == 0
        ), path
    assert dialogs == []
    page.goto(taken.url + section_of(taken, "hostile:"))
    while (older := page.locator("a[rel=next]")).count():
        page.goto(taken.url + urljoin(urlsplit(page.url).path, older.first.get_attribute("href") or ""))
    assert dialogs == []
    page.goto(f"{taken.url}/search/?q={quote('<script>alert(1)</script>')}")
    assert dialogs == []


def test_an_archive_of_six_languages_reads_well_in_both_directions(taken: Served, page: Page, axe: str) -> None:
    seen = set()
    for path in paths_of(taken, "urn:ntrex:")[::12] + paths_of(taken, "urn:digitalgov:")[::20]:
        page.goto(taken.url + path)
        article = page.locator("article").first
        language = article.get_attribute("lang") or page.locator("html").get_attribute("lang") or ""
        seen.add(language)
        assert page.locator("article h1").evaluate("node => getComputedStyle(node).direction") == (
            "rtl" if language in RIGHT_TO_LEFT else "ltr"
        ), path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        page.evaluate(axe)
        found = page.evaluate("axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag22aa']})")["violations"]
        assert [(fault["id"], fault["nodes"][0]["target"]) for fault in found] == [], path
    assert seen >= RIGHT_TO_LEFT | {"en", "ru"}


def hostile(inputs: Path) -> Iterator[dict[str, object]]:
    """Every payload as the text of an article, every naughty string as its headline and its text."""
    payloads = [case["payload"] for case in json.loads((inputs / "html-sanitise/dompurify-vectors.json").read_text(encoding="utf-8"))]
    payloads += [
        file.read_text(encoding="utf-8").partition("\n--\n")[0] for file in sorted((inputs / "html-sanitise/bleach").glob("*.test"))
    ]
    strings = [text for section in json.loads((inputs / "strings/blns-even.json").read_text(encoding="utf-8")).values() for text in section]
    told = [("payload", number, f"Hostile {number}", text) for number, text in enumerate(payloads)]
    told += [("string", number, text.strip() or f"Blank {number}", text) for number, text in enumerate(strings)]
    for kind, number, headline, text in told:
        body = f"<p>Before.</p>{text}<p>After.</p>"
        yield {
            "uri": f"hostile:{kind}:{number:03}",
            "type": "text",
            "version": "1",
            "pubstatus": "usable",
            "headline": headline,
            "body_html": body,
        }


def take(paper: Served, *paths: object) -> dict[str, object]:
    """What `broadsheet take --json` said. It fails with 1 when anything was refused, and never with a traceback."""
    ran = paper.run("take", "--json", *map(str, paths), check=False)
    assert ran.returncode in (0, 1), ran.stderr[-3000:]
    assert "Traceback" not in ran.stderr, ran.stderr[-3000:]
    return json.loads(ran.stdout.splitlines()[-1])


def paths_of(paper: Served, begins: str) -> list[str]:
    """Where the published articles of one source stand."""
    told = paper.python(
        "from broadsheet.news.article import Article\n"
        f"for article in Article.objects.live().filter(external_id__startswith={begins!r}).order_by('external_id'): print(article.path)"
    )
    return re.findall(r"^/.*$", told, re.MULTILINE)


def section_of(paper: Served, begins: str) -> str:
    """The path of the section that one source's articles went to."""
    asked = (
        f"from broadsheet.news.article import Article; print(Article.objects.filter(external_id__startswith={begins!r})[0].section.path)"
    )
    return paper.python(asked).strip()
