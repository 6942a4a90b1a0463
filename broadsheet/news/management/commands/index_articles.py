"""`broadsheet manage index_articles`: writes the words of the whole archive anew, while the paper is being read."""

from django.core.management.base import BaseCommand

from broadsheet.news import search


class Command(BaseCommand):
    help = (
        "Write the search index of the whole archive anew. The paper may be served meanwhile; the command may be stopped and started again."
    )

    def handle(self, *args: object, **options: object) -> None:
        """Rebuilds, and says how far it is."""
        done = search.rebuild(lambda count: self.stderr.write(f"{count} articles", ending="\r"))
        self.stdout.write(f"{done} articles can be found.")
