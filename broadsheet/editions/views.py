"""The pages of the magazine: titles, the issues of one, an issue; and what stands at the ePaper's address until there is one."""

from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseGone
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from broadsheet.delivery.press import kept
from broadsheet.delivery.reader_pass import Benefit
from broadsheet.editions.issue import Issue, Piece, issue_context, shown_by
from broadsheet.editions.publication import MAGAZINE, MAGAZINE_THING, Publication
from broadsheet.editions.structured_data import publication_issue
from broadsheet.news.section import Requires, Section
from broadsheet.news.structured_data import as_script

COVERS_ON_A_PAGE = 12
EARLIER = 6


@require_safe
def magazine(request: HttpRequest) -> HttpResponse:
    """The titles, each with its newest issue and what is in it, and the issues before those. Seven queries."""
    latest = Issue.objects.live().filter(publication=OuterRef("pk")).newest().values("pk")[:1]
    titles = list(Publication.objects.annotate(latest_pk=Subquery(latest)))
    if not titles:
        raise Http404
    newest = Issue.objects.for_covers().in_bulk([title.latest_pk for title in titles if title.latest_pk])
    earlier = list(Issue.objects.live().newest().for_covers().exclude(pk__in=list(newest))[:EARLIER])
    pieces = list(Piece.objects.filter(issue__in=newest, article__live=True).select_related("article").defer("article__body"))
    rows = [(title, newest.get(title.latest_pk), [one for one in pieces if one.issue_id == title.latest_pk]) for title in titles]
    context = {"titles": rows, "earlier": earlier, "section": _section()}
    shows = [MAGAZINE_THING, *(title.itself for title in titles), *(issue.thing for issue in [*newest.values(), *earlier])]
    shows += [f"article-{pk}" for pk in Piece.objects.filter(issue__in=newest).values_list("article_id", flat=True)]
    return kept(request, render(request, "editions/magazine.html", context), shows=shows)


@require_safe
def publication(request: HttpRequest, slug: str) -> HttpResponse:
    """A title and its issues, newest first; with `before`, those older than that."""
    found = get_object_or_404(Publication.objects.select_related("editor"), slug=slug)
    issues = list(found.issues.live().newest().for_covers().before(request.GET.get("before"))[: COVERS_ON_A_PAGE + 1])
    older = f"?before={issues[COVERS_ON_A_PAGE - 1].cursor}" if len(issues) > COVERS_ON_A_PAGE else ""
    context = {"publication": found, "issues": issues[:COVERS_ON_A_PAGE], "older": older, "section": _section()}
    shows = [found.thing, found.itself, *(issue.thing for issue in issues)]
    return kept(request, render(request, "editions/publication.html", context), shows=shows)


@require_safe
def issue(request: HttpRequest, publication: str, slug: str) -> HttpResponse:
    """An issue's cover, its contents, the editor's letter. Whoever has its benefit is not invited; nothing else differs."""
    found = get_object_or_404(Issue.objects.select_related("publication__editor", "cover"), publication__slug=publication, slug=slug)
    if not found.live:
        if found.first_published_at is None:
            raise Http404
        return HttpResponseGone(render(request, "masthead/410.html").content)
    benefit = Benefit(Requires(found.publication.requires).bit)
    context = issue_context(found, may_read=not benefit or bool(benefit & request.benefits))
    articles = [article for article, _kind in context["contents"]]
    context |= {"section": _section(), "structured_data": as_script(publication_issue(found, articles))}
    response = render(request, "editions/issue.html", context)
    return kept(request, response, shows=shown_by(found, articles), benefits=benefit)


@require_safe
def epaper(request: HttpRequest) -> HttpResponse:
    """Says plainly that the paper as printed can't be read here yet."""
    return kept(request, render(request, "editions/epaper.html"), shows=["epaper"])


def _section() -> Section | None:
    """The magazine's, to be marked in the line of sections."""
    return Section.objects.filter(slug=MAGAZINE).first()
