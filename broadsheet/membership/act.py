"""What the support desk did to a membership: who, what, why, when. Never changed and never deleted."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

KEPT = "What the support desk did stays written: nothing of it is changed or deleted. Write a note instead."


class ActsAreKept(Exception):
    """Somebody tried to change or delete one."""


class Acts(models.QuerySet["Act"]):
    """Many acts. What would change or delete them is refused."""

    def forget_words(self) -> None:
        """Notes lose their words, where the person whom they are about is erased. That they were written stays. Writes."""
        super(Acts, self.filter(verb="note")).update(why="")

    def update(self, **_fields: Any) -> NoReturn:
        raise ActsAreKept(KEPT)

    def delete(self) -> NoReturn:
        raise ActsAreKept(KEPT)


class Act(models.Model):
    """One act, or one note, about one account."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="acts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    verb = models.CharField(max_length=12)  # refund, extend, give, note, match …
    about = models.CharField(max_length=120, blank=True)
    why = models.CharField(max_length=500)
    at = models.DateTimeField(auto_now_add=True)

    objects = Acts.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        permissions = (
            ("desk", _("Can help partners at the support desk")),
            ("figures", _("Can see the figures of the membership")),
        )
        verbose_name = _("act of the support desk")
        verbose_name_plural = _("acts of the support desk")

    def __str__(self) -> str:
        return f"{self.verb}: {self.why}"

    def save(self, *told: Any, **more: Any) -> None:
        """A new act; one that stands is refused."""
        if not self._state.adding:
            raise ActsAreKept(KEPT)
        super().save(*told, **more)

    def delete(self, *_told: Any, **_more: Any) -> NoReturn:
        raise ActsAreKept(KEPT)
