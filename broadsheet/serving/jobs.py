"""The second child of the tree: applies the outbox, prints again what changed, publishes what is due, runs queued tasks."""

import contextlib
import logging
import os
import signal
import socket
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from django.contrib.sessions.backends.db import SessionStore
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from broadsheet.advertising import tally
from broadsheet.delivery import machine, outbox
from broadsheet.delivery.press import Press
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.variant import Variant
from broadsheet.membership import clock as membership_clock
from broadsheet.newsroom import clock
from broadsheet.serving.app import press_of

SWEEP_SECONDS, CLOCK_SECONDS, MEMBERSHIP_SECONDS, TIDY_SECONDS, CLEAR_SECONDS = 1, 1, 60, 60, 3600
MOST_TRIES = 5  # a page that keeps changing while it is printed is left to its next reader
KEEP_RESULTS_DAYS = 7
log = logging.getLogger("broadsheet.jobs")


class Jobs:
    """One child a machine. Nothing that it does is lost when it is killed: lines and tasks lie in the database until they are done."""

    def __init__(self, press: Press, shelf: Shelf) -> None:
        self._press, self._shelf = press, shelf
        self._to_print: OrderedDict[tuple[bytes, Variant], int] = OrderedDict()  # copy -> tries so far
        self._asked_to_stop, self._has_tasks = False, True
        self._tasks = Worker(
            queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=1, worker_id=f"jobs-{os.getpid()}", excluded_queue_names=[],
        )  # fmt: skip

    def run(self) -> None:
        """Until SIGTERM; the task at hand is finished first."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: setattr(self, "_asked_to_stop", True))
        put_back_killed_tasks()
        outbox.start_at_the_end(self._shelf)
        place = outbox.kick_place()
        kicks = listen_for_kicks(place)
        last = {"sweep": 0.0, "clock": 0.0, "memberships' clock": 0.0, "tidy": time.monotonic(), "clear": 0.0}
        while not self._asked_to_stop:
            kicked = _wait(kicks, 0 if self._to_print or self._has_tasks else SWEEP_SECONDS)
            now = time.monotonic()
            self._at_most_every(SWEEP_SECONDS, "sweep", now, last, self._sweep, at_once=kicked)
            self._print_one() if self._to_print else self._run_one_task()
            self._at_most_every(CLOCK_SECONDS, "clock", now, last, self._tick)
            self._at_most_every(MEMBERSHIP_SECONDS, "memberships' clock", now, last, membership_clock.tick)
            self._at_most_every(TIDY_SECONDS, "tidy", now, last, lambda: self._shelf.tidy(time.time()))
            self._at_most_every(CLEAR_SECONDS, "clear", now, last, clear_what_is_done)
        place.unlink(missing_ok=True)

    def _at_most_every(
        self, seconds: float, name: str, now: float, last: dict[str, float], step: Callable[[], object], *, at_once: bool = False
    ) -> None:
        """A step that fails is logged and tried again at its next turn: one broken article must not stop the clock."""
        if not at_once and now - last[name] < seconds:
            return
        last[name] = now
        close_old_connections()
        try:
            step()
        except DatabaseError:
            log.exception("The database did not answer; the %s is tried again.", name)
            connection.close()
        except Exception:
            log.exception("The %s failed and is tried again.", name)

    def turn(self) -> None:
        """One turn, to its end: all that is due is applied, printed and run. For tests, and for a paper that is not served."""
        self._sweep()
        while self._to_print or self._has_tasks:
            self._print_one() if self._to_print else self._run_one_task()

    def _sweep(self) -> None:
        for copy in outbox.sweep(self._shelf):
            self._to_print[copy] = 0
        self._has_tasks = self._has_tasks or DBTaskResult.objects.ready().exists()

    def _tick(self) -> None:
        """Apart from the sweep: when somebody kicked, readers wait for nothing but what changed. What goes out here kicks too."""
        self._shelf.reopen_if_replaced()
        clock.tick()

    def _run_one_task(self) -> None:
        """One at a time, and only when nothing waits to be printed: a picture's sizes take a second, a correction must not."""
        if not self._has_tasks:
            return
        try:
            self._tasks.run()
            self._has_tasks = DBTaskResult.objects.ready().exists()
        except DatabaseError:
            log.exception("The database did not answer; queued tasks are tried again.")
            connection.close()
            self._has_tasks = False

    def _print_one(self) -> None:
        (path, variant), tries = self._to_print.popitem(last=False)
        try:
            answer = self._press(path.decode("ascii"), variant)
        except Exception:
            log.exception("The page %s could not be printed again; its next reader asks for it.", path)
            return
        if answer.says_there_is_no_page:  # it moved, or went
            self._shelf.drop(path)
        elif answer.status == 200 and not answer.shelved and tries < MOST_TRIES:  # changed while it was printed
            self._to_print[path, variant] = tries + 1


def jobs_child() -> Jobs:
    """This machine's jobs child, over a press of its own."""
    shelf = machine.shelf()
    shelf.open_for(machine.fingerprint())
    return Jobs(press_of(get_wsgi_application()), shelf)


def listen_for_kicks(place: Path) -> socket.socket:
    """The socket on which whoever commits a change wakes this child."""
    place.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listening.bind(str(place))
    return listening


def put_back_killed_tasks() -> None:
    """Tasks that ran when a jobs child was killed run again: each is repeatable. Writes."""
    DBTaskResult.objects.filter(status="RUNNING").update(status="READY", started_at=None)


def clear_what_is_done() -> None:
    """Deletes old outbox lines, old results of tasks, and sessions whose time is over."""
    outbox.clear_old_lines()
    tally.forget_what_was_told(timezone.now())
    SessionStore.clear_expired()
    DBTaskResult.objects.finished().filter(finished_at__lt=outbox.days_ago(KEEP_RESULTS_DAYS)).delete()


def _wait(kicks: socket.socket, seconds: float) -> bool:
    """Whether somebody kicked within that time; takes all kicks that lie there."""
    kicks.settimeout(seconds or 0.0)
    with contextlib.suppress(TimeoutError, BlockingIOError, InterruptedError):
        kicks.recv(16)
        kicks.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                kicks.recv(16)
        return True
    return False
