"""`make quality`: looks at every page of both demo papers, served as they are, and says what is wrong. Ends with 1 if anything is."""

import sys
import time
from dataclasses import dataclass, field

from quality import accessibility, addresses, feeds, machines
from tests.stage.served import Served, demo_paper

PAPERS = ("gazette", "shaliach")
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}


@dataclass
class Report:
    """What was looked at, and what is wrong with it."""

    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def say(self, paper: str, what: str, looked_at: int, faults: list[str]) -> None:
        """One line of the table, printed at once, and the faults under it."""
        line = f"| {paper} | {what} | {looked_at} | {len(faults)} |"
        self.lines.append(line)
        self.faults += faults
        print(line, *faults, sep="\n  ", flush=True)


def measure(sample: str, report: Report) -> None:
    """Serve a demo paper from a folder of its own under var/quality, and look at all of it."""
    folder = machines.HOME / sample
    if not folder.exists():
        demo_paper(folder, sample)
    with Served(folder) as paper:
        pages = [addresses.look(paper, path) for path in addresses.paths(paper)]
        found = [page for page in pages if page.status == 200 or page.path == "/no-such-page/"]
        report.say(sample, "pages answered", len(pages), [f"{page.path} answers {page.status}" for page in pages if page.status >= 500])
        report.say(sample, "HTML (vnu)", len(found), machines.html_faults(found))
        fed = [addresses.look(paper, path) for path in addresses.feeds(paper)]
        report.say(
            sample,
            "feeds, sitemaps",
            len(fed),
            [
                fault
                for page in fed
                for fault in (feeds.faults(page.path, page.body) if page.status == 200 else [f"{page.path} answers {page.status}"])
            ],
        )
        report.say(sample, "axe (WCAG 2.2 AA), 2 widths, light and dark", len(found), accessibility.violations(paper, found))
        for name, path in (("front", "/"), ("article", _an_article(paper))):
            figures = machines.lighthouse(paper.url + path)
            told = " ".join(f"{category} {figure}" for category, figure in figures.items())
            report.say(
                sample,
                f"Lighthouse, {name}: {told}",
                1,
                [f"{path}: {category} {figures[category]}" for category in LEAST if figures[category] < LEAST[category]],
            )


def _an_article(paper: Served) -> str:
    """The first article that the paper's own feed names: the newest."""
    items = feeds.ElementTree.fromstring(paper.get("/feed.xml").body).findall("channel/item/link")
    return (items[0].text or "").removeprefix(paper.url)


def main() -> int:
    """Every paper, then how long it took and how much is wrong."""
    began = time.monotonic()
    try:
        machines.prepare()
    except machines.NotHere as missing:
        print(missing, file=sys.stderr)
        return 1
    report = Report()
    print("| paper | what | looked at | faults |", "| --- | --- | --- | --- |", sep="\n")
    for sample in PAPERS:
        measure(sample, report)
    print(f"{len(report.faults)} faults, {time.monotonic() - began:.0f} s")
    return 1 if report.faults else 0


if __name__ == "__main__":
    sys.exit(main())
