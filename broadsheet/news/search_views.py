"""The page where readers search. It is made for each reader and never kept: what is found depends on what they may read."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from broadsheet.news.question import LONGEST_QUESTION
from broadsheet.news.search import find


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """For news/search.html: `q`, `hits` (each `article`, `passage_html`), `total` (in words), `older` (the next page's query)."""
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUESTION]
    found = find(typed, request.benefits, request.GET.get("before"))
    older = "?" + urlencode({"q": typed, "before": found.older}) if found.older else ""
    response = render(request, "news/search.html", {"q": typed, "hits": found.hits, "total": found.total_label, "older": older})
    response["Cache-Control"] = "private, no-store"
    return response
