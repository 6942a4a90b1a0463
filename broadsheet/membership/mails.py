"""Sending what we write to readers: plain words and the same words set, once per event, tried again where the post fails."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import F, Model
from django.template.loader import render_to_string
from django.utils import timezone, translation

from broadsheet.accounts.account import Account
from broadsheet.membership.mail import Mail
from broadsheet.membership.mail_words import KINDS, Words

MOST_TRIES = 12
MOST_AT_ONCE = 20
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=2), timedelta(hours=6)
log = logging.getLogger("broadsheet.membership")


def post(kind: str, thing: Model, account: Account, event: object = "") -> Mail:
    """Writes to the holder of this account about this row; asked again for the same event, nothing happens. Writes, and sends.

    Never raises for the post's sake: what can't be sent now is tried again by the clock.
    """
    about = f"{thing.pk}/{event}" if event else str(thing.pk)
    mail, _is_new = Mail.objects.get_or_create(kind=kind, about=about, defaults={"account": account})
    send(mail)
    return mail


def send(mail: Mail) -> bool:
    """Whether it went out now. Only one process may try at a time, and nobody after it went out."""
    if not Mail.objects.filter(pk=mail.pk, begun_at=None, tries__lt=MOST_TRIES).update(begun_at=timezone.now(), tries=F("tries") + 1):
        return False
    try:
        _went_out(mail)
    except Exception as trouble:
        log.exception("The mail “%s” could not be sent; it is tried again.", mail)
        mail.refresh_from_db()
        wait = min(FIRST_WAIT * 2 ** min(mail.tries, 10), LONGEST_WAIT)
        told = f"{type(trouble).__name__}: {trouble}"[:500]
        Mail.objects.filter(pk=mail.pk).update(begun_at=None, next_try_at=timezone.now() + wait, trouble=told)
        return False
    return True


def try_again() -> int:
    """Sends what could not be sent before, each after a longer wait. Returns how many were tried."""
    waiting = Mail.objects.filter(begun_at=None, tries__range=(1, MOST_TRIES - 1), next_try_at__lte=timezone.now())
    return len([send(mail) for mail in waiting.order_by("next_try_at")[:MOST_AT_ONCE]])


def set_in_type(words: Words, to: str) -> EmailMultiAlternatives:
    """A mail as it goes out: the same words plain and set."""
    with translation.override(settings.LANGUAGE_CODE):
        shown: dict[str, Any] = {"words": words, "paper": settings.PAPER}
        message = EmailMultiAlternatives(
            " ".join(words.subject.split()),
            render_to_string("membership/mails/mail.txt", shown),
            to=[to],
            reply_to=[settings.PAPER.email] if settings.PAPER.email else None,
            headers={"Auto-Submitted": "auto-generated"},
        )
        message.attach_alternative(render_to_string("membership/mails/mail.html", shown), "text/html")
    return message


def _went_out(mail: Mail) -> None:
    """Sends it, unless there is nobody any more to send it to."""
    kind = KINDS[mail.kind]
    thing = kind.model._default_manager.get(pk=mail.about.partition("/")[0])
    to = kind.to(thing, mail)
    if not to:
        Mail.objects.filter(pk=mail.pk).update(trouble="The account is closed.", tries=MOST_TRIES)
        return
    with translation.override(settings.LANGUAGE_CODE):
        words = kind.words(thing, mail)
    set_in_type(words, to).send()
    Mail.objects.filter(pk=mail.pk).update(sent_at=timezone.now(), trouble="")
