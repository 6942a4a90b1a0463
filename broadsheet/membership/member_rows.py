"""Reading another system's list of members: Ghost's own export, or any table with the same few columns. Plain values; nothing is written."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from broadsheet.membership.money import Money, NotAnAmount, typed
from broadsheet.membership.plan import Interval

MOST_LETTERS = 20_000_000
# how a column may be called, in small letters and with blanks for what stands between words
NAMES: dict[str, tuple[str, ...]] = {
    "email": ("email", "e mail", "email address", "e mail address", "address"),
    "name": ("name", "full name"),
    "first": ("first name",),
    "last": ("last name", "surname"),
    "plan": ("plan", "tiers", "tier", "import tier", "tier title"),
    "until": ("paid until", "until", "expires at", "expiry at", "expires"),
    "complimentary": ("complimentary plan", "complimentary"),
    "interval": ("interval", "cadence"),
    "amount": ("amount", "price"),
    "currency": ("currency",),
    "joined": ("joined at", "created at", "since"),
    "customer": ("stripe customer id",),
    "subscription": ("stripe subscription id", "subscription id"),
    "deleted": ("deleted at",),
}
OF_A_MAILING_LIST = frozenset({"member rating", "leid", "euid", "unsub time", "clean time", "utm source", "clicks", "opens"})
INTERVALS = {
    "": "",
    "month": Interval.MONTH,
    "monthly": Interval.MONTH,
    "year": Interval.YEAR,
    "yearly": Interval.YEAR,
    "once": Interval.ONCE,
}
CUSTOMER, SUBSCRIPTION = re.compile(r"cus_\w{1,70}", re.ASCII), re.compile(r"sub_\w{1,70}", re.ASCII)
YES = frozenset({"true", "yes", "1"})


class MemberListProblem(Exception):
    """The file is no list of members that can be read; the text says why."""


@dataclass(frozen=True)
class Row:
    """One line. `trouble` says what can't be read in it; then the rest of it counts for nothing."""

    line: int
    email: str
    name: str = ""
    plan: str = ""
    until: datetime | None = None
    is_complimentary: bool = False
    interval: str = ""
    amount: Money | None = None
    joined_at: datetime | None = None
    customer: str = ""
    subscription: str = ""
    is_deleted: bool = False
    trouble: str = ""

    @property
    def names_something(self) -> bool:
        """Whether it says that this member has more than an account."""
        return bool(self.plan or self.is_complimentary or self.subscription)


def rows_of(content: bytes, currency: str) -> Iterator[Row]:
    """Every line below the heading. Raises MemberListProblem. `currency`: of amounts beside which none stands."""
    if len(content) > MOST_LETTERS:
        raise MemberListProblem(_("This list is longer than 20 MB. Divide it."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MemberListProblem(_("This file is not written in UTF-8. Save it as “CSV UTF-8”.")) from error
    heading = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=heading.count), strict=True)
    try:
        columns = _columns(next(reader, []))
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _row(reader.line_num, {name: cells[at].strip() for name, at in columns.items() if at < len(cells)}, currency)
    except csv.Error as error:
        raise MemberListProblem(
            _("This is no table of comma-separated values: %(why)s (line %(line)s).") % {"why": error, "line": reader.line_num}
        ) from error


def _columns(heading: list[str]) -> dict[str, int]:
    """Where each column stands. Raises MemberListProblem."""
    told = [re.sub(r"[\s_-]+", " ", name.strip().lower()) for name in heading]
    found = {name: told.index(called) for name, calls in NAMES.items() for called in calls[::-1] if called in told}
    if OF_A_MAILING_LIST.intersection(told):
        raise MemberListProblem(_("This is a mailing list, not a list of members: nobody on it has asked for an account or pays for one."))
    if "email" not in found:
        raise MemberListProblem(
            _("No column is called “email”. There are: %(columns)s. Give the column of the addresses that name.")
            % {"columns": ", ".join(heading)[:300] or "–"}
        )
    return found


def _row(line: int, told: dict[str, str], currency: str) -> Row:
    email = told.get("email", "").lower()
    try:
        return _readable(line, email, told, currency)
    except _Unreadable as why:
        return Row(line, email, trouble=str(why))


class _Unreadable(Exception):
    """What is wrong with one line."""


def _readable(line: int, email: str, told: dict[str, str], currency: str) -> Row:
    try:
        validate_email(email)
    except ValidationError as error:
        raise _Unreadable(_("“%(address)s” is no e-mail address.") % {"address": email[:100]}) from error
    interval = told.get("interval", "").lower()
    if interval not in INTERVALS:
        raise _Unreadable(_("“%(interval)s” is no interval. Write month, year or once.") % {"interval": interval[:40]})
    return Row(
        line,
        email,
        name=(told.get("name") or " ".join(filter(None, (told.get("first", ""), told.get("last", "")))))[:150],
        plan=told.get("plan", ""),
        until=_moment(told.get("until", ""), time.max),
        is_complimentary=told.get("complimentary", "").lower() in YES,
        interval=INTERVALS[interval],
        amount=_amount(told.get("amount", ""), told.get("currency", "").upper() or currency),
        joined_at=_moment(told.get("joined", ""), time.min),
        customer=_number(CUSTOMER, told.get("customer", "")),
        subscription=_number(SUBSCRIPTION, told.get("subscription", "")),
        is_deleted=bool(told.get("deleted", "")),
    )


def _moment(text: str, at: time) -> datetime | None:
    """A day or a moment as ISO 8601 writes it; of a day alone, that time by the paper's clock."""
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(re.sub(r" ([+-]\d{2}:?\d{2})$", r"\1", text))
    except ValueError as error:
        raise _Unreadable(_("“%(day)s” is no day that can be read one way only. Write 2027-04-03.") % {"day": text[:40]}) from error
    if len(text) == len("2027-04-03"):
        moment = datetime.combine(moment.date(), at)
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _amount(text: str, currency: str) -> Money | None:
    if not text or text == "0":
        return None
    try:
        return typed(text, currency, "en")
    except (NotAnAmount, LookupError) as error:
        raise _Unreadable(_("“%(amount)s” is no amount of money. Write 5.00.") % {"amount": text[:40]}) from error


def _number(form: re.Pattern[str], text: str) -> Any:
    if text and not form.fullmatch(text):
        raise _Unreadable(_("“%(number)s” is no number of Stripe’s.") % {"number": text[:80]})
    return text
