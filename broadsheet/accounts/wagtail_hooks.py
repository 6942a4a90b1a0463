"""What this room does in the newsroom beside its screens."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from broadsheet.accounts.account import Account
from broadsheet.accounts.standing import standing_changed


@hooks.register("before_bulk_action")
def end_the_passes_of_many(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> None:
    """Accounts that are closed or deleted from the list keep no pass. Wagtail calls this in the transaction of the act itself."""
    if action_type in {"delete", "set_active_state"} and Account in action.models:
        for account in objects:
            standing_changed(account)
