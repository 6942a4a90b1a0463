"""A link to one article's draft, for somebody without an account: signed, and void after a week."""

from django.core import signing

from broadsheet.masthead.addresses import canonical_path
from broadsheet.news.article import Article

LINK_LIFE_SECONDS = 7 * 86_400
SALT = "broadsheet.newsroom.draft_link"


class LinkVoid(Exception):
    """Nobody signed this link, or it is too old, or its article was deleted."""


def link_to_draft(article: Article) -> str:
    """A new path under /preview/ that shows the article's latest version to whoever holds it, for a week."""
    return canonical_path("preview", signing.dumps(article.pk, salt=SALT))


def article_behind(token: str) -> Article:
    """The article's latest version, a draft or not. Raises LinkVoid."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=LINK_LIFE_SECONDS)
    except signing.BadSignature as error:
        raise LinkVoid("This link was not made by this paper, or a week ago or longer. Ask the newsroom for a new one.") from error
    article = Article.objects.select_related("section", "lead_photo", "latest_revision").filter(pk=pk).first()
    if article is None:
        raise LinkVoid("The article behind this link was deleted.")
    return article.get_latest_revision_as_object()
