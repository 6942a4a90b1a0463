"""Who else may sell the paper's space, as the file at /ads.txt tells it (IAB Tech Lab, ads.txt 1.1)."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

THING = "sellers"
# What the specification asks for where nobody may sell: an empty file might be an error page (1.1, 3.2.1).
NOBODY = "placeholder.example.com, placeholder, DIRECT, placeholder"
_WORD = RegexValidator(r"^[^\s,#;]+$", _("One word, without a comma."))
_DOMAIN = RegexValidator(r"^[a-z0-9-]+(?:\.[a-z0-9-]+)+$", _("A domain in small letters, such as exchange.example."))


class Seller(models.Model):
    """One line: a system through which the paper's space is sold."""

    class Relation(models.TextChoices):
        DIRECT = "DIRECT", _("direct: the account is ours")
        RESELLER = "RESELLER", _("reseller: somebody sells for us")

    domain = models.CharField(_("domain of the system"), max_length=120, validators=[_DOMAIN])
    account = models.CharField(_("account there"), max_length=120, validators=[_WORD])
    relation = models.CharField(_("relation"), max_length=8, choices=Relation.choices, default=Relation.DIRECT)
    authority = models.CharField(_("certified as"), max_length=60, blank=True, validators=[_WORD])

    class Meta:
        ordering = ("domain", "account")
        verbose_name = _("seller")
        verbose_name_plural = _("sellers")
        constraints = [models.UniqueConstraint(fields=("domain", "account", "relation"), name="a_seller_once")]

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.domain, self.account, self.relation, self.authority)))


def lines() -> list[str]:
    """The file's lines."""
    return [str(seller) for seller in Seller.objects.all()] or [NOBODY]
