"""An account is a person with one address."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from broadsheet.accounts.account import Account


def test_two_spellings_of_an_address_are_one_account(ada: Account) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create_user("ADA@Reader.Example")
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.bulk_create([Account(email="Ada@reader.example")])
    with pytest.raises(ValidationError, match="with this e-mail address already"):
        Account(email="Ada@Reader.example", password="x").full_clean()


def test_an_account_is_found_however_its_address_is_spelled(ada: Account) -> None:
    assert Account.objects.get_by_natural_key(" Ada@READER.example ") == ada


def test_an_account_needs_an_address(db: None) -> None:
    with pytest.raises(ValueError, match="needs an e-mail address"):
        Account.objects.create_user("  ")


def test_a_person_without_a_name_is_called_by_the_address(db: None) -> None:
    stranger = Account.objects.create_user("b@reader.example")
    assert (str(stranger), stranger.get_full_name()) == ("b@reader.example", "b@reader.example")


def test_a_reader_does_not_work_here(ada: Account, gideon: Account) -> None:
    assert not ada.works_here
    assert gideon.works_here
    gideon.is_active = False
    assert not gideon.works_here
