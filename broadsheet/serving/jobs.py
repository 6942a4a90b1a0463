"""The second child of the tree: applies the outbox, prints again what changed, publishes what is due, runs queued tasks."""

import contextlib
import hashlib
import logging
import os
import signal
import socket
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.wsgi import get_wsgi_application
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from broadsheet.delivery import machine, outbox
from broadsheet.delivery.counters import Counters
from broadsheet.delivery.left_over import left_over
from broadsheet.delivery.press import Press
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.variant import Variant
from broadsheet.newsroom import clock
from broadsheet.serving.app import press_of

SWEEP_SECONDS, CLOCK_SECONDS, TIDY_SECONDS, CLEAR_SECONDS, TELL_SECONDS = 1, 1, 60, 3600, 1
MOST_TRIES = 5  # a page that keeps changing while it is printed is left to its next reader
MACHINES_SWEEP_SECONDS = 0.25  # where other machines write too, whom no kick from here reaches: theirs is to be seen within a second (T4)
KEEP_RESULTS_DAYS = 7
LONGEST_TASK = timedelta(minutes=10)  # what another machine began that long ago, it was killed at
DATABASE_AWAY = (OperationalError, InterfaceError)  # an article that breaks a rule of the database is trouble of its own
log = logging.getLogger("broadsheet.jobs")


class Jobs:
    """One child a machine. Nothing that it does is lost when it is killed: lines and tasks lie in the database until they are done, and
    what it had still to print lies on the shelf, stale."""

    def __init__(self, press: Press, shelf: Shelf, counters: Counters | None = None) -> None:
        self._press, self._shelf, self._counters = press, shelf, counters
        self._to_print: OrderedDict[tuple[bytes, Variant], int] = OrderedDict()  # copy -> tries so far
        self._failed: dict[tuple[bytes, Variant], int] = {}  # tried again when the database answers
        self._sweep_seconds = MACHINES_SWEEP_SECONDS if connection.vendor == "postgresql" else SWEEP_SECONDS
        self._asked_to_stop, self._has_begun, self._has_tasks = False, False, True
        self._tasks = Worker(
            queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False, max_tasks=1, worker_id=f"{_here()}-{os.getpid()}", excluded_queue_names=[],
        )  # fmt: skip

    def run(self) -> None:
        """Until SIGTERM; the task at hand is finished first. A database that does not answer is asked again each second."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: setattr(self, "_asked_to_stop", True))
        place = outbox.kick_place()
        kicks = listen_for_kicks(place)
        inode = place.stat().st_ino
        last = {"beginning": 0.0, "sweep": 0.0, "clock": 0.0, "tidy": time.monotonic(), "clear": 0.0, "telling": 0.0}
        wait_seconds = 0.0
        while not self._asked_to_stop:
            kicked = _wait(kicks, wait_seconds)
            self._go_on(time.monotonic(), last, kicked=kicked)
            self._at_most_every(TELL_SECONDS, "telling", time.monotonic(), last, self._tell)
            wait_seconds = 0.0 if self._has_begun and (self._to_print or self._has_tasks) else self._sweep_seconds
        _unlink_if_ours(place, inode)

    def _go_on(self, now: float, last: dict[str, float], *, kicked: bool) -> None:
        if not self._has_begun:
            self._at_most_every(SWEEP_SECONDS, "beginning", now, last, self._begin)
            return
        self._at_most_every(self._sweep_seconds, "sweep", now, last, self._sweep, at_once=kicked)
        self._print_one() if self._to_print else self._run_one_task()
        self._at_most_every(CLOCK_SECONDS, "clock", now, last, self._tick)
        self._at_most_every(TIDY_SECONDS, "tidy", now, last, self._tidy)
        self._at_most_every(CLEAR_SECONDS, "clear", now, last, clear_what_is_done)

    def _begin(self) -> None:
        """At the start, and after the database was away: takes up what was lost in a kill or a failure."""
        put_back_killed_tasks()
        outbox.start_at_the_end(self._shelf)
        self._to_print |= dict.fromkeys(left_over(self._shelf), 0)
        self._has_begun, self._has_tasks = True, True

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
        except DATABASE_AWAY:
            log.exception("The database did not answer; the %s is tried again.", name)
            self._begin_anew()
        except Exception:
            log.exception("The %s failed and is tried again.", name)

    def turn(self) -> None:
        """One turn of a child that has just started, to its end: all that is due is applied, printed and run. For tests, and for a paper that is not served."""
        self._begin()
        self._sweep()
        while self._to_print or self._has_tasks:
            self._print_one() if self._to_print else self._run_one_task()

    def _sweep(self) -> None:
        for copy in outbox.sweep(self._shelf):
            self._to_print[copy] = 0
        self._to_print |= self._failed
        self._failed.clear()
        self._has_tasks = self._has_tasks or DBTaskResult.objects.ready().exists()

    def _tick(self) -> None:
        """Apart from the sweep: when somebody kicked, readers wait for nothing but what changed. What goes out here kicks too."""
        self._shelf.reopen_if_replaced()
        clock.tick()

    def _tidy(self) -> None:
        self._shelf.tidy(time.time())
        put_back_killed_tasks()  # no task of this machine runs now; another machine may have been killed at one

    def _tell(self) -> None:
        """For `/metrics`."""
        if self._counters is not None:
            self._counters.gauges["to_print_again"] = len(self._to_print) + len(self._failed)
            self._counters.keep()

    def _begin_anew(self) -> None:
        """The database was lost: the task at hand stays as one that runs, and pages could not be printed. So all is taken up again."""
        connection.close()
        self._has_begun = self._has_tasks = False

    def _run_one_task(self) -> None:
        """One at a time, and only when nothing waits to be printed: a picture's sizes take a second, a correction must not."""
        if not self._has_tasks:
            return
        try:
            self._tasks.run()
            self._has_tasks = DBTaskResult.objects.ready().exists()
        except DATABASE_AWAY:
            log.exception("The database did not answer; queued tasks are tried again.")
            self._begin_anew()

    def _print_one(self) -> None:
        (path, variant), tries = self._to_print.popitem(last=False)
        try:
            answer = self._press(path.decode("ascii"), variant)
        except Exception:
            log.exception("The page %s could not be printed again; its next reader asks for it.", path)
            return
        if answer.says_there_is_no_page:  # it moved, or went
            self._shelf.drop(path)
        elif answer.status >= 500 and tries < MOST_TRIES:  # nothing could be printed: at the next sweep that finds the database
            self._failed[path, variant] = tries + 1
        elif answer.status == 200 and not answer.shelved and tries < MOST_TRIES:  # changed while it was printed
            self._to_print[path, variant] = tries + 1


def jobs_child() -> Jobs:
    """This machine's jobs child, over a press of its own."""
    shelf = machine.shelf()
    shelf.open_for(machine.fingerprint())
    return Jobs(press_of(get_wsgi_application()), shelf, Counters(settings.PAPER.folder / "data" / "counters", "jobs"))


def listen_for_kicks(place: Path) -> socket.socket:
    """The socket on which whoever commits a change wakes this child."""
    place.unlink(missing_ok=True)
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listening.bind(str(place))
    return listening


def put_back_killed_tasks() -> None:
    """Tasks that ran when this machine's jobs child was killed run again: each is repeatable. So do another machine's, ten minutes later. Writes."""
    long_ago = timezone.now() - LONGEST_TASK
    running = DBTaskResult.objects.filter(status="RUNNING").values_list("pk", "worker_ids", "started_at")
    killed = [pk for pk, workers, at in running if at is None or at < long_ago or any(_here() in worker for worker in workers[-1:])]
    DBTaskResult.objects.filter(pk__in=killed, status="RUNNING").update(status="READY", started_at=None)


def clear_what_is_done() -> None:
    """Deletes old outbox lines, old results of tasks, and sessions whose time is over."""
    outbox.clear_old_lines()
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


def _here() -> str:
    """This paper on this machine, as a task's row names who runs it."""
    return f"jobs-{hashlib.blake2b(f'{socket.gethostname()} {settings.PAPER.folder}'.encode(), digest_size=8).hexdigest()}"


def _unlink_if_ours(place: Path, inode: int) -> None:
    """A child that ends slowly must not take the place from the one that was started after it: kicks would reach nobody."""
    with contextlib.suppress(FileNotFoundError):
        if place.stat().st_ino == inode:
            place.unlink()
