"""A front is composed by a newspaper's rules, whatever an editor placed and however much there is."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from broadsheet.news.front_layout import Layout, compose, compose_top

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@dataclass(frozen=True)
class ASection:
    pk: int
    is_opinion: bool = False
    requires: str = ""


@dataclass(frozen=True)
class AnArticle:
    pk: int
    section_id: int = 1
    importance: int = 50
    hours_old: int = 0
    lead_photo_id: int | None = None
    first_published_at: datetime = field(init=False)
    published_on: date = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "first_published_at", NOON - timedelta(hours=self.hours_old))
        object.__setattr__(self, "published_on", self.first_published_at.date())


NEWS, PORT, OPINION, PREMIUM = ASection(1), ASection(2), ASection(3, is_opinion=True), ASection(4, requires="p")


def a_full_paper() -> list[AnArticle]:
    """Ten articles a section, each with a picture of its own, newest first."""
    return [AnArticle(pk=pk, section_id=pk % 4 + 1, hours_old=pk, lead_photo_id=100 + pk) for pk in range(1, 41)]


def ranked(front: Layout, rank: str) -> object:
    """The article of that rank beside the lead."""
    return next(card.article for card in front.seconds if card.rank == rank)


def test_the_editors_lead_leads() -> None:
    paper = a_full_paper()
    front = compose([(paper[30], "lead"), (paper[20], "third")], paper, [NEWS])
    assert front.lead.article is paper[30]
    assert ranked(front, "third") is paper[20]


def test_what_no_editor_placed_is_filled_by_weight() -> None:
    fire = AnArticle(pk=99, importance=95, hours_old=5)
    front = compose([], [*a_full_paper(), fire], [NEWS])
    assert front.lead.article is fire


def test_yesterdays_great_news_gives_way_to_todays_good_news() -> None:
    yesterday, today = AnArticle(pk=1, importance=75, hours_old=30), AnArticle(pk=2, importance=70)
    assert compose([], [today, yesterday], []).lead.article is today


def test_no_article_stands_twice() -> None:
    paper = a_full_paper()
    front = compose([(paper[3], "lead")], paper, [NEWS, PORT, OPINION, PREMIUM], ties=lambda lead: paper[:9])
    shown = [article.pk for article in front.articles]
    assert len(shown) == len(set(shown))
    assert len(front.more) == 3


def test_no_picture_stands_twice() -> None:
    paper = [AnArticle(pk=pk, section_id=pk % 4 + 1, hours_old=pk, lead_photo_id=pk % 5) for pk in range(1, 41)]
    front = compose([], paper, [NEWS, PORT, PREMIUM])
    cards = [front.lead, *front.seconds, *(card for band in front.bands for card in band.cards)]
    pictures = [card.article.lead_photo_id for card in cards if card.has_picture]
    assert len(pictures) == len(set(pictures))


def test_no_band_is_composed_like_the_one_above_it() -> None:
    for sections in ([NEWS, PORT, OPINION, PREMIUM], [PREMIUM, OPINION, PORT, NEWS], [OPINION, NEWS, PREMIUM]):
        for many in (4, 9, 17, 40):
            shapes = [band.shape for band in compose([], a_full_paper()[:many], sections).bands]
            assert all(above != below for above, below in pairwise(shapes)), shapes


def test_two_sections_of_opinion_stand_apart_too() -> None:
    shapes = [band.shape for band in compose([], a_full_paper(), [ASection(1, is_opinion=True), ASection(2, is_opinion=True)]).bands]
    assert len(set(shapes)) == 2


def test_an_opinion_is_set_as_one() -> None:
    front = compose([], a_full_paper(), [OPINION])
    assert {card.rank for card in front.bands[0].cards} == {"opinion"}


def test_the_article_with_a_picture_opens_its_band() -> None:
    words, picture = AnArticle(pk=1, hours_old=1), AnArticle(pk=2, hours_old=9, lead_photo_id=7)
    others = [AnArticle(pk=pk, hours_old=2) for pk in (3, 4)]
    elsewhere = [AnArticle(pk=pk, section_id=9, importance=90) for pk in range(10, 16)]
    band = compose([], [*elsewhere, words, *others, picture], [NEWS]).bands[0]
    assert band.cards[0].article is picture
    assert band.cards[0].has_picture


def test_great_news_opens_its_band_without_a_picture() -> None:
    disaster, picture = AnArticle(pk=1, importance=85, hours_old=1), AnArticle(pk=2, hours_old=9, lead_photo_id=7)
    others = [AnArticle(pk=pk, hours_old=2) for pk in (3, 4)]
    elsewhere = [AnArticle(pk=pk, section_id=9, importance=95) for pk in range(10, 16)]
    band = compose([], [*elsewhere, disaster, *others, picture], [NEWS]).bands[0]
    assert band.cards[0].article is disaster
    assert [len(column) for column in band.columns] == [2, 1, 1]


def test_a_section_with_nothing_free_has_no_band() -> None:
    assert compose([], [AnArticle(pk=1)], [NEWS, PORT]).bands == ()


def test_a_paper_of_one_article_has_a_front() -> None:
    front = compose([], [AnArticle(pk=1)], [NEWS])
    assert front.lead.article.pk == 1
    assert front.seconds == ()


def test_a_paper_with_nothing_in_it_has_an_empty_front() -> None:
    assert compose([], [], [NEWS]) == Layout()
    assert Layout().dated is None


def test_a_front_is_dated_by_its_newest_article() -> None:
    assert compose([], [AnArticle(pk=1, hours_old=40), AnArticle(pk=2, hours_old=13)], [NEWS]).dated == date(2026, 11, 23)


def test_two_leads_by_an_editor_stand_side_by_side() -> None:
    paper = a_full_paper()
    front = compose([(paper[0], "lead"), (paper[1], "lead")], paper, [NEWS])
    assert front.lead.article is paper[0]
    assert ranked(front, "second") is paper[1]


def test_a_sections_front_goes_on_as_a_list_of_the_rest() -> None:
    paper = a_full_paper()
    front = compose_top([(paper[5], "lead")], paper)
    standing = {front.lead.article.pk} | {card.article.pk for card in front.seconds}
    assert [article.pk for article in front.rest] == [article.pk for article in paper if article.pk not in standing]
