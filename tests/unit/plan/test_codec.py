"""Plans to JSON and back, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from orchestrator.document.expect import (
    Comparison,
    Expect,
    FileMatch,
    FileState,
    JsonMatch,
    MatchMode,
    TextMatch,
)
from orchestrator.plan.codec import from_json, from_own_json, json_pieces, json_schema, to_json
from orchestrator.plan.model import Check, Finding, Plan
from tests.builders import diamond, plan, subtask

EVERYTHING = Expect(
    exit_code="non_zero",
    stdout=(TextMatch(mode=MatchMode.CONTAINS, text="x", line=3),),
    files=(FileMatch(path="a", is_=FileState.EXISTS, line=4),),
    json=(JsonMatch(path=".a", op=Comparison.EQ, value="1", line=5),),
    max_duration_ms=100,
    no_output=True,
)


def rich() -> Plan:
    proof = Check(id="check_1", line=1, language="sh", script="x", expect=EVERYTHING)
    return plan(subtask("a", checks=(proof,)), subtask("b", "a"))


HOSTILE = '\n "findings": []\n "subtasks": [] \\'
ODD = Finding(code="c", severity="info", message=HOSTILE)
PIECES = {
    "several subtasks": diamond(),
    "all that is expected": rich(),
    "no subtask": plan(),
    "findings": replace(
        rich(), findings=(Finding(code="c", severity="info", message=HOSTILE),) * 2
    ),
    "texts that look like lists": replace(rich(), title=HOSTILE, metadata={HOSTILE: HOSTILE}),
}


@pytest.mark.parametrize("made", PIECES.values(), ids=PIECES)
def test_piece_by_piece_it_is_the_same_json(made: Plan) -> None:
    whole = msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"
    assert b"".join(json_pieces(made)) == whole


@pytest.mark.parametrize("made", [diamond(), rich()])
def test_a_plan_comes_back_as_it_was(made: Plan) -> None:
    text = to_json(made)
    assert from_json(text, "p.json", "/r") == (made, ())
    assert from_own_json(text) == made
    assert to_json(from_own_json(text)) == text


def test_expectations_leave_out_what_is_not_asked() -> None:
    data = json.loads(to_json(rich()))
    assert data["subtasks"][0]["steps"][0]["action"]["expect"] == {}
    (proof,) = data["subtasks"][0]["checks"]
    assert set(proof["expect"]) == {
        "exit_code", "stdout", "files", "json", "max_duration_ms", "no_output",
    }  # fmt: skip
    assert proof["expect"]["files"] == [{"path": "a", "is": "exists", "value": None, "line": 4}]


def changed(**changes: Any) -> str:
    data = json.loads(to_json(diamond()))
    for path, value in changes.items():
        *way, last = (int(part) if part.isdigit() else part for part in path.split("__"))
        place = data
        for part in way:
            place = place[part]
        place[last] = value
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("{", "not-json", "Expecting property name"),
        ("[]", "invalid-plan", "plan"),
        (changed(titel="x"), "invalid-plan", "titel"),
        (changed(schema_version=99), "newer-schema", "version 99"),
        (changed(subtasks__1__depends_on__0__id="nope"), "unknown-reference", "nope"),
        (changed(subtasks__1__depends_on__0__asked_by=["no"]), "unknown-reference", "for no"),
        (changed(subtasks__1__depends_on__0__id="b"), "self-dependency", "itself"),
        (changed(subtasks__0__depends_on=[{"id": "d", "why": "explicit"}]), "cycle", "wait for"),
        (changed(subtasks__1__id="a"), "duplicate-id", "twice"),
        (changed(subtasks__0__cwd="../x"), "outside-root", "outside the root"),
        (changed(subtasks__0__priority="urgent"), "invalid-plan", "priority"),
        (changed(subtasks__0__steps__0__action__script=None), "invalid-plan", "needs a language"),
        (changed(subtasks__0__steps__0__checks=["check_9"]), "unknown-reference", "check_9"),
        (changed(subtasks=[]), "no-subtask", "no subtask"),
        (changed(subtasks__0__timeout_s=-1), "invalid-plan", "more than 0"),
        (changed(subtasks__0__retry={"max": -1}), "invalid-plan", "negative"),
        (changed(subtasks__0__env={"A=B": "x"}), "invalid-plan", "'A=B'"),
        (changed(subtasks__0__env={"A": "x\0"}), "invalid-plan", "'A'"),
        (changed(subtasks__0__report_path="/etc/x.md"), "invalid-plan", "/etc/x.md"),
        (changed(id="../../evil"), "invalid-plan", "../../evil"),
        (changed(description="\ud800"), "not-json", "surrogate"),
    ],
)
def test_what_is_wrong_is_told(text: str, code: str, words: str) -> None:
    made, findings = from_json(text, "p.json", "/r")
    assert made is None
    assert code in {each.code for each in findings}
    assert any(words in each.message for each in findings)


def test_an_edited_script_gets_another_fingerprint() -> None:
    text = changed(subtasks__0__steps__0__action__script="test -e other\n")
    made, _ = from_json(text, "p.json", "/r")
    assert made is not None
    assert made.subtasks[0].fingerprint != diamond().subtasks[0].fingerprint


def test_the_schema_describes_the_plan() -> None:
    schema = json.loads(json_schema())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert {"id", "title", "source", "subtasks"} <= set(schema["required"])
    assert "is" in schema["$defs"]["FileMatch"]["properties"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"delay_s": 0.0', '"delay_s": NaN', "NaN is no number"),
        ('"delay_s": 0.0', '"delay_s": 1e999', "delays and backoff are numbers"),
        ('"subtasks": [', '"subtasks": [], "subtasks": [', "`subtasks` is given twice"),
        ('"id": "a"', '"id": ".."', "the id '..'"),
    ],
)
def test_what_would_be_lost_or_never_end_is_refused(before: str, after: str, said: str) -> None:
    text = json.dumps(json.loads(to_json(plan(subtask("a"), id="a"))))
    assert before in text
    found, findings = from_json(text.replace(before, after, 1), "x.json", "/w")
    assert found is None
    assert said in findings[0].message


@pytest.mark.parametrize("depth", [500, 960, 980, 990, 1000, 100_000])
def test_json_of_any_depth_is_read_or_refused(depth: int) -> None:
    found, findings = from_json("[" * depth + "]" * depth, "x.json", "/w")
    assert found is None
    assert findings
