"""The door: who gets what, and what never leaves it."""

import asyncio
import io
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
import pytest

from broadsheet.delivery.reader_pass import Benefit
from broadsheet.delivery.variant import Variant
from tests.delivery.printing import OPEN, PARTNER, PATH, found, shelve
from tests.delivery.readers import Ask, Newspaper, a_pass, at_the_door, run

ARTICLE = PATH.decode()
PREMIUM = Variant(Benefit.PREMIUM)


@pytest.fixture
def paper(tmp_path: Path) -> Iterator[Newspaper]:
    paper = Newspaper(tmp_path)
    yield paper
    paper.shelf.close()


# --- kept pages


def test_a_kept_page_is_handed_out_without_press_or_django(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"Fish Street at four")
    answer = paper.get(ARTICLE)
    assert (answer.status, answer.body) == (200, b"Fish Street at four")
    assert answer["content-length"] == "19"
    assert answer["cache-control"] == "private, no-cache"
    assert answer["vary"] == "Accept-Encoding, Cookie"
    assert answer["x-broadsheet-variant"] == "open"
    assert answer["set-cookie"] is None
    assert (paper.press.printed, paper.asked_django) == ([], [])


def test_a_page_goes_out_in_the_encoding_the_reader_likes_best(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"Fish Street at four")
    answer = paper.get(ARTICLE, ("Accept-Encoding", "gzip, deflate, br"))
    assert answer["content-encoding"] == "br"
    assert brotli.decompress(answer.body) == b"Fish Street at four"
    assert paper.get(ARTICLE, ("Accept-Encoding", "identity;q=0")).status == 200


def test_a_head_request_has_the_headers_of_a_get_and_no_body(paper: Newspaper) -> None:
    shelve(paper.shelf)
    whole, head = paper.ask(Ask(ARTICLE), Ask(ARTICLE, method="HEAD"))
    assert head.headers == whole.headers
    assert head.body == b""
    assert whole.body


@pytest.mark.parametrize("shape", ["{}", "W/{}", '"other", {}', '"other" , W/{}', "*"])
def test_a_reader_who_has_the_page_gets_a_304_that_keeps_the_cache_headers(paper: Newspaper, shape: str) -> None:
    shelve(paper.shelf)
    etag = paper.get(ARTICLE)["etag"]
    answer = paper.get(ARTICLE, ("If-None-Match", shape.format(etag)))
    assert (answer.status, answer.body) == (304, b"")
    assert answer["etag"] == etag
    assert answer["cache-control"] == "private, no-cache"
    assert answer["vary"] == "Accept-Encoding, Cookie"


def test_another_variant_or_encoding_has_another_etag(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"with a slot")
    shelve(paper.shelf, text=b"without", variant=PARTNER)
    plain, packed, partner = paper.ask(
        Ask(ARTICLE), Ask(ARTICLE, [("Accept-Encoding", "br")]), Ask(ARTICLE, [("Cookie", a_pass(Benefit.AD_FREE))])
    )
    assert len({plain["etag"], packed["etag"], partner["etag"]}) == 3
    assert plain["etag"]
    assert paper.get(ARTICLE, ("If-None-Match", plain["etag"]), ("Cookie", a_pass(Benefit.AD_FREE))).status == 200


# --- passes


def test_a_partner_gets_the_partners_page(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"with a slot")
    shelve(paper.shelf, text=b"without", variant=PARTNER)
    others = "theme=dark; _ga=GA1.1.22; "
    assert paper.get(ARTICLE, ("Cookie", others + a_pass(15) + "; consent=1")).body == b"without"
    assert paper.get(ARTICLE, ("Cookie", others)).body == b"with a slot"


def test_benefits_that_do_not_change_a_page_share_one_copy(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"without", variant=PARTNER, changes=1)
    for benefits in (1, 3, 15):
        assert paper.get(ARTICLE, ("Cookie", a_pass(benefits))).body == b"without"
    assert paper.press.printed == []


@pytest.mark.parametrize(
    "cookie",
    [
        a_pass(15, key=b"another paper's key"),
        a_pass(15, seconds=-1),
        a_pass(15, seconds=8 * 86_400),
        a_pass(15)[:-1],
        a_pass(15).replace(".apme.", ".a."),
        "bs_pass=",
        "bs_pass",
        'bs_pass="',
        "x" + a_pass(15),
        "other=1 " + a_pass(15),
        a_pass(15) + "; bs_pass=forged",
    ],
)
def test_a_forged_expired_or_broken_pass_gets_the_open_page(paper: Newspaper, cookie: str) -> None:
    shelve(paper.shelf, text=b"standfirst and invitation", changes=3)
    shelve(paper.shelf, text=b"the whole text", variant=Variant(3), changes=3, gated=True)
    assert paper.get(ARTICLE, ("Cookie", cookie)).body == b"standfirst and invitation"


def test_a_superseded_pass_gets_the_open_page_at_once(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"standfirst and invitation", changes=2)
    shelve(paper.shelf, text=b"the whole text", variant=PREMIUM, changes=2, gated=True)
    cookie = ("Cookie", a_pass(Benefit.PREMIUM, account=7, generation=1))

    async def visits() -> list[bytes]:
        door = paper.door()
        before = await at_the_door(door, Ask(ARTICLE, [cookie]))
        paper.shelf.post_standing(7, 2, paper.clock())
        return [before.body, (await at_the_door(door, Ask(ARTICLE, [cookie]))).body]

    assert run(visits()) == [b"the whole text", b"standfirst and invitation"]


def test_a_gated_copy_goes_only_to_those_who_hold_the_benefit(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"standfirst and invitation", changes=2)
    shelve(paper.shelf, text=b"the whole text", variant=PREMIUM, changes=2, gated=True)
    bodies = {benefits: paper.get(ARTICLE, ("Cookie", a_pass(benefits))).body for benefits in range(16)}
    assert {benefits for benefits, body in bodies.items() if body == b"the whole text"} == {b for b in range(16) if b & 2}


def test_two_cookie_lines_are_read_as_one(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"without", variant=PARTNER)
    assert paper.get(ARTICLE, ("Cookie", "theme=dark"), ("Cookie", a_pass(1))).body == b"without"


# --- renewal


def test_a_signed_in_reader_without_a_pass_gets_one_and_the_copy_from_the_shelf(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"without", variant=PARTNER)
    cookie = a_pass(1)
    paper.renew = lambda cookies: (cookie.removeprefix("bs_pass=").encode(), (cookie.encode() + b"; HttpOnly; Path=/",))
    answer = paper.get(ARTICLE, ("Cookie", "bs_session=abc"))
    assert answer.body == b"without"
    assert answer["set-cookie"] == cookie + "; HttpOnly; Path=/"
    assert paper.renewals == [b"bs_session=abc"]
    assert paper.press.printed == []
    assert paper.asked_django == []


def test_an_expired_pass_beside_a_session_is_renewed_and_a_valid_one_is_not(paper: Newspaper) -> None:
    shelve(paper.shelf)
    paper.get(ARTICLE, ("Cookie", a_pass(1, seconds=-5) + "; bs_session=abc"))
    assert len(paper.renewals) == 1
    paper.get(ARTICLE, ("Cookie", a_pass(0) + "; bs_session=abc"))
    assert len(paper.renewals) == 1


def test_a_reader_whose_session_gives_no_pass_reads_the_open_page(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"open")
    assert paper.get(ARTICLE, ("Cookie", "bs_session=abc")).body == b"open"

    def fails(cookies: bytes) -> tuple[bytes, tuple[bytes, ...]] | None:
        raise OSError("The database is away.")

    paper.renew = fails
    assert paper.get(ARTICLE, ("Cookie", "bs_session=abc")).body == b"open"


def test_strangers_with_sessions_of_their_own_making_stop_nobody(paper: Newspaper, monkeypatch: pytest.MonkeyPatch) -> None:
    """Renewing waits in threads of its own, and only so many wait."""
    monkeypatch.setattr("broadsheet.delivery.origin.MOST_RENEWING", 3)
    shelve(paper.shelf, text=b"open")
    paper.press.pages["/unprinted/"] = lambda variant: b"printed"

    def slow(cookies: bytes) -> tuple[bytes, tuple[bytes, ...]] | None:
        time.sleep(0.2)
        return None

    paper.renew = slow
    strangers = [Ask(ARTICLE, [("Cookie", f"bs_session={number}")]) for number in range(12)]
    answers = paper.at_once(*strangers, Ask("/unprinted/"))
    assert {answer.body for answer in answers[:12]} == {b"open"}
    assert answers[12].body == b"printed"
    assert len(paper.renewals) == 3


# --- hosts, headers


@pytest.mark.parametrize(
    "hosts", [["evil.example"], [""], ["gazette.example", "gazette.example"], ["gazette.example:81"], ["gazette.example "]]
)
def test_a_request_for_another_host_is_refused_in_a_plain_sentence(paper: Newspaper, hosts: list[str]) -> None:
    shelve(paper.shelf)
    for method in ("GET", "HEAD", "POST"):
        answer = paper.get(ARTICLE, *(("Host", host) for host in hosts), method=method)
        assert answer.status == 400
        assert answer.body == (b"" if method == "HEAD" else b"This address is not one of this newspaper's. Please check the address.\n")
    assert paper.asked_django == []


def test_a_host_may_be_written_in_capitals(paper: Newspaper) -> None:
    shelve(paper.shelf)
    assert paper.get(ARTICLE, ("Host", "Gazette.Example")).status == 200


def test_a_host_may_name_the_usual_port(paper: Newspaper) -> None:
    shelve(paper.shelf)
    assert [paper.get(ARTICLE, ("Host", f"gazette.example:{port}")).status for port in (80, 443, 8000)] == [200, 200, 400]


FROM_OUTSIDE = [
    ("X-Broadsheet-Benefits", "apme"), ("X-Forwarded-For", "203.0.113.9"), ("X-Forwarded-Host", "gazette.example"),
    ("X-Forwarded-Proto", "https"), ("X-Forwarded_For", "203.0.113.9"), ("X_Broadsheet_Variant", "a"), ("Forwarded", "for=203.0.113.9"),
    ("User-Agent", "reader"),
]  # fmt: skip


def test_what_only_a_proxy_may_say_is_dropped(paper: Newspaper) -> None:
    paper.get("/account/", *FROM_OUTSIDE)
    assert [name for name, _ in paper.asked_django[0]["headers"]] == [b"host", b"user-agent"]
    assert paper.asked_django[0]["scheme"] == "http"


def test_a_trusted_proxy_is_believed_but_never_about_variants(paper: Newspaper) -> None:
    paper.trusts_proxy = True
    paper.get("/account/", *FROM_OUTSIDE)
    scope = paper.asked_django[0]
    assert [name for name, _ in scope["headers"]] == [
        b"host", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"forwarded", b"user-agent",
    ]  # fmt: skip
    assert (scope["scheme"], scope["client"][0]) == ("https", "203.0.113.9")
    assert paper.get("/account/", ("X-Forwarded-Host", "evil.example")).status == 400


# --- queries and addresses that are not kept


@pytest.mark.parametrize(
    "query",
    [
        "utm_source=letter&utm_medium=mail",
        "fbclid=IwAR0",
        "gclid=1&gbraid=2&wbraid=3",
        "UTM_Source=x",
        "mc_cid=1&mc_eid=2&",
        "&&_hsenc=1",
        "",
    ],
)
def test_what_trackers_add_never_causes_a_miss(paper: Newspaper, query: str) -> None:
    shelve(paper.shelf, text=b"kept")
    assert paper.get(ARTICLE, query=query).body == b"kept"
    assert (paper.press.printed, paper.asked_django) == ([], [])


@pytest.mark.parametrize("query", ["before=abc", "utm_source=letter&before=abc", "utm", "fbclid2=1", "q=utm_source"])
def test_any_other_query_goes_to_django(paper: Newspaper, query: str) -> None:
    shelve(paper.shelf, text=b"kept")
    assert paper.get(ARTICLE, query=query).body == b"Django was here."
    assert paper.asked_django[0]["query_string"] == query.encode()


def test_a_query_in_raw_bytes_reaches_django_encoded(paper: Newspaper) -> None:
    paper.get("/search/", query="q=ma\xeet%20&x=%zz")
    assert paper.asked_django[0]["query_string"] == b"q=ma%EEt%20&x=%zz"


@pytest.mark.parametrize(
    "path",
    ["/newsroom/articles/", "/account/", "/preview/abc/", "/search/", "/held/x.pdf", "/metrics", "/hooks/stripe/", "/test-payments/1/",
     "/support/", "/appeal/3/later/", "/alerts/", "/slots/seen/", "/" + "a" * 600],
)  # fmt: skip
def test_what_is_never_kept_goes_to_django(paper: Newspaper, path: str) -> None:
    assert paper.get(path).body == b"Django was here."
    assert paper.press.printed == []


def test_whoever_posts_is_answered_by_django(paper: Newspaper) -> None:
    shelve(paper.shelf)
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert paper.get(ARTICLE, method=method).body == b"Django was here."


def test_another_spelling_of_an_address_is_not_the_kept_page(paper: Newspaper) -> None:
    shelve(paper.shelf, b"/caf%C3%A9/", b"kept")
    assert paper.get("/caf%C3%A9/").body == b"kept"
    assert paper.get("/caf%c3%a9/").status == 404
    assert paper.press.printed == [("/caf%c3%a9/", OPEN)]


# --- when something is wrong


def test_an_error_in_django_is_a_plain_500(paper: Newspaper) -> None:
    async def fails(scope: Any, receive: Any, send: Any) -> None:
        raise RuntimeError("broken")

    paper.django = fails
    answer = paper.get("/account/")
    assert answer.status == 500
    assert answer.body == b"Something went wrong here. It has been noted.\n"


def test_an_answer_that_breaks_off_is_left_to_the_server(paper: Newspaper) -> None:
    async def breaks_off(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("broken")

    paper.django = breaks_off
    with pytest.raises(RuntimeError):
        paper.get("/account/")


def test_the_door_says_whether_pages_can_be_served(paper: Newspaper) -> None:
    answer = paper.get("/healthz")
    assert answer.status == 200
    assert json.loads(answer.body)["ok"] is True
    paper.shelf.close()
    answer = paper.get("/healthz")
    assert answer.status == 503
    assert json.loads(answer.body)["ok"] is False


def test_the_door_answers_the_servers_beginning_and_end(paper: Newspaper) -> None:
    async def live() -> list[str]:
        door, said = paper.door(), list[str]()
        heard = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

        async def receive() -> dict[str, Any]:
            return next(heard)

        async def send(message: dict[str, Any]) -> None:
            said.append(message["type"])

        await door({"type": "lifespan"}, receive, send)
        return said

    assert run(live()) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


def test_a_shelf_deleted_under_the_door_is_opened_anew_within_a_second_or_two(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"old")
    paper.press.pages[ARTICLE] = lambda variant: b"new"

    async def visits() -> bytes:
        door = paper.door()
        await at_the_door(door, Ask(ARTICLE))
        (paper.folder / "shelf" / "data.mdb").unlink()
        for _ in range(40):
            await asyncio.sleep(0.1)
            answer = await at_the_door(door, Ask(ARTICLE))
            if answer.body == b"new":
                break
        return answer.body

    assert run(visits()) == b"new"
    assert (found(paper.shelf) or b"").endswith(b"new")


# --- the access log


def test_each_request_is_one_line_without_anything_personal(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"without", variant=PARTNER)
    paper.get(ARTICLE, ("Cookie", a_pass(1)), ("X-Forwarded-For", "203.0.113.9"), query="utm_source=letter")
    paper.get("/search/", query="q=my+illness")
    paper.get("/preview/a-secret-token/")
    paper.get("/nothing-here/")
    lines = [line.split() for line in paper.log()]
    assert [line[1:6] for line in lines] == [
        ["GET", ARTICLE, "200", "a", "kept"],
        ["GET", "/search/", "200", "-", "django"],
        ["GET", "/preview/...", "200", "-", "django"],
        ["GET", "/nothing-here/", "404", "-", "printed"],
    ]
    assert lines[0][7] == "7"
    assert all(float(line[6]) >= 0 and line[0].endswith("Z") for line in lines)
    written = "\n".join(paper.log())
    assert not any(word in written for word in ("utm", "illness", "token", "203.0", "bs_pass", "192.0"))


def test_a_line_waits_no_longer_than_a_second(paper: Newspaper) -> None:
    async def visit() -> None:
        await at_the_door(paper.door(), Ask("/healthz"))
        assert paper.log() == []
        await asyncio.sleep(1.2)
        assert len(paper.log()) == 1

    run(visit())


def test_a_full_disk_keeps_no_page_from_its_reader(paper: Newspaper) -> None:
    class Full(io.BytesIO):
        def write(self, written: object) -> int:
            raise OSError("No space left on device")

    shelve(paper.shelf, text=b"kept")
    paper.written = Full()
    assert paper.get(ARTICLE).body == b"kept"
