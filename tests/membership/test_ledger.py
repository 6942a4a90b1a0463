"""The ledger: each line once, none ever changed or deleted, whoever tries and by whatever means."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError

from broadsheet.membership import ledger, ledger_guard
from broadsheet.membership.ledger import LedgerIsKept, Payment
from broadsheet.membership.membership import Membership
from broadsheet.membership.money import Money
from broadsheet.membership.payments.said import Moved
from tests.membership.paying import a_partner, taker

pytestmark = pytest.mark.usefixtures("db")


def test_no_line_can_be_changed_or_deleted_by_our_own_words() -> None:
    line = a_partner().payments.get()
    line.amount_minor = 1
    for attempt in (
        line.save,
        line.delete,
        Payment.objects.all().delete,
        lambda: Payment.objects.update(amount_minor=1),
        lambda: Payment.objects.bulk_update([line], ["amount_minor"]),
        lambda: Membership.objects.get().payments.update(amount_minor=1),
        lambda: Payment._base_manager.update(amount_minor=1),
    ):
        with pytest.raises(LedgerIsKept, match="written once"):
            attempt()
    assert Payment.objects.get().amount_minor == 500


@pytest.mark.parametrize("words", ["UPDATE membership_payment SET amount_minor = 1", "DELETE FROM membership_payment"])
def test_the_database_itself_refuses(words: str) -> None:
    a_partner()
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(words)
    assert Payment.objects.get().amount_minor == 500


def test_the_guard_is_laid() -> None:
    assert ledger_guard.is_laid(connection)


def test_what_a_line_names_can_not_be_deleted_either() -> None:
    membership = a_partner()
    for thing in (membership, membership.account):
        with pytest.raises(ProtectedError):
            thing.delete()


def test_a_line_is_written_once_per_the_providers_number() -> None:
    membership = a_partner()
    line = membership.payments.get()
    again = ledger.write(membership, Moved(line.ref, "payment", Money(99_900, "USD"), line.paid_at))
    assert (again.pk, again.amount_minor) == (line.pk, 500)


def test_a_part_that_went_back_leaves_the_rest() -> None:
    membership = a_partner()
    line = membership.payments.get()
    taker().refund(line.ref, Money(200, "USD"), "part")
    membership.catch_up()
    assert (line.went_back, line.is_given_back) == (Money(200, "USD"), False)
    assert membership.paid_until == line.covers_until
    taker().refund(line.ref, Money(300, "USD"), "rest")
    membership.catch_up()
    assert line.is_given_back
    assert sum(Payment.objects.values_list("amount_minor", flat=True)) == 0
