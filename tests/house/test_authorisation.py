"""Who gets in where: every address the paper answers has a row here, and a new one without a row fails.

Long because it is a table. Templates are blank in this file: who is let in is decided before a page is set."""

import logging
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.template import Origin
from django.template.loaders.base import Loader
from django.test import Client
from pytest_django.fixtures import Settings

from broadsheet.accounts.account import Account
from broadsheet.accounts.people import colleague
from tests.stage.addresses import address_of, every_pattern
from tests.stage.first_rows import first_partner, lay_first_rows

STAFF = ("reporter", "editor", "owner")

# --- the paper: what a stranger, a reader, a partner and a colleague get for GET; then what a POST without the form's token gets

ALL, NONE, NO_GET = (200,) * 4, (404,) * 4, (405,) * 4
HOLDERS = ("sign in", 200, 200, 200)
PROVEN = ("sign in", "prove", "prove", "prove")
TOKEN = 403  # refused for want of a token
PUBLIC = {
    # one's own account
    "account/": (*HOLDERS, 403),
    "account/sign-in/": (200, "on", "on", "on", TOKEN),
    "account/sign-in/send-code/": (200, "on", "on", "on", TOKEN),
    "account/sign-in/code/": ("sign in", "on", "on", "on", TOKEN),
    "account/sign-in/passkey/": ("sign in", "on", "on", "on", TOKEN),
    "account/sign-out/": ("on", 200, 200, 200, TOKEN),
    "account/sign-out/everywhere/": (*HOLDERS, TOKEN),
    "account/prove/": (*HOLDERS, TOKEN),
    "account/address/": (*PROVEN, TOKEN),
    "account/passkeys/add/": (*PROVEN, TOKEN),
    "account/passkeys/<int:number>/remove/": (*PROVEN, TOKEN),
    "account/export/": (*PROVEN, TOKEN),
    "account/erase/": (*PROVEN, TOKEN),
    "account/password/": ("sign in", "on", "on", "on", TOKEN),
    "account/password/set/": (*PROVEN, TOKEN),
    "account/inactive/": (403, 403, 403, 403, TOKEN),
    "account/kept/": (*ALL, TOKEN),
    # becoming a partner, and living with it: a reader never sees another's membership, receipt or transfer
    "support/": (200, 200, "on", 200, TOKEN),
    "support/pay/": ("sign in", "on", "on", "on", TOKEN),
    "support/thanks/": ("sign in", 404, 404, 404, TOKEN),
    "support/transfer/<uuid:number>/": ("sign in", 404, 404, 404, TOKEN),
    "support/give/": (*ALL, TOKEN),
    "support/gift/": (*ALL, TOKEN),
    "account/membership/": (*HOLDERS, TOKEN),
    "account/membership/<int:number>/amount/": ("sign in", 404, 200, 404, TOKEN),
    "account/membership/<int:number>/pause/": ("sign in", 404, 200, 404, TOKEN),
    "account/membership/<int:number>/resume/": (*NO_GET, TOKEN),
    "account/membership/<int:number>/come-back/": (*NO_GET, TOKEN),
    "account/membership/<int:number>/withdraw/": ("sign in", 404, 200, 404, TOKEN),
    "account/membership/<int:number>/left/": ("sign in", 404, 200, 404, TOKEN),
    "account/card/": (*NO_GET, TOKEN),
    "account/leave/": (*ALL, TOKEN),
    "account/leave/<str:token>/": (410, 410, 410, 410, TOKEN),
    "account/receipts/": (*HOLDERS, TOKEN),
    "account/receipts/<int:number>/": ("sign in", 404, 200, 404, TOKEN),
    "account/statement/<int:year>/": ("sign in", 404, 404, 404, TOKEN),
    # what machines tell: no token, but a signature, or a page of ours
    "hooks/<slug:provider>/": (*NO_GET, 404),
    "slots/seen/": (*NO_GET, 403),
    "test-payments/checkout/<slug:ref>/": (*NONE, TOKEN),
    "test-payments/portal/<slug:ref>/": (*NONE, TOKEN),
    # drafts: whoever holds the link
    "preview/<str:token>/": (410, 410, 410, 410, TOKEN),
    r"^preview/(?P<token>[^/]+)/pictures/(?P<key>[0-9a-f]{20})-(?P<width>\d{3,4})\.(?P<form>webp|avif)$": (*NONE, TOKEN),
    # the paper
    **dict.fromkeys(("", "search/", "epaper/", "<word:slug>/", "topic/<str:slug>/", "by/<str:slug>/"), (*ALL, TOKEN)),
    **dict.fromkeys(("about/corrections/", "about/almanac/", "about/letters/", "about/briefs/", "about/<str:slug>/"), (*ALL, TOKEN)),
    **dict.fromkeys(("magazine/", "magazine/<str:slug>/", "magazine/<str:publication>/<str:slug>/"), (*ALL, TOKEN)),
    "<int:year>/<int:month>/<int:day>/<str:slug>/": (*NONE, TOKEN),
    **dict.fromkeys(
        ("feed.xml", "feed.json", "<word:slug>/feed.xml", "topic/<str:slug>/feed.xml", "by/<str:slug>/feed.xml"), (*ALL, TOKEN)
    ),
    **dict.fromkeys(("sitemap.xml", "sitemap-pages.xml", "news-sitemap.xml", "robots.txt", "ads.txt"), (*ALL, TOKEN)),
    ".well-known/security.txt": (*ALL, TOKEN),
    "sitemap-<int:number>.xml": (*NONE, TOKEN),
    "slots/<slug:name>.json": (*NONE, TOKEN),
    r"^media/pictures/(?P<key>[0-9a-f]{20})-(?P<width>\d{3,4})\.(?P<form>webp|avif)$": (*NONE, TOKEN),
    r"^held/pictures/(?P<key>[0-9a-f]{20})-(?P<width>\d{3,4})\.(?P<form>webp|avif)$": (*NONE, TOKEN),
    "held/<path:name>": (*NONE, TOKEN),
}

# --- the newsroom: strangers are sent to sign in, readers refused, at every address but the two first; owners are let in everywhere.
# Of the rest it is said whether every colleague is let in (d: the whole desk), editors (e), owners alone (o; p: to a whole part of it), or nobody (n).

COMING_AND_GOING = ("newsroom/login/", "newsroom/logout/")
OWNERS_ALONE_UNDER = ("newsroom/pages/", "newsroom/documents/", "newsroom/reports/")
DESK = """
    newsroom/ newsroom/account/ newsroom/sprite/ newsroom/jsi18n/ newsroom/test404/ newsroom/failwhale/ newsroom/^.*/$
    newsroom/dismissibles/ newsroom/block-preview/ newsroom/bulk/<str:app_label>/<str:model_name>/<str:action>/
    newsroom/choose-page/ newsroom/choose-page/<int:parent_page_id>/ newsroom/choose-page/search/ newsroom/choose-page/chosen-multiple/
    newsroom/choose-external-link/ newsroom/choose-email-link/ newsroom/choose-phone-link/ newsroom/choose-anchor-link/
    newsroom/tag-autocomplete/ newsroom/tag-autocomplete/<slug:app_name>/<slug:model_name>/
    newsroom/editing-sessions/ping/<str:app_label>/<str:model_name>/<str:object_id>/<int:session_id>/
    newsroom/editing-sessions/release/<int:session_id>/
    newsroom/api/main/^pages/ newsroom/api/main/^pages/<int:pk>/ newsroom/api/main/^pages/find/
    newsroom/api/main/^pages/<int:pk>/action/<str:action_name>/
    newsroom/api/main/^images/ newsroom/api/main/^images/<int:pk>/ newsroom/api/main/^images/find/
    newsroom/api/main/^documents/ newsroom/api/main/^documents/<int:pk>/ newsroom/api/main/^documents/find/
    newsroom/password_reset/ newsroom/password_reset/done/ newsroom/password_reset/confirm/<uidb64>/<token>/
    newsroom/password_reset/complete/
    newsroom/quiet/ newsroom/quiet/<int:pk>/lift/
    newsroom/images/ newsroom/images/results/ newsroom/images/add/ newsroom/images/<int:image_id>/ newsroom/images/<int:image_id>/delete/
    newsroom/images/<int:image_id>/generate_url/ newsroom/images/<int:image_id>/generate_url/output/
    newsroom/images/<int:image_id>/preview/<str:filter_spec>/ newsroom/images/usage/<int:image_id>/
    newsroom/images/multiple/add/ newsroom/images/multiple/<int:image_id>/ newsroom/images/multiple/<int:image_id>/delete/
    newsroom/images/multiple/create_from_uploaded_image/<int:uploaded_file_id>/
    newsroom/images/multiple/delete_upload/<int:uploaded_file_id>/
    newsroom/images/chooser/ newsroom/images/chooser/results/ newsroom/images/chooser/chosen/<str:pk>/
    newsroom/images/chooser/chosen-multiple/ newsroom/images/chooser/create/ newsroom/images/chooser/<int:image_id>/select_format/
    newsroom/documents/chooser/ newsroom/documents/chooser/results/ newsroom/documents/chooser/chosen/<str:pk>/
    newsroom/documents/chooser/chosen-multiple/ newsroom/documents/chooser/create/
    newsroom/workflows/task_chooser/ newsroom/workflows/task_chooser/results/ newsroom/workflows/task_chooser/create/
    newsroom/workflows/task_chooser/<int:task_id>/ newsroom/workflows/enable/<int:pk>/ newsroom/workflows/tasks/enable/<int:pk>/
    newsroom/workflows/remove/<int:page_pk>/ newsroom/workflows/remove/<int:page_pk>/<int:workflow_pk>/
    newsroom/workflows/tasks/add/<str:app_label>/<str:model_name>/ newsroom/collections/<int:pk>/delete/
    newsroom/article/inspect/<int:pk>/ newsroom/article/workflow_history/<int:pk>/
    newsroom/article/workflow_history/<int:pk>/detail/<int:workflow_state_id>/ newsroom/article/workflow/confirm_cancellation/<int:pk>/
    newsroom/article/workflow/action/<int:pk>/<slug:action_name>/<int:task_state_id>/
    newsroom/article/workflow/collect_action_data/<int:pk>/<slug:action_name>/<int:task_state_id>/
"""
EDITORS = "newsroom/article/lock/<int:pk>/ newsroom/article/unlock/<int:pk>/"
NOBODY = "newsroom/snippets/ newsroom/article/workflow/preview/<int:pk>/<int:task_id>/"  # there is nothing behind them
# What can't be deleted leads back to where it is, before it is asked who wants it.
NEVER_DELETED = "newsroom/space/slot/delete/<int:pk>/ newsroom/desk/plans/delete/<int:pk>/"
OWNERS = """
    newsroom/space/figures/
    newsroom/desk/ newsroom/desk/figures/ newsroom/desk/transfer/ newsroom/desk/members/ newsroom/desk/<int:pk>/ newsroom/desk/<int:pk>/<slug:verb>/
    newsroom/desk/<int:pk>/look/<int:membership>/
    newsroom/users/ newsroom/users/results/ newsroom/users/new/ newsroom/users/edit/<int:pk>/ newsroom/users/delete/<int:pk>/
    newsroom/users/history/<int:pk>/ newsroom/users/history-results/<int:pk>/ newsroom/users/usage/<int:pk>/ newsroom/users/copy/<int:pk>/
    newsroom/groups/ newsroom/groups/results/ newsroom/groups/new/ newsroom/groups/edit/<int:pk>/ newsroom/groups/delete/<int:pk>/
    newsroom/groups/history/<int:pk>/ newsroom/groups/history-results/<int:pk>/ newsroom/groups/usage/<int:pk>/
    newsroom/sites/ newsroom/sites/results/ newsroom/sites/new/ newsroom/sites/edit/<int:pk>/ newsroom/sites/delete/<int:pk>/
    newsroom/sites/history/<int:pk>/ newsroom/sites/history-results/<int:pk>/ newsroom/sites/usage/<int:pk>/ newsroom/sites/copy/<int:pk>/
    newsroom/collections/ newsroom/collections/add/ newsroom/collections/<int:pk>/ newsroom/collections/<int:collection_id>/privacy/
    newsroom/workflows/list/ newsroom/workflows/list/results/ newsroom/workflows/add/ newsroom/workflows/disable/<int:pk>/
    newsroom/workflows/edit/<int:pk>/ newsroom/workflows/usage/<int:pk>/ newsroom/workflows/usage/<int:pk>/results/
    newsroom/workflows/tasks/select_type/ newsroom/workflows/tasks/index/ newsroom/workflows/tasks/index/results/
    newsroom/workflows/tasks/edit/<int:pk>/ newsroom/workflows/tasks/disable/<int:pk>/
"""
# The screens of one kind of thing, in five groups, and who is let into each group.
GROUPS = {
    "list": "_ results/",
    "edit": "edit/<int:pk>/ copy/<int:pk>/ usage/<int:pk>/ history/<int:pk>/ history-results/<int:pk>/",
    "add": "add/",
    "delete": "delete/<int:pk>/",
    "drafts": "preview/ preview/<int:pk>/ history/<int:pk>/revisions/<int:revision_id>/view/ history/<int:pk>/revisions/<int:revision_id>/revert/ "
    r"history/(?P<pk>.+)/revisions/compare/(?P<revision_id_a>live|earliest|\d+)\.\.\.(?P<revision_id_b>live|latest|\d+)/$",
    "publish": "unpublish/<int:pk>/ history/<int:pk>/revisions/<int:revision_id>/unschedule/",
    "choose": "_ results/ chosen/<str:pk>/ chosen-multiple/",
    "create": "create/",
}
KINDS = {  # list, edit, add, delete; drafts, publish where there are drafts; then choosing one in a form, and making one there
    ("newsroom/article/", "newsroom/snippets/choose/news/article/"): "d d d d d e d d",
    ("newsroom/front/", "newsroom/snippets/choose/news/front/"): "d e e e e e d e",
    ("newsroom/standingpage/", "newsroom/snippets/choose/news/standingpage/"): "d e e e e e d e",
    ("newsroom/issue/", "newsroom/snippets/choose/editions/issue/"): "d d d e d e d d",
    ("newsroom/publication/", "newsroom/snippets/choose/editions/publication/"): "d e e e - - d e",
    ("newsroom/section/", "newsroom/snippets/choose/news/section/"): "d e e e - - d e",
    ("newsroom/redirect/", "newsroom/snippets/choose/news/redirect/"): "e e e e - - d e",
    **{
        (f"newsroom/{kind}/", f"newsroom/snippets/choose/news/{kind}/"): "d d d e - - d d"
        for kind in ("topic", "byline", "brief", "letter", "almanac")
    },
    **{
        (f"newsroom/space/{kind}/", f"newsroom/snippets/choose/advertising/{kind}/"): "o o o o - - d o"
        for kind in ("advertiser", "flight", "slot", "seller")
    },
    ("newsroom/desk/plans/", "newsroom/snippets/choose/membership/plan/"): "o o o o - - d o",
}
# What is not there for anybody, or is not done at this address, says so before it asks who wants it.
SAID_BEFORE = frozenset({404, 405})
BREAKS_ON_PURPOSE = "newsroom/failwhale/"


def newsroom_rows() -> dict[str, str]:
    """Each pattern of the newsroom, and who is let in."""
    each = {"d": DESK, "e": EDITORS, "o": OWNERS, "n": NOBODY}
    rows = {pattern: letter for letter, patterns in each.items() for pattern in patterns.split()}
    for (screens, chooser), who in KINDS.items():
        for group, letter in zip(GROUPS, who.split(), strict=True):
            root = chooser if group in {"choose", "create"} else screens
            rows |= {root + tail.removeprefix("_"): letter for tail in GROUPS[group].split() if letter != "-"}
    return (
        rows
        | {pattern: "p" for pattern in every_pattern() if pattern.startswith(OWNERS_ALONE_UNDER)}
        | dict.fromkeys(NEVER_DELETED.split(), "d")
    )


class BlankPages(Loader):
    """Every template is empty."""

    def get_template_sources(self, template_name: str) -> Iterator[Origin]:
        yield Origin(template_name, template_name, self)

    def get_contents(self, origin: Origin) -> str:
        return ""


@pytest.fixture
def cast(db: None, settings: Settings) -> Iterator[dict[str, Client]]:
    """A browser for each, over a paper with one row of everything; quickly, for it is asked some two thousand times."""
    [told] = settings.TEMPLATES
    settings.TEMPLATES = [{**told, "OPTIONS": {**told["OPTIONS"], "loaders": ["tests.house.test_authorisation.BlankPages"]}}]
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    lay_first_rows()
    people = {"stranger": None, "reader": Account.objects.create_user("ada@reader.example"), "partner": first_partner()}
    people |= {role: colleague(f"{role}@gazette.example", role, None, role) for role in STAFF}
    browsers = {who: Client(enforce_csrf_checks=True, raise_request_exception=False) for who in people}
    for who, account in people.items():
        if account is not None:
            browsers[who].force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
    logging.disable(logging.CRITICAL)  # it is refused a thousand times, on purpose
    yield browsers
    logging.disable(logging.NOTSET)


def outcome(answer: HttpResponse) -> int | str:
    """What somebody got: a status, or where they were sent."""
    leads_to = answer.get("Location", "")
    if answer.status_code != 302:
        return answer.status_code
    if leads_to.startswith("/account/sign-in/"):
        return "sign in"
    return "prove" if leads_to.startswith("/account/prove/") else "refused" if leads_to == "/newsroom/" else "on"


def is_let_in(got: int | str) -> bool:
    return got not in {403, "refused", "sign in"}


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    patterns, rows = set(every_pattern()), PUBLIC.keys() | newsroom_rows().keys() | set(COMING_AND_GOING)
    assert patterns - rows == set(), "A new address: say in this table who gets what there."
    assert rows - patterns == set(), "No such address any more."


def test_the_paper_gives_each_what_is_theirs(cast: dict[str, Client]) -> None:
    wrong = []
    for pattern, (*expected, _post) in PUBLIC.items():
        for who, wanted in zip(("stranger", "reader", "partner", *STAFF), [*expected, *[expected[-1]] * 2], strict=True):
            got = outcome(cast[who].get(address_of(pattern)))
            if got != wanted:
                wrong.append(f"{pattern}: {who} gets {got}, not {wanted}")
    assert wrong == []


def test_nobody_sends_a_form_without_its_token(cast: dict[str, Client]) -> None:
    wrong = []
    for pattern, (*_get, wanted) in PUBLIC.items():
        for who in ("stranger", "partner"):
            got = cast[who].post(address_of(pattern)).status_code
            if got != wanted and not (got == 405 and wanted == TOKEN):
                wrong.append(f"{pattern}: {who} gets {got}, not {wanted}")
    assert wrong == []


def test_the_newsroom_is_closed_to_all_who_do_not_work_there(cast: dict[str, Client]) -> None:
    wrong = []
    for pattern in newsroom_rows():
        address = address_of(pattern)
        got = {
            "stranger": [outcome(cast["stranger"].get(address)), outcome(cast["stranger"].post(address))],
            "reader": [outcome(cast["reader"].get(address))],
            "partner": [outcome(cast["partner"].post(address))],
        }
        if got != {"stranger": ["sign in", "sign in"], "reader": [403], "partner": [403]}:
            wrong.append(f"{pattern}: {got}")
    assert wrong == []
    assert cast["stranger"].cookies == {}, "No session begins by knocking."


def test_the_newsroom_lets_its_colleagues_in_as_far_as_they_may(cast: dict[str, Client]) -> None:
    """An owner may do whatever an editor may, so is asked only where an editor is refused."""
    wrong = []
    for pattern, let_in in newsroom_rows().items():
        address = address_of(pattern)
        got = {who: outcome(cast[who].get(address)) for who in (STAFF if let_in in "on" else STAFF[:2])}
        may = {"reporter": let_in == "d", "editor": let_in in "de", "owner": let_in != "n"}
        for who, what in got.items():
            if what == 500 and pattern != BREAKS_ON_PURPOSE:
                wrong.append(f"{pattern}: {who} breaks it")
            elif is_let_in(what) != may[who] and what not in SAID_BEFORE:
                wrong.append(f"{pattern}: {who} gets {what}, but the row says “{let_in}”")
    assert wrong == []
