"""Clients that nobody wants, over real sockets against a served paper: idle, never reading, slow, far ahead; and a reader beside them who is served."""

import contextlib
import resource
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tests.stage.served import Served

SPARE_FILES = 500  # what a process opens beside the connections
READS = 25  # by the reader beside them, each time
HEAD_SECONDS = 10  # the doorkeeper's; broadsheet/delivery/doorkeeper.py
# Memory of the worker: for an idle connection, for one that never reads (a page or two wait for it), and for anything else.
IDLE_BYTES, UNREAD_BYTES, ANYTHING_ELSE_BYTES = 16 << 10, 300 << 10, 24 << 20


class Siege(NamedTuple):
    """How many of each, and for how long.

    idle               asked once, read the answer, and stay
    never_reading      ask for page after page, and take nothing
    slow_heads         send a byte a second
    unfinished_forms   announce a form and send its first bytes
    ahead              requests written in one piece, on one connection
    """

    idle: int
    never_reading: int
    slow_heads: int
    unfinished_forms: int
    ahead: int
    seconds: int


class Outcome(NamedTuple):
    """What came of it. Milliseconds are medians of the reader beside them; bytes are the worker's proportional share of memory (PSS)."""

    page_alone_ms: float
    page_beside_ms: float
    search_alone_ms: float
    search_beside_ms: float
    bytes_before: int
    most_bytes: int
    slow_heads_left: int
    connections_left: int
    errors_logged: int
    longest_line_logged: int


def besiege(paper: Served, siege: Siege, page: str) -> Outcome:
    """All of them at once. `paper` is served by one door worker; `page` is one of its articles."""
    _allow_files(siege.idle + siege.never_reading + siege.slow_heads + siege.unfinished_forms + SPARE_FILES)
    worker = door_worker(paper)
    page_alone, search_alone = _read_ms(paper, page), _read_ms(paper, "/search/?q=bridge")
    before, sockets_before = pss_bytes(worker), _sockets(worker)
    request = f"GET {page} HTTP/1.1\r\nHost: localhost:{paper.port}\r\n\r\n".encode()
    with contextlib.ExitStack() as open_wires:
        _write_ahead(paper.port, request * siege.ahead)
        most = pss_bytes(worker)
        idle = list(_opened(open_wires, paper.port, siege.idle))
        for wire in idle:
            wire.sendall(request.replace(b"GET", b"HEAD", 1))
        never = list(_opened(open_wires, paper.port, siege.never_reading, receive_bytes=4_096))
        heads = list(_opened(open_wires, paper.port, siege.slow_heads))
        forms = list(_opened(open_wires, paper.port, siege.unfinished_forms))
        form = _unfinished_form(paper)
        for wire in forms:
            wire.sendall(form)
        for wire in idle:
            wire.recv(4_096)
        ask_on, began, beside = request * 20, time.monotonic(), list[tuple[float, float]]()
        for second in range(siege.seconds):
            for wire in never:
                _send_what_fits(wire, ask_on)
            for wire in heads:
                _send_what_fits(wire, request[second % len(request) :][:1])
            if second < HEAD_SECONDS or second == siege.seconds - 1:
                beside.append((_read_ms(paper, page), _read_ms(paper, "/search/?q=bridge")))
            most = max(most, pss_bytes(worker))
            time.sleep(max(0.0, began + second + 1 - time.monotonic()))
        slow_heads_left = sum(_is_open(wire) for wire in heads)
        left = _sockets(worker) - sockets_before
    paper.get("/" + "x" * 100_000)
    paper.get("/account/" + "x" * 100_000, method="POST", body=b"x")
    return Outcome(
        page_alone,
        median(one for one, _ in beside),
        search_alone,
        median(one for _, one in beside),
        before,
        most,
        slow_heads_left,
        left,
        paper.log.count("Traceback"),
        max(map(len, paper.log.splitlines()), default=0),
    )


def most_bytes_of(siege: Siege) -> int:
    """The memory that a worker may take more than at rest."""
    return (siege.idle + siege.slow_heads + siege.unfinished_forms) * IDLE_BYTES + siege.never_reading * UNREAD_BYTES + ANYTHING_ELSE_BYTES


def an_article(paper: Served) -> str:
    """The path of an open one."""
    return paper.python(
        "from broadsheet.news.article import Article; print(Article.objects.filter(live=True, requires='')[0].path)"
    ).strip()


def door_worker(paper: Served) -> int:
    """The process that answers readers; a paper for this is served by one."""
    return next(pid for pid in paper.children() if b"worker" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0"))


def pss_bytes(pid: int) -> int:
    """What the kernel counts for a process, shared pages divided among those who share them."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _allow_files(many: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, max(many, resource.getrlimit(resource.RLIMIT_NOFILE)[0])), most))


def _sockets(pid: int) -> int:
    return sum(map(_is_socket, Path(f"/proc/{pid}/fd").iterdir()))


def _is_socket(path: Path) -> bool:
    try:
        return str(path.readlink()).startswith("socket:")
    except OSError:
        return False


def _opened(wires: contextlib.ExitStack, port: int, many: int, receive_bytes: int | None = None) -> Iterator[socket.socket]:
    for _ in range(many):
        wire = wires.enter_context(socket.socket())
        wire.settimeout(30)
        if receive_bytes is not None:  # before connecting, so that the window stays small
            wire.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        wire.connect(("127.0.0.1", port))
        yield wire


def _unfinished_form(paper: Served) -> bytes:
    """To sign in, with the session that the page itself hands to anyone: without one Django refuses before it reads the form."""
    session = str(paper.get("/account/sign-in/").headers["Set-Cookie"]).partition(";")[0]
    assert session.startswith("bs_session=")
    lines = [
        "POST /account/sign-in/ HTTP/1.1",
        f"Host: localhost:{paper.port}",
        f"Cookie: {session}",
        "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: 1000",
    ]
    return "\r\n".join([*lines, "", "login="]).encode()


def _send_what_fits(wire: socket.socket, sent: bytes) -> None:
    wire.setblocking(False)
    with contextlib.suppress(OSError):  # full, or closed by the paper
        wire.send(sent)


def _write_ahead(port: int, sent: bytes) -> None:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
        wire.sendall(sent)
        while wire.recv(1 << 16):
            pass


def _is_open(wire: socket.socket) -> bool:
    wire.setblocking(False)
    try:
        while told := wire.recv(4_096):
            assert told
    except BlockingIOError:
        return True
    except OSError:
        return False
    return False


def _read_ms(paper: Served, path: str) -> float:
    return 1_000 * median(_seconds(lambda: paper.get(path).status) for _ in range(READS if path[:8] != "/search/" else 5))


def _seconds(read: Callable[[], int]) -> float:
    began = time.perf_counter()
    assert read() == 200
    return time.perf_counter() - began
