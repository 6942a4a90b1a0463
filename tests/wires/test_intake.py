"""Taking in: everything once, newer over older, never over what an editor wrote, and twice as once."""

import json
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image

from broadsheet.accounts.account import Account
from broadsheet.news.article import Article
from broadsheet.news.photo import Photo
from broadsheet.news.redirect import Redirect
from broadsheet.news.section import Section
from broadsheet.news.standing_page import StandingPage
from broadsheet.wires import intake
from broadsheet.wires.intake import Taken, take
from tests.stage.plans import queries
from tests.wires.reading_blocks import what_could_act
from tests.wires.test_wordpress import ATTACHMENT, export, post

pytestmark = pytest.mark.django_db


class Desk:
    """Whoever is told of each batch, as the newsroom is."""

    def __init__(self) -> None:
        self.told: list[list[Article]] = []

    def __call__(self, articles: list[Article]) -> None:
        self.told.append(list(articles))

    @property
    def headlines(self) -> list[str]:
        return [article.headline for batch in self.told for article in batch]


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def wire(tmp_path: Path, desk: Desk):
    """Sends items by wire, as one file of ninjs, and gives what became of them."""

    def send(*items: dict, **options: object) -> Taken:
        file = tmp_path / "wire.jsonl"
        file.write_text("\n".join(json.dumps(item) for item in items), encoding="utf-8")
        return take([file], after_batch=desk, **options)

    return send


def item(number: int = 1, **told: object) -> dict:
    """One item of an agency."""
    return {
        "uri": f"urn:harbour:{number}", "type": "text", "pubstatus": "usable", "language": "en", "headline": f"Ferry {number} sails", "version": "1",
        "versioncreated": "2026-03-01T08:00:00Z", "body_html": f"<p>Ferry {number} sailed at dawn.</p>", "byline": "Ruth Adler and Jonah Reyes",
        "subject": [{"name": "Harbour", "rel": "classifies"}, {"name": "Ferries", "rel": "about"}],
    } | told  # fmt: skip


def counts(taken: Taken) -> tuple[int, int, int, int]:
    return taken.taken, taken.updated, taken.unchanged, len(taken.refused)


def edited(article: Article, headline: str) -> Article:
    """The article after a person at the desk changed and published it."""
    editor = Account.objects.create(email="night.desk@gazette.example")
    article.headline = headline
    article.save_revision(user=editor).publish(user=editor, skip_permission_checks=True)
    return Article.objects.get(pk=article.pk)


def test_an_item_becomes_an_article_that_readers_find(wire, desk: Desk) -> None:
    assert counts(wire(item())) == (1, 0, 0, 0)
    article = Article.objects.get()
    assert (article.live, article.headline, article.source, article.external_id, article.external_version) == (
        True,
        "Ferry 1 sails",
        "ninjs",
        "urn:harbour:1",
        "1",
    )
    assert article.path == "/2026/03/01/ferry-1-sails/"
    assert (article.section.slug, [one.name for one in article.bylines], [one.name for one in article.topics]) == (
        "harbour",
        ["Ruth Adler", "Jonah Reyes"],
        ["Ferries"],
    )
    assert (article.word_count, article.text, article.first_published_at) == (
        5,
        "Ferry 1 sailed at dawn.",
        datetime(2026, 3, 1, 8, tzinfo=UTC),
    )
    assert article.latest_revision is None, "the first revision is made when a person opens it"
    assert desk.headlines == ["Ferry 1 sails"]


def test_the_same_item_twice_changes_nothing_and_tells_nobody(wire, desk: Desk) -> None:
    wire(item(), item(2))
    before = list(Article.objects.order_by("pk").values())
    assert counts(wire(item(), item(2))) == (0, 0, 2, 0)
    assert list(Article.objects.order_by("pk").values()) == before
    assert desk.headlines == ["Ferry 1 sails", "Ferry 2 sails"]


@pytest.mark.parametrize(("told", "becomes"), [
    ({"version": "2"}, "updated"), ({"version": "10"}, "updated"), ({"version": "0"}, "unchanged"), ({"version": "1", "versioncreated": "2027-01-01T00:00:00Z"}, "unchanged"),
    ({"version": "", "versioncreated": "2026-03-02T00:00:00Z"}, "updated"), ({"version": "", "versioncreated": "2026-02-01T00:00:00Z"}, "unchanged"),
    ({"version": "", "versioncreated": "Last Tuesday"}, "unchanged"),
])  # fmt: skip
def test_only_a_newer_version_updates(wire, told: dict, becomes: str) -> None:
    wire(item())
    done = wire(item(headline="Ferry 1 turns back", body_html="<p>New.</p>", **told))
    assert (done.updated, done.unchanged) == ((1, 0) if becomes == "updated" else (0, 1))
    article = Article.objects.get()
    assert article.headline == ("Ferry 1 turns back" if becomes == "updated" else "Ferry 1 sails")
    assert article.path == "/2026/03/01/ferry-1-sails/", "an address is for good"


def test_an_update_replaces_bylines_and_topics(wire) -> None:
    wire(item())
    wire(item(version="2", byline="Dana Levi", subject=[{"name": "Harbour", "rel": "classifies"}, {"name": "Weather"}]))
    article = Article.objects.get()
    assert ([one.name for one in article.bylines], [one.name for one in article.topics]) == (["Dana Levi"], ["Weather"])


def test_what_an_editor_has_changed_is_never_written_over(wire) -> None:
    wire(item())
    mine = edited(Article.objects.get(), "What really happened to ferry 1")
    assert counts(wire(item(version="2", headline="Ferry 1 turns back"))) == (0, 1, 0, 0)
    mine.refresh_from_db()
    assert (mine.headline, mine.live) == ("What really happened to ferry 1", True)
    newcomer = mine.newcomers.get()
    assert (newcomer.headline, newcomer.live, newcomer.external_version) == ("Ferry 1 turns back", False, "2")
    assert counts(wire(item(version="2", headline="Ferry 1 turns back"))) == (0, 0, 1, 0), "it was offered already"
    assert counts(wire(item(version="3", headline="Ferry 1 is home"))) == (0, 1, 0, 0)
    assert [one.headline for one in mine.newcomers.all()] == ["Ferry 1 is home"], "one draft beside it, the newest"


def test_a_newcomer_that_the_desk_threw_away_is_not_offered_again(wire) -> None:
    wire(item())
    mine = edited(Article.objects.get(), "Mine")
    wire(item(version="2", headline="Theirs"))
    mine.newcomers.all().delete()
    mine.refresh_from_db()
    mine.save_revision(user=Account.objects.get()).publish(skip_permission_checks=True)
    assert counts(wire(item(version="2", headline="Theirs"))) == (0, 0, 1, 0)


def test_a_newcomer_that_the_desk_works_on_is_left_alone_too(wire) -> None:
    wire(item())
    mine = edited(Article.objects.get(), "Mine")
    wire(item(version="2", headline="Theirs"))
    newcomer = mine.newcomers.get()
    newcomer.headline = "Theirs, half taken over"
    newcomer.save_revision(user=Account.objects.get())
    wire(item(version="3", headline="Theirs again"))
    assert sorted(one.headline for one in mine.newcomers.all()) == ["Theirs", "Theirs again"]


def test_what_its_source_takes_back_is_withdrawn_and_stays_so(wire, desk: Desk) -> None:
    wire(item())
    assert counts(wire(item(version="2", pubstatus="canceled"))) == (0, 1, 0, 0)
    assert Article.objects.get().live is False
    assert desk.told[-1][0].live is False, "the newsroom is told, so that it leaves every page"
    assert counts(wire(item(version="2", pubstatus="canceled"))) == (0, 0, 1, 0)
    wire(item(version="3", headline="Ferry 1 after all"))
    assert (Article.objects.get().headline, Article.objects.get().live) == ("Ferry 1 after all", False), "only an editor brings it back"
    refused = wire(item(9, pubstatus="canceled")).refused
    assert [one.why for one in refused] == ["Its source takes it back (canceled), and nothing of that id was taken in."]


def test_what_is_taken_back_is_withdrawn_even_where_an_editor_changed_it(wire) -> None:
    wire(item())
    mine = edited(Article.objects.get(), "Mine")
    wire(item(version="2", pubstatus="canceled"))
    mine.refresh_from_db()
    assert (mine.live, mine.headline) == (False, "Mine")


@pytest.mark.parametrize(
    "told",
    [{"pubstatus": "withheld"}, {"embargoed": "2031-01-01T00:00:00Z"}, {"body_html": ""}, {"versioncreated": "2031-01-01T00:00:00Z"}],
)
def test_what_must_not_go_out_yet_is_a_draft(wire, told: dict) -> None:
    assert counts(wire(item(**told))) == (1, 0, 0, 0)
    assert Article.objects.get().live is False
    assert Article.objects.get().first_published_at is None


@pytest.mark.parametrize("told", [{"pubstatus": "withheld"}, {"embargoed": "2031-01-01T00:00:00Z"}, {"body_html": ""}])
def test_what_must_not_go_out_yet_never_replaces_what_is_read(wire, told: dict) -> None:
    wire(item())
    assert counts(wire(item(version="2", headline="Ferry 1 is sold", **told))) == (0, 1, 0, 0)
    mine, newcomer = Article.objects.order_by("pk")
    assert (mine.live, mine.headline, "dawn" in mine.text) == (True, "Ferry 1 sails", True)
    assert (newcomer.live, newcomer.headline, newcomer.beside) == (False, "Ferry 1 is sold", mine)
    wire(item(version="3", headline="Ferry 1 is sold"))
    mine.refresh_from_db()
    assert (mine.live, mine.headline) == (True, "Ferry 1 is sold")


def test_a_draft_goes_out_when_its_source_lets_it(wire) -> None:
    wire(item(pubstatus="withheld"))
    wire(item(version="2"))
    assert (Article.objects.get().live, Article.objects.get().path) == (True, "/2026/03/01/ferry-1-sails/")


def test_two_of_one_name_on_one_day_have_two_addresses(wire) -> None:
    wire(item(1, headline="Ferry"), item(2, headline="Ferry"))
    wire(item(3, headline="Ferry"))
    assert len({article.path for article in Article.objects.all()}) == 3
    assert Article.objects.filter(slug="ferry").count() == 1


def test_an_item_that_comes_twice_in_one_batch_is_taken_once(wire) -> None:
    assert counts(wire(item(), item(headline="Another"), item(version="2", headline="Newer"))) == (1, 1, 1, 0)
    assert Article.objects.get().headline == "Newer"


def test_what_names_no_section_goes_where_it_was_told(wire) -> None:
    Section.objects.create(name="Sport", slug="sport")
    wire(item(), item(2, subject=[]), section="sport")
    assert [article.section.slug for article in Article.objects.order_by("external_id")] == ["harbour", "sport"]


def test_a_section_never_takes_an_address_of_the_papers_own(wire) -> None:
    wire(
        item(subject=[{"name": "About", "rel": "classifies"}]),
        item(2, subject=[{"name": "2024", "rel": "classifies"}]),
        item(3, subject=[]),
    )
    assert [article.section.slug for article in Article.objects.order_by("external_id")] == ["section-about", "section-2024", "news"]


def test_a_dry_run_says_the_same_and_writes_nothing(wire, desk: Desk) -> None:
    assert counts(wire(item(), item(2), item(), item(3, type="picture"), dry_run=True)) == (2, 0, 1, 1)
    assert (Article.objects.count(), Section.objects.count(), desk.told) == (0, 0, [])


def test_long_and_strange_words_fit(wire) -> None:
    strange = item(
        uri="urn:" + "x" * 600, headline="Ferry \x00 " + "word " * 80, byline="\ud800" + "n" * 300, located="l" * 200, version="v" * 90, slugline="s" * 200,
        subject=[{"name": "t" * 300, "rel": "classifies"}, {"name": "u" * 300}, {"name": "🙂"}],
    )  # fmt: skip
    assert counts(wire(strange)) == (1, 0, 0, 0)
    assert counts(wire(strange)) == (0, 0, 1, 0)
    article = Article.objects.get()
    article.full_clean(exclude=["body", "section", "language"])
    assert len(article.headline) <= 200
    assert article.standfirst.count("word") == 80, "what a headline has no room for is not lost"


def test_one_item_that_cannot_be_written_never_stops_the_rest(wire, monkeypatch: pytest.MonkeyPatch) -> None:
    honest = intake.set_article

    def breaks(article: Article, one: object, *rest: object) -> None:
        if one.external_id == "urn:harbour:3":
            raise ValueError("no")
        honest(article, one, *rest)

    monkeypatch.setattr(intake, "set_article", breaks)
    done = wire(*(item(number) for number in range(1, 8)))
    assert counts(done) == (6, 0, 0, 1)
    assert "urn:harbour:3" in done.refused[0].item


def test_the_rows_and_what_follows_them_stand_or_fall_together(tmp_path: Path) -> None:
    (tmp_path / "one.json").write_text(json.dumps(item()))

    def breaks(articles: list[Article]) -> None:
        assert Article.objects.count() == 1, "the rows are there, in the same transaction"
        raise ValueError("the search row could not be written")

    done = take([tmp_path / "one.json"], after_batch=breaks)
    assert (Article.objects.count(), [one.why for one in done.refused]) == (
        0,
        ["It could not be written: the search row could not be written."],
    )


def test_the_queries_of_a_batch_do_not_grow_with_its_rows(wire, django_assert_max_num_queries) -> None:
    wire(item())
    with django_assert_max_num_queries(60):
        wire(*(item(number) for number in range(2, 202)))


def test_old_addresses_lead_to_the_article(tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "export.xml").write_text(export(post(), ATTACHMENT), encoding="utf-8")
    take([tmp_path / "export.xml"], after_batch=desk)
    assert dict(Redirect.objects.values_list("old_path", "new_path")) == {
        "/paper/2019/05/ferry/": "/2019/05/01/ferry/", "/paper/?p=7": "/2019/05/01/ferry/",
    }  # fmt: skip


def test_a_short_address_of_the_old_system_leads_there_too(tmp_path: Path, desk: Desk, client: Client) -> None:
    (tmp_path / "export.xml").write_text(export(post()).replace("/paper", ""), encoding="utf-8")
    take([tmp_path / "export.xml"], after_batch=desk)
    for old in ("/?p=7", "/2019/05/ferry/"):
        response = client.get(old, headers={"host": "localhost:8000"})
        assert (response.status_code, response["Location"]) == (301, "/2019/05/01/ferry/")


def test_pages_become_standing_pages_that_nobody_sees_yet(tmp_path: Path, desk: Desk) -> None:
    (tmp_path / "export.xml").write_text(export(post(kind="page")), encoding="utf-8")
    assert counts(take([tmp_path / "export.xml"], after_batch=desk)) == (1, 0, 0, 0)
    assert counts(take([tmp_path / "export.xml"], after_batch=desk)) == (0, 0, 1, 0)
    page = StandingPage.objects.get()
    assert (page.slug, page.live, page.in_footer) == ("ferry", False, False)
    (tmp_path / "export.xml").write_text(export(post(kind="page")).replace("Ferry &amp; back", "Another page"), encoding="utf-8")
    assert "/about/ferry/" in take([tmp_path / "export.xml"], after_batch=desk).refused[0].why


def test_pictures_that_come_along_become_photos_without_their_place(tmp_path: Path, desk: Desk) -> None:
    picture = Image.new("RGB", (900, 600), "navy")
    exif = picture.getexif()
    exif[0x8825] = {1: "N", 2: (32.0, 49.0, 0.0)}
    raw = BytesIO()
    picture.save(raw, "JPEG", exif=exif)
    content = '<p>It sailed.</p><img src="https://old.example/paper/wp-content/uploads/boat.jpg"><img src="https://old.example/paper/wp-content/uploads/gone.jpg" alt="Gone">'
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as archive:
        archive.writestr("export.xml", export(post(content), ATTACHMENT))
        archive.writestr("wp-content/uploads/boat.jpg", raw.getvalue())
    for _ in range(2):
        take([tmp_path / "site.zip"], after_batch=desk)
    photo, article = Photo.objects.get(), Article.objects.get()
    assert (article.lead_photo, article.lead_caption, photo.alt) == (photo, "The Ruth at dawn", "A boat")
    assert [(block["type"], block["value"]) for block in article.body.raw_data][1:] == [
        ("picture", {"photo": photo.pk, "caption": "", "credit": ""}),
        ("embed", {"url": "https://old.example/paper/wp-content/uploads/gone.jpg", "title": "Gone", "text": ""}),
    ]  # fmt: skip
    with photo.file.open() as file:
        assert 0x8825 not in Image.open(file).getexif()
    assert str(settings.PAPER.held_folder) in photo.file.path, "an original is never public"


@pytest.mark.parametrize("name", ["wordpress", "ghost", "wire/ninjs", "feeds"])
def test_all_real_inputs_come_in_once_and_a_second_time_change_nothing(inputs: Path, desk: Desk, name: str) -> None:
    first = take([inputs / name], after_batch=desk)
    assert first.taken > {"wordpress": 115, "ghost": 15, "wire/ninjs": 40, "feeds": 290}[name]
    assert all(one.item and one.why.endswith(".") for one in first.refused)
    assert not [one for one in first.refused if "could not be" in one.why and "mended" not in one.why]
    again = take([inputs / name], after_batch=desk)
    assert (again.taken, again.updated) == (0, 0)
    assert again.unchanged == first.taken + first.updated + first.unchanged
    assert again.refused == first.refused


def test_of_the_real_inputs_nothing_acts_and_what_was_no_news_is_a_draft(inputs: Path, desk: Desk) -> None:
    take([inputs / name for name in ("wordpress", "ghost")], after_batch=desk)
    articles = list(Article.objects.all())
    assert [article for article in articles if what_could_act([(block["type"], block["value"]) for block in article.body.raw_data])] == []
    assert "Draft Post" in {article.headline for article in articles if not article.live}
    assert all(article.slug and article.published_on for article in articles if article.live)
    assert not any("password" in article.headline.lower() and "protected" in article.headline.lower() for article in articles)


def test_no_batch_reads_the_whole_archive(wire) -> None:
    """A million articles would be read four thousand times over; the index of what is known asks for its own condition in the question."""
    wire(*(item(number) for number in range(30)))
    with queries() as asked:
        wire(
            *(item(number) for number in range(30, 60)),
            *(item(number, version="2") for number in range(5)),
            item(7, version="2", pubstatus="canceled"),
        )
    assert asked.reading_all_articles() == []
