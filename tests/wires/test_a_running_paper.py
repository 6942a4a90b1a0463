"""Taking into a paper that is being read: visible at once, gone at once, and whole however it ends."""

import json
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stage.served import BROADSHEET, Served, copy_paper
from tests.wires.test_intake import item

pytestmark = pytest.mark.slow
ITEMS = 3_000


def taken(paper: Served, file: Path) -> dict[str, object]:
    """What `broadsheet take` says became of a file."""
    done = paper.run("take", str(file), "--json", check=False)
    return json.loads(done.stdout.splitlines()[-1])


def test_what_comes_by_wire_is_read_at_once_and_what_is_taken_back_is_gone(served: Served, tmp_path: Path) -> None:
    file = tmp_path / "wire.json"
    file.write_text(json.dumps(item()), encoding="utf-8")
    assert served.get("/2026/03/01/ferry-1-sails/").status == 404
    assert taken(served, file) == {"taken": 1, "updated": 0, "unchanged": 0, "refused": []}
    served.wait_until(lambda: served.get("/2026/03/01/ferry-1-sails/").status == 200)
    assert "Ferry 1 sailed at dawn." in served.get("/2026/03/01/ferry-1-sails/").text
    served.wait_until(lambda: "Ferry 1 sails" in served.get("/search/?q=ferry").text)
    served.wait_until(lambda: "Ferry 1 sails" in served.get("/harbour/").text)

    file.write_text(json.dumps(item(version="2", headline="Ferry 1 turns back")), encoding="utf-8")
    assert taken(served, file)["updated"] == 1
    served.wait_until(lambda: "Ferry 1 turns back" in served.get("/2026/03/01/ferry-1-sails/").text)
    served.wait_until(lambda: "Ferry 1 turns back" in served.get("/harbour/").text)

    file.write_text(json.dumps(item(version="3", pubstatus="canceled")), encoding="utf-8")
    assert taken(served, file)["updated"] == 1
    served.wait_until(lambda: served.get("/2026/03/01/ferry-1-sails/").status == 410)
    served.wait_until(lambda: "Ferry 1 turns back" not in served.get("/harbour/").text)
    assert "Ferry 1" not in served.get("/search/?q=ferry").text


def test_a_take_that_is_killed_loses_nothing_and_doubles_nothing(seeded: Callable[[str], Path], tmp_path: Path) -> None:
    copy_paper(seeded("gazette"), tmp_path / "paper")
    paper, file = Served(tmp_path / "paper"), tmp_path / "many.jsonl"
    file.write_text("\n".join(json.dumps(item(number)) for number in range(ITEMS)), encoding="utf-8")
    for _ in range(2):
        run = subprocess.Popen(
            [*BROADSHEET, "take", str(file)], cwd=paper.folder, env=paper.env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        before = end = rows(paper)[0]
        deadline = time.monotonic() + 60
        while end <= before and time.monotonic() < deadline and run.poll() is None:
            end = rows(paper)[0]
        run.send_signal(signal.SIGKILL)
        run.wait()
        articles, signed, found = rows(paper)
        assert articles % 250 == 0 or articles == ITEMS, "no half batch"
        assert (signed, found) == (2 * articles, articles), "with each article its bylines and its search row"
    done = taken(paper, file)
    assert done["refused"] == []
    assert done["taken"] + done["unchanged"] == ITEMS
    assert rows(paper)[0] == ITEMS
    assert taken(paper, file)["unchanged"] == ITEMS


def rows(paper: Served) -> tuple[int, int, int]:
    """How many articles of the wire there are, bylines of them, and rows by which search finds them."""
    found = paper.python(
        "from broadsheet.news.article import Article, ArticleByline\n"
        "from broadsheet.news.article_words import ArticleWords\n"
        "wired = Article.objects.filter(source='ninjs')\n"
        "print(wired.count(), ArticleByline.objects.filter(article__in=wired).count(), ArticleWords.objects.filter(article__in=wired).count())"
    )
    return tuple(int(number) for number in found.split())
