"""The thread through the whole house, in both papers: typed, previewed, published, handed out, scheduled, corrected, withdrawn."""

import os
import signal
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page

from tests.stage.editor import Editor
from tests.stage.served import Answer, Served

PAPERS = {
    "gazette": (
        "News",
        "Harbour master counts forty gulls",
        "The harbour master counted forty gulls.",
        "He counted them twice.",
        "There were 41 gulls.",
    ),
    "shaliach": ("חדשות", "רב החובל ספר ארבעים שחפים", "רב החובל ספר ארבעים שחפים.", "הוא ספר אותם פעמיים.", "היו 41 שחפים."),
}
LONDON = ZoneInfo("Europe/London")
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("sample", PAPERS)
def test_an_article_goes_through_the_whole_house(sample: str, serve: Callable[..., Served], page: Page) -> None:
    section, headline, first, second, mended = PAPERS[sample]
    paper = serve(sample, "--workers", "2")
    editor = Editor(page, paper)
    editor.sign_in(f"editor@{sample}.example")

    # Scheduled first, so that its minute comes while the rest is done.
    editor.begin(f"{headline} (2)", section, first)
    due = (datetime.now(LONDON) + timedelta(seconds=70)).replace(second=0, microsecond=0)
    editor.go_live_at(due)
    editor.verb("schedule")
    assert f"{headline} (2)" not in paper.get("/").text

    desk = editor.begin(headline, section, first, second)
    draft = paper.get(editor.link_to_draft().removeprefix(paper.url))
    assert (headline in draft.text, second in draft.text) == (True, True)
    assert draft.headers["Cache-Control"] == "private, no-store"
    assert "noindex" in draft.headers["X-Robots-Tag"]
    assert headline not in paper.get("/").text

    path = editor.verb("publish")
    shown = paper.get(path)
    assert shown.status == 200
    assert (first in shown.text, second in shown.text) == (True, True)
    paper.wait_until(lambda: headline in paper.get("/").text)
    assert paper.get(path, {"If-None-Match": shown.headers["ETag"]}).status == 304
    assert "set-cookie" not in shown.headers
    with_pass = paper.get(path, {"Cookie": paper.pass_cookie("apme")})
    assert (with_pass.status, first in with_pass.text) == (200, True)

    with Readers(paper, path, first) as readers:
        for name in ("worker", "jobs"):
            killed = child_named(paper, name)
            os.kill(killed, signal.SIGKILL)
            paper.wait_until(lambda name=name, killed=killed: child_named(paper, name) not in (0, killed), 20)
        paper.wait_until(lambda: readers.answered > 60, 60)
    assert readers.wrong == []

    editor.open(desk)
    editor.correction(mended)
    assert editor.verb("correct") == path
    paper.wait_until(lambda: mended in paper.get(path).text)
    paper.wait_until(lambda: mended in paper.get("/about/corrections/").text)

    paper.wait_until(lambda: f"{headline} (2)" in paper.get("/").text, 100)
    late = (datetime.now(LONDON) - due).total_seconds()
    assert 0 <= late < 15, f"It went live {late:.0f} s after its minute."

    editor.withdraw(desk)
    gone = paper.get(path)
    assert gone.status == 410
    assert first not in gone.text
    for output in (
        "/",
        f"{paper_section(paper, section)}",
        "/feed.xml",
        "/feed.json",
        "/sitemap.xml",
        "/news-sitemap.xml",
        "/about/corrections/",
        f"/search/?q={quote(headline.split()[-1])}",
    ):
        assert f"{path}<" not in paper.get(output).text.replace(f'{path}"', f"{path}<"), output

    children = paper.children()
    assert paper.stop() == 0
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]


class Readers:
    """Asks for one page again and again, and keeps what came back wrong. A connection that a kill broke off is asked again, as a browser does."""

    def __init__(self, paper: Served, path: str, text: str) -> None:
        self._paper, self._path, self._text = paper, path, text
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask)
        self.answered, self.wrong = 0, list[str]()

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        while not self._over.wait(0.02):
            try:
                answer: Answer = self._paper.get(self._path)
            except OSError:
                continue
            self.answered += 1
            if answer.status != 200 or self._text not in answer.text:
                self.wrong.append(f"{answer.status}: {answer.text[:200]}")


def child_named(paper: Served, name: str) -> int:
    """The process number of the tree's first child that runs as “worker” or “jobs”; 0 while there is none."""
    for pid in paper.children():
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0") if Path(f"/proc/{pid}").exists() else []
        if name.encode() in words:
            return pid
    return 0


def paper_section(paper: Served, name: str) -> str:
    return paper.python(f"from broadsheet.news.section import Section; print(Section.objects.get(name={name!r}).path)").strip()
