"""The shelf's file under a running paper: deleted, it is made anew, and no old page comes with it."""

import json

import pytest

from bench.trouble_machines import OBEY
from bench.trouble_process import Beside
from bench.trouble_readers import read
from tests.stage.served import Served

WITHIN_SECONDS = 3  # the doorkeeper looks once a second
pytestmark = pytest.mark.slow


def test_a_shelf_deleted_under_a_running_paper_is_made_anew_and_what_changed_meanwhile_is_seen(served: Served) -> None:
    hands = Beside(served, OBEY).start()
    kept, gone = (next(iter(hands.ask(json.dumps({"verb": "publish", "number": number}))["states"])) for number in (1, 2))
    assert [read(served, path).status for path in (kept, gone, "/")] == [200, 200, 200]
    (served.folder / "data" / "shelf" / "data.mdb").unlink()
    assert hands.ask(json.dumps({"verb": "correct", "number": 1}))["states"] == {kept: "Trouble 1.2"}
    hands.ask(json.dumps({"verb": "withdraw", "number": 2}))
    served.wait_until(lambda: read(served, gone).status == 410, WITHIN_SECONDS)
    served.wait_until(lambda: read(served, kept).headline == "Trouble 1.2", WITHIN_SECONDS)
    served.wait_until(lambda: "Trouble 2.1" not in served.get("/").text and "Trouble 1.2" in served.get("/").text, WITHIN_SECONDS)
    witness = Beside(served, "from bench.trouble_witness import main; main(1)").start()
    assert witness.ask(json.dumps({"paths": [kept, gone]}))["faults"] == []
    for one in (hands, witness):
        one.kill()
