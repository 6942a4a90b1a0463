"""How the stand-in's time passes: what renews is charged, what fails is tried again, what leaves ends. Stripe's test clocks do the same."""

from broadsheet.membership.payments import pretend
from broadsheet.membership.payments.pretend_objects import Body
from broadsheet.membership.payments.pretended import Pretended

DAY_SECONDS = 86_400
TRIES_AFTER_DAYS = (3, 5, 7)  # of a card that failed; then the subscription ends, as a publisher sets it at Stripe


def advance(seconds: int) -> None:
    """Lets so much time pass, with all that happens in it, in its order; none at all catches up with the real clock."""
    with pretend.whole():
        end = pretend.now() + seconds
        while (due := _first_due(end)) is not None:
            at, subscription = due
            _move_to(at)
            _step(subscription)
        _expire_checkouts(end)
        _move_to(end)


def _first_due(end: int) -> tuple[int, Body] | None:
    rows = Pretended.objects.filter(kind="subscription", body__status__in=["active", "past_due"])
    due = [(_due_at(row.body), row.body) for row in rows]
    return min((pair for pair in due if pair[0] <= end), key=lambda pair: pair[0], default=None)


def _due_at(subscription: Body) -> int:
    ends = subscription["items"]["data"][0]["current_period_end"]
    resumes = (subscription["pause_collection"] or {}).get("resumes_at") or ends
    return min(ends, resumes, subscription["_next_try"] or ends)


def _step(subscription: Body) -> None:
    """The one thing that is due with it."""
    now, item = pretend.now(), subscription["items"]["data"][0]
    pause = subscription["pause_collection"]
    if pause and pause["resumes_at"] <= now:
        subscription["pause_collection"] = None
    elif subscription["_next_try"] and subscription["_next_try"] <= now:
        _try(subscription)
    elif subscription["cancel_at_period_end"]:
        pretend.cancel(subscription)
        return
    else:
        item["current_period_start"], start = item["current_period_end"], item["current_period_end"]
        item["current_period_end"] = pretend.period_end(start, item["price"]["recurring"]["interval"])
        if not pause:  # the invoices of a paused one are void
            _try(subscription)
    if subscription["status"] != "canceled":
        pretend.tell("customer.subscription.updated", pretend.put(subscription))


def _try(subscription: Body) -> None:
    if pretend.take(subscription):
        subscription.update(status="active", _tries=0, _next_try=None)
        return
    tries = subscription["_tries"]
    if tries == len(TRIES_AFTER_DAYS):
        pretend.cancel(subscription)
        return
    subscription.update(status="past_due", _tries=tries + 1, _next_try=pretend.now() + TRIES_AFTER_DAYS[tries] * DAY_SECONDS)


def _expire_checkouts(end: int) -> None:
    for row in Pretended.objects.filter(kind="checkout.session", body__status="open", body__expires_at__lte=end):
        row.body.update(status="expired", url=None)
        pretend.tell("checkout.session.expired", pretend.put(row.body))


def _move_to(moment: int) -> None:
    clock = Pretended.objects.get(ref="clock")
    clock.body["ahead_seconds"] += max(0, moment - pretend.now())
    clock.save()
