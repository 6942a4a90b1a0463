"""Who supports us, with what, for what."""

from django.apps import AppConfig
from django.core.checks import register as register_check
from django.utils.translation import gettext_lazy as _


class MembershipConfig(AppConfig):
    name = "broadsheet.membership"
    label = "membership"
    verbose_name = _("Membership")

    def ready(self) -> None:
        """What a membership gives is part of an account's standing."""
        from broadsheet.accounts import standing  # noqa: PLC0415 - models may be imported only once every app is loaded
        from broadsheet.membership import after, checkout, checks, fillings, follow_up, own_part, what_is_kept  # noqa: PLC0415
        from broadsheet.membership.membership import benefits_of_memberships  # noqa: PLC0415

        standing.register(benefits_of_memberships)
        register_check(checks.payments)
        fillings.register()
        after.pin("paid_twice", checkout.give_back_the_second)
        after.pin("welcome", checkout.forget_the_transfer)
        follow_up.register()
        own_part.register()
        what_is_kept.register()
