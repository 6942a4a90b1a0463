"""Which creative stands in a slot, and why: held to its promises over whatever may be booked."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from broadsheet.advertising.decision import Offer, Spot, Why, choose

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECTIONS = [f"section-{number}" for number in range(1, 5)]
HOURS = st.integers(-48, 48).map(lambda hours: NOON + timedelta(hours=hours))
offers = st.builds(
    Offer,
    creative=st.integers(1, 10_000),
    advertiser=st.integers(1, 5),
    is_ours=st.booleans(),
    weight=st.sampled_from([0.5, 1, 2, 7]),
    starts_at=HOURS,
    ends_at=st.none() | HOURS,
    only_on=st.frozensets(st.sampled_from(SECTIONS), max_size=2),
    never_on=st.frozensets(st.sampled_from(SECTIONS), max_size=2),
)
booked = st.lists(offers, max_size=12, unique_by=lambda offer: offer.creative)
spots = st.builds(
    Spot,
    page=st.integers(1, 500).map(lambda number: f"article-{number}"),
    slot=st.just("end"),
    things=st.sampled_from(SECTIONS).map(lambda section: frozenset({"article-1", section})),
    is_quiet=st.just(False),
    advertisers_there=st.frozensets(st.integers(1, 5), max_size=2),
)


def an_offer(creative: int, weight: float = 1, *, advertiser: int = 0, is_ours: bool = False) -> Offer:
    return Offer(creative, advertiser or creative, is_ours, weight, NOON - timedelta(days=1))


def a_spot(page: int = 1, **told: frozenset[int]) -> Spot:
    return Spot(f"article-{page}", "end", frozenset({f"article-{page}", "section-1"}), **told)


@given(spots, booked)
def test_nothing_stands_outside_its_dates_or_its_places(spot: Spot, all_booked: list[Offer]) -> None:
    choice = choose(spot, all_booked, NOON)
    for key in choice.may_stand:
        offer = next(offer for offer in all_booked if offer.creative == key)
        assert offer.starts_at <= NOON
        assert offer.ends_at is None or offer.ends_at > NOON
        assert not offer.never_on & spot.things
        assert not offer.only_on or offer.only_on & spot.things
    assert choice.creative is None or choice.creative in choice.may_stand


@given(spots, booked)
def test_what_is_sold_stands_before_what_is_our_own_unless_its_advertiser_is_there_already(spot: Spot, all_booked: list[Offer]) -> None:
    choice = choose(spot, all_booked, NOON)
    may = [offer for offer in all_booked if offer.runs_at(NOON) and offer.may_stand_on(spot.things)]
    fresh = [offer for offer in may if not offer.is_ours and offer.advertiser not in spot.advertisers_there]
    if fresh:
        assert choice.why is Why.SOLD
        assert set(choice.may_stand) == {offer.creative for offer in fresh}
    assert (choice.creative is None) == (not may)


@given(spots, booked)
def test_a_page_that_is_kept_quiet_carries_nothing(spot: Spot, all_booked: list[Offer]) -> None:
    quiet = Spot(spot.page, spot.slot, spot.things, is_quiet=True)
    assert choose(quiet, all_booked, NOON)[:3] == (None, Why.QUIET, ())


@given(spots, booked, st.randoms())
def test_a_page_that_is_printed_again_shows_the_same(spot: Spot, all_booked: list[Offer], chance: object) -> None:
    shuffled = list(all_booked)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert choose(spot, shuffled, NOON) == choose(spot, all_booked, NOON)


@given(spots, booked)
def test_the_choice_holds_until_the_moment_that_it_names(spot: Spot, all_booked: list[Offer]) -> None:
    choice = choose(spot, all_booked, NOON)
    if choice.until is None:
        assert choose(spot, all_booked, NOON + timedelta(days=30))[:3] == choice[:3]
    else:
        assert choice.until > NOON
        assert choose(spot, all_booked, choice.until - timedelta(seconds=1))[:3] == choice[:3]


def test_weights_are_kept_over_many_pages() -> None:
    all_booked = [an_offer(1, 1), an_offer(2, 2), an_offer(3, 5)]
    drawn = Counter(choose(a_spot(page), all_booked, NOON).creative for page in range(8_000))
    for creative, share in ((1, 1 / 8), (2, 2 / 8), (3, 5 / 8)):
        assert abs(drawn[creative] / 8_000 - share) < 0.02


def test_something_new_changes_only_the_pages_that_draw_it() -> None:
    before = [an_offer(1), an_offer(2)]
    for page in range(500):
        was, now = choose(a_spot(page), before, NOON).creative, choose(a_spot(page), [*before, an_offer(3)], NOON).creative
        assert now in (was, 3)


def test_no_advertiser_stands_twice_on_a_page_while_another_may() -> None:
    all_booked = [an_offer(1, 50, advertiser=9), an_offer(2, 1, advertiser=8)]
    assert {choose(a_spot(page, advertisers_there=frozenset({9})), all_booked, NOON).creative for page in range(50)} == {2}
    assert choose(a_spot(advertisers_there=frozenset({9, 8})), all_booked, NOON).creative is not None


def test_an_empty_slot_can_say_why() -> None:
    ended = Offer(1, 1, False, 1, NOON - timedelta(days=2), NOON - timedelta(days=1))
    elsewhere = Offer(2, 1, False, 1, NOON - timedelta(days=2), only_on=frozenset({"section-9"}))
    assert choose(a_spot(), [], NOON).why is Why.NOTHING_BOOKED
    assert choose(a_spot(), [ended], NOON).why is Why.NOT_NOW
    assert choose(a_spot(), [elsewhere], NOON).why is Why.NOT_HERE
    assert choose(a_spot(), [an_offer(3, is_ours=True)], NOON).why is Why.OUR_OWN
