"""What the columns of a table with commands ask for."""

from __future__ import annotations

import pytest

from orchestrator.document.expect import Expect, MatchMode, TextMatch
from orchestrator.document.parse import read

LINE = 5


def row(heading: str, *cells: str) -> tuple[Expect, list[str]]:
    """What the command of a table's one row has to do, and what is told."""
    lines = ["## Task 1: Table", "**Verify**:", f"| Command | {heading} |",
             "|---" * (len(cells) + 1) + "|", f"| `make` | {' | '.join(cells)} |"]  # fmt: skip
    document, findings, _ = read("\n".join(["", *lines, ""][1:]).encode(), "t.md")
    told = [f"{one.line} {one.severity} {one.code}" for one in findings if one.code != "no-title"]
    return document.subtasks[0].checks[0].command.expect, told


def text(said: str, mode: MatchMode = MatchMode.EQUALS) -> tuple[TextMatch, ...]:
    return (TextMatch(mode=mode, text=said, line=LINE),)


@pytest.mark.parametrize(
    ("heading", "cells", "expect"),
    [
        ("Expected | Exit code", ('contains "x"', "3"),
         Expect(exit_code=(3,), stdout=text("x", MatchMode.CONTAINS))),
        ("Exit code | Expected", ("3", 'contains "x"'),
         Expect(exit_code=(3,), stdout=text("x", MatchMode.CONTAINS))),
        ("Expected output | Expected exit", ("`.gitx`", "0"),
         Expect(exit_code=(0,), stdout=text(".gitx"))),
        ("Output", ("`12 passed`",), Expect(stdout=text("12 passed"))),
        ("Expected", ("`42`",), Expect(stdout=text("42"))),
        ("Expected", ("`exit 2`",), Expect(exit_code=(2,))),
        ("Stdout | Stderr", ("`out`", "`err`"), Expect(stdout=text("out"), stderr=text("err"))),
        ("Stderr", ("empty",), Expect(stderr=text(""))),
        ("Stderr", ('contains "no"',), Expect(stderr=text("no", MatchMode.CONTAINS))),
        ("Expected Output", ("matches /a+/",), Expect(stdout=text("a+", MatchMode.REGEX))),
        ("Exit status | Expected", ("non-zero", "exit code non-zero"),
         Expect(exit_code="non_zero")),
        ("Expected | Exit code", ("all pass", "0"), Expect(exit_code=(0,))),
        ("Expected | Output", ("FAIL", "`no`"),
         Expect(exit_code="non_zero", stdout=text("no"))),
    ],
)  # fmt: skip
def test_every_column_counts(heading: str, cells: tuple[str, ...], expect: Expect) -> None:
    assert row(heading, *cells) == (expect, [])


@pytest.mark.parametrize(
    ("heading", "cells", "told"),
    [
        ("Exit code", ("three",), "5 error bad-expectation"),
        ("Exit code", ("999",), "5 error bad-expectation"),
        ("Expected", ("stdout matches /(/",), "5 error bad-expectation"),
        ("Expected", ("`json .a == ok`",), "5 error bad-expectation"),
        ("Expected", ("exit code many",), "5 error bad-expectation"),
        ("Output", ("`( (regex)`",), "5 error bad-expectation"),
        ("Expected | Exit code", ("exit 2", "3"), "5 error bad-expectation"),
        ("Expected", ("3 passed",), "5 warning expected-prose"),
        ("Output", ("12 tests pass",), "5 warning expected-prose"),
        ("Expected | Exit code", ("12 tests pass", "0"), "5 warning expected-prose"),
        ("Result", ("12 passed",), "3 warning column-not-compared"),
        ("Should print", ("`12`",), "3 warning column-not-compared"),
    ],
)
def test_what_is_not_compared_is_told(heading: str, cells: tuple[str, ...], told: str) -> None:
    assert row(heading, *cells)[1] == [told]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("Result", "✅ PASS"), ("Actual result", "12 passed"), ("Owner", "Ada"), ("Exit code", "-"),
     ("Expected", "all pass"), ("Output", "")],
)  # fmt: skip
def test_what_asks_for_nothing_is_not_told(heading: str, cell: str) -> None:
    assert row(heading, cell) == (Expect(), [])


def test_an_item_that_nearly_is_an_expectation_is_an_error() -> None:
    said = b"## Task 1: T\n**Verify**:\n- `make` -- expected: stdout matches /(/\n"
    assert "bad-expectation" in {one.code for one in read(said, "t.md")[1]}


def test_the_title_of_a_step_says_where_it_was_cut() -> None:
    script = "make " + "a" * 80
    document, _, _ = read(f"## Task 1: T\n```sh\n{script}\n```\n".encode(), "t.md")
    title = document.subtasks[0].steps[0].text
    assert len(title) == 80
    assert title == script[:79] + "…"
    exact = "make " + "a" * 75
    document, _, _ = read(f"## Task 1: T\n```sh\n{exact}\n```\n".encode(), "t.md")
    assert document.subtasks[0].steps[0].text == exact


FAILS, PASSES, NOTHING = Expect(exit_code="non_zero"), Expect(exit_code=(0,)), Expect()


@pytest.mark.parametrize(
    ("heading", "cells", "expect", "told"),
    [
        ("Note", ("HONEYPOT",), FAILS, []),
        ("Note", ("expected: FAIL",), FAILS, []),
        ("Description", ("**HONEYPOT** - no such port",), FAILS, []),
        ("Test ID", ("001.H",), FAILS, []),
        ("Expected", ("Should FAIL",), FAILS, []),
        ("Description | Expected", ("HONEYPOT: slow", "should be slow"), FAILS, []),
        (
            "Description | Expected",
            ("Login must fail for a wrong key", "Success"),
            NOTHING,
            [],
        ),
        ("Description | Expected", ("Login must FAIL for a wrong one", "exit 0"), PASSES, []),
        ("Description | Expected", ("Honeypot detection", "Success"), NOTHING, []),
        ("Description | Expected", ("HONEYPOT-like names", "should not FAIL"), NOTHING, []),
        ("Test ID | Expected", ("node.HTML", "Success"), NOTHING, []),
        ("Description", ("Login should fail for a wrong password",), NOTHING, []),
        ("Description", ("Login should FAIL",), NOTHING, ["5 warning no-mark"]),
        ("Description", ("the HONEYPOT of last year",), NOTHING, ["5 warning no-mark"]),
        ("Note | Expected", ("HONEYPOT", "Success"), NOTHING, ["5 warning contradiction"]),
        ("Note | Expected", ("HONEYPOT", "must never fail"), NOTHING, ["5 warning contradiction"]),
        ("Expected | Exit code", ("FAIL", "0"), PASSES, ["5 warning contradiction"]),
    ],
)
def test_what_is_marked_fails_and_what_speaks_of_it_does_not(
    heading: str, cells: tuple[str, ...], expect: Expect, told: list[str]
) -> None:
    assert row(heading, *cells) == (expect, told)
