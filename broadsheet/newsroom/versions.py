"""The versions of what is written here."""

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from broadsheet.news.article import Article


@transaction.atomic
def keep_first_version(article: Article) -> None:
    """Makes the first version of an article that came by wire from its row, so that “compare” shows what the wire said.

    Called when a person first opens it; at intake it would halve the speed. Writes, once an article."""
    if article.latest_revision_id is not None:
        return
    version = article.save_revision(changed=False, clean=False)
    came_at = article.external_modified_at or article.first_published_at or article.updated_at
    Revision.objects.filter(pk=version.pk).update(created_at=min(came_at, timezone.now()))
    version.refresh_from_db(fields=["created_at"])
    if article.live:
        article.live_revision = version
        article.save(update_fields=["live_revision"])
