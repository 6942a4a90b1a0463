"""No copy on the shelf: who prints, how often, and what is handed out meanwhile."""

import asyncio
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet.delivery.answer import Answer
from broadsheet.delivery.origin import MOST_PRINTS, Origin, is_only_trackers
from broadsheet.delivery.reader_pass import Benefit
from broadsheet.delivery.variant import Variant
from tests.delivery.lanes import LANES
from tests.delivery.printing import OPEN, PARTNER, PATH, found, shelve
from tests.delivery.readers import Ask, Newspaper, a_pass, at_the_door, run

ARTICLE = PATH.decode()
PREMIUM = Variant(Benefit.PREMIUM)


@pytest.fixture(params=LANES)
def paper(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Newspaper]:
    paper = Newspaper(tmp_path, request.param)
    paper.press.pages[ARTICLE] = lambda variant: b"printed for %d" % variant.benefits
    yield paper
    paper.shelf.close()


def fails(variant: Variant) -> bytes:
    raise OSError("The database is away.")


# --- printed once


def test_fifty_readers_of_an_unprinted_page_wait_for_one_print(paper: Newspaper) -> None:
    paper.press.waits_seconds = 0.1
    answers = paper.at_once(*[Ask(ARTICLE)] * 50)
    assert {(answer.status, answer.body) for answer in answers} == {(200, b"printed for 0")}
    assert paper.press.printed == [(ARTICLE, OPEN)]


def test_each_variant_is_printed_once(paper: Newspaper) -> None:
    paper.press.waits_seconds = 0.1
    cookie = ("Cookie", a_pass(1))
    answers = paper.at_once(*[Ask(ARTICLE), Ask(ARTICLE, [cookie])] * 10)
    assert [answer.body for answer in answers] == [b"printed for 0", b"printed for 1"] * 10
    assert sorted(paper.press.printed) == [(ARTICLE, OPEN), (ARTICLE, PARTNER)]


def test_the_next_reader_gets_what_was_printed(paper: Newspaper) -> None:
    first, second = paper.ask(Ask(ARTICLE), Ask(ARTICLE, [("Accept-Encoding", "br")]))
    assert first["etag"]
    assert second["content-encoding"] == "br"
    assert len(paper.press.printed) == 1


def test_whoever_leaves_cancels_nobodys_print(paper: Newspaper) -> None:
    paper.press.waits_seconds = 0.2

    async def visits() -> bytes:
        door = paper.door()
        impatient = asyncio.ensure_future(at_the_door(door, Ask(ARTICLE)))
        patient = asyncio.ensure_future(at_the_door(door, Ask(ARTICLE)))
        await asyncio.sleep(0.05)
        impatient.cancel()
        return (await patient).body

    assert run(visits()) == b"printed for 0"
    assert len(paper.press.printed) == 1


def test_no_more_than_eight_pages_are_printed_at_a_time(paper: Newspaper) -> None:
    at_work, most, counting = [0], [0], threading.Lock()

    def slow(variant: Variant) -> bytes:
        with counting:
            at_work[0] += 1
            most[0] = max(most[0], at_work[0])
        time.sleep(0.03)
        with counting:
            at_work[0] -= 1
        return b"slow"

    for number in range(30):
        paper.press.pages[f"/{number}/"] = slow
    answers = paper.at_once(*(Ask(f"/{number}/") for number in range(30)))
    assert all(answer.status == 200 for answer in answers)
    assert most[0] <= 8


def test_when_too_many_wait_a_reader_is_told_to_come_again(paper: Newspaper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("broadsheet.delivery.origin.MOST_PRINTING", 3)
    paper.press.waits_seconds = 0.1
    answers = paper.at_once(*(Ask(f"/{number}/") for number in range(5)))
    assert sorted(answer.status for answer in answers) == [404, 404, 404, 503, 503]
    assert answers[-1]["retry-after"] == "2"


# --- what is no kept page


@pytest.mark.parametrize("status", [301, 404, 410])
def test_what_is_no_page_is_told_to_all_who_wait_and_never_shelved(paper: Newspaper, status: int) -> None:
    paper.press.waits_seconds = 0.05
    told = Answer(status, [(b"location", b"/elsewhere/"), (b"set-cookie", b"bs_session=1")], b"told")
    paper.press.pages[ARTICLE] = lambda variant: told
    answers = paper.at_once(*[Ask(ARTICLE)] * 5)
    assert {(answer.status, answer.body, answer["location"], answer["set-cookie"]) for answer in answers} == {
        (status, b"told", "/elsewhere/", None)
    }
    assert answers[0]["cache-control"] == "private, no-cache"
    assert len(paper.press.printed) == 1
    paper.get(ARTICLE)
    assert len(paper.press.printed) == 2


def test_a_head_request_for_what_is_no_page_has_no_body(paper: Newspaper) -> None:
    answer = paper.get("/nothing/", method="HEAD")
    assert (answer.status, answer.body, answer["content-length"]) == (404, b"", "9")


@pytest.mark.parametrize("status", [200, 302, 403])
def test_what_may_depend_on_the_reader_is_answered_by_django(paper: Newspaper, status: int) -> None:
    paper.press.pages["/newly-made/"] = lambda variant: Answer(status, [(b"set-cookie", b"bs_session=1")], b"printed for nobody")
    answer = paper.get("/newly-made/", ("Cookie", "bs_session=mine"))
    assert answer.body == b"Django was here."
    assert (b"cookie", b"bs_session=mine") in paper.asked_django[0]["headers"]


def test_a_page_that_moved_is_not_handed_out_any_longer(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"old")
    shelve(paper.shelf, text=b"old, without slots", variant=PARTNER)
    paper.press.pages[ARTICLE] = lambda variant: Answer(301, [(b"location", b"/new/")], b"")
    paper.shelf.mark_stale(["article-1"])
    assert [answer.status for answer in paper.ask(Ask(ARTICLE))] == [200]
    assert found(paper.shelf, variant=PARTNER) is None
    assert paper.get(ARTICLE).status == 301


# --- stale


def test_a_stale_copy_goes_out_at_once_and_is_printed_again_behind(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"old")
    paper.shelf.mark_stale(["article-1"])
    assert paper.get(ARTICLE).body == b"old"
    assert paper.press.printed == [(ARTICLE, OPEN)]
    assert paper.get(ARTICLE).body == b"printed for 0"
    assert len(paper.press.printed) == 1


def test_a_copy_past_its_time_is_stale_too_and_past_its_end_is_not_handed_out(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"old", fresh_seconds=10, keep_seconds=1_000)
    paper.now = time.time() + 500
    paper.press.waits_seconds = 0
    assert paper.get(ARTICLE).body == b"old"
    shelve(paper.shelf, text=b"older still", fresh_seconds=10, keep_seconds=20)
    assert paper.get(ARTICLE).body == b"printed for 0"


def test_new_stock_makes_every_page_stale(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"old")
    paper.shelf.new_stock()
    first, second = paper.get(ARTICLE), paper.get(ARTICLE)
    assert (first.body, second.body) == (b"old", b"printed for 0")


def test_many_readers_of_a_stale_page_cause_one_print(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"old")
    paper.shelf.mark_stale(["article-1"])
    answers = paper.ask(*[Ask(ARTICLE)] * 20)
    assert b"old" in {answer.body for answer in answers}
    assert len(paper.press.printed) == 1


def test_a_gated_copy_is_never_handed_out_stale(paper: Newspaper) -> None:
    paper.press.changes[ARTICLE], paper.press.gates[ARTICLE] = 2, 2
    cookie = ("Cookie", a_pass(Benefit.PREMIUM))
    for make_stale in (lambda: paper.shelf.mark_stale(["article-1"]), paper.shelf.new_stock):
        shelve(paper.shelf, text=b"old", variant=PREMIUM, changes=2, gated=True)
        make_stale()
        assert paper.get(ARTICLE, cookie).body == b"printed for 2"


def test_a_withdrawn_copy_is_never_handed_out(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"old")
    paper.press.pages[ARTICLE] = lambda variant: Answer(410, [], b"Withdrawn.")
    paper.shelf.withdraw(["article-1"])
    paper.shelf.withdraw_paths([PATH])
    assert paper.get(ARTICLE).status == 410


def test_a_page_that_cannot_be_printed_again_is_left_alone_for_a_while(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"old")
    paper.shelf.mark_stale(["article-1"])
    paper.press.pages[ARTICLE] = fails

    async def visits() -> None:
        door = paper.door()
        for _ in range(10):
            assert (await at_the_door(door, Ask(ARTICLE))).body == b"old"
            await paper.origin.reprinted()

    run(visits())
    assert len(paper.press.printed) == 1


# --- changed while it is printed


def test_a_page_that_changed_while_it_was_printed_is_printed_again(paper: Newspaper) -> None:
    left = [2]

    def change() -> None:
        left[0] -= 1
        if left[0] >= 0:
            paper.shelf.mark_stale(["article-1"])

    paper.press.meanwhile = change
    assert paper.get(ARTICLE)["etag"]
    assert len(paper.press.printed) == 3


def test_a_page_that_never_stops_changing_is_answered_unkept(paper: Newspaper) -> None:
    paper.press.meanwhile = lambda: paper.shelf.mark_stale(["article-1"])
    answer = paper.get(ARTICLE)
    assert (answer.status, answer.body, answer["etag"]) == (200, b"printed for 0", None)
    assert len(paper.press.printed) == MOST_PRINTS
    assert found(paper.shelf) is None


def test_what_was_printed_before_a_withdrawal_is_never_handed_out_even_unkept(paper: Newspaper) -> None:
    paper.press.meanwhile = lambda: paper.shelf.withdraw(["article-1"])
    answer = paper.get(ARTICLE)
    assert answer.status == 503
    assert b"printed for" not in answer.body


def test_whoever_comes_after_a_withdrawal_does_not_get_the_print_begun_before_it(paper: Newspaper) -> None:
    """The second reader joins the print of the first; the article is withdrawn in between."""
    texts = iter([b"with the name", b"without the name", b"without the name"])
    paper.press.pages[ARTICLE] = lambda variant: next(texts)
    paper.press.waits_seconds = 0.2

    async def visits() -> list[bytes]:
        door = paper.door()
        first = asyncio.ensure_future(at_the_door(door, Ask(ARTICLE)))
        await asyncio.sleep(0.05)
        await asyncio.to_thread(paper.shelf.withdraw, ["article-1"])
        second = asyncio.ensure_future(at_the_door(door, Ask(ARTICLE)))
        return [answer.body for answer in await asyncio.gather(first, second)]

    assert run(visits()) == [b"without the name"] * 2


def test_a_page_that_turns_gated_while_it_is_printed(paper: Newspaper) -> None:
    """The shelf knew it as a page that Premium does not change; so the open variant is printed first, and Premium's after it."""
    shelve(paper.shelf, text=b"whole and open", changes=1)
    paper.shelf.withdraw(["article-1"])
    paper.press.changes[ARTICLE], paper.press.gates[ARTICLE] = 3, 2
    premium, anyone = paper.at_once(Ask(ARTICLE, [("Cookie", a_pass(Benefit.PREMIUM))]), Ask(ARTICLE))
    assert (premium.body, anyone.body) == (b"printed for 2", b"printed for 0")
    assert paper.press.printed == [(ARTICLE, OPEN), (ARTICLE, PREMIUM)]


@pytest.mark.parametrize("keeps_changing", [False, True])
def test_a_pass_that_ends_while_the_page_is_printed_gets_the_open_page(paper: Newspaper, keeps_changing: bool) -> None:
    paper.press.changes[ARTICLE], paper.press.gates[ARTICLE] = 2, 2

    def end_the_pass() -> None:
        paper.shelf.post_standing(7, 2, time.time())
        if keeps_changing:
            paper.shelf.mark_stale(["article-1"])

    paper.press.meanwhile = end_the_pass
    assert paper.get(ARTICLE, ("Cookie", a_pass(Benefit.PREMIUM, account=7, generation=1))).body == b"printed for 0"


# --- nothing can be printed


def test_an_error_of_the_press_is_a_500_that_is_not_shelved(paper: Newspaper) -> None:
    paper.press.pages[ARTICLE] = fails
    answer = paper.get(ARTICLE)
    assert answer.status == 500
    assert b"database" not in answer.body
    assert found(paper.shelf) is None
    paper.press.pages[ARTICLE] = lambda variant: b"printed for 0"
    assert paper.get(ARTICLE).status == 200


def test_the_papers_own_500_is_handed_on(paper: Newspaper) -> None:
    paper.press.pages[ARTICLE] = lambda variant: Answer(500, [(b"content-type", b"text/html")], b"<h1>Sorry</h1>")
    answer = paper.get(ARTICLE)
    assert (answer.status, answer.body) == (500, b"<h1>Sorry</h1>")


@pytest.mark.parametrize("trouble", [fails, lambda variant: Answer(500, [], b"Sorry")])
def test_rather_than_an_error_a_reader_gets_the_old_open_copy(paper: Newspaper, trouble) -> None:
    shelve(paper.shelf, text=b"old", fresh_seconds=10, keep_seconds=20)
    paper.now = time.time() + 500
    paper.press.pages[ARTICLE] = trouble
    answer = paper.get(ARTICLE)
    assert (answer.status, answer.body) == (200, b"old")


def test_an_old_gated_copy_is_not_handed_out_even_then(paper: Newspaper) -> None:
    shelve(paper.shelf, text=b"old", variant=PREMIUM, changes=2, gated=True)
    paper.shelf.mark_stale(["article-1"])
    paper.press.pages[ARTICLE] = fails
    assert paper.get(ARTICLE, ("Cookie", a_pass(Benefit.PREMIUM))).status == 500


# --- trackers


@pytest.mark.parametrize(
    ("query", "only"), [(b"", True), (b"utm_x", True), (b"fbclid=a=b", True), (b"page=2", False), (b"utm_a=1;page=2", True)]
)
def test_which_queries_are_trackers_alone(query: bytes, only: bool) -> None:
    assert is_only_trackers(query) == only


def test_what_cannot_be_printed_is_said_in_the_papers_face(paper: Newspaper) -> None:
    def broken(_path: str, _variant: Variant) -> Answer:
        raise RuntimeError("The press is broken.")

    async def visit() -> Answer | None:
        origin = Origin(paper.shelf, broken, lambda _cookies: None, faces={500: b"<h1>Something broke, and it was us.</h1>"})
        return await origin.answer(b"/", Variant(), Variant, lambda _wanted: None)

    told = run(visit())
    assert told is not None
    assert (told.status, told.body) == (500, b"<h1>Something broke, and it was us.</h1>")
    assert (b"content-type", b"text/html; charset=utf-8") in told.headers
