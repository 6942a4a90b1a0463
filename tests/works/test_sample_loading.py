"""The sample papers, loaded whole."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from wagtail.users.models import UserProfile

from broadsheet.accounts.account import Account
from broadsheet.accounts.people import colleague
from broadsheet.delivery.outbox import OutboxLine
from broadsheet.news.almanac import Almanac
from broadsheet.news.article import Article
from broadsheet.news.body import text_of
from broadsheet.news.brief import Brief
from broadsheet.news.byline import Byline
from broadsheet.news.correction import Correction
from broadsheet.news.front import Front
from broadsheet.news.letter import Letter
from broadsheet.news.photo import Photo
from broadsheet.news.section import Section
from broadsheet.news.standing_page import StandingPage
from broadsheet.works.demo import PASSWORD
from broadsheet.works.sample import open_sample
from broadsheet.works.sample_loading import load
from tests.stage.sample import MADE_AT

pytestmark = pytest.mark.usefixtures("db")


def the(slug: str) -> Article:
    return Article.objects.get(slug=slug)


def test_the_gazette_is_whole(gazette: Counter[str]) -> None:
    assert gazette == {
        "sections": 9, "bylines": 20, "photos": 66, "articles": 67, "briefs": 21, "letters": 8, "almanacs": 1, "pages": 6, "issues": 4,
    }  # fmt: skip
    assert list(Section.objects.values_list("slug", flat=True)) == [
        "news", "port-business", "world", "opinion", "culture", "sport", "science-sea", "premium", "magazine",
    ]  # fmt: skip
    assert Article.objects.filter(requires="p").count() == 6
    assert Article.objects.filter(is_sensitive=True).count() == 4
    assert Article.objects.filter(is_breaking=True).count() == 3
    assert not Article.objects.exclude(live=True).exists()


def test_every_word_of_every_article_is_there(gazette: Counter[str]) -> None:
    sample = open_sample("gazette", MADE_AT)
    for document in sample.documents("articles"):
        text = the(document.head["slug"]).text
        assert ":::" not in text
        assert "[[" not in text
        written = [
            line for line in document.text.splitlines() if line and line[0].isalpha() and "*" not in line and not line.startswith("Table:")
        ]
        assert [line for line in written if line not in text] == [], document.name


def test_the_article_that_carries_everything_does(gazette: Counter[str]) -> None:
    article = the("accord-talks-to-resume")
    assert article.section.slug == "news"
    assert article.kicker
    assert article.standfirst
    assert (article.published_on, article.path) == (MADE_AT.date(), "/2026/11/24/accord-talks-to-resume/")
    assert article.first_published_at < article.revised_at
    assert (400 <= article.word_count <= 450, article.minutes) == (True, 2)
    assert (article.is_open, article.is_sensitive, article.is_breaking) == (True, False, True)
    assert (article.lead_photo.credit, bool(article.lead_photo.alt), bool(article.caption)) == ("Drawing: Felix Okonta", True, True)
    assert [byline.name for byline in article.bylines] == ["Tomas Wyke", "Leila Nasrin"]
    related = article.related()
    assert [(MADE_AT.date() - other.published_on).days for other in related] == [1, 3, 6, 9]
    assert related[0].requires == "p"
    assert {block["type"] for block in article.body.raw_data} >= {"paragraph", "heading", "quote", "picture", "fact_box"}
    assert "on Monday, 23 November" in article.text


def test_the_live_evening_became_dated_parts(gazette: Counter[str]) -> None:
    parts = [block["value"] for block in the("bridge-council-live").body.raw_data]
    assert len(parts) == 13
    assert (parts[0]["at"], parts[0]["headline"]) == ("2026-11-23T18:20:00+00:00", "The gallery is full")
    assert sum(part["is_key"] for part in parts) == 3
    assert [part["at"] for part in parts] == sorted(part["at"] for part in parts)


def test_what_was_wrong_is_said_with_its_day(gazette: Counter[str]) -> None:
    corrections = list(Correction.objects.all())
    assert [(correction.article.slug, correction.corrected_at.date().isoformat()) for correction in corrections] == [
        ("bridge-two-prices", "2026-10-31"), ("accord-soundings-report", "2026-10-29"),
    ]  # fmt: skip
    assert all(correction.corrected_at > correction.article.first_published_at for correction in corrections)


def test_a_picture_is_taken_in_as_a_photographers_would_be(gazette: Counter[str]) -> None:
    dawn = Photo.objects.get(title="Harbour dawn")
    assert (dawn.credit, dawn.rights) == ("Drawing: Felix Okonta", "© The Harbour Gazette Trust")
    assert (dawn.focal_point_x / dawn.width, dawn.focal_point_y / dawn.height) == (0.4, 0.5)
    assert not Photo.objects.filter(alt="").exists()
    assert not Photo.objects.filter(credit="").exists()
    with dawn.file.open("rb") as original:
        assert b"GPS" not in original.read()[:4000]


def test_only_what_a_partner_pays_for_is_kept_shut(gazette: Counter[str]) -> None:
    closed = set(Photo.objects.filter(is_open=False).values_list("title", flat=True))
    assert closed == {"Storm mole", *(f"Before six {number}" for number in range(2, 7)), *(f"Plumb day {number}" for number in range(1, 7))}


def test_no_size_of_a_picture_is_made_before_anyone_asks(gazette: Counter[str]) -> None:
    assert list(Path(settings.MEDIA_ROOT).glob("pictures/*")) == []


def test_an_essay_says_after_whom_it_is_drawn(gazette: Counter[str]) -> None:
    essay = the("photo-essay-fish-street")
    assert essay.lead_photo.credit == "Drawing: Felix Okonta, after Anneke Dross"
    credits_within = [block["value"]["credit"] for block in essay.body.raw_data if block["type"] == "picture"]
    assert credits_within == ["Drawing: Felix Okonta, after Anneke Dross", "", "Drawing: Felix Okonta, after Anneke Dross"]


def test_the_small_print_of_the_day_is_there(gazette: Counter[str]) -> None:
    almanac = Almanac.objects.get()
    assert almanac.day == MADE_AT.date()
    assert almanac.forecast["rows"][0][0] == "Tuesday"
    assert [turn[:2] for turn in almanac.tides["turns"]] == [["03:22", "high"], ["09:34", "low"], ["15:46", "high"], ["21:58", "low"]]
    assert all(len(row) == len(table["columns"]) for table in (almanac.expected, almanac.ferries, almanac.places) for row in table["rows"])
    assert Brief.objects.newest().first().slug == "infirmary-lift"
    assert Letter.objects.get(slug="pin-14").about == the("bridge-keeper")
    assert Byline.objects.get(slug="edda-lorne").portrait.title == "Lorne head"


def test_the_pages_that_stand_have_their_text(gazette: Counter[str]) -> None:
    assert list(StandingPage.objects.values_list("slug", flat=True)) == [
        "about",
        "accessibility",
        "contact",
        "corrections",
        "how-we-use-money",
        "privacy",
    ]
    contact = StandingPage.objects.get(slug="contact")
    assert "newsdesk@gazette.example" in text_of(contact.body.raw_data)
    assert [block["type"] for block in contact.body.raw_data].count("table") == 1


def test_the_night_editor_has_laid_out_the_front(gazette: Counter[str]) -> None:
    front = Front.objects.get(section=None)
    assert (front.live, [(card.article.slug, card.rank) for card in front.cards.all()]) == (True, [
        ("accord-talks-to-resume", "lead"), ("bridge-closes", "second"), ("vesland-one-vote", "third"), ("electric-ferry", "fourth"),
    ])  # fmt: skip


def test_nothing_is_from_the_future(gazette: Counter[str]) -> None:
    assert not Article.objects.filter(first_published_at__gt=MADE_AT).exists()
    assert not Article.objects.filter(revised_at__gt=MADE_AT).exists()
    assert Brief.objects.filter(published_at__gt=MADE_AT).count() == Letter.objects.filter(published_at__gt=MADE_AT).count() == 0


def test_the_staff_may_enter_with_the_password_that_is_printed(gazette: Counter[str]) -> None:
    editor = Account.objects.get(email="editor@gazette.example")
    assert (editor.check_password(PASSWORD), editor.works_here) == (True, True)
    assert UserProfile.objects.get(user=editor).preferred_language == "en"


def test_what_shows_the_news_is_told_of_it(gazette: Counter[str]) -> None:
    named = {name for names in OutboxLine.objects.values_list("names", flat=True) for name in names.split()}
    assert {"front", "masthead", "briefs", "letters", "almanac", the("eelgrass").thing} <= named


def test_every_article_reads_on_to_four_others(gazette: Counter[str]) -> None:
    assert [article.slug for article in Article.objects.all() if len(article.related()) < 4] == []


def test_a_second_time_changes_nothing(gazette: Counter[str]) -> None:
    Article.objects.filter(slug="eelgrass").update(headline="Seahorses are back")
    lines = OutboxLine.objects.count()
    assert load("gazette", MADE_AT + timedelta(days=1)) == {}
    assert (the("eelgrass").headline, Article.objects.count(), OutboxLine.objects.count()) == ("Seahorses are back", 67, lines)


def test_a_colleague_who_is_there_already_keeps_the_password(gazette: Counter[str]) -> None:
    editor = colleague("editor@gazette.example", "Someone else", "another-password", "editor")
    assert (editor.name, editor.check_password(PASSWORD)) == ("Gideon Farrow", True)
