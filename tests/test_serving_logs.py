"""What the server's log says, and what it does not."""

import json
import logging

import pytest

from taobeiqa.serving.access import Door
from taobeiqa.serving.logs import JsonLines
from tests.rest import visitor

QUESTION = "有多少个贫困村出列？"


class Broken:
    """A pipeline that fails."""

    def __init__(self, index) -> None:
        self.index = index

    def ask(self, question, top_k=5, before=None):
        raise RuntimeError(f"cannot read /srv/index for {len(question)}")


def test_a_failure_is_told_without_what_failed_and_logged_with_it(hashing_index, caplog):
    with caplog.at_level(logging.INFO, "taobeiqa"):
        response = visitor(Broken(hashing_index)).post("/v1/ask", json={"question": QUESTION})
    assert response.status_code == 500
    assert set(response.json()) == {"error", "request_id"}
    assert response.json()["error"].count("\n") == 0
    assert "/srv" not in response.text
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert any("cannot read /srv/index" in line.get("traceback", "") for line in lines)
    assert QUESTION not in json.dumps(lines, ensure_ascii=False)


@pytest.mark.parametrize("wanted", [False, True])
def test_the_log_is_json_and_holds_questions_only_if_asked_for(asked, caplog, wanted):
    with caplog.at_level(logging.INFO, "taobeiqa"):
        response = visitor(asked, Door(log_questions=wanted)).post("/v1/ask", json={"question": QUESTION})
    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    events = {line["event"]: line for line in lines}
    assert events["request"]["route"] == "/v1/ask"
    assert events["request"]["status"] == response.status_code == 200
    assert events["question"].get("question") == (QUESTION if wanted else None)
    assert (QUESTION in json.dumps(lines, ensure_ascii=False)) == wanted
