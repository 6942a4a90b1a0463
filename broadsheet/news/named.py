"""What sections and articles are called, for rooms that know them by name only."""

from collections.abc import Iterator

from broadsheet.masthead import things
from broadsheet.masthead.things import Named
from broadsheet.news.article import Article
from broadsheet.news.section import Section


def tell_names() -> None:
    """From now on other rooms can call a section or an article by its name. Called when every model is known."""
    things.register("section", _sections, _all_sections)
    things.register("article", _articles)


def _sections(numbers: list[int]) -> Iterator[Named]:
    return (Named(section.thing, section.name, section.path) for section in Section.objects.filter(pk__in=numbers))


def _all_sections() -> Iterator[Named]:
    return (Named(section.thing, section.name, section.path) for section in Section.objects.all())


def _articles(numbers: list[int]) -> Iterator[Named]:
    found = Article.objects.filter(pk__in=numbers).only("pk", "headline", "slug", "published_on", "live")
    return (Named(article.thing, str(article), article.path if article.live else "") for article in found)
