"""What every page wears: handed to all templates."""

from django.conf import settings
from django.http import HttpRequest

from broadsheet.masthead.paper import Paper


def the_paper(request: HttpRequest) -> dict[str, Paper]:
    """For every template: `paper`. Nothing of the reader is in it, so that a page can be kept."""
    return {"paper": settings.PAPER}
