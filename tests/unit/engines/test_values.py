"""Tests of values that steps hand on."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.engines.values import LONGEST_VALUE, parse_values, take_values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", {}),
        ("A=1", {"A": "1"}),
        ("A=1\r\nb_2= two = 2 \n\n", {"A": "1", "b_2": " two = 2 "}),
        ("A=1\nA=2\n", {"A": "2"}),
        ("A=\n", {"A": ""}),
    ],
)
def test_values_are_read(text: str, values: dict[str, str]) -> None:
    handed_on = parse_values(text)
    assert (handed_on.values, handed_on.problems) == (values, ())


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("nonsense", "not key=value"),
        ("1A=x", "none of a variable"),
        (" A=x", "none of a variable"),
        ("A B=x", "none of a variable"),
        ("ORCHESTRATOR_RUN=x", "set by the orchestrator"),
        ("TRACEPARENT=x", "set by the orchestrator"),
        ("PATH=/evil", "steers other programs"),
        ("BASH_ENV=x", "steers other programs"),
        ("LD_PRELOAD=x", "steers other programs"),
        ("PYTHONPATH=x", "steers other programs"),
        ("A=\0", "NUL"),
        ("A=" + "x" * (LONGEST_VALUE + 1), "longer than"),
    ],
)
def test_what_is_no_value_is_told_and_the_rest_kept(line: str, why: str) -> None:
    handed_on = parse_values(f"B=1\n{line}\nC=2")
    assert handed_on.values == {"B": "1", "C": "2"}
    (problem,) = handed_on.problems
    assert "line 2" in problem
    assert why in problem


def test_file_is_taken_once(tmp_path: Path) -> None:
    file = tmp_path / "values"
    file.write_bytes(b"A=\xff\n")
    assert take_values(str(file)).values == {"A": "\ufffd"}
    assert not file.exists()
    assert take_values(str(file)).values == {}


@pytest.mark.parametrize("kind", ["link", "folder", "pipe", "huge"])
def test_what_is_no_proper_file_hands_nothing_on(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "values"
    (tmp_path / "target").write_text("A=1")
    if kind == "link":
        file.symlink_to(tmp_path / "target")
    elif kind == "folder":
        file.mkdir()
    elif kind == "pipe":
        os.mkfifo(file)
    else:
        file.write_text("A=1\n" * 300_000)
    handed_on = take_values(str(file))
    assert handed_on.values == {}
    assert bool(handed_on.problems) is (kind != "pipe")
