"""Plots drawn on the server: plain SVG for a page, with a name and a sentence for those who do not see it. Mirrored where one reads from the right."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT = 560, 230
LEFT, RIGHT, TOP, FOOT = 44, 8, 12, 26
TICKS = 4


@dataclass(frozen=True)
class Series:
    """One row of figures; `tone` is its class in the page's stylesheet."""

    tone: str
    values: Sequence[int]


@dataclass(frozen=True)
class Frame:
    """Where a figure stands: the least and the most of the scale, the number of columns, and from which side one reads."""

    least: int
    most: int
    count: int
    is_mirrored: bool = False

    def x(self, at: float) -> float:
        """Of a moment between 0 and `count`."""
        along = LEFT + (WIDTH - LEFT - RIGHT) * at / max(self.count, 1)
        return round(WIDTH - along if self.is_mirrored else along, 1)

    def y(self, value: float) -> float:
        """Of a figure on the scale."""
        return round(TOP + (HEIGHT - TOP - FOOT) * (self.most - value) / (self.most - self.least), 1)


def columns(
    name: str, title: str, says: str, labels: Sequence[str], up: Series, down: Series | None = None, *, is_mirrored: bool = False
) -> SafeString:
    """Columns that stand on a line, and others that hang from it.

    name    unique in the page: the title and the sentence are named by it
    """
    deepest = max(down.values, default=0) if down else 0
    frame = _frame(-deepest, max(up.values, default=0), len(labels), is_mirrored=is_mirrored)
    bars = [_bar(frame, at, 0, value, up.tone) for at, value in enumerate(up.values)]
    bars += [_bar(frame, at, -value, 0, down.tone) for at, value in enumerate(down.values)] if down else []
    return _svg(name, title, says, [*_scale(frame), *bars, *_under(frame, labels)])


def line(name: str, title: str, says: str, labels: Sequence[str], row: Series, *, is_mirrored: bool = False) -> SafeString:
    """A line from column to column, on a scale that begins at nothing: no slope is steeper than the figures."""
    frame = _frame(0, max(row.values, default=0), len(labels), is_mirrored=is_mirrored)
    points = [(frame.x(at + 0.5), frame.y(value)) for at, value in enumerate(row.values)]
    path = " ".join(f"{x},{y}" for x, y in points)
    dots = [f'<circle class="plot__dot {row.tone}" cx="{x}" cy="{y}" r="3.5"/>' for x, y in points]
    return _svg(
        name, title, says, [*_scale(frame), f'<polyline class="plot__line {row.tone}" points="{path}"/>', *dots, *_under(frame, labels)]
    )


def bar(share: float, tone: str) -> SafeString:
    """A bar beside a figure in a table; it says nothing that the figure does not, so nobody is told of it."""
    wide = round(100 * min(max(share, 0), 1), 1)
    return _safe(
        f'<svg class="plot__share {tone}" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width="{wide}" height="10"/></svg>'
    )


def _frame(least: int, most: int, count: int, *, is_mirrored: bool) -> Frame:
    """A scale of round figures that holds them all."""
    step = _step(max(most - least, 1) / TICKS)
    return Frame(math.floor(least / step) * step, max(math.ceil(most / step) * step, step), count, is_mirrored)


def _step(rough: float) -> int:
    """The next round figure: 1, 2 or 5, and as many noughts as are needed."""
    power = 10 ** max(math.floor(math.log10(rough)), 0) if rough > 0 else 1
    return int(next(power * round_ for round_ in (1, 2, 5, 10) if power * round_ >= rough))


def _scale(frame: Frame) -> Iterator[str]:
    """Lines across, each with its figure at the beginning."""
    step = _step(max(frame.most - frame.least, 1) / TICKS)
    start, end = frame.x(0), frame.x(frame.count)
    for value in range(frame.least, frame.most + 1, step):
        y = frame.y(value)
        kind = "plot__ground" if value == 0 else "plot__rule"
        yield f'<path class="{kind}" d="M{start} {y}H{end}"/>'
        yield f'<text class="plot__figure" x="{frame.x(-0.1)}" y="{y + 4}" text-anchor="end">{abs(value)}</text>'


def _bar(frame: Frame, at: int, low: int, high: int, tone: str) -> str:
    sides = sorted((frame.x(at + 0.18), frame.x(at + 0.82)))
    top, foot = frame.y(high), frame.y(low)
    return f'<rect class="plot__column {tone}" x="{sides[0]}" y="{top}" width="{sides[1] - sides[0]:.1f}" height="{foot - top:.1f}"/>'


def _under(frame: Frame, labels: Sequence[str]) -> Iterator[str]:
    for at, label in enumerate(labels):
        yield f'<text class="plot__label" x="{frame.x(at + 0.5)}" y="{HEIGHT - 8}" text-anchor="middle">{escape(label)}</text>'


def _svg(name: str, title: str, says: str, parts: Sequence[str]) -> SafeString:
    head = f'<title id="{name}-title">{escape(title)}</title><desc id="{name}-says">{escape(says)}</desc>'
    opening = f'<svg class="plot" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{name}-title {name}-says">'
    return _safe(f"{opening}{head}{''.join(parts)}</svg>")


def _safe(markup: str) -> SafeString:
    return mark_safe(markup)  # noqa: S308 - figures, and words that were escaped
