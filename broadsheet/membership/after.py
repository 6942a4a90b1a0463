"""Who wants to know when a membership changed: whoever writes to readers pins a function here, as accounts/standing does for benefits.

What follows is queued in the transaction of the change itself, so that no mail goes out without its change and no change loses
its mail; it runs in the jobs child, and what fails there never fails a payment."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.db.models import Model
from django_tasks import task

_pinned: dict[str, list[Callable[[Any], None]]] = defaultdict(list)


def pin(what: str, follow: Callable[[Any], None]) -> None:
    """Call this function after that happened. Called in `apps.ready()`.

    welcome, renewed, card_failing, paused, leaving, came_back, left, amount_changed, paid_twice, due, withdrawn     with the membership
    receipt, given_back     with the ledger's line
    gift_made     with the gift
    """
    if follow not in _pinned[what]:
        _pinned[what].append(follow)


def tell(what: str, thing: Model) -> None:
    """It happened to this row. Call it in the change's transaction. Writes a task, if anybody wants to know."""
    if _pinned[what]:
        tell_those_who_asked.enqueue(what, thing._meta.label_lower, str(thing.pk))


@task()
def tell_those_who_asked(what: str, label: str, pk: str) -> None:
    """Calls what is pinned under this, with the row as it is now."""
    thing = apps.get_model(label)._default_manager.get(pk=pk)
    for follow in _pinned[what]:
        follow(thing)
