"""What the door says of itself and of every process of this paper on this machine: `/healthz` in short, `/metrics` for Prometheus."""

import hmac
import ipaddress
import re
import time
from typing import Any

from broadsheet.delivery.asgi import HeaderLines, Scope
from broadsheet.delivery.counters import Row, Totals

FROM_A_PROXY = (b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip", b"via")
GAUGES = {
    "open_connections": "Connections that are open.",
    "printing": "Pages that are being printed, or wait for it, because a reader asked.",
    "to_print_again": "Copies that changed and wait to be printed again.",
}
_HERE = re.compile(rb"(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?").fullmatch


def is_from_here(scope: Scope, lines: HeaderLines) -> bool:
    """Whether somebody on this machine asks, straight and not through a proxy: a proxy's readers come from this machine too, but each
    of them is told to us by a header, and none asks for localhost."""
    host, client = lines.all(b"host"), scope.get("client")
    if len(host) != 1 or not _HERE(host[0].lower()) or client is None or any(lines.all(name) for name in FROM_A_PROXY):
        return False
    try:
        address = ipaddress.ip_address(client[0])
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def holds_token(lines: HeaderLines, token: str) -> bool:
    """Whether the request has `Authorization: Bearer` with the operator's token."""
    told = lines.all(b"authorization")
    return len(told) == 1 and hmac.compare_digest(told[0], b"Bearer " + token.encode())


def metrics(told: Totals, shelf: dict[str, float], now: float | None = None) -> bytes:
    """Everything that is counted, in Prometheus's text format 0.0.4. `shelf`: its gauges by name."""
    now = time.time() if now is None else now
    lines = [*_counter("requests_total", "Requests answered.", told.rows, 0)]
    lines += _counter("body_bytes_total", "Bytes of bodies sent, as they went over the wire.", told.rows, 1)
    lines += _gauge("uptime_seconds", "Since a process was started.", [(child, now - child["born_at"]) for child in told.children])
    for name, says in GAUGES.items():
        lines += _gauge(name, says, [(child, child["gauges"][name]) for child in told.children if name in child["gauges"]])
    for name, figure in shelf.items():
        lines += [
            f"# HELP broadsheet_{name} The shelf of this machine.",
            f"# TYPE broadsheet_{name} gauge",
            f"broadsheet_{name} {figure:g}",
        ]
    return ("\n".join(lines) + "\n").encode()


def _counter(name: str, says: str, rows: dict[Row, tuple[int, int]], place: int) -> list[str]:
    told = [
        f'broadsheet_{name}{{by="{by}",page="{page}",variant="{variant}",status="{status}"}} {figures[place]}'
        for (by, page, variant, status), figures in sorted(rows.items())
    ]
    return [f"# HELP broadsheet_{name} {says}", f"# TYPE broadsheet_{name} counter", *told]


def _gauge(name: str, says: str, figures: list[tuple[dict[str, Any], float]]) -> list[str]:
    told = [f'broadsheet_{name}{{process="{child["name"]}",pid="{child["pid"]}"}} {figure:.10g}' for child, figure in figures]
    return [f"# HELP broadsheet_{name} {says}", f"# TYPE broadsheet_{name} gauge", *told]
