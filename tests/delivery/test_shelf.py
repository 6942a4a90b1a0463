"""The shelf: what lies on it, what it refuses, and how copies go stale or are taken off."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadsheet.delivery.page_index import ThingMisnamed
from broadsheet.delivery.reader_pass import PASS_LIFE_SECONDS
from broadsheet.delivery.shelf import Shelf
from broadsheet.delivery.shelf_rows import COPY, Page, read_copy
from broadsheet.delivery.variant import BROTLI, Variant
from tests.delivery.printing import OPEN, PARTNER, PATH, found, head, shelve

NOON = 1_795_521_600.0


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path / "shelf")
    yield shelf
    shelf.close()


def is_stale(shelf: Shelf, path: bytes = PATH, variant: Variant = OPEN) -> bool:
    with shelf.look() as snapshot:
        page, copy = shelf.page_record(snapshot, path), shelf.copy(snapshot, path, variant, BROTLI)
        assert page is not None
        assert copy is not None
        return read_copy(copy).printed_from < page.changed_at


# --- laid down


def test_a_printed_page_lies_there_in_each_encoding(shelf: Shelf) -> None:
    assert shelve(shelf, text=b"Fish Street at four")
    with shelf.look() as snapshot:
        copies = [bytes(shelf.copy(snapshot, PATH, OPEN, encoding) or b"") for encoding in range(3)]
    assert b"content-encoding: br\r\n" in copies[0]
    assert b"content-encoding: gzip\r\n" in copies[1]
    assert b"content-encoding" not in copies[2]
    assert copies[2].endswith(b"\r\n\r\nFish Street at four")
    etags = {copy[COPY.size : read_copy(copy).etag_end] for copy in copies}
    assert len(etags) == 3


def test_a_page_is_on_the_shelf_only_in_the_variants_that_were_printed(shelf: Shelf) -> None:
    shelve(shelf, variant=OPEN)
    assert found(shelf, variant=PARTNER) is None


def test_a_path_too_long_for_the_shelf_is_not_shelved(shelf: Shelf) -> None:
    assert shelve(shelf, b"/" + b"a" * 499)
    assert not shelve(shelf, b"/" + b"a" * 500)
    assert not shelve(shelf, b"/nul\0/")
    assert not shelve(shelf, b"")


def test_a_page_printed_for_benefits_that_do_not_change_it_is_a_mistake(shelf: Shelf) -> None:
    with pytest.raises(ValueError, match="benefits that do not change it"):
        shelve(shelf, variant=Variant(2), changes=1)


@pytest.mark.parametrize("lines", [b"", b"a: b", b"a: b\r\n\r\nc: d\r\n", b"a: b\nc: d\r\n"])
def test_a_head_that_is_not_made_of_whole_lines_is_a_mistake(shelf: Shelf, lines: bytes) -> None:
    page = Page(0, may_ask=False, fresh_until=2_000_000_000, keep_until=2_000_000_000)
    with pytest.raises(ValueError, match="whole lines"):
        shelf.put(PATH, page, shelf.moment(), OPEN, (b"", b"", b""), lines, head(), [], NOON)


def test_a_thing_without_a_proper_name_is_a_mistake(shelf: Shelf) -> None:
    for name in ("", "two words", "x" * 101):
        with pytest.raises(ThingMisnamed):
            shelf.mark_stale([name])


# --- changed


def test_what_a_page_shows_makes_it_stale_and_names_the_copies_in_use(shelf: Shelf) -> None:
    shelve(shelf, b"/", shows=("front", "article-1", "article-2"))
    shelve(shelf, b"/", shows=("front", "article-1", "article-2"), variant=PARTNER)
    shelve(shelf, PATH, shows=("article-2",))
    shelve(shelf, b"/sport/", shows=("section-4",))
    assert shelf.mark_stale(["article-1"]) == [(b"/", OPEN), (b"/", PARTNER)]
    assert is_stale(shelf, b"/")
    assert not is_stale(shelf, PATH)
    assert not is_stale(shelf, b"/sport/")


def test_a_page_printed_anew_is_fresh_again(shelf: Shelf) -> None:
    shelve(shelf)
    shelf.mark_stale(["article-1"])
    assert shelve(shelf)
    assert not is_stale(shelf)


def test_a_page_is_no_longer_found_under_what_it_showed_before(shelf: Shelf) -> None:
    shelve(shelf, shows=("article-1", "article-9"))
    shelve(shelf, shows=("article-1",))
    assert shelf.mark_stale(["article-9"]) == []


def test_what_only_one_variant_shows_still_finds_the_page(shelf: Shelf) -> None:
    """The open page has a slot, the partner's has none: printing the partner's must not lose the slot's creative."""
    shelve(shelf, variant=OPEN, shows=("article-1", "creative-3"))
    shelve(shelf, variant=PARTNER, shows=("article-1",))
    assert (PATH, OPEN) in shelf.mark_stale(["creative-3"])


def test_what_two_variants_show_is_found_until_neither_does(shelf: Shelf) -> None:
    for variant in (OPEN, PARTNER):
        shelve(shelf, variant=variant, shows=("article-1", "picture-3"))
    shelve(shelf, variant=PARTNER, shows=("article-1",))
    assert shelf.mark_stale(["picture-3"])
    shelve(shelf, variant=OPEN, shows=("article-1",))
    assert shelf.mark_stale(["picture-3"]) == []


def test_new_stock_makes_everything_stale_at_once(shelf: Shelf) -> None:
    shelve(shelf, b"/")
    shelve(shelf, PATH)
    before = shelf.moment()
    assert shelf.mark_stale(["masthead"]) == []
    assert is_stale(shelf, b"/")
    assert is_stale(shelf, PATH)
    assert not shelve(shelf, b"/sport/", printed_from=before)
    assert shelve(shelf, b"/")
    assert not is_stale(shelf, b"/")


# --- late prints


def test_a_page_that_changed_while_it_was_printed_is_refused(shelf: Shelf) -> None:
    shelve(shelf)
    moment = shelf.moment()
    shelf.mark_stale(["article-1"])
    assert not shelve(shelf, printed_from=moment)


def test_a_first_print_is_refused_when_what_it_shows_changed_meanwhile(shelf: Shelf) -> None:
    """Nobody could mark the page: it was not yet known to show the article."""
    moment = shelf.moment()
    shelf.mark_stale(["article-1"])
    assert not shelve(shelf, b"/never-printed/", shows=("front", "article-1"), printed_from=moment)
    assert shelve(shelf, b"/never-printed/", shows=("front", "article-1"))


def test_a_print_that_newly_shows_a_thing_is_refused_when_the_thing_changed_meanwhile(shelf: Shelf) -> None:
    shelve(shelf, b"/", shows=("front",))
    moment = shelf.moment()
    shelf.withdraw(["article-1"])
    assert not shelve(shelf, b"/", shows=("front", "article-1"), printed_from=moment)


def test_a_change_elsewhere_refuses_nothing(shelf: Shelf) -> None:
    moment = shelf.moment()
    shelf.mark_stale(["article-77"])
    assert shelve(shelf, printed_from=moment)


def test_a_print_begun_at_the_moment_of_the_change_is_taken(shelf: Shelf) -> None:
    shelf.mark_stale(["article-1"])
    assert shelve(shelf, printed_from=shelf.moment())


def test_a_print_from_before_the_shelf_was_lost_is_refused_by_the_new_one(shelf: Shelf, tmp_path: Path) -> None:
    moment = shelf.moment()
    another = Shelf(tmp_path / "another")
    assert not shelve(another, printed_from=moment)
    another.close()


def test_no_old_copy_lies_there_however_prints_and_changes_cross(shelf: Shelf) -> None:
    """Four presses print what an editor keeps changing. The text is the number the article had when printing began to read it."""
    published, stop, wrong = [0], threading.Event(), list[str]()

    def print_for_ever(path: bytes) -> None:
        while not stop.is_set():
            moment = shelf.moment()
            text = published[0]
            time.sleep(0.0005)
            shelve(shelf, path, b"%d" % text, shows=("article-1",), printed_from=moment)

    presses = [threading.Thread(target=print_for_ever, args=(b"/%d/" % (number % 2),)) for number in range(4)]
    for press in presses:
        press.start()
    for number in range(1, 150):
        published[0] = number
        shelf.withdraw(["article-1"]) if number % 3 else shelf.mark_stale(["article-1"])
        for path in (b"/0/", b"/1/"):
            copy = found(shelf, path)
            if copy is not None and number % 3 and int(copy.rpartition(b"\r\n\r\n")[2]) < number:
                wrong.append(f"{path!r} holds {copy[-3:]!r} after {number} was published")
            if copy is not None and not number % 3 and int(copy.rpartition(b"\r\n\r\n")[2]) < number and not is_stale(shelf, path):
                wrong.append(f"{path!r} counts as fresh with {copy[-3:]!r} after {number}")
    stop.set()
    for press in presses:
        press.join()
    assert wrong == []
    shelf.mark_stale(["article-1"])
    assert shelve(shelf, b"/0/", b"last")


# --- taken off


def test_a_withdrawn_article_leaves_no_page_that_shows_it(shelf: Shelf) -> None:
    shelve(shelf, b"/", shows=("front", "article-1"))
    shelve(shelf, b"/", shows=("front", "article-1"), variant=PARTNER)
    shelve(shelf, b"/sport/", shows=("section-4",))
    assert shelf.withdraw(["article-1"]) == [(b"/", OPEN), (b"/", PARTNER)]
    assert found(shelf, b"/") is None
    assert found(shelf, b"/", PARTNER) is None
    assert found(shelf, b"/sport/") is not None
    assert shelve(shelf, b"/", shows=("front",)), "it may be printed anew at once"


def test_nothing_is_shelved_under_a_withdrawn_path_until_an_editor_publishes_it_again(shelf: Shelf) -> None:
    shelve(shelf)
    before = shelf.moment()
    shelf.withdraw_paths([PATH])
    assert found(shelf) is None
    assert not shelve(shelf)
    with shelf.look() as snapshot:
        assert shelf.page_record(snapshot, PATH) is None
    shelf.clear()
    assert not shelve(shelf), "the tombstone outlives the copies"
    shelf.reinstate([PATH])
    assert not shelve(shelf, printed_from=before), "what was printed before stays out"
    assert shelve(shelf)


def test_a_path_that_was_never_printed_can_be_withdrawn(shelf: Shelf) -> None:
    shelf.withdraw_paths([PATH])
    assert not shelve(shelf)


def test_withdrawing_the_masthead_takes_everything_off(shelf: Shelf) -> None:
    shelve(shelf, b"/")
    shelve(shelf, PATH)
    moment = shelf.moment()
    assert shelf.withdraw(["masthead"]) == []
    assert (found(shelf, b"/"), found(shelf, PATH)) == (None, None)
    assert not shelve(shelf, printed_from=moment)


def test_the_shelf_knows_what_was_printed_before_a_withdrawal(shelf: Shelf) -> None:
    moment = shelf.moment()
    shelf.mark_stale(["article-1"])
    assert not shelf.withdrawn_since(moment)
    shelf.withdraw(["article-1"])
    assert shelf.withdrawn_since(moment)
    assert not shelf.withdrawn_since(shelf.moment())


def test_a_page_that_turns_gated_leaves_no_open_copy(shelf: Shelf) -> None:
    shelve(shelf, text=b"the whole text", changes=1)
    shelve(shelf, text=b"gated", variant=Variant(2), changes=3, gated=True)
    assert found(shelf) is None


def test_a_page_that_turns_gated_without_other_benefits_leaves_no_old_copy_either(shelf: Shelf) -> None:
    shelve(shelf, text=b"the whole text", changes=3)
    shelve(shelf, text=b"the whole text, ad-free", changes=3, variant=PARTNER)
    shelf.mark_stale(["article-1"])
    shelve(shelf, text=b"gated", variant=Variant(2), changes=3, gated=True)
    assert found(shelf) is None
    assert found(shelf, variant=PARTNER) is None


def test_a_dropped_page_may_come_back_at_once(shelf: Shelf) -> None:
    shelve(shelf)
    shelf.drop(PATH)
    assert found(shelf) is None
    assert shelf.mark_stale(["article-1"]) == []
    assert shelve(shelf)


def test_another_fingerprint_drops_the_copies_and_keeps_the_rest(shelf: Shelf) -> None:
    assert shelf.open_for("code 1")
    shelve(shelf)
    shelf.post_standing(7, 3, NOON)
    shelf.set_mark("outbox", b"12")
    shelf.withdraw_paths([b"/gone/"])
    assert not shelf.open_for("code 1")
    assert found(shelf) is not None
    assert shelf.open_for("code 2")
    assert found(shelf) is None
    assert (shelf.standing(7), shelf.mark("outbox")) == (3, b"12")
    assert not shelve(shelf, b"/gone/")


# --- standings, marks


def test_a_standing_only_rises_and_is_forgotten_after_a_passs_life(shelf: Shelf) -> None:
    assert shelf.standing(7) is None
    shelf.post_standing(7, 3, NOON)
    shelf.post_standing(7, 2, NOON)
    assert shelf.standing(7) == 3
    shelf.tidy(NOON + PASS_LIFE_SECONDS)
    assert shelf.standing(7) == 3
    shelf.tidy(NOON + PASS_LIFE_SECONDS + 61)
    assert shelf.standing(7) is None


def test_the_outboxs_mark_is_kept_by_name(shelf: Shelf) -> None:
    assert shelf.mark("outbox") is None
    shelf.set_mark("outbox", b"\x00\x01")
    assert shelf.mark("outbox") == b"\x00\x01"
    assert shelf.mark("another") is None


# --- tidied


def test_changes_are_forgotten_only_when_no_print_can_be_older(shelf: Shelf) -> None:
    begun = shelf.moment()
    shelf.mark_stale(["article-1"])
    shelf.tidy(NOON)
    shelf.tidy(NOON + 599)
    assert shelve(shelf, b"/else/", shows=("article-2",), printed_from=begun)
    shelf.tidy(NOON + 600)
    assert not shelve(shelf, shows=("article-1",), printed_from=begun)
    assert not shelve(shelf, shows=("article-2",), printed_from=begun), "so old a print is refused whatever it shows"
    assert shelve(shelf)


def test_copies_are_cleared_a_day_after_their_end(shelf: Shelf) -> None:
    shelve(shelf, b"/old/", now=NOON, keep_seconds=100)
    shelve(shelf, b"/new/", now=NOON, keep_seconds=200_000)
    shelf.tidy(NOON + 86_000)
    assert found(shelf, b"/old/") is not None
    shelf.tidy(NOON + 86_501)
    assert found(shelf, b"/old/") is None
    assert found(shelf, b"/new/") is not None


def test_a_shelf_that_holds_too_much_is_lightened(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "small", most_bytes=1 << 20)
    for number in range(40):
        shelve(shelf, b"/%d/" % number, b"x" * 100_000)
    shelf.tidy(time.time())
    left = [number for number in range(40) if found(shelf, b"/%d/" % number)]
    assert 0 < len(left) < 12
    for number in left:
        assert shelf.mark_stale(["article-1"]), number
    shelf.close()
