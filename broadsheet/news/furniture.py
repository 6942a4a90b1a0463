"""What the news adds to the furniture of every page: the sections in its head, the standing pages at its foot."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from broadsheet.news.section import Section
from broadsheet.news.standing_page import StandingPage


def the_sections(request: HttpRequest) -> dict[str, object]:
    """For every template, each read when it is first looked at: `sections`, and `footer_pages` (slug and title)."""
    return {"sections": SimpleLazyObject(_sections), "footer_pages": SimpleLazyObject(_footer_pages)}


def _sections() -> list[Section]:
    return list(Section.objects.all())


def _footer_pages() -> list[StandingPage]:
    """Without the corrections: their page has a link of its own in every foot, whether or not an editor wrote words above it."""
    return list(StandingPage.objects.filter(live=True, in_footer=True).exclude(slug="corrections").only("slug", "title"))
