"""A flood of forged views is bounded, and a quiet neighbour is still heard."""

from broadsheet.advertising.flood import Bound


def test_one_address_is_heard_so_often_a_minute_and_no_more() -> None:
    bound = Bound(each=3, in_all=100)
    assert [bound.admits("192.0.2.7", 60.0) for _ in range(5)] == [True, True, True, False, False]
    assert bound.admits("192.0.2.8", 60.0)
    assert bound.admits("192.0.2.7", 120.0)


def test_all_together_are_heard_so_often_and_no_more() -> None:
    bound = Bound(each=3, in_all=10)
    assert sum(bound.admits(f"192.0.2.{number}", 5.0) for number in range(200)) == 10


def test_a_household_with_many_addresses_is_one() -> None:
    bound = Bound(each=2, in_all=100)
    assert [bound.admits(f"2001:db8:0:1::{number}", 5.0) for number in range(1, 5)] == [True, True, False, False]
    assert bound.admits("2001:db8:0:2::1", 5.0)


def test_what_is_no_address_is_bounded_too() -> None:
    bound = Bound(each=1, in_all=100)
    assert [bound.admits("unix:", 5.0), bound.admits("", 5.0)] == [True, False]
