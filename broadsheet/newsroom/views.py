"""One draft, for whoever holds its link: the whole page, which nobody keeps."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from broadsheet.news.article import Article
from broadsheet.news.body import photo_ids
from broadsheet.news.photo import Photo, keep_size
from broadsheet.news.picture_file import WIDTHS_PX
from broadsheet.news.reading import article_context
from broadsheet.newsroom.draft_link import LinkVoid, article_behind

HELD_PICTURES = b"/held/pictures/"


@require_safe
def draft(request: HttpRequest, token: str) -> HttpResponseBase:
    """The article's latest version as a reader with every benefit would see it."""
    try:
        article = article_behind(token)
    except LinkVoid:
        return _unkept(render(request, "newsroom/link_void.html", status=410))
    article.count_words()
    request.is_preview = True  # as in Wagtail's own previews: nothing that it shows counts as seen by a reader
    response = render(request, "news/article.html", article_context(article, may_read=True))
    # Whoever holds the link has no account: pictures that are not public are asked for with the link's own token.
    response.content = response.content.replace(HELD_PICTURES, f"/preview/{token}/pictures/".encode())
    return _unkept(response)


@require_safe
def picture_of_draft(request: HttpRequest, token: str, key: str, width: str, form: str) -> HttpResponseBase:
    """A picture that the draft behind this link shows."""
    try:
        article = article_behind(token)
    except LinkVoid as error:
        raise Http404 from error
    photo = Photo.objects.filter(key=key, pk__in=_shown_by(article)).first()
    if photo is None or int(width) not in WIDTHS_PX:
        raise Http404
    made = settings.PAPER.held_folder / "pictures" / f"{key}-{width}.{form}"
    if not made.exists():
        keep_size(photo, made, int(width), form)
    return _unkept(FileResponse(made.open("rb"), content_type=f"image/{form}"))


def _shown_by(article: Article) -> set[int]:
    portraits = {byline.portrait_id for byline in article.bylines}
    return {article.lead_photo_id, *portraits, *photo_ids(article.body.raw_data)} - {None}


def _unkept(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Referrer-Policy"] = "no-referrer"  # the link is the key: no other site may learn it
    return response
