"""Where an item is filed: sections, topics and bylines found by their names, or made."""

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext, override

from broadsheet.news.byline import Byline
from broadsheet.news.section import RESERVED_SLUGS, Section
from broadsheet.news.topic import Topic
from broadsheet.wires.cleaning import one_line
from broadsheet.wires.item import Item, Label, Signature

LONGEST = {Section: 60, Topic: 80, Byline: 80}
LAST_IN_THE_PAPER = 900  # a section made here stands behind those that an editor placed


class Filing:
    """The paper's sections, topics and bylines by their slugs. Asked once a batch for what it does not know yet; writes what is missing."""

    def __init__(self, chosen: str | None = None) -> None:
        self.chosen = Label(chosen, chosen) if chosen else None
        self.topics: dict[str, int] = {}
        self.bylines: dict[str, int] = {}
        self.read_anew()

    def read_anew(self) -> None:
        """Forgets what it knew: what was made in a transaction that failed is not there."""
        self.sections = {section.slug: section for section in Section.objects.all()}
        self.named = {section.name.casefold(): section for section in self.sections.values()}
        self.topics.clear()
        self.bylines.clear()

    def prepare(self, items: Iterable[Item]) -> None:
        """Finds or makes every section, topic and byline of a batch: two queries for each kind that has new ones. Inside the batch's transaction."""
        batch = list(items)
        for item in batch:
            self.section(item)
        topics = {slug: label.name for item in batch for label in item.topics if (slug := _slug(Topic, label)) and slug not in self.topics}
        if topics:
            # In one order whoever writes: two takes at once would else wait for each other's.
            Topic.objects.bulk_create([Topic(name=name[:80], slug=slug) for slug, name in sorted(topics.items())], ignore_conflicts=True)
            self.topics |= dict(Topic.objects.filter(slug__in=topics).values_list("slug", "pk"))
        signed = {
            slug: (one, item.is_own) for item in batch for one in item.bylines if (slug := _slug(Byline, one)) and slug not in self.bylines
        }
        if signed:
            made = [
                Byline(name=one.name[:120], slug=slug, note=one.note, kind=Byline.Kind.STAFF if is_own else Byline.Kind.GUEST)
                for slug, (one, is_own) in sorted(signed.items())
            ]  # fmt: skip
            Byline.objects.bulk_create(made, ignore_conflicts=True)
            self.bylines |= dict(Byline.objects.filter(slug__in=signed).values_list("slug", "pk"))

    def section(self, item: Item) -> Section:
        """The item's section: its own, else the one chosen for what names none, else news. Found by slug, then by name, else made."""
        label = item.section or self.chosen or Label(self._news(), "news")
        slug = _section_slug(label)
        found = self.sections.get(slug) or self.named.get(one_line(label.name).casefold())
        return found or self._made(one_line(label.name)[:80] or slug, slug)

    def topics_of(self, item: Item) -> list[int]:
        """The keys of its topics, each once, in its order."""
        return list(dict.fromkeys(self.topics[slug] for label in item.topics if (slug := _slug(Topic, label)) in self.topics))

    def bylines_of(self, item: Item) -> list[int]:
        """The keys of who signed it, each once, in its order."""
        return list(dict.fromkeys(self.bylines[slug] for one in item.bylines if (slug := _slug(Byline, one)) in self.bylines))

    def _made(self, name: str, slug: str) -> Section:
        section = Section.objects.get_or_create(slug=slug, defaults={"name": name, "position": LAST_IN_THE_PAPER})[0]
        self.sections[slug] = self.named[section.name.casefold()] = section
        return section

    @staticmethod
    def _news() -> str:
        with override(settings.PAPER.language):
            return gettext("News")


@lru_cache(maxsize=50_000)
def _slugged(slug: str, name: str, longest: int) -> str:
    whole = slugify(slug or name, allow_unicode=True) or slugify(name, allow_unicode=True)
    return whole[:longest].strip("-")


def _slug(kind: type[Topic] | type[Byline], label: Label | Signature) -> str:
    return _slugged(label.slug, label.name, LONGEST[kind])


def _section_slug(label: Label) -> str:
    """An address for a section that is none of the paper's own, and no year."""
    whole = _slugged(label.slug, label.name, LONGEST[Section]) or "news"
    return f"section-{whole}"[: LONGEST[Section]] if whole in RESERVED_SLUGS or whole.isdigit() else whole
