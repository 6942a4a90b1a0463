"""How often somebody may begin to pay, or try a gift's code: counted in the paper's shared cache, so that all workers count together."""

from allauth.core.internal.ratelimit import get_ip
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from broadsheet.accounts.account import Account

HOUR_SECONDS = 3_600
CHECKOUTS = {"account": 5, "address": 20}  # an office or a family shares an address; whoever tests stolen cards needs hundreds
LINKS = {"mail": 3, "address": 20}
GIFT_CODES = {"account": 10, "address": 10}


class TooMany(Exception):
    """So many within an hour that the next has to wait; the text says so."""


def begin_to_pay(request: HttpRequest, account: Account) -> None:
    """One more checkout within this hour: it counts. Raises TooMany. Writes."""
    if not _counted("checkout", CHECKOUTS, request, account):
        raise TooMany(
            _("So many payments were begun from here that the next has to wait. Nothing was taken. Try again in an hour, or write to us.")
        )


def try_a_code(request: HttpRequest, account: Account) -> None:
    """One more gift's code within this hour: it counts. Raises TooMany. Writes."""
    if not _counted("gift", GIFT_CODES, request, account):
        raise TooMany(_("So many codes were tried from here that the next has to wait. Try again in an hour, or write to us."))


def ask_for_a_link(request: HttpRequest, mark: str) -> bool:
    """One more link to leave within this hour: it counts. Raises TooMany. Writes.

    mark     stands for the mail address
    Returns  whether that address may be written to once more; the page says the same if not
    """
    if not _takes_a_place(f"link-address-{get_ip(request)}", LINKS["address"]):
        raise TooMany(_("So many links were asked for from here that the next has to wait. Try again in an hour, or write to us."))
    return _takes_a_place(f"link-mail-{mark}", LINKS["mail"])


def _counted(what: str, most: dict[str, int], request: HttpRequest, account: Account) -> bool:
    who = {"account": str(account.pk), "address": get_ip(request)}
    counts = [_takes_a_place(f"{what}-{by}-{who[by]}", places) for by, places in most.items()]
    return all(counts)


def _takes_a_place(name: str, places: int) -> bool:
    """Each try takes one of so many places for an hour; `add` is the cache's only verb of which two can't do the same."""
    return any(cache.add(f"tries-{name}-{place}", value=True, timeout=HOUR_SECONDS) for place in range(places))
