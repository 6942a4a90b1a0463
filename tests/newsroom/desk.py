"""A colleague at the newsroom's screens: what is typed into a form and which verb is chosen, as a browser would send it."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client

from broadsheet.news.article import Article

Commits = Callable[..., AbstractContextManager[Any]]


@dataclass
class Desk:
    """One colleague's browser. Whatever a request commits takes effect before the answer, as it does in a served paper."""

    browser: Client
    commits: Commits

    def get(self, path: str) -> HttpResponse:
        return self.browser.get(path)

    def post(self, path: str, told: dict[str, Any], **more: Any) -> HttpResponse:
        with self.commits(execute=True):
            return self.browser.post(path, told, **more)

    def write(self, verb: str = "", **fields: Any) -> Article:
        """A new article, saved as a draft or with a verb: publish, schedule."""
        known = set(Article.objects.values_list("pk", flat=True))
        answer = self.post("/newsroom/article/add/", article_form(verb, **fields))
        assert answer.status_code == 302, errors(answer)
        return Article.objects.exclude(pk__in=known).get()

    def edit(self, article: Article, verb: str = "", **fields: Any) -> HttpResponse:
        """Changes an article: what is not told stays as its latest version says."""
        latest = Article.objects.get(pk=article.pk).get_latest_revision_as_object()
        return self.post(f"/newsroom/article/edit/{article.pk}/", article_form(verb, latest, **fields))

    def withdraw(self, article: Article) -> HttpResponse:
        return self.post(f"/newsroom/article/unpublish/{article.pk}/", {})


def article_form(verb: str = "", article: Article | None = None, **fields: Any) -> dict[str, str]:
    """The editor's form, filled in. `corrections`: new texts; `bylines`, `topics`, `related`: keys; `text`: paragraphs."""
    texts = fields.pop("text", None)
    body = [("paragraph", paragraph(text)) for text in (texts if texts is not None else _texts_of(article))]
    told: dict[str, Any] = {
        **_plain_fields(article),
        "body": stream(body),
        "article_bylines": rows("byline", fields.pop("bylines", None), article and article.article_bylines.all()),
        "article_topics": rows("topic", fields.pop("topics", None), article and article.article_topics.all()),
        "chosen_related": rows("other", fields.pop("related", None), article and article.chosen_related.all()),
        "corrections": correction_rows(fields.pop("corrections", []), article),
        **fields,
    }
    if verb:
        told[f"action-{verb}"] = verb
    return dict(flat(told))


def paragraph(text: str) -> str:
    """A paragraph as the rich text field sends it."""
    return f'{{"blocks": [{{"key": "a1b2c", "text": "{text}", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}}], "entityMap": {{}}}}'


def stream(blocks: list[tuple[str, Any]]) -> dict[str, Any]:
    each = {str(number): {"type": kind, "value": value, "deleted": "", "order": str(number)} for number, (kind, value) in enumerate(blocks)}
    return {**each, "count": str(len(blocks))}


def rows(name: str, keys: list[int] | None, there: Any) -> dict[str, Any]:
    """An inline list of one choice a row: as it stands, or these keys instead of it."""
    standing = list(there or [])
    if keys is None:
        told = [{name: getattr(row, f"{name}_id"), "id": row.pk or ""} for row in standing]
    else:
        told = [{name: getattr(row, f"{name}_id"), "id": row.pk or "", "DELETE": "on"} for row in standing] + [
            {name: key, "id": ""} for key in keys
        ]
    return formset(told, sum(1 for row in told if row["id"]))


def correction_rows(new: list[str], article: Article | None) -> dict[str, Any]:
    standing = list(article.corrections.all()) if article else []
    told = [{"text": row.text, "corrected_at": row.corrected_at.strftime("%Y-%m-%d %H:%M"), "id": row.pk or ""} for row in standing]
    told += [{"text": text, "corrected_at": "2026-11-24 10:00", "id": ""} for text in new]
    return formset(told, sum(1 for row in told if row["id"]))


def formset(told: list[dict[str, Any]], initial: int = 0) -> dict[str, Any]:
    each = {str(number): {"ORDER": str(number + 1), "DELETE": "", **row} for number, row in enumerate(told)}
    return {**each, "TOTAL_FORMS": str(len(told)), "INITIAL_FORMS": str(initial), "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1000"}


def flat(told: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Nested names joined as Wagtail's forms join them."""
    for key, value in told.items():
        if isinstance(value, dict):
            yield from ((f"{key}-{inner}", text) for inner, text in flat(value))
        else:
            yield key, "" if value is None else str(value)


def errors(answer: HttpResponse) -> Any:
    """What a form that came back complains of."""
    form = answer.context["form"] if answer.context and "form" in answer.context else None
    return (form.errors, {name: formset.errors for name, formset in getattr(form, "formsets", {}).items()}) if form else answer.status_code


def _plain_fields(article: Article | None) -> dict[str, Any]:
    names = (
        "kicker",
        "headline",
        "short_headline",
        "standfirst",
        "slugline",
        "slug",
        "requires",
        "language",
        "dateline",
        "lead_caption",
        "importance",
    )
    if article is None:
        return {**dict.fromkeys(names, ""), "importance": "50", "lead_photo": "", "go_live_at": "", "expire_at": ""}
    times = {name: moment.strftime("%Y-%m-%d %H:%M") if (moment := getattr(article, name)) else "" for name in ("go_live_at", "expire_at")}
    return {
        **{name: getattr(article, name) for name in names},
        "section": article.section_id,
        "lead_photo": article.lead_photo_id or "",
        **times,
    }


def _texts_of(article: Article | None) -> list[str]:
    return [article.text] if article and article.text else []
