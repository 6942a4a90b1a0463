"""Tags for the newsroom's screens."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
TOP_OF_THE_PAGE = '<div class="content">'  # Wagtail's own element; where it is missing, the notice stands above everything


@register.filter
def with_notice(furniture: SafeString) -> SafeString:
    """The furniture of a newsroom page with the demo's notice at the top of its content, where it hides nothing on any screen."""
    notice = render_to_string("newsroom/notice.html")
    if TOP_OF_THE_PAGE not in furniture:
        return mark_safe(notice + furniture)  # noqa: S308 - two rendered templates
    return mark_safe(furniture.replace(TOP_OF_THE_PAGE, TOP_OF_THE_PAGE + notice, 1))  # noqa: S308 - two rendered templates
