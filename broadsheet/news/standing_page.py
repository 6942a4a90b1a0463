"""A standing page: about us, contact, privacy; what does not change with the news."""

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from broadsheet.masthead.addresses import canonical_path
from broadsheet.news.body import BODY_BLOCKS


class StandingPage(DraftStateMixin, RevisionMixin, PreviewableMixin, models.Model):
    """One page under /about/."""

    slug = models.SlugField(_("address"), max_length=80, unique=True, allow_unicode=True)
    title = models.CharField(_("title"), max_length=120)
    standfirst = models.TextField(_("standfirst"), blank=True)
    body = StreamField(BODY_BLOCKS, verbose_name=_("text"), blank=True)
    in_footer = models.BooleanField(_("named at the foot of every page"), default=True)
    position = models.PositiveSmallIntegerField(_("place"), default=0)

    _revisions = GenericRelation(
        "wagtailcore.Revision", content_type_field="base_content_type", object_id_field="object_id", related_query_name="standing_page", for_concrete_model=False,
    )  # fmt: skip

    class Meta:
        ordering = ("position", "title")
        verbose_name = _("standing page")
        verbose_name_plural = _("standing pages")

    def __str__(self) -> str:
        return self.title

    @property
    def revisions(self) -> models.QuerySet:
        """Wagtail's name for the versions of this page."""
        return self._revisions

    @property
    def path(self) -> str:
        return canonical_path("about", self.slug)

    @property
    def thing(self) -> str:
        return f"page-{self.pk}"

    def get_preview_template(self, request: object, mode_name: str) -> str:
        """Wagtail's name for the template of a preview."""
        return "news/standing_page.html"

    def get_preview_context(self, request: object, mode_name: str) -> dict[str, object]:
        """What the page's own view gives its template."""
        return {"page": self}
