"""How a paper grows: taking in, printing, finding and publishing at 1,000 to a million articles, on both databases: T4, T6 and T7.

    python -m bench.growth [--most 1000000] [--databases sqlite,postgresql] [--folder var/growth] [--write]

One archive, the same each time, is grown from size to size. What was measured is kept in the folder: begun again, it goes on where it stopped.
`--write` puts the tables and plots into docs/reference/growth.md."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from typing import TypeVar

from bench import archive
from bench.changes import changes
from bench.growth_cluster import kept_cluster
from bench.growth_tables import is_kept, tables, write_document
from bench.measure import Measure
from tests.stage.served import BROADSHEET, Served

SIZES = (1_000, 10_000, 100_000, 1_000_000)
SMALL = 10_000  # what `make bench` grows to
DATABASES = ("sqlite", "postgresql")
TAKES_AT_ONCE = {"sqlite": 1, "postgresql": 2}  # SQLite has one writer; PostgreSQL as many as takes are begun
ITEMS_A_PART = 5_000  # of a file that one of two takes reads
Some = TypeVar("Some")


def measures(folder: Path) -> Iterator[Measure]:
    """T4, T6 and T7 as far as ten thousand articles tell; for all of it, run this module by itself."""
    for told in grow(folder, SMALL, DATABASES):
        if told["size"] == SMALL:
            yield Measure(f"articles taken in a second, {told['database']}", told["taken_a_second"], "", 2_000, at_least=True)
            yield Measure(f"publish to visible, p95, {told['database']}", told["published_p95_ms"], "ms", 300)
            slowest = max(told["pages"].items(), key=lambda page: page[1]["p95_ms"] / page[1]["most_ms"])
            yield Measure(
                f"the slowest page for its target ({slowest[0]}), p95, {told['database']}",
                slowest[1]["p95_ms"],
                "ms",
                slowest[1]["most_ms"],
            )


def grow(folder: Path, most: int, databases: tuple[str, ...]) -> list[dict]:
    """Grows the papers to every size up to `most`, and measures each; what was measured before is not measured again."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for database in databases:
        with _paper(folder, database) as paper:
            found += [
                _measured(folder, paper, database, before, size) for before, size in zip((0, *SIZES), SIZES, strict=False) if size <= most
            ]
    return found


@contextmanager
def _paper(folder: Path, database: str) -> Iterator[Served]:
    """The paper that grows on this database: the one that is there, or a new one."""
    home = folder / database
    if database == "sqlite":
        yield _laid(Served(home / "paper", ("--workers", "1")))
        return
    with kept_cluster(home) as address:
        yield _laid(Served(home / "paper", ("--workers", "1"), {"DATABASE_URL": address}))


def _laid(paper: Served) -> Served:
    if not (paper.folder / "broadsheet.toml").exists():
        paper.folder.parent.mkdir(parents=True, exist_ok=True)
        words = ("new", str(paper.folder), "--name", "Growth", "--language", "en", "--timezone", "UTC", "--currency", "USD")
        subprocess.run([*BROADSHEET, *words], check=True, stdout=subprocess.DEVNULL)
        paper.run("take", "--dry-run", str(paper.folder / "broadsheet.toml"), check=False)  # its tables are made, and nothing is taken in
    return paper


def _measured(folder: Path, paper: Served, database: str, before: int, size: int) -> dict:
    kept, taken = folder / f"{database}-{size}.json", folder / f"{database}-{size}.taken"
    if kept.exists():
        return json.loads(kept.read_text())
    name = f"{database} at {size:,}"
    if not taken.exists():
        files = _timed(f"{name}: making the archive", lambda: _archive(folder / "archive", before, size))
        began = time.monotonic()
        _timed(f"{name}: taking in", lambda: _take(paper, files, TAKES_AT_ONCE[database]))
        taken.write_text(json.dumps((size - before) / (time.monotonic() - began)))
    if database == "postgresql":
        _timed(f"{name}: vacuum and analyze, as autovacuum does", lambda: _vacuum(paper))
    pages = _timed(
        f"{name}: printing and finding", lambda: json.loads(paper.python("from bench.growth_pages import run; run()").splitlines()[-1])
    )
    told = {"database": database, "size": size, "taken_a_second": json.loads(taken.read_text()), "pages": pages, "load": os.getloadavg()[1]}
    told |= _timed(f"{name}: publishing and withdrawing", lambda: _changes(paper))
    kept.write_text(json.dumps(told, indent=1))
    return told


def _timed(what: str, do: Callable[[], Some]) -> Some:
    print(f"{time.strftime('%H:%M:%S')} {what} …", file=sys.stderr, flush=True)
    began = time.monotonic()
    done = do()
    print(f"{time.strftime('%H:%M:%S')} {what}: {time.monotonic() - began:.1f} s", file=sys.stderr, flush=True)
    return done


def _archive(folder: Path, first: int, last: int) -> list[Path]:
    """The files of these items, made by as many processes as there are cores; a file that is there is whole."""
    folder.mkdir(exist_ok=True)
    each = min(archive.ITEMS_A_FILE, max(archive.ITEMS_A_BLOCK, (last - first) // 2))
    runs = [(start, min(start + each, last)) for start in range(first, last, each)]
    with ProcessPoolExecutor() as makers:
        return list(makers.map(archive.write_file, [folder] * len(runs), *zip(*runs, strict=True)))


def _take(paper: Served, files: list[Path], at_once: int) -> None:
    """`broadsheet take`, or several at once, each with its share of the files."""
    shares = [share for number in range(at_once) if (share := files[number::at_once])]
    takes = [
        subprocess.Popen(
            [*BROADSHEET, "take", *map(str, share)],
            cwd=paper.folder,
            env=paper.env,
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        for share in shares
    ]
    for take in takes:
        _out, told = take.communicate()
        if take.returncode:
            raise SystemExit(f"Not all was taken in:\n{told[-2000:]}")


def _vacuum(paper: Served) -> None:
    paper.python("from django.db import connection\nconnection.cursor().execute('VACUUM ANALYZE')")


def _changes(paper: Served) -> dict[str, float]:
    """T4, while what taking in left to be done is done."""
    with paper:
        paper.wait_until(lambda: paper.get("/").status == 200)
        timed = changes(paper)
    told = {
        "published": [one.published for one in timed],
        "withdrawn": [one.withdrawn for one in timed],
        "publish_call": [one.publish_call for one in timed],
    }
    return {f"{name}_p95_ms": 1000 * quantiles(seconds, n=20)[-1] for name, seconds in told.items()} | {
        "stale": sum(one.stale_after_withdrawal for one in timed)
    }


def main() -> int:
    """Grows, prints the tables, and ends with 1 where a target is missed."""
    words = argparse.ArgumentParser(prog="python -m bench.growth", description=str(__doc__).splitlines()[0])
    words.add_argument(
        "--most", type=int, default=int(os.environ.get("MOST", SMALL)), help=f"articles to grow to: {', '.join(map(str, SIZES))}"
    )
    words.add_argument("--databases", default=",".join(DATABASES))
    words.add_argument("--folder", type=Path, default=Path("var/growth"))
    words.add_argument("--fresh", action="store_true", help="forget what was measured, and begin anew")
    words.add_argument("--write", action="store_true", help="put tables and plots into docs/reference")
    told = words.parse_args()
    if told.fresh:
        shutil.rmtree(told.folder, ignore_errors=True)
    found = grow(told.folder.resolve(), told.most, tuple(told.databases.split(",")))
    print(tables(found))
    if told.write:
        write_document(found)
    return 0 if is_kept(found) else 1


if __name__ == "__main__":
    sys.exit(main())
