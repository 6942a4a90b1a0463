"""Tags that set the furniture of a page: an opening, a time, a picture, a way to share."""

from datetime import date, datetime
from typing import Protocol
from urllib.parse import quote

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.dateformat import format as set_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from broadsheet.masthead import openings

register = template.Library()

# How much of the window's width a picture takes, for the browser's choice of a file. The breakpoints are those of the stylesheet.
SIZES = {
    "lead": "(min-width: 77.5rem) 39rem, (min-width: 64rem) 50vw, (min-width: 48rem) 64vw, 100vw",
    "wide": "(min-width: 77.5rem) 77.5rem, 100vw",
    "second": "(min-width: 64rem) 34vw, (min-width: 48rem) 50vw, 100vw",
    "third": "(min-width: 64rem) 24vw, (min-width: 48rem) 50vw, 108px",
    "beside": "(min-width: 48rem) 41vw, 100vw",
    "text": "(min-width: 48rem) 38.5rem, 100vw",
    "row": "(min-width: 48rem) 11rem, 108px",
    "face": "6rem",
}
STANDS_FROM = 0.8  # of its width


class Picture(Protocol):
    """What a photo must be able to tell to be set."""

    alt: str
    focus: str

    @property
    def widths(self) -> tuple[int, ...]: ...
    def url(self, width_px: int, form: str) -> str: ...
    def srcset(self, form: str) -> str: ...
    def size_at(self, width_px: int) -> tuple[int, int]: ...


@register.simple_tag(takes_context=True)
def opening(context: RequestContext, name: str, **told: object) -> SafeString:
    """{% opening "after-body" article=article.thing %}: what other rooms have registered for this place of the page."""
    request = context.get("request")
    return openings.filled(request, name, **told) if request is not None else mark_safe("")


@register.simple_tag
def when(moment: datetime | date | None, shape: str = "day") -> SafeString:
    """{% when article.first_published_at "full" %}: a <time> whose words stay true: “day”, “clock”, “moment” (day and clock) or “full” (with the weekday)."""
    if moment is None:
        return mark_safe("")
    shown = timezone.localtime(moment) if isinstance(moment, datetime) else moment
    return format_html('<time datetime="{}">{}</time>', _machine(shown), in_words(shown, shape))


def in_words(shown: datetime | date, shape: str) -> str:
    """A day or a moment as the paper's language writes it; the day without a clock where none is known."""
    if not isinstance(shown, datetime) and shape in ("moment", "full"):
        shape = "weekday" if shape == "full" else "day"
    forms = {
        "day": pgettext("date, for Django's date filter", "j F Y"),
        "clock": pgettext("date, for Django's date filter", "H:i"),
        "moment": pgettext("date, for Django's date filter", "j F Y, H:i"),
        "weekday": pgettext("date, for Django's date filter", "l j F Y"),
        "full": pgettext("date, for Django's date filter", "l j F Y, H:i"),
    }
    return set_date(shown, forms[shape])


@register.simple_tag
def photo(picture: Picture | None, rank: str = "second", *, alt: str = "", first: bool = False) -> SafeString:
    """{% photo article.lead_photo "lead" alt=… first=True %}: a <picture> with its sizes; `first` for the one that must not wait."""
    if not picture:
        return mark_safe("")
    width = picture.widths[-1]
    return format_html(
        '<picture><source type="image/avif" srcset="{}" sizes="{}">'
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{}{}></picture>',
        picture.srcset("avif"), SIZES[rank],
        picture.url(_middle(picture.widths), "webp"), picture.srcset("webp"), SIZES[rank], *picture.size_at(width), alt,
        format_html(' class="{}"', picture.focus) if picture.focus else "",
        mark_safe(' fetchpriority="high"' if first else ' loading="lazy" decoding="async"'),  # noqa: S308 - one of two words of ours
    )  # fmt: skip


@register.filter
def stands(picture: Picture) -> bool:
    """{% if photo|stands %}: as high as it is wide, or nearly; it is set whole and in one column, never cropped to a wide one."""
    width, height = picture.size_at(picture.widths[-1])
    return height > STANDS_FROM * width


@register.simple_tag
def share_picture(picture: Picture) -> SafeString:
    """{% share_picture article.lead_photo %}: the picture that other places show with a link to the page (Open Graph)."""
    width, height = picture.size_at(picture.widths[-1])
    return format_html(
        '<meta property="og:image" content="{}">\n<meta property="og:image:width" content="{}">\n<meta property="og:image:height" content="{}">\n'
        '<meta property="og:image:alt" content="{}">',
        settings.PAPER.full_address(picture.url(picture.widths[-1], "webp")), width, height, picture.alt,
    )  # fmt: skip


@register.simple_tag
def named(people: list) -> SafeString:
    """{% named article.bylines %}: linked names, joined as the language joins them (“A, B and C”)."""
    return _in_a_row([format_html('<a href="{}"><bdi>{}</bdi></a>', one.path, one.name) for one in people])


@register.simple_tag
def plainly_named(people: list) -> SafeString:
    """As `named`, in bold and without links, for a card that is a link itself."""
    return _in_a_row([format_html("<b><bdi>{}</bdi></b>", one.name) for one in people])


@register.filter
def mail_link(article: object) -> str:
    """A mailto: address that offers an article to a friend; no server is called."""
    return f"mailto:?subject={quote(article.headline, safe='')}&body={quote(settings.PAPER.full_address(article.path), safe='')}"


@register.filter
def full_address(path: str) -> str:
    """The absolute address of a path of this paper."""
    return settings.PAPER.full_address(path)


def _in_a_row(names: list[SafeString]) -> SafeString:
    if len(names) < 2:
        return names[0] if names else mark_safe("")
    before = format_html_join(", ", "{}", ((name,) for name in names[:-1]))
    return format_html(pgettext("names in a row", "{} and {}"), before, names[-1])


def _machine(shown: datetime | date) -> str:
    return shown.isoformat(timespec="minutes") if isinstance(shown, datetime) else shown.isoformat()


def _middle(widths: tuple[int, ...]) -> int:
    return widths[min(1, len(widths) - 1)]
