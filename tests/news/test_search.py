"""A reader finds an article by its words, the best of the newest first, and never by words that they may not read."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from broadsheet.delivery.reader_pass import Benefit
from broadsheet.news import search, word_index
from broadsheet.news.article import Article, ArticleByline
from broadsheet.news.article_words import ArticleWords
from broadsheet.news.byline import Byline
from broadsheet.news.passage import passage
from broadsheet.news.question import read_question
from broadsheet.news.words import terms
from tests.news.making import a_section, an_article

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
PREMIUM = int(Benefit.PREMIUM)


def indexed(*articles: Article) -> None:
    search.index(articles)


def found(typed: str, benefits: int = 0) -> list[str]:
    return [hit.article.headline for hit in search.find(typed, benefits).hits]


def test_an_article_is_found_by_every_word_and_not_by_some() -> None:
    indexed(an_article("The ninth berth", "Dredging begins at dawn."), an_article("A tenth berth", "Nothing begins."))
    assert found("berths dredging") == ["The ninth berth"]
    assert found("berth dredging whale") == []


def test_the_headline_outweighs_the_standfirst_and_that_the_text() -> None:
    indexed(
        an_article("One", "A whale, a whale, and yet another whale."),
        an_article("Two", standfirst="The whale is gone.", hours_old=2),
        an_article("The whale", hours_old=3),
    )
    assert found("whale") == ["The whale", "Two", "One"]


def test_of_equals_the_newest_comes_first_though_it_was_taken_in_before() -> None:
    indexed(
        an_article("Whale, new", hours_old=1),
        an_article("Whale, old", hours_old=24 * 9_000),
        an_article("Whale, older", hours_old=24 * 30_000),
    )
    assert found("whale") == ["Whale, new", "Whale, old", "Whale, older"]


def test_words_in_quotation_marks_stand_together() -> None:
    indexed(
        an_article("First", "The ninth berth is dry."), an_article("Second", "The berth is the ninth."), an_article("A ninth", "Berth.")
    )
    assert found("“ninth berth”") == ["First"]
    assert len(found("ninth berth")) == 3
    assert found('"ninth berth') == found("ninth berth")


def test_a_word_that_is_typed_twice_is_looked_for_once() -> None:
    assert len(read_question('whale whale "whale" seal').wanted) == 2


def test_hebrew_is_found_with_and_without_prefixes_and_points() -> None:
    indexed(an_article("בַּנָּמָל הַיָּשָׁן", "דוברת צה״ל והממשלה.", language="he"))
    for typed in ("נמל", "הנמל", "ישן", 'צה"ל', "ממשלה", '"נמל ישן"'):
        assert found(typed), typed


def test_an_article_in_another_language_is_found_in_that_languages_forms() -> None:
    indexed(an_article("Neue Häuser am Hafen", language="de"), an_article("New houses"))
    assert found("Haus") == ["Neue Häuser am Hafen"]
    assert found("news") == []


def test_a_closed_text_is_found_only_by_those_who_may_read_it() -> None:
    indexed(an_article("For partners", "The harbourmaster whispered marzipan.", standfirst="About a whisper.", requires="p"))
    for benefits in (0, int(Benefit.AD_FREE), int(Benefit.MAGAZINE)):
        assert search.find("marzipan", benefits) == search.Found([], search.find("zeppelin", 0).total_label)
        assert found("partners whisper", benefits) == ["For partners"]
        assert "marzipan" not in search.find("partners", benefits).hits[0].passage_html
        assert found("partners marzipan", benefits) == []
    assert found("marzipan", PREMIUM) == ["For partners"]
    assert "<mark>marzipan</mark>" in search.find("marzipan", PREMIUM).hits[0].passage_html
    assert found("partners marzipan", PREMIUM) == ["For partners"]


def test_an_article_that_changed_is_found_by_its_new_words_only() -> None:
    article = an_article("The whale")
    indexed(article)
    article.headline = "The seal"
    article.save()
    indexed(article)
    assert (found("whale"), found("seal")) == ([], ["The seal"])


def test_an_article_that_closed_is_found_by_its_text_no_more() -> None:
    article = an_article("The vote", "A secret ballot.")
    indexed(article)
    article.requires = "p"
    article.save()
    indexed(article)
    assert (found("ballot"), found("vote")) == ([], ["The vote"])


def test_what_was_withdrawn_is_not_found() -> None:
    first, second = an_article("The whale"), an_article("A whale")
    indexed(first, second)
    search.forget([first.pk])
    second.live = False
    indexed(second)
    assert found("whale") == []
    assert ArticleWords.objects.count() == 0


def test_a_deleted_article_leaves_no_words_behind() -> None:
    article = an_article("The whale")
    indexed(article)
    article.delete()
    indexed(an_article("The seal"))
    assert found("whale") == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO news_articlewords_found (news_articlewords_found) VALUES ('integrity-check')")


def test_postgresql_keeps_the_words_in_the_row_itself() -> None:
    """Beside it, reading them counts as free, and the planner reads all of them where the index would have told at once."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT attstorage FROM pg_attribute WHERE attrelid = 'news_articlewords'::regclass AND attname LIKE '%\\_found'"
            )
            assert cursor.fetchall() == [("m",)] * 4


def test_every_hit_can_be_reached_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "WINDOW", 30)
    monkeypatch.setattr(search, "PAGE_SIZE", 7)
    articles = [an_article(f"Whale {number}", hours_old=number * 5) for number in range(75)]
    indexed(*articles)
    seen, before, pages = [], "", 0
    while pages == 0 or before:
        page = search.find("whale", 0, before)
        seen += [hit.article.pk for hit in page.hits]
        before, pages = page.older, pages + 1
        assert page.total_label == "more than 30 articles" or pages > 10
        indexed(an_article("Whale, meanwhile", hours_old=-pages))
    assert sorted(seen) == sorted(article.pk for article in articles)


def test_the_number_of_hits_is_said_in_words() -> None:
    indexed(an_article("The whale"))
    assert search.find("whale", 0).total_label == "1 article"
    assert search.find("seal", 0).total_label == "0 articles"


@pytest.mark.parametrize(
    "before",
    [
        "",
        "x",
        "-",
        "99999999999999999999.0.0",
        "1.9999.999999999",
        "-1.2.3",
        "9999999999999999999.1.1",
        "-9999999999999999999.1.1",
        "١.١.١",
    ],
)
def test_a_cursor_of_anybodys_making_is_no_error(before: str) -> None:
    indexed(an_article("The whale"))
    assert isinstance(search.find("whale", 0, before), search.Found)


def test_a_search_costs_four_queries_however_many_are_found(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    articles = [an_article("Whale") for _ in range(25)]
    indexed(*articles)
    byline = Byline.objects.create(name="Leila Nasrin", slug="leila-nasrin")
    ArticleByline.objects.bulk_create([ArticleByline(article=article, byline=byline) for article in articles])
    with django_assert_num_queries(
        5 if connection.vendor == "postgresql" else 4
    ):  # on PostgreSQL how far to look; the window, the articles, their bylines' lines and the bylines
        assert len(search.find("whale", 0).hits) == 20


def test_writing_a_batch_costs_no_query_for_each(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    articles = [an_article(f"Whale {number}", "A text.") for number in range(120)]
    with django_assert_max_num_queries(8):
        indexed(*articles)


def test_the_whole_archive_is_indexed_by_a_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "BATCH", 2)
    for number in range(5):
        an_article(f"Whale {number}")
    gone = an_article("Whale, withdrawn")
    indexed(gone)
    Article.objects.filter(pk=gone.pk).update(live=False)
    told = StringIO()
    call_command("index_articles", stdout=told, stderr=StringIO())
    assert len(found("whale")) == 5
    assert told.getvalue() == "5 articles can be found.\n"


# --- passages
def marked(text: str, typed: str, language: str = "en") -> str:
    return passage(text, read_question(typed).forms_in(language), language)


def test_a_passage_marks_the_words_as_they_were_written() -> None:
    assert marked("The Harbours, and the café.", "harbour cafe") == "The <mark>Harbours</mark>, and the <mark>café</mark>."
    assert marked("נכנסו לַנָּמָל.", "נמל", "he") == "נכנסו <mark>לַנָּמָל</mark>."


def test_a_passage_is_cut_around_the_most_of_what_was_asked() -> None:
    text = "Whale. " + "Nothing here at all. " * 60 + "The whale met a seal. " + "And nothing more. " * 60
    cut = marked(text, "whale seal")
    assert "<mark>whale</mark> met a <mark>seal</mark>" in cut
    assert cut.startswith("… ")
    assert cut.endswith(" …")
    assert len(cut) < 320


def test_a_passage_lets_no_markup_through() -> None:
    assert marked("<script>alert('whale')</script> & “whale”", "whale") == (
        "&lt;script&gt;alert(&#x27;<mark>whale</mark>&#x27;)&lt;/script&gt; &amp; “<mark>whale</mark>”"
    )


def test_one_endless_word_is_cut_too() -> None:
    assert len(marked("a" * 5_000 + " whale", "whale")) < 400
    assert len(marked("א" * 5_000, "whale")) < 400


# --- the page
def page(client: Client, **asked: str) -> str:
    response = client.get("/search/", asked)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    return response.content.decode()


def test_the_page_shows_what_was_found_and_keeps_nothing(client: Client) -> None:
    indexed(an_article("The whale", "It came at noon."))
    shown = page(client, q="noon")
    assert "It came at <mark>noon</mark>." in shown
    assert "1 article" in shown


def test_the_page_answers_an_empty_question_and_one_without_a_hit(client: Client) -> None:
    assert "Search" in page(client)
    assert "Search" in page(client, q="  ")
    assert "Nothing was found" in page(client, q="zeppelin")


def test_the_page_leads_on_to_older_hits(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PAGE_SIZE", 2)
    indexed(*(an_article(f"Whale {number}", hours_old=number) for number in range(3)))
    first, older = search.find("whale", 0), search.find("whale", 0).older
    assert older in page(client, q="whale")
    rest = page(client, q="whale", before=older)
    assert all(hit.article.path not in rest for hit in first.hits)
    assert "Whale 0" in rest


def test_any_string_can_be_asked_for(inputs: Path, client: Client) -> None:
    """Every string that is known to have broken a program somewhere."""
    indexed(an_article("The whale", "null undefined 1.0 NaN"))
    strings = json.loads((inputs / "strings" / "blns-even.json").read_text(encoding="utf-8"))
    for odd in [*strings, "word " * 5_000, '"' * 300, "“" * 300, "(((", "a AND b OR NOT c NEAR(d)", "{body}: x", "'a' & | !"]:
        assert "<mark><" not in page(client, q=odd), odd


def test_words_of_a_section_are_no_words_of_its_articles() -> None:
    indexed(an_article("The whale", section=a_section("zoology")))
    assert found("zoology") == []


def test_an_article_of_before_the_computers_epoch_can_be_found() -> None:
    indexed(an_article("The great storm", hours_old=24 * 365 * 140))
    assert found("storm") == ["The great storm"]


def test_the_kept_words_of_a_day_stand_by_the_articles_number() -> None:
    one, two = an_article(hours_old=1), an_article(hours_old=2)
    indexed(one, two)
    places = dict(ArticleWords.objects.values_list("article_id", "place"))
    assert places[two.pk] - places[one.pk] == two.pk - one.pk
    assert one.first_published_at - two.first_published_at == timedelta(hours=1)
    assert terms("one", "en") == ["one"]


def test_what_is_looked_for_among_the_newest_first_is_found_however_old_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL looks further back where it has not enough; what it finds is what one look at all of it finds."""
    articles = [an_article(f"Ferry {number} sails", hours_old=24 * number + 1) for number in range(40)]
    indexed(*articles, an_article("The heron is back", hours_old=24 * 400))
    everything = found("ferry")
    monkeypatch.setattr(word_index, "NEAR", 3)
    assert (found("ferry"), found("heron")) == (everything, ["The heron is back"])
    monkeypatch.setattr(search, "WINDOW", 20)
    first = search.find("ferry", 0)
    second = search.find("ferry", 0, first.older)
    assert [hit.article.pk for page in (first, second) for hit in page.hits] == [article.pk for article in articles]
