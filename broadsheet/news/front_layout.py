"""Composes a front: what an editor placed stands where it was placed, the rest is filled by weight. Plain Python over plain values.

The rules are those of a printed front page: one thing leads; rank is size; no article stands twice, no picture twice; and no band
is composed like the one above it. docs/explain/how-a-front-is-composed.md tells them to an editor."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

RANKS = ("lead", "second", "third", "fourth")
WEIGHT_A_DAY = 12  # of an article's importance (0 to 100) that a day takes away: yesterday's 80 gives way to today's 70
A_PICTURE_IS_WORTH = 20  # of importance: so much lighter may an article be that opens a band because it has a picture
TIES = 3  # one-line articles under the lead
MOST_BRIEFS = 5
MOST_BRIEFS_OVER_THE_ALMANAC = 3
FOURTHS_BESIDE_THE_LEAD = 2
MOST_LETTERS = 3
MOST_IN_A_BAND = 7
PICTURES_OF_A_SHAPE = {"four": 4, "three": 3, "half": 2, "major": 2, "pair": 2, "single": 1}

Article = Any  # pk, section_id, importance, first_published_at, lead_photo_id, requires, as news/article.py has them


@dataclass(frozen=True, slots=True)
class Placed:
    """An article on a front, in its rank; with its picture, unless that stands on this front already."""

    article: Article
    rank: str
    has_picture: bool = True

    @property
    def template(self) -> str:
        """Which template sets it."""
        return "news/card_opinion.html" if self.rank == "opinion" else "news/card.html"


@dataclass(frozen=True, slots=True)
class Band:
    """A section on the front. `columns` is how its cards stand side by side: each a column of one card or several."""

    section: Any
    shape: str
    columns: tuple[tuple[Placed, ...], ...]

    @property
    def cards(self) -> tuple[Placed, ...]:
        return tuple(card for column in self.columns for card in column)

    @property
    def is_opinion(self) -> bool:
        return bool(self.section.is_opinion)


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole front. `seconds` are the cards beside the lead, `more` the one-line ties under it, `rest` what a list goes on with."""

    lead: Placed | None = None
    seconds: tuple[Placed, ...] = ()
    more: tuple[Article, ...] = ()
    bands: tuple[Band, ...] = ()
    rest: tuple[Article, ...] = ()
    briefs: tuple[Any, ...] = ()
    letters: tuple[Any, ...] = ()
    almanac: Any = None

    @property
    def articles(self) -> list[Article]:
        """Every article that stands on this front: what the page shows."""
        cards = [self.lead, *self.seconds, *(card for band in self.bands for card in band.cards)]
        return [card.article for card in cards if card] + [*self.more, *self.rest]

    @property
    def dated(self) -> date | None:
        """The day of its newest article: a date that stays true however long the page is kept."""
        return max((article.published_on for article in self.articles if article.published_on), default=None)


def compose(
    placed: Iterable[tuple[Article, str]],
    newest: Sequence[Article],
    sections: Sequence[Any],
    *,
    ties: Callable[[Article], Iterable[Article]] = lambda lead: (),
    briefs: Sequence[Any] = (),
    letters: Sequence[Any] = (),
    almanac: Any = None,
) -> Layout:
    """The paper's front.

    placed    what the editor put there, in order, each with its rank; more than one of a rank below the lead is welcome
    newest    the newest open and gated articles of all sections, newest first: some 60 are enough, and what is not among them is not shown
    sections  in the order of the paper; a section without a free article has no band
    ties      articles that belong to the lead; the first three that stand nowhere else are shown under it
    """
    front = _Sheet(placed, newest)
    lead, seconds = front.top()
    more = tuple(front.untaken(ties(lead.article)))[:TIES] if lead else ()
    front.take(more)
    most_briefs = MOST_BRIEFS_OVER_THE_ALMANAC if almanac else MOST_BRIEFS
    return Layout(
        lead, seconds, more, tuple(front.bands(sections)),
        briefs=tuple(briefs[:most_briefs]), letters=tuple(letters[:MOST_LETTERS]), almanac=almanac,
    )  # fmt: skip


def compose_top(placed: Iterable[tuple[Article, str]], newest: Sequence[Article]) -> Layout:
    """A section's front: a lead and what stands beside it, then the rest as a list, newest first."""
    front = _Sheet(placed, newest)
    lead, seconds = front.top()
    return Layout(lead, seconds, rest=tuple(front.untaken(newest)))


class _Sheet:
    """A front while it is being composed: what is still free, and which pictures stand already."""

    def __init__(self, placed: Iterable[tuple[Article, str]], newest: Sequence[Article]) -> None:
        self._placed = list(placed)
        self._newest = newest
        self._moment = max((article.first_published_at for article in newest), default=None)
        self._taken: set[int] = set()
        self._pictures: set[int] = set()
        self._promised = {article.pk for article, _rank in self._placed}

    def take(self, articles: Iterable[Article]) -> None:
        self._taken |= {article.pk for article in articles}

    def untaken(self, articles: Iterable[Article]) -> Iterator[Article]:
        return (article for article in articles if article.pk not in self._taken and article.pk not in self._promised)

    def top(self) -> tuple[Placed | None, tuple[Placed, ...]]:
        """The lead, and the cards beside it: at least one second, one third, one fourth, as far as there are articles."""
        by_rank: dict[str, list[Article]] = {rank: [] for rank in RANKS}
        for article, rank in self._placed:
            by_rank[rank].append(article)
        free = sorted(self.untaken(self._newest), key=self._weight, reverse=True)
        for rank in (*RANKS, *["fourth"] * (FOURTHS_BESIDE_THE_LEAD - 1)):
            wanted = FOURTHS_BESIDE_THE_LEAD if rank == "fourth" else 1
            if len(by_rank[rank]) < wanted and free:
                article = self._weightiest(free, with_picture=rank != "fourth")
                free.remove(article)
                by_rank[rank].append(article)
        # An editor may call two articles the lead: the second of them stands first beside it.
        lead, *others = by_rank["lead"] or [None]
        cards = [self._set(lead, "lead")] if lead else []
        cards += [self._set(article, "second") for article in [*others, *by_rank["second"]]]
        cards += [self._set(article, "third") for article in by_rank["third"]]
        cards += [self._set(article, "fourth") for article in by_rank["fourth"]]
        return (cards[0] if cards else None), tuple(cards[1:])

    def bands(self, sections: Sequence[Any]) -> Iterator[Band]:
        before = ""
        for section in sections:
            articles = [article for article in self.untaken(self._newest) if article.section_id == section.pk][:MOST_IN_A_BAND]
            if articles:
                band = self._band(section, sorted(articles, key=self._weight, reverse=True), before)
                before = band.shape
                yield band

    def _band(self, section: Any, articles: list[Article], shape_before: str) -> Band:
        pictured = self._with_free_pictures(articles)
        is_bare = not pictured or self._weight(articles[0])[0] - self._weight(pictured[0])[0] > A_PICTURE_IS_WORTH
        wished = _wished_shapes(section, len(articles), 0 if is_bare else len(pictured))
        shape = next(shape for shape in wished if shape != shape_before)
        # Where a shape wants pictures, those articles that have one of their own stand in front; the order is kept otherwise.
        forward = [*articles[:is_bare], *pictured][: PICTURES_OF_A_SHAPE.get(shape, 0)]
        articles = forward + [article for article in articles if article not in forward]
        columns = tuple(
            tuple(self._set(article, rank) for article, rank in column) for column in _columns(shape, articles, section, is_bare)
        )
        return Band(section, shape, columns)

    def _set(self, article: Article, rank: str) -> Placed:
        """Takes the article, and its picture where the rank has one and it is still free."""
        self._taken.add(article.pk)
        picture = article.lead_photo_id
        shows = rank not in ("fourth", "plain", "opinion") and bool(picture) and picture not in self._pictures
        if shows:
            self._pictures.add(picture)
        return Placed(article, rank, shows or rank == "opinion")

    def _weightiest(self, by_weight: list[Article], *, with_picture: bool) -> Article:
        """The first of these; or the first with a picture, where one is wanted and that one is not much lighter."""
        pictured = self._with_free_pictures(by_weight) if with_picture else []
        near = pictured and self._weight(by_weight[0])[0] - self._weight(pictured[0])[0] <= A_PICTURE_IS_WORTH
        return pictured[0] if near else by_weight[0]

    def _with_free_pictures(self, articles: list[Article]) -> list[Article]:
        """Those among them whose picture stands nowhere on this front yet, each picture once."""
        free = {article.lead_photo_id: article for article in reversed(articles) if article.lead_photo_id}
        return [
            article for article in articles if article.lead_photo_id not in self._pictures and free.get(article.lead_photo_id) is article
        ]

    def _weight(self, article: Article) -> tuple[float, Any]:
        days = (self._moment - article.first_published_at).total_seconds() / 86_400
        return article.importance - WEIGHT_A_DAY * days, article.first_published_at


def _wished_shapes(section: Any, many: int, pictures: int) -> list[str]:
    """The shapes that suit so many articles with so many pictures, the best first; there are always two at least."""
    if many < 3:
        return ["single", "line"] if many == 1 else ["pair", "line"]
    if section.is_opinion:
        return ["three", "line"]
    if section.requires:
        return ["major", "half", "line"]
    if many > 5 or pictures < 3:
        return ["half", "major"]
    return ["four", "half", "major"] if pictures > 3 else ["three", "half", "major"]


def _columns(shape: str, articles: Sequence[Article], section: Any, is_bare: bool) -> list[list[tuple[Article, str]]]:
    """The articles in their columns, each with the rank that its place gives it. `is_bare`: the first has no picture to fill its column."""
    if section.is_opinion:
        return [[(article, "opinion")] for article in articles[:3]]
    if shape in ("half", "major"):
        first = (articles[0], "second" if shape == "half" else "beside")
        rest = list(articles[1 : MOST_IN_A_BAND if shape == "half" else 5])
        below = rest[1 : 3 if len(rest) > 4 else 2] if is_bare and len(rest) > 2 else []
        rest = [article for article in rest if article not in below]
        return [[first, *((article, "plain") for article in below)], *_parted(rest, "third")]
    most, rank = {"four": (4, "third"), "three": (3, "third"), "pair": (2, "second"), "single": (1, "beside"), "line": (3, "fourth")}[shape]
    return [[(article, rank)] for article in articles[:most]]


def _parted(articles: list[Article], first_rank: str) -> list[list[tuple[Article, str]]]:
    """Two columns: the first begins with a picture; the second has none, and begins with an article told in a line or two."""
    if len(articles) == 1:
        return [[(articles[0], first_rank)]]
    middle = (len(articles) + 1) // 2
    ranked = [(article, "fourth") for article in articles]
    ranked[0], ranked[middle] = (articles[0], first_rank), (articles[middle], "plain")
    return [ranked[:middle], ranked[middle:]]
