from __future__ import annotations

import json
from typing import Any

import pytest

from orchestrator.engines.agents import Reads
from orchestrator.engines.said import LONGEST, Said, in_a_line, read_said, shortened


def result(**fields: Any) -> str:
    """A result object of Claude Code."""
    return json.dumps({"type": "result", "subtype": "success", "is_error": False, **fields})


HELLO = Said(text="hello")
ASSISTANT = json.dumps({"type": "assistant", "message": {"content": "on the way"}})


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        (result(result="hello"), HELLO),
        ("\n a banner {\n[notice]\n" + result(result="hello") + "\nbye\n", HELLO),
        (f"{ASSISTANT}\n{result(result='old')}\n{result(result='hello')}\n", HELLO),
        (f"[{ASSISTANT}, {result(result='hello')}]", HELLO),
        (json.dumps(json.loads(result(result="hello")), indent=2), HELLO),
        (
            result(result="ü\ud83d", num_turns=3, total_cost_usd=0.01234),
            Said(text="ü?", notes=("3 turns", "cost $0.0123")),
        ),
        (result(result="x", num_turns=1, total_cost_usd=None), Said(text="x", notes=("1 turn",))),
        (result(result="x", num_turns=10**400, total_cost_usd=True), Said(text="x")),
        (result(result={"a": "ü"}), Said(text='{"a": "ü"}')),
        (result(), Said(text="")),
        (
            result(is_error=True, result="No credit", num_turns=1),
            Said(text="No credit", error="No credit", notes=("1 turn",)),
        ),
        (result(subtype="error_max_turns"), Said(text="", error="error_max_turns")),
        (
            result(subtype="error_during_execution", errors=["boom"]),
            Said(text="", error='["boom"]'),
        ),
        (result(result="said is_error: true"), Said(text="said is_error: true")),
        ("", None),
        ("I am done.", None),
        ('{"type": "result", "result": "cut', None),
        (ASSISTANT, None),
        ("[" * 100_000, None),
        ("[\n" * 5000, None),
        ("3", None),
        ("[3, null]", None),
    ],
)
def test_claude(printed: str, said: Said | None) -> None:
    assert read_said(Reads.CLAUDE_JSON, printed.encode()) == said


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ('{"response": "hello", "stats": {"models": {}}}', HELLO),
        ('Loaded cached credentials.\n{\n  "response": "hello",\n  "stats": {}\n}\n', HELLO),
        ('{"response": "hello", "error": null}', HELLO),
        (
            '{"error": {"type": "ApiError", "message": "quota", "code": 429}}',
            Said(text="", error="quota"),
        ),
        ('{"response": null, "error": "bad"}', Said(text="", error="bad")),
        ('{"error": {"code": 1}}', Said(text="", error='{"code": 1}')),
        ('{"error": ""}', Said(text="", error="without a word")),
        ('{"stats": {}}', None),
        ("hello", None),
    ],
)
def test_gemini(printed: str, said: Said | None) -> None:
    assert read_said(Reads.GEMINI_JSON, printed.encode()) == said


def test_bytes_that_are_no_text_are_no_reason_to_fail() -> None:
    printed = b"\xff\n" + result(result="hello").encode()
    assert read_said(Reads.CLAUDE_JSON, printed) == HELLO


def test_plain_text_has_no_form_to_read() -> None:
    assert read_said(Reads.TEXT, result(result="hello").encode()) is None


@pytest.mark.parametrize("length", [10, LONGEST, LONGEST + 1, 1_000_000])
def test_long_words_are_shortened_to_head_and_tail(length: int) -> None:
    text = "a" + "x" * (length - 2) + "z"
    short = shortened(f"\n{text} \n")
    assert len(short) <= LONGEST
    assert (short[0], short[-1]) == ("a", "z")
    assert (short == text) == (length <= LONGEST)
    if length > LONGEST:
        head, left_out, tail = short.split("\n")
        assert len(head) + len(tail) + int(left_out.split()[1]) == length


def test_an_error_is_told_in_a_line() -> None:
    assert in_a_line("a\n\n  b\r\n") == "a b"
    assert len(in_a_line("x" * 10_000)) == 501
