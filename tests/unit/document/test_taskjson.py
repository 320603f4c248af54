"""task-master's JSON: which files are it, and on which lines its values stand."""

from __future__ import annotations

import json

import pytest

from orchestrator.document.taskmaster.taskjson import is_task_json, lines_of, read_task_json


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"tasks": []}', True),
        ('{"master": {"tasks": []}}', True),
        ('{"schema_version": 1, "tasks": []}', False),
        ('{"title": "about \\"tasks\\""}', False),
        ('["tasks"]', False),
        ('{"tasks": [}', False),
        ("{" + '"tasks":' + "[" * 200_000 + "]" * 200_000 + "}", False),
    ],
)
def test_what_is_of_task_master(text: str, expected: bool) -> None:
    assert is_task_json(text.encode()) is expected


def test_lines_of_names_and_items() -> None:
    text = '{\n "a": [\n  {"b": 1},\n  "x:,[",\n  {"c\\n": [\n 1]}\n ],\n "d": {\n}}'
    assert lines_of(text) == {
        ("a",): 2,
        ("a", 0): 3,
        ("a", 0, "b"): 3,
        ("a", 1): 4,
        ("a", 2): 5,
        ("a", 2, "c\n"): 5,
        ("d",): 8,
    }


# What each field may be, a number with a point being as good as its text; else it is told.
TAKES = {
    "id": ("1", '"x"', "1.5"),
    **dict.fromkeys(("title", "status", "details", "testStrategy"), ("null", '"x"', "1.5")),
    **dict.fromkeys(("dependencies", "subtasks"), ("null", "[]")),
    "priority": ("null",),
}
VALUES = ["null", "1", '"x"', "[]", "{}", "true", "1.5", "[null]", "[{}]", '{"id": 1}']


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("name", TAKES)
def test_any_value_is_read_or_told(name: str, value: str) -> None:
    tasks = [{"id": 1, "title": "One", name: json.loads(value)}]
    document, findings, _ = read_task_json(json.dumps({"tasks": tasks}).encode(), "t.json")
    assert (not findings) is (value in TAKES[name])
    assert document.subtasks or {one.code for one in findings} == {"bad-id"}


@pytest.mark.parametrize("value", [None, 1, "x", [], {}, True])
def test_any_list_of_tasks_is_read_or_told(value: object) -> None:
    for whole in ({"tasks": value}, {"master": {"tasks": value, "metadata": value}}):
        document, findings, _ = read_task_json(json.dumps(whole).encode(), "t.json")
        assert not document.subtasks
        assert any(finding.severity == "error" for finding in findings)


def test_what_is_no_character_is_told() -> None:
    data = b'{"tasks": [{"id": 1, "title": "\\ud800"}]}'
    _, findings, _ = read_task_json(data, "t.json")
    assert findings[0].code == "not-json"


def test_subtasks_of_subtasks_are_read_at_any_depth() -> None:
    task: dict[str, object] = {"id": 1, "title": "innermost"}
    for _ in range(100):
        task = {"id": 1, "title": "outer", "subtasks": [task]}
    document, _, _ = read_task_json(json.dumps({"tasks": [task]}).encode(), "t.json")
    assert len(document.subtasks) == 101
