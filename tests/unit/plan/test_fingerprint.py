"""What makes a subtask another one, and what does not."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from orchestrator.document.expect import Expect, MatchMode, TextMatch
from orchestrator.plan.fingerprint import with_fingerprints
from orchestrator.plan.model import Priority, Retry, Subtask
from tests.builders import check, command_step, script, subtask


def fingerprint(of: Subtask) -> str:
    return with_fingerprints((of,))[0].fingerprint


@pytest.mark.parametrize(
    "change",
    [
        {"steps": (command_step(script="test -e x\n"),)},
        {"steps": (command_step(), command_step("2"))},
        {"checks": (check(),)},
        {"env": {"A": "1"}},
        {"cwd": "web"},
        {"outputs": ("*.whl",)},
        {"inputs": ("src/*",)},
        {"condition": script()},
        {"approval": "Ship?"},
        {"id": "other"},
    ],
)
def test_what_is_done_or_proved_changes_it(change: dict[str, Any]) -> None:
    assert fingerprint(replace(subtask("a"), **change)) != fingerprint(subtask("a"))


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another title"},
        {"line": 99},
        {"priority": Priority.CRITICAL},
        {"retry": Retry(max=3)},
        {"timeout_s": 5.0},
        {"steps": (replace(command_step(), line=50, done=True),)},
        {"description": "words"},
        {"locks": ("db",)},
    ],
)
def test_how_it_is_told_or_scheduled_does_not(change: dict[str, Any]) -> None:
    assert fingerprint(replace(subtask("a"), **change)) == fingerprint(subtask("a"))


WANTED = TextMatch(mode=MatchMode.CONTAINS, text="x", line=1)


@pytest.mark.parametrize(
    "expect",
    [
        Expect(stdout=(replace(WANTED, negated=True),)),
        Expect(stdout=(replace(WANTED, strip_ansi=True),)),
        Expect(stdout=(replace(WANTED, keep_crlf=True),)),
        Expect(stdout=(WANTED,), skip_code=80),
        Expect(stderr=(WANTED,)),
        Expect(output=(WANTED,)),
    ],
)
def test_what_is_expected_changes_it(expect: Expect) -> None:
    one, other = (
        replace(subtask("a"), checks=(replace(check(), expect=each),))
        for each in (Expect(stdout=(WANTED,)), expect)
    )
    assert fingerprint(one) != fingerprint(other)


def test_a_change_reaches_all_that_come_after_and_no_other() -> None:
    def prints(script_of_a: str) -> dict[str, str]:
        made = with_fingerprints(
            (
                subtask("a", steps=(command_step(script=script_of_a),)),
                subtask("b", "a"),
                subtask("c", "b"),
                subtask("d"),
            )
        )
        return {each.id: each.fingerprint for each in made}

    one, other = prints("test -e x\n"), prints("test -e y\n")
    assert {id_ for id_ in one if one[id_] != other[id_]} == {"a", "b", "c"}


def test_a_chain_of_ten_thousand_needs_no_recursion() -> None:
    chain = [subtask("s0"), *(subtask(f"s{n}", f"s{n - 1}") for n in range(1, 10_000))]
    assert len({each.fingerprint for each in with_fingerprints(tuple(reversed(chain)))}) == 10_000
