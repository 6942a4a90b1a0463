"""What growing showed, as tables and as one picture for each database, and where both stand in the documentation."""

import re
from html import escape
from math import log10
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "reference" / "growth.md"
PICTURES = DOCUMENT.parents[1] / "pictures"
MOST_GROWTH = 1.5  # T7: at most so many times its cost at a thousand articles
IN_THE_NOISE_MS = 3  # a page of 2 ms that takes 4 has not grown
_PLACE = re.compile(r"(?<=<!-- figures -->\n).*?(?=<!-- end of figures -->)", re.DOTALL)
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 760, 420, 56, 190, 34, 40
_MOST_MS, _LEAST_MS = 500, 1
_INKS = ("#1b4965", "#9a3324", "#3f7d20", "#8a6d1d", "#6a3d9a", "#0f766e", "#b45309", "#334155", "#be185d", "#4d7c0f")


def tables(found: list[dict]) -> str:
    """All of it as markdown."""
    return "\n".join([_changes_table(found), *(_pages_table(database, found) for database in _databases(found))])


def is_kept(found: list[dict]) -> bool:
    """Whether every target is kept."""
    return "**no**" not in tables(found)


def write_document(found: list[dict]) -> None:
    """Puts tables and pictures into the documentation, between the marks that stand there."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for database in _databases(found):
        (PICTURES / f"growth-{database}.svg").write_text(_picture(database, found), encoding="utf-8")
    shown = "".join(f"![Server time of every kind of page, {one}](../pictures/growth-{one}.svg)\n\n" for one in _databases(found))
    text = DOCUMENT.read_text(encoding="utf-8")
    DOCUMENT.write_text(_PLACE.sub(lambda _place: f"\n{tables(found)}\n{shown}", text), encoding="utf-8")


def _databases(found: list[dict]) -> list[str]:
    return list(dict.fromkeys(told["database"] for told in found))


def _changes_table(found: list[dict]) -> str:
    lines = [
        "| database | articles | taken in a second | publish to visible, p95 | the call itself, p95 | withdraw, p95 | stale after it | load | kept |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for told in found:
        # A take begins with a second of starting, which is more than a thousand articles take.
        is_fast = told["taken_a_second"] >= 2_000 or told["size"] < 100_000
        is_soon = told["published_p95_ms"] <= 300 and told["withdrawn_p95_ms"] <= 300 and not told["stale"]
        lines.append(
            f"| {told['database']} | {told['size']:,} | {told['taken_a_second']:,.0f} | {told['published_p95_ms']:.0f} ms | {told['publish_call_p95_ms']:.0f} ms "
            f"| {told['withdrawn_p95_ms']:.0f} ms | {told['stale']:.0f} | {told['load']:.1f} | {_yes(is_fast and is_soon)} |"
        )
    return "\n".join([*lines, ""])


def _pages_table(database: str, found: list[dict]) -> str:
    ones = [told for told in found if told["database"] == database]
    head = [f"{told['size']:,}: p50 · p95 · cpu" for told in ones]
    lines = [f"| {database}, ms | {' | '.join(head)} | grown by | at most | kept |", f"|{' --- |' * (len(ones) + 4)}"]
    for name, page in ones[-1]["pages"].items():
        cells = [
            f"{told['pages'][name]['p50_ms']:.1f} · {told['pages'][name]['p95_ms']:.1f} · {told['pages'][name]['cpu_ms']:.1f}"
            for told in ones
        ]
        first, last = ones[0]["pages"][name]["p50_ms"], page["p50_ms"]
        has_grown = last > MOST_GROWTH * first and last - first > IN_THE_NOISE_MS
        kept = _yes(page["p95_ms"] <= page["most_ms"] and not has_grown)
        lines.append(f"| {name} | {' | '.join(cells)} | {last / first:.2f} | {page['most_ms']:.0f} | {kept} |")
    return "\n".join([*lines, ""])


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "**no**"


def _picture(database: str, found: list[dict]) -> str:
    """p95 of every kind of page over the size of the archive, both in powers of ten."""
    ones = [told for told in found if told["database"] == database]
    kinds = sorted(ones[-1]["pages"], key=lambda name: -ones[-1]["pages"][name]["p95_ms"])
    parts = [_axes(database, [told["size"] for told in ones])]
    label_at = float(_TOP)
    for number, name in enumerate(kinds):
        ink, dash = _INKS[number % len(_INKS)], "" if number < len(_INKS) else ' stroke-dasharray="5 3"'
        points = [(_across(told["size"], ones), _down(told["pages"][name]["p95_ms"])) for told in ones]
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        label_at = max(label_at + 14, points[-1][1])
        parts.append(f'<polyline points="{drawn}" fill="none" stroke="{ink}" stroke-width="1.6"{dash}/>')
        parts.append(
            f'<text x="{_WIDTH - _RIGHT + 10}" y="{label_at:.1f}" fill="{ink}">{escape(name)}, {ones[-1]["pages"][name]["p95_ms"]:.0f} ms</text>'
        )
    return "\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="11">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>', *parts, "</svg>", "",
    ])  # fmt: skip


def _axes(database: str, sizes: list[int]) -> str:
    right = _WIDTH - _RIGHT
    parts = [f'<text x="{_LEFT}" y="16" font-size="13" font-weight="bold">Server time of a page, p95, {database}</text>']
    for ms in (1, 2, 5, 10, 20, 50, 100, 150, 200, 500):
        is_target = ms in {50, 150}
        ink = 'stroke="#9a3324" stroke-dasharray="2 3"' if is_target else 'stroke="#ddd"'
        parts.append(f'<line x1="{_LEFT}" x2="{right}" y1="{_down(ms):.1f}" y2="{_down(ms):.1f}" {ink}/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{_down(ms) + 4:.1f}" text-anchor="end">{ms} ms</text>')
    ones = [{"size": size} for size in sizes]
    parts += [f'<text x="{_across(size, ones):.1f}" y="{_HEIGHT - 16}" text-anchor="middle">{size:,}</text>' for size in sizes]
    return "\n".join(parts)


def _across(size: int, ones: list[dict]) -> float:
    first, last = log10(ones[0]["size"]), log10(ones[-1]["size"])
    return _LEFT + 10 + (_WIDTH - _LEFT - _RIGHT - 20) * ((log10(size) - first) / (last - first) if last > first else 0.5)


def _down(ms: float) -> float:
    share = (log10(max(ms, _LEAST_MS)) - log10(_LEAST_MS)) / (log10(_MOST_MS) - log10(_LEAST_MS))
    return _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * min(share, 1)
