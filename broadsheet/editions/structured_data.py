"""What an issue's page tells machines about it: schema.org's PublicationIssue."""

from typing import Any

from django.conf import settings

from broadsheet.editions.issue import Issue
from broadsheet.news.article import Article


def publication_issue(issue: Issue, articles: list[Article]) -> dict[str, Any]:
    """The issue as schema.org spells it. It is free where each of its pieces is, and each piece says so of itself."""
    full_address, publication = settings.PAPER.full_address, issue.publication
    told = {
        "@context": "https://schema.org",
        "@type": "PublicationIssue",
        "url": full_address(issue.path),
        "name": f"{publication.name} {issue.number}: {issue.cover_line}",
        "issueNumber": str(issue.number),
        "datePublished": issue.date.isoformat(),
        "image": full_address(issue.cover.url(issue.cover.widths[-1], "webp")) if issue.cover else None,
        "isPartOf": {
            "@type": "Periodical",
            "name": publication.name,
            "url": full_address(publication.path),
            "inLanguage": publication.language or settings.PAPER.language,
            "publisher": {"@type": "NewsMediaOrganization", "name": settings.PAPER.name, "url": full_address("/")},
        },
        "editor": {"@type": "Person", "name": publication.editor.name} if publication.editor else None,
        "isAccessibleForFree": all(article.is_open for article in articles),
        "hasPart": [
            {"@type": "Article", "headline": article.headline, "url": full_address(article.path), "isAccessibleForFree": article.is_open}
            for article in articles
        ],
    }
    return {name: value for name, value in told.items() if value not in (None, "", [])}
