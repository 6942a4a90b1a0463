"""What an article tells machines is true, and can do no harm in the page."""

import json
from datetime import timedelta

import pytest

from broadsheet.news.article import ArticleByline
from broadsheet.news.byline import Byline
from broadsheet.news.correction import Correction
from broadsheet.news.photo import Photo
from broadsheet.news.structured_data import as_script, news_article, shortened
from tests.news.making import NOON, an_article

pytestmark = pytest.mark.django_db


def test_an_open_article_says_that_it_is_free_and_a_closed_one_where_it_is_not() -> None:
    free = news_article(an_article("Open"))
    closed = news_article(an_article("Closed", "A secret.", requires="p"))
    assert free["isAccessibleForFree"] is True
    assert "hasPart" not in free
    assert closed["isAccessibleForFree"] is False
    assert closed["hasPart"] == {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".article__text"}
    assert "secret" not in json.dumps(closed)


def test_the_part_named_as_closed_is_in_the_page_of_those_who_may_not_read_it(client: object) -> None:
    article = an_article("Closed", "A secret.", requires="p")
    shown = client.get(article.path).content.decode()
    assert f'class="{news_article(article)["hasPart"]["cssSelector"].removeprefix(".")}"' in shown
    assert '"isAccessibleForFree":false' in shown
    assert "secret" not in shown


def test_who_wrote_it_is_told_with_an_address() -> None:
    article = an_article()
    for name, kind in (("Leila Nasrin", "staff"), ("Gazette staff", "desk")):
        byline = Byline.objects.create(name=name, slug=name.lower().replace(" ", "-"), kind=kind)
        ArticleByline.objects.create(article=article, byline=byline)
    assert news_article(article)["author"] == [
        {"@type": "Person", "name": "Leila Nasrin", "url": "http://localhost:8000/by/leila-nasrin/"},
        {"@type": "Organization", "name": "Gazette staff", "url": "http://localhost:8000/by/gazette-staff/"},
    ]


def test_an_unsigned_article_is_the_papers_own() -> None:
    assert news_article(an_article())["author"][0]["name"] == "The Harbour Gazette"


def test_moments_carry_a_zone() -> None:
    told = news_article(an_article(hours_old=2, revised_at=NOON - timedelta(hours=1)))
    assert told["datePublished"] == "2026-11-24T10:00:00+00:00"
    assert told["dateModified"] == "2026-11-24T11:00:00+00:00"


def test_a_correction_is_told_to_those_who_may_read_the_article() -> None:
    article = an_article(requires="p")
    Correction.objects.create(article=article, text="The berth is 300 m long.", corrected_at=NOON)
    assert "correction" not in news_article(article)
    assert news_article(article, may_read=True)["correction"] == [
        {"@type": "CorrectionComment", "text": "The berth is 300 m long.", "datePublished": "2026-11-24T12:00:00+00:00"},
    ]


def test_the_picture_is_told_with_its_size_and_credit() -> None:
    photo = Photo.objects.bulk_create(
        [Photo(title="Cranes", file="cranes.jpg", width=2400, height=1600, credit="Runa Vestby", is_open=True)]
    )[0]
    (picture,) = news_article(an_article(lead_photo=photo, lead_caption="Cranes at dawn"))["image"]
    assert picture == {
        "@type": "ImageObject", "url": f"http://localhost:8000/media/pictures/{photo.key}-1600.webp", "width": 1600, "height": 1067,
        "caption": "Cranes at dawn", "creditText": "Runa Vestby",
    }  # fmt: skip


@pytest.mark.parametrize("length", [10, 109, 110, 111, 200])
def test_a_headline_is_told_in_110_letters(length: int) -> None:
    whole = ("harbour " * 30)[:length].strip()
    assert len(shortened(whole)) <= 110
    assert shortened(whole) == whole or shortened(whole).endswith("harbour…")
    assert len(shortened("x" * length)) <= 110


def test_no_headline_can_end_the_script_it_stands_in() -> None:
    nasty = "</script><script>alert(1)</script><!-- & \u2028"
    script = as_script(news_article(an_article(nasty, standfirst=nasty)))
    assert not set("<>&\u2028") & set(script)
    assert json.loads(script)["headline"] == nasty
