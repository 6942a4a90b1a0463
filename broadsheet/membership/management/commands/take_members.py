"""Takes over a list of members: broadsheet manage take_members members.csv --by owner@paper.example [--dry-run]."""

from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from broadsheet.accounts.account import Account
from broadsheet.membership.member_list import Outcome, Wanted, look, take
from broadsheet.membership.member_rows import MemberListProblem
from broadsheet.membership.plan import Plan


class Command(BaseCommand):
    help = "Takes over another system's list of members: accounts and what each was promised. Running it twice changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="A CSV file: Ghost's export of its members, or a table with a column “email”.")
        parser.add_argument("--by", default="", help="The address of the colleague who brings them; needed unless --dry-run.")
        parser.add_argument("--plan", default="", help="The address of the plan for lines that name one we do not have.")
        parser.add_argument("--until", default="", help="The last day for lines that name a plan and no day: 2027-04-03.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done, and do nothing.")

    def handle(self, *_args: Any, **told: Any) -> None:
        """Each refused line is named; some refused: exit code 1."""
        try:
            content = told["file"].read_bytes()
            wanted = Wanted(_plan(told["plan"]), _until(told["until"]))
            taken = look(content, wanted) if told["dry_run"] else take(content, wanted, _colleague(told["by"]), told["file"].name)
        except (MemberListProblem, OSError) as problem:
            raise CommandError(str(problem)) from problem
        for verdict in taken.refused:
            self.stderr.write(f"Refused: line {verdict.line}: {verdict.email}: {verdict.why}")
        self.stdout.write(", ".join(f"{taken.count(outcome)} {outcome.value}" for outcome in Outcome) + ".")
        if taken.refused:
            raise SystemExit(1)


def _plan(slug: str) -> Plan | None:
    plan = Plan.objects.filter(slug=slug).first()
    if slug and plan is None:
        offered = ", ".join(Plan.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no plan “{slug}”. There are: {offered}.")
    return plan


def _until(day: str) -> datetime | None:
    try:
        return timezone.make_aware(datetime.combine(date.fromisoformat(day), time.max)) if day else None
    except ValueError as error:
        raise CommandError(f"“{day}” is no day. Write it as 2027-04-03.") from error


def _colleague(address: str) -> Account:
    account = Account.objects.filter(email=Account.objects.normalize_email(address)).first()
    if account is None or not account.works_here:
        raise CommandError("Say with --by which colleague brings them: the address of an account that may enter the newsroom.")
    return account
