"""Lets time pass at the stand-in for Stripe: what renews is charged, what fails is tried again, what leaves ends."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from broadsheet.membership import notices
from broadsheet.membership.payments import pretend_clock
from broadsheet.membership.payments.provider import provider

DAY_SECONDS = 86_400


class Command(BaseCommand):
    help = "On a paper whose payments are pretended: lets days pass at the stand-in, and tells the paper what happened in them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("days", type=int, help="how many days, such as 32 for a renewal")

    def handle(self, *args: Any, **options: Any) -> None:
        """Writes. Raises CommandError where payments are real, or nobody takes them."""
        taker = provider()
        if taker is None or taker.name != "pretend":
            raise CommandError("Payments are not pretended on this paper: only Stripe lets its time pass.")
        pretend_clock.advance(options["days"] * DAY_SECONDS)
        self.stdout.write(f"{options['days']} days have passed at the stand-in; {notices.deliver_pretended()} notices were taken in.")
