"""What the night reminds of: a year's payment that is about to be taken. (What ends by itself, transfers.py reminds of.)"""

from datetime import datetime, timedelta

from django.utils import timezone
from django_tasks import task

from broadsheet.membership.mails import post
from broadsheet.membership.membership import Membership, State
from broadsheet.membership.plan import Interval

BEFORE = timedelta(days=14)


@task()
def remind() -> None:
    """One night's round; repeated, nobody hears of it twice."""
    remind_of_renewals(timezone.now())


def remind_of_renewals(now: datetime) -> int:
    """Writes to all whose year is paid again within 14 days. Returns how many there are."""
    soon = Membership.objects.by_card().filter(state=State.ACTIVE, interval=Interval.YEAR, paid_until__range=(now, now + BEFORE))
    for membership in soon.select_related("account"):
        post("renewal", membership, membership.account, f"{membership.paid_until:%Y-%m-%d}")
    return len(soon)
