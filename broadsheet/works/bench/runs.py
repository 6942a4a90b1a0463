"""The kinds of readers that the bench sends, what each must reach, and what was measured of each. Plain Python."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any, NamedTuple


class Reader(NamedTuple):
    """One kind of reader. `least` is the ratio that the project holds itself to; None where it names none.

    connections  a page that Django must make takes tens of milliseconds: of 64 at once the last would wait longer than a round lasts
    """

    name: str
    asks_for: str
    beside_nginx: bool
    least: float | None = None
    connections: int = 64


READERS = (
    Reader("anonymous", "an article", beside_nginx=True, least=0.80),
    Reader("partner", "an article, with a pass", beside_nginx=True, least=0.75),
    Reader("revalidating", "an article it has: 304", beside_nginx=True, least=0.70),
    Reader("front", "the front", beside_nginx=True),
    Reader("section", "a section's front", beside_nginx=True),
    Reader("feed", "a feed", beside_nginx=True),
    Reader("miss", "an article that must be printed", beside_nginx=False, connections=8),
    Reader("search", "a search, by Django", beside_nginx=False, connections=8),
)


class UnknownReader(ValueError):
    """No kind of reader is called that."""


class Load(NamedTuple):
    """One server under one round of requests.

    generator   of its core, how much the generator of the requests was at work: where it is near 1, it is the limit of the rate, never of the CPU
    """

    rps: float
    cpu_us: float
    generator: float


@dataclass(frozen=True, slots=True)
class Run:
    """What was measured of one kind of reader: a load a round and server, the servers by turns."""

    reader: Reader
    ours: list[Load] = field(default_factory=list)
    nginx: list[Load] = field(default_factory=list)

    @property
    def ratio(self) -> float | None:
        """CPU of nginx by ours, medians; None where there is no nginx beside it."""
        return median(load.cpu_us for load in self.nginx) / median(load.cpu_us for load in self.ours) if self.nginx else None

    @property
    def least_to_least(self) -> float | None:
        """The same of each one's best round: what a machine with other work to do can't blur much."""
        return min(load.cpu_us for load in self.nginx) / min(load.cpu_us for load in self.ours) if self.nginx else None

    @property
    def ratios(self) -> list[float]:
        """The same, round by round."""
        return [theirs.cpu_us / ours.cpu_us for theirs, ours in zip(self.nginx, self.ours, strict=True)]

    @property
    def is_reached(self) -> bool:
        """Whether the project's target is; so where there is none."""
        return self.ratio is None or self.reader.least is None or self.ratio >= self.reader.least

    def as_json(self) -> dict[str, Any]:
        """As `broadsheet bench --json` tells it."""
        told: dict[str, Any] = {"reader": self.reader.name, "broadsheet": _told(self.ours)}
        if self.nginx:
            told |= {
                "nginx": _told(self.nginx),
                "ratio": _rounded(self.ratio or 0.0),
                "least_to_least": _rounded(self.least_to_least or 0.0),
                "ratio_spread": _spread(self.ratios),
            }
        return told | {"least_ratio": self.reader.least}


def readers_named(names: Sequence[str]) -> tuple[Reader, ...]:
    """The kinds of these names, all where none is named. Raises UnknownReader."""
    if unknown := sorted(set(names) - {reader.name for reader in READERS}):
        raise UnknownReader(f"There is no reader “{unknown[0]}”. The bench sends: {', '.join(reader.name for reader in READERS)}.")
    return tuple(reader for reader in READERS if not names or reader.name in names)


def table(runs: Sequence[Run]) -> list[str]:
    """The lines of a Markdown table: medians, and behind them from the least to the most of all rounds."""
    head = (
        "reader",
        "asks for",
        "nginx µs",
        "ours µs",
        "nginx / ours",
        "least to least",
        "target",
        "nginx pages/s",
        "ours pages/s",
        "generator",
    )
    return [_row(head), _row(["---"] * len(head)), *(_row(_cells(run)) for run in runs)]


def _cells(run: Run) -> list[str]:
    ratio, least = run.ratio, run.reader.least
    reached = "**" if least is not None and not run.is_reached else ""
    return [
        run.reader.name,
        run.reader.asks_for,
        _middle(run.nginx, lambda load: load.cpu_us, ".1f"),
        _middle(run.ours, lambda load: load.cpu_us, ".1f"),
        f"{reached}{ratio:.2f}{reached} ({min(run.ratios):.2f} to {max(run.ratios):.2f})" if ratio is not None else "",
        f"{run.least_to_least:.2f}" if run.least_to_least is not None else "",
        f"{least:.2f}" if least is not None else "",
        _middle(run.nginx, lambda load: load.rps, ",.0f"),
        _middle(run.ours, lambda load: load.rps, ",.0f"),
        f"{median(load.generator for load in run.nginx + run.ours):.0%}",
    ]


def _middle(loads: Sequence[Load], figure: Callable[[Load], float], form: str) -> str:
    if not loads:
        return ""
    figures = [figure(load) for load in loads]
    return f"{median(figures):{form}} ({min(figures):{form}} to {max(figures):{form}})"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _told(loads: Sequence[Load]) -> dict[str, Any]:
    cpu = [load.cpu_us for load in loads]
    return {
        "rps": round(median(load.rps for load in loads)),
        "cpu_us": _rounded(median(cpu)),
        "cpu_us_spread": _spread(cpu),
        "generator": _rounded(median(load.generator for load in loads)),
    }


def _spread(figures: Sequence[float]) -> dict[str, float]:
    """Least, quartiles and most."""
    low, _, high = quantiles(figures, n=4, method="inclusive") if len(figures) > 1 else [figures[0]] * 3
    return {"least": _rounded(min(figures)), "q1": _rounded(low), "q3": _rounded(high), "most": _rounded(max(figures))}


def _rounded(figure: float) -> float:
    return round(figure, 2)
