"""Old addresses: where a thing stood once, and where it stands now."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Redirect(models.Model):
    """One old path, as a browser sends it (with its query where the old system had its numbers there), answered by 301."""

    old_path = models.CharField(_("old address"), max_length=500, unique=True)
    new_path = models.CharField(_("new address"), max_length=500)

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path}"


def moved(old_path: str, new_path: str) -> None:
    """Notes that what stood at one path stands at another. Chains are made short, and a path that is in use again redirects no more. Writes."""
    if old_path == new_path:
        return
    Redirect.objects.filter(old_path=new_path).delete()
    Redirect.objects.filter(new_path=old_path).update(new_path=new_path)
    Redirect.objects.update_or_create(old_path=old_path, defaults={"new_path": new_path})


def new_path_of(old_path: str) -> str | None:
    """Where the thing that stood here stands now, or None."""
    return Redirect.objects.filter(old_path=old_path).values_list("new_path", flat=True).first()
