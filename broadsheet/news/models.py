"""The register that Django reads: this room's models, each from the file of its noun."""

from broadsheet.news.almanac import Almanac
from broadsheet.news.article import Article, ArticleByline, ArticleTopic, ChosenRelated, Kindred
from broadsheet.news.article_words import ArticleWords
from broadsheet.news.brief import Brief
from broadsheet.news.byline import Byline
from broadsheet.news.correction import Correction
from broadsheet.news.front import Card, Front
from broadsheet.news.letter import Letter
from broadsheet.news.photo import Photo, PhotoRendition
from broadsheet.news.redirect import Redirect
from broadsheet.news.section import Section
from broadsheet.news.showing import Showing
from broadsheet.news.standing_page import StandingPage
from broadsheet.news.topic import Topic

__all__ = [
    "Almanac", "Article", "ArticleByline", "ArticleTopic", "ArticleWords", "Brief", "Byline", "Card", "ChosenRelated", "Correction", "Front", "Kindred", "Letter",
    "Photo", "PhotoRendition", "Redirect", "Section", "Showing", "StandingPage", "Topic",
]  # fmt: skip
