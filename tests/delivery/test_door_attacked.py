"""Whatever a stranger sends, the door answers, and what requires a benefit stays inside."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from broadsheet.delivery.variant import Variant
from tests.delivery.printing import PATH, shelve
from tests.delivery.readers import Ask, Newspaper, a_pass, at_the_door, run

TEXT = st.text(alphabet=st.characters(max_codepoint=255), max_size=40)
NAMES = st.sampled_from(
    ["Cookie", "Accept-Encoding", "If-None-Match", "Range", "If-Range", "X-Broadsheet-Benefits", "X-Forwarded-Host", "X_Forwarded_For", "Content-Length",
     "Authorization", "X-HTTP-Method-Override", "Upgrade", "Expect"]
)  # fmt: skip
VALUES = st.one_of(
    TEXT,
    TEXT.map("bs_pass={}".format),
    st.sampled_from([a_pass(0), a_pass(1), a_pass(15, key=b"a stranger's"), "bs_session=1", "bytes=0-", "*", "br;q=0"]),
)
PATHS = st.one_of(
    st.just(PATH.decode()),
    st.sampled_from(["/", "//", "/%00/", "/..%2f/", "/static/..", "/media/%2e%2e/x", PATH.decode() + "?", PATH.decode().upper(), "/a b"]),
)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newspaper]:
    paper = Newspaper(tmp_path_factory.mktemp("paper"))
    shelve(paper.shelf, text=b"standfirst and invitation", changes=3)
    shelve(paper.shelf, text=b"standfirst and invitation", variant=Variant(1), changes=3)
    for benefits in (2, 3):
        shelve(paper.shelf, text=b"the whole text", variant=Variant(benefits), changes=3, gated=True)
    yield paper
    paper.shelf.close()


@settings(max_examples=200, deadline=None)
@given(
    path=PATHS,
    lines=st.lists(st.tuples(NAMES, VALUES), max_size=6),
    method=st.sampled_from(["GET", "HEAD", "POST", "OPTIONS"]),
    query=st.sampled_from(["", "utm_a=1", "a=1", "\xe9"]),
)
def test_no_stranger_gets_what_requires_a_benefit(
    paper: Newspaper, path: str, lines: list[tuple[str, str]], method: str, query: str
) -> None:
    async def visit() -> tuple[int, bytes]:
        answer = await at_the_door(paper.door(), Ask(path, lines, method, query))
        return answer.status, answer.body

    status, body = run(visit())
    assert status in (200, 304, 404)
    assert b"the whole text" not in body


@pytest.mark.parametrize("path", ["/topic/x%00y/", "/%00", "/account/%00/"])
def test_a_letter_that_no_database_takes_is_at_no_address(paper: Newspaper, path: str) -> None:
    asked = len(paper.asked_django)
    assert [answer.status for answer in paper.ask(Ask(path))] == [404]
    assert len(paper.asked_django) == asked
