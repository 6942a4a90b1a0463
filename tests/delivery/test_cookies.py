"""The door reads our two cookies as Django would."""

from django.http import parse_cookie
from hypothesis import example, given
from hypothesis import strategies as st

from broadsheet.delivery.cookies import read_cookies

CRUMBS = st.lists(
    st.sampled_from(
        ["bs_pass=1.k1.a", "bs_pass=", "bs_pass", "bs_session=abc", "bs_session=", 'bs_pass="1.k1.p"', 'bs_pass="', " bs_pass = x ", "xbs_pass=1",
         "bs_passport=1", "other=bs_pass=2", "=bs_session", "", ";", "bs_asked=1.2", "theme=dark", "a=b=c", "BS_PASS=1", "\tbs_session=\t1",
         'bs_pass="\\061.k1.p"', 'bs_pass="a\\"b"', 'bs_session="\\"', "bs_pass=\\061"]
    ),
    max_size=6,
)  # fmt: skip


@given(CRUMBS.map("; ".join) | st.text(alphabet='bs_pasession=;" \t,\\061', max_size=60))
@example("bs_pass=one; bs_pass=two")
def test_the_door_and_django_read_the_same_cookies(line: str) -> None:
    told = parse_cookie(line)
    note = told.get("bs_pass")
    assert read_cookies(line.encode("latin-1")) == (None if note is None else note.encode("latin-1"), bool(told.get("bs_session")))


@given(st.binary(max_size=200))
def test_any_line_at_all_can_be_read(line: bytes) -> None:
    read_cookies(line)
    read_cookies(b"bs_pass=" + line)
