import json

import pytest

from orchestrator.run import events as ev
from orchestrator.run.state import RunState
from orchestrator.sinks.jsonl import JsonSink, json_line
from tests.cases.report.runs import CASES, RUN, at


@pytest.mark.parametrize("name", CASES)
def test_one_object_an_event_and_line(name: str) -> None:
    told = CASES[name]()
    written: list[str] = []
    sink = JsonSink(written.append)
    for record in told.records:
        sink.tell(record, told.state)
    sink.close()
    assert all(line.count("\n") == 1 and line.isascii() for line in written)
    data = [json.loads(line) for line in written]
    assert [one["seq"] for one in data] == list(range(1, len(told.records) + 1))
    assert {one["run"] for one in data} == {RUN}
    assert data[0]["type"] == "run_started"
    assert data[0]["time"] == at(1)


def test_the_fields_of_an_event_lie_flat() -> None:
    written: list[str] = []
    event = ev.SubtaskInterrupted(subtask="task_1", attempt=2, reason="\x1b\ud800 é")
    JsonSink(written.append).tell(ev.Recorded(seq=7, time="t", run="r", event=event), RunState())
    assert json.loads(written[0]) == {
        "seq": 7,
        "time": "t",
        "type": "subtask_interrupted",
        "run": "r",
        "subtask": "task_1",
        "attempt": 2,
        "reason": "\x1b\ud800 é",
    }


def test_numbers_that_json_has_not_become_null() -> None:
    line = json_line({"a": float("inf"), "b": [float("nan"), 1.5, {"c": -float("inf")}]})
    assert json.loads(line) == {"a": None, "b": [None, 1.5, {"c": None}]}
