"""Links in a text: to an address or an e-mail address. Wagtail would offer the pages of its tree, of which a newspaper has none."""

from typing import Any

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.rich_text.editors.draftail.features import EntityFeature

# What may stay a link when a text is pasted; anything else becomes its words. An article of ours is linked by its path.
MAY_BE_PASTED = "^(http:|https:|mailto:|/|#|undefined$)"


def offer_addresses(features: Any) -> None:
    """Has the editor's link button ask for an address at once. Called with Wagtail's register of what a text may hold."""
    address, mail = reverse_lazy("wagtailadmin_choose_page_external_link"), reverse_lazy("wagtailadmin_choose_page_email_link")
    link = {
        "type": "LINK",
        "icon": "link",
        "description": _("Link"),
        "attributes": ["url", "id", "parentId"],
        "allowlist": {"href": MAY_BE_PASTED},
        "chooserUrls": {
            "pageChooser": address,
            "externalLinkChooser": address,
            "emailLinkChooser": mail,
            "phoneLinkChooser": address,
            "anchorLinkChooser": address,
        },
    }
    features.register_editor_plugin("draftail", "link", EntityFeature(link, js=["wagtailadmin/js/page-chooser-modal.js"]))
