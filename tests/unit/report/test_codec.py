import json

import pytest

from orchestrator.report.codec import to_json
from tests.cases.report.runs import diamond, hostile


def test_a_report_is_one_json_document_with_its_version() -> None:
    data = json.loads(to_json(diamond().report()))
    assert data["schema_version"] == 1
    assert [each["id"] for each in data["subtasks"]][:2] == ["task_1", "task_2"]
    assert data["subtasks"][2]["non_mocked_results"]["attempts"][0]["commands"][0]["script"] == (
        "pytest -q\n"
    )


def test_of_one_subtask() -> None:
    data = json.loads(to_json(diamond().report(), "task_3"))
    assert [each["id"] for each in data["subtasks"]] == ["task_3"]
    assert data["run"]["run"]


def test_an_unknown_subtask_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="task_9"):
        to_json(diamond().report(), "task_9")


def test_odd_text_comes_through_as_it_was() -> None:
    report = hostile().report()
    text = to_json(report)
    assert text.isascii()
    assert "\x1b" not in text
    assert json.loads(text)["title"] == report.title
