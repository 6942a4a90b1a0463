"""What a provider tells: believed only when signed, kept once, tried again until it is done."""

import json
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from broadsheet.membership import notices
from broadsheet.membership.inbox import Told
from broadsheet.membership.membership import Membership
from broadsheet.membership.payments import pretend, stripe
from broadsheet.membership.payments.pretended import Pretended
from broadsheet.membership.payments.said import NoticeRefused
from tests.membership.paying import a_reader, an_order, begin, pay

pytestmark = pytest.mark.usefixtures("db")
HOOK = "/hooks/pretend/"


def test_a_signed_notice_is_acted_upon(client: Client) -> None:
    pay(an_order())
    for _number, body, signed in pretend.waiting_notices():
        assert _tell(client, body, signed) == 200
    assert Membership.objects.get().account == a_reader()
    assert not Told.objects.filter(done_at=None).exists()


def test_the_same_notice_again_is_done_already(client: Client, django_assert_max_num_queries) -> None:
    pay(an_order())
    _number, body, signed = pretend.waiting_notices()[0]
    assert _tell(client, body, signed) == 200
    with django_assert_max_num_queries(3):
        assert _tell(client, body, signed) == 200
    assert Told.objects.get().tries == 1


@pytest.mark.parametrize(
    "forge",
    [
        lambda body, _signed: (body, "t=1,v1=00"),
        lambda body, _signed: (body, ""),
        lambda body, _signed: (body, "junk"),
        lambda body, signed: (body.replace(b"checkout.session", b"checkout_session"), signed),
        lambda body, _signed: (body, pretend.signature(body, int(time.time()) - 400)),  # recorded and sent again later
        lambda body, signed: (b"", signed),
        lambda _body, _signed: (b"{}", pretend.signature(b"{}")),
        lambda _body, _signed: (b"[]", pretend.signature(b"[]")),
        lambda body, _signed: (_live(body), pretend.signature(_live(body))),
    ],
    ids=["wrong", "none", "junk", "changed", "old", "empty", "an empty object", "a list", "the other mode's"],
)
def test_a_forged_notice_is_refused_and_leaves_nothing(client: Client, forge) -> None:
    pay(an_order())
    _number, body, signed = pretend.waiting_notices()[-1]
    assert _tell(client, *forge(body, signed)) == 400
    assert not Told.objects.exists()
    assert not Membership.objects.exists()


def test_a_notice_that_is_too_long_is_not_read(client: Client) -> None:
    assert _tell(client, b"x" * 600_000, "t=1,v1=00") == 413


def test_what_is_nothing_to_us_is_not_kept(client: Client) -> None:
    body = json.dumps(
        {"id": "evt_1", "object": "event", "type": "customer.updated", "livemode": False, "data": {"object": {"id": "cus_1"}}}
    ).encode()
    assert _tell(client, body, pretend.signature(body)) == 200
    assert not Told.objects.exists()


def test_only_the_provider_that_is_set_up_is_heard(client: Client, settings: Settings) -> None:
    body = b"{}"
    assert client.post("/hooks/stripe/", body, content_type="application/json").status_code == 404
    assert client.get(HOOK).status_code == 405
    settings.TEST_PAYMENTS = False
    assert _tell(client, body, pretend.signature(body)) == 404


def test_what_fails_is_told_as_failed_stays_and_is_tried_again(client: Client) -> None:
    order = an_order()
    ref = pay(order)
    _number, body, signed = pretend.waiting_notices()[-1]
    held = Pretended.objects.get(ref=ref)
    session, held.body = held.body, {}  # the provider answers nonsense for a while
    held.save()
    assert _tell(client, body, signed) == 500
    told = Told.objects.get()
    assert (told.done_at, told.tries) == (None, 1)
    assert told.trouble
    held.body = session
    held.save()
    assert notices.try_again() == 0  # not at once: the provider may need some minutes
    Told.objects.update(told_at=timezone.now() - timedelta(minutes=5))
    assert notices.try_again() == 1
    told.refresh_from_db()
    assert (bool(told.done_at), told.tries, told.trouble) == (True, 2, "")
    assert Membership.objects.count() == 1
    assert _tell(client, body, signed) == 200


def test_the_stand_in_tells_by_the_same_way() -> None:
    pay(an_order())
    assert notices.deliver_pretended() == 3
    assert notices.deliver_pretended() == 0
    assert Membership.objects.count() == 1


def test_a_notice_of_stripes_live_mode_is_refused_by_a_test_key_and_the_other_way_round() -> None:
    secret = pretend.secret()
    by_test_key, by_live_key = stripe.with_key("sk_test_1", secret), stripe.with_key("rk_live_1", secret)
    begin(an_order())
    pretend.pay(an_order_ref(), pretend.GOOD)
    body = pretend.waiting_notices()[-1][1]
    live = _live(body)
    assert by_test_key.read_notice(body, {"Stripe-Signature": pretend.signature(body)}).about
    assert by_live_key.read_notice(live, {"Stripe-Signature": pretend.signature(live)}).about
    for heard, told in ((by_test_key, live), (by_live_key, body)):
        with pytest.raises(NoticeRefused, match="other mode"):
            heard.read_notice(told, {"Stripe-Signature": pretend.signature(told)})


def an_order_ref() -> str:
    return Pretended.objects.get(kind="checkout.session").ref


def _tell(client: Client, body: bytes, signed: str) -> int:
    return client.post(HOOK, body, content_type="application/json", headers={"Stripe-Signature": signed}).status_code


def _live(body: bytes) -> bytes:
    return body.replace(b'"livemode": false', b'"livemode": true')
