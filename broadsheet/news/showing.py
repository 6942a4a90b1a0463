"""Which published things show a photo, and so whether anyone may see it. A lead picture is as open as its headline."""

from collections.abc import Callable, Iterable
from functools import partial

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from broadsheet.news.article import Article
from broadsheet.news.body import photo_ids
from broadsheet.news.brief import Brief
from broadsheet.news.byline import Byline
from broadsheet.news.photo import Photo
from broadsheet.news.standing_page import StandingPage

OpenAmong = Callable[[set[int]], set[int]]
_board: list[OpenAmong] = []


def also_shown_by(open_among: OpenAmong) -> None:
    """From now on a photo is open too where this says so of it: given photos, those that something of another room shows to anyone.

    Called from `apps.ready()` of a room above, whose covers and pages the news doesn't know."""
    _board.append(open_among)


class Showing(models.Model):
    """One photo on one published article. Rows of articles that are not live are kept out."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="showings")
    photo = models.ForeignKey(Photo, models.CASCADE, related_name="showings")
    is_lead = models.BooleanField()

    class Meta:
        verbose_name = _("showing")
        verbose_name_plural = _("showings")
        constraints = [models.UniqueConstraint(fields=("article", "photo"), name="a_photo_shown_once")]


def note_photos(article: Article) -> None:
    """Writes down which photos an article shows now (none where it is not live), and opens or closes them accordingly."""
    before = set(article.showings.values_list("photo_id", flat=True))
    shown = _photos_of(article) if article.live else {}
    article.showings.all().delete()
    Showing.objects.bulk_create([Showing(article=article, photo_id=pk, is_lead=is_lead) for pk, is_lead in shown.items()])
    settle_photos(before | set(shown))


def settle_photos(pks: Iterable[int]) -> None:
    """Opens those of these photos that something open shows, and closes the others: their public files go. Writes."""
    # Locked first: of two who withdraw a photo's two articles at one time, each would find it on the other's still.
    wanted = set(Photo.objects.select_for_update().filter(pk__in=set(pks)).order_by("pk").values_list("pk", flat=True))
    open_now = _open_among(wanted)
    Photo.objects.filter(pk__in=open_now, is_open=False).update(is_open=True)
    for photo in Photo.objects.filter(pk__in=wanted - open_now, is_open=True):
        Photo.objects.filter(pk=photo.pk).update(is_open=False)
        remove_made_files(photo.key)


def remove_made_files(key: str) -> None:
    """The sizes that were made of a photo: now and once more at the commit: until then the photo is open to everyone else, and whoever asks for it has its file made again."""
    _remove(key)
    transaction.on_commit(partial(_remove, key))


def _remove(key: str) -> None:
    for folder in (settings.PAPER.media_folder, settings.PAPER.held_folder):
        for file in (folder / "pictures").glob(f"{key}-*"):
            file.unlink(missing_ok=True)


def may_be_seen_with(photo: Photo, benefits: int) -> bool:
    """Whether a reader with these benefits (bits of a pass) may see the photo: because it is open, or because an article
    that they may read shows it."""
    return photo.is_open or any(
        showing.article.may_be_read_with(benefits) for showing in photo.showings.filter(article__live=True).select_related("article")
    )


def _photos_of(article: Article) -> dict[int, bool]:
    """Photo -> whether it is the lead picture."""
    shown = dict.fromkeys(Photo.objects.filter(pk__in=photo_ids(article.body.raw_data)).values_list("pk", flat=True), False)
    return shown | ({article.lead_photo_id: True} if article.lead_photo_id else {})


def _open_among(pks: set[int]) -> set[int]:
    in_articles = Showing.objects.filter(Q(is_lead=True) | Q(article__requires=""), photo__in=pks, article__live=True).values_list(
        "photo_id", flat=True
    )
    portraits = Byline.objects.filter(portrait__in=pks).values_list("portrait_id", flat=True)
    in_briefs = Brief.objects.filter(photo__in=pks, published_at__lte=timezone.now()).values_list("photo_id", flat=True)
    in_pages = {pk for page in StandingPage.objects.filter(live=True) for pk in photo_ids(page.body.raw_data)} & pks
    elsewhere = (pk for open_among in _board for pk in open_among(pks))
    return {*in_articles, *portraits, *in_briefs, *in_pages, *elsewhere}
