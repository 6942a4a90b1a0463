"""Hands and eyes of a partner: signed in at the account's pages, and the post that came."""

from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django_tasks_db.models import DBTaskResult

from broadsheet.accounts.account import Account


def signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def do_what_is_queued() -> None:
    """What the jobs child does: each task that waits, until none does. None may fail."""
    while waiting := list(DBTaskResult.objects.ready().order_by("enqueued_at")):
        for one in waiting:
            one.claim("tests")
            one.task.call(*one.args_kwargs["args"], **one.args_kwargs["kwargs"])
            one.set_successful(None)


def subjects() -> list[str]:
    return [letter.subject for letter in mail.outbox]


def newest() -> EmailMultiAlternatives:
    return mail.outbox[-1]


def set_words(letter: EmailMultiAlternatives) -> str:
    """The part that is set in type."""
    return str(letter.alternatives[0][0])
