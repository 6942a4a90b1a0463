"""Each promise of the paper names the screen that keeps it and the test that proves it, and both are there."""

import ast
import re

import pytest

from tests.house.reading_the_house import DOCS, REPOSITORY

ROW = re.compile(r"^\| (?P<promise>[^|]+) \| (?P<screen>[^|]+) \| (?P<proof>[^|]+) \|$", re.MULTILINE)
MEASURED_BY = {"make quality", "make bench", ".ci/run"}
TABLE = [
    row
    for row in ROW.finditer((DOCS / "explain/promises.md").read_text(encoding="utf-8"))
    if row["promise"].strip() not in {"promise", "---"}
]
PROOFS = [(row["promise"].strip(), proof) for row in TABLE for proof in re.findall(r"`([^`]+)`", row["proof"])]


def test_the_table_has_rows_and_each_is_proved() -> None:
    assert TABLE
    assert [row["promise"] for row in TABLE if not re.findall(r"`([^`]+)`", row["proof"])] == []


@pytest.mark.parametrize(("promise", "proof"), PROOFS, ids=[proof for _, proof in PROOFS])
def test_the_proof_is_there(promise: str, proof: str) -> None:
    if proof in MEASURED_BY:
        return
    name, _, test = proof.partition("::")
    path = REPOSITORY / name
    assert path.is_file(), f"“{promise}” names {name}, which is not there."
    names = {node.name for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)}
    assert test in names, f"“{promise}” names {test}, which {name} does not hold."
