"""Tests of `json .path == value`."""

from __future__ import annotations

import pytest

from orchestrator.document.expect import Comparison, JsonMatch
from orchestrator.verify.json_path import judge_json

DOCUMENT = (
    '{"status": "ok", "n": 3, "yes": true, "none": null, "items": [{"a b": 1}, 2], "x-y": 1.5}'
)


@pytest.mark.parametrize(
    ("path", "op", "value", "good"),
    [
        (".status", "==", '"ok"', True),
        (".status", "!=", '"ok"', False),
        (".status", "<", '"pk"', True),
        (".n", "==", "3.0", True),
        (".n", ">=", "3", True),
        (".n", ">", "3", False),
        (".n", "<", '"4"', False),
        (".yes", "==", "true", True),
        (".yes", "==", "1", False),
        (".yes", "<", "2", False),
        (".none", "==", "null", True),
        (".items[1]", "==", "2", True),
        (".items[-1]", "==", "2", True),
        ('.items[0]["a b"]', "==", "1", True),
        (".items", "==", '[{"a b": 1}, 2]', True),
        (".x-y", "==", "1.5", True),
        (".", "!=", "1", True),
        (".missing", "==", "null", False),
        (".missing", "!=", "1", False),
        (".items[2]", "==", "2", False),
        (".status.deeper", "==", "1", False),
        ("status", "==", '"ok"', False),
        (".n", "==", "three", False),
        (".none", "exists", "null", True),
        (".items[1]", "exists", "null", True),
        (".items[2]", "exists", "null", False),
        (".nowhere", "missing", "null", True),
        (".none", "missing", "null", False),
        ("unreadable", "missing", "null", False),
    ],
)
def test_one_value_is_compared(path: str, op: str, value: str, good: bool) -> None:
    match = JsonMatch(path=path, op=Comparison(op), value=value, line=1)
    assert judge_json(match, DOCUMENT, lambda text: text).passed is good


def test_words_of_a_judgement() -> None:
    match = JsonMatch(path=".n", op=Comparison.GT, value="4", line=1)
    judged = judge_json(match, DOCUMENT, lambda text: text)
    assert (judged.what, judged.expected, judged.got) == ("json .n", "> 4", "3")
    missing = JsonMatch(path=".a.b", op=Comparison.EQ, value="4", line=1)
    assert judge_json(missing, DOCUMENT, lambda text: text).got == "nothing at .a.b"
    assert "no JSON" in judge_json(match, "", lambda text: text).got
