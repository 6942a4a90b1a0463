"""The pages that readers get of the news. Each names what it shows, so that it is printed again when that changes."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseGone, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from broadsheet.delivery.press import kept
from broadsheet.news.almanac import almanac_for
from broadsheet.news.article import Article
from broadsheet.news.brief import Brief
from broadsheet.news.byline import Byline
from broadsheet.news.correction import Correction
from broadsheet.news.cursor import page_among
from broadsheet.news.front import Front, front_context, section_context
from broadsheet.news.letter import Letter
from broadsheet.news.photo import Photo, keep_size
from broadsheet.news.picture_file import WIDTHS_PX
from broadsheet.news.reading import article_context, shown_by
from broadsheet.news.redirect import new_path_of
from broadsheet.news.section import Section
from broadsheet.news.showing import may_be_seen_with
from broadsheet.news.standing_page import StandingPage
from broadsheet.news.topic import Topic


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The paper's front. An old system's short address ("/?p=7") begins here too."""
    if request.GET and (moved := new_path_of(request.get_full_path())):
        return HttpResponsePermanentRedirect(moved)
    edited = Front.objects.filter(section=None, live=True).first()
    context = front_context(edited)
    shows = [
        "front",
        "briefs",
        "almanac",
        "letters",
        *(article.thing for article in context["front"].articles),
        *_answered(context["front"].letters),
    ]
    return kept(
        request,
        render(request, "news/front.html", context),
        shows=[*shows, edited.thing] if edited else shows,
        fresh_until=_next_midnight(),
    )


@require_safe
def section(request: HttpRequest, slug: str) -> HttpResponse:
    """A section's front; with `before`, the articles older than that."""
    found = Section.objects.filter(slug=slug).first()
    if found is None:
        return _moved_or_404(request)
    edited = Front.objects.filter(section=found, live=True).first()
    context = section_context(found, edited, request.GET.get("before"))
    response = render(request, "news/section.html", context)
    shows = [found.thing, *(article.thing for article in context["articles"])]
    return kept(request, response, shows=[*shows, edited.thing] if edited else shows, fresh_until=_next_midnight())


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """What was published about a topic."""
    found = get_object_or_404(Topic, slug=slug)
    articles, older = page_among(found.article_topics.all(), request.GET.get("before"))
    response = render(request, "news/topic.html", {"topic": found, "articles": articles, "older": older})
    return kept(request, response, shows=[found.thing, *(article.thing for article in articles)])


@require_safe
def byline(request: HttpRequest, slug: str) -> HttpResponse:
    """Who somebody is and what they signed."""
    found = get_object_or_404(Byline.objects.select_related("portrait"), slug=slug)
    articles, older = page_among(found.article_bylines.all(), request.GET.get("before"))
    response = render(request, "news/byline.html", {"byline": found, "articles": articles, "older": older})
    return kept(request, response, shows=[found.thing, *(article.thing for article in articles)])


@require_safe
def article(request: HttpRequest, year: int, month: int, day: int, slug: str) -> HttpResponse:
    """An article, or for a reader without the benefit its head and an invitation; 410 for one that was withdrawn."""
    try:
        published_on = date(year, month, day)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    found = Article.objects.for_page().filter(published_on=published_on, slug=slug).first()
    if found is None:
        return _moved_or_404(request)
    if request.path != unquote(found.path):
        return HttpResponsePermanentRedirect(found.path)
    if not found.live:
        return HttpResponseGone(render(request, "masthead/410.html").content)
    may_read = found.may_be_read_with(request.benefits)
    context = article_context(found, may_read=may_read)
    response = render(request, "news/article.html", context)
    return kept(
        request, response, shows=shown_by(found, context["related"]), benefits=found.benefit, gated=not found.is_open, may_ask=found.is_open and not found.is_sensitive,
    )  # fmt: skip


@require_safe
def standing_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A standing page."""
    found = StandingPage.objects.filter(slug=slug, live=True).first()
    if found is None:
        return _moved_or_404(request)
    return kept(request, render(request, "news/standing_page.html", {"page": found}), shows=[found.thing])


@require_safe
def corrections(request: HttpRequest) -> HttpResponse:
    """What we got wrong in what is open, newest first, under the standing page of that name if the paper has one.

    A correction of a closed article quotes its text: it stands on that article alone, for those who may read it."""
    page = StandingPage.objects.filter(slug="corrections", live=True).first()
    rows = list(Correction.objects.filter(article__live=True, article__requires="").select_related("article__section")[:200])
    response = render(request, "news/corrections.html", {"page": page, "corrections": rows})
    shows = ["corrections", *dict.fromkeys(row.article.thing for row in rows), *([page.thing] if page else [])]
    return kept(request, response, shows=shows)


@require_safe
def almanac(request: HttpRequest) -> HttpResponse:
    """Weather, tides and shipping of the day."""
    found = almanac_for(timezone.localdate())
    if found is None:
        raise Http404
    return kept(request, render(request, "news/almanac.html", {"almanac": found}), shows=["almanac"], fresh_until=_next_midnight())


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """What readers wrote."""
    found = Letter.objects.filter(published_at__lte=timezone.now()).select_related("about")[:60]
    return kept(request, render(request, "news/letters.html", {"letters": found}), shows=["letters", *_answered(found)])


@require_safe
def briefs(request: HttpRequest) -> HttpResponse:
    """The news in brief, newest first."""
    found = Brief.objects.newest().select_related("section", "photo")[:80]
    return kept(request, render(request, "news/briefs.html", {"briefs": found}), shows=["briefs"])


@require_safe
def picture(request: HttpRequest, key: str, width: str, form: str) -> FileResponse:
    """A photo at one of its widths, made at the first asking and from then on handed out by the door from disk."""
    photo = _photo(key, int(width), open_ones=True)
    made = Path(settings.MEDIA_ROOT) / "pictures" / f"{key}-{width}.{form}"
    if not made.exists():
        keep_size(photo, made, int(width), form)
        if not Photo.objects.filter(pk=photo.pk, key=key, is_open=True).exists():  # closed, or given another file, while it was made
            made.unlink(missing_ok=True)
            raise Http404
    response = FileResponse(made.open("rb"), content_type=f"image/{form}")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_safe
def held_picture(request: HttpRequest, key: str, width: str, form: str) -> FileResponse:
    """A photo that not everyone may see: for readers with the benefit, and for the newsroom."""
    photo = _photo(key, int(width), open_ones=False)
    if not (may_be_seen_with(photo, request.benefits) or request.user.has_perm("wagtailadmin.access_admin")):
        raise Http404
    made = settings.PAPER.held_folder / "pictures" / f"{key}-{width}.{form}"
    if not made.exists():
        keep_size(photo, made, int(width), form)
    response = FileResponse(made.open("rb"), content_type=f"image/{form}")
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def held_file(request: HttpRequest, name: str) -> FileResponse:
    """An original, or one of the newsroom's small pictures: for the newsroom only."""
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise Http404
    folder = settings.PAPER.held_folder.resolve()
    file = (folder / name).resolve()
    if not file.is_relative_to(folder) or not file.is_file():
        raise Http404
    response = FileResponse(file.open("rb"))
    response["Cache-Control"] = "private, no-store"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 in the paper's face; 301 where the address is an old one."""
    moved = new_path_of(request.get_full_path()) or new_path_of(request.path)
    if moved:
        return HttpResponsePermanentRedirect(moved)
    return render(request, "masthead/404.html", status=404)


def _answered(letters: Iterable[Letter]) -> list[str]:
    """The articles that letters answer, shown or not yet: what names one is printed again when it goes out or is withdrawn."""
    return [f"article-{letter.about_id}" for letter in letters if letter.about_id]


def _moved_or_404(request: HttpRequest) -> HttpResponse:
    moved = new_path_of(request.path)
    if moved is None:
        raise Http404
    return HttpResponsePermanentRedirect(moved)


def _next_midnight() -> datetime:
    """When the paper's day turns: what names a date is printed again then."""
    local = timezone.localtime()
    return datetime.combine(local.date() + timedelta(days=1), datetime.min.time(), tzinfo=settings.PAPER.timezone)


def _photo(key: str, width: int, *, open_ones: bool) -> Photo:
    if width not in WIDTHS_PX:
        raise Http404
    return get_object_or_404(Photo.objects.filter(is_open=True) if open_ones else Photo.objects.all(), key=key)
