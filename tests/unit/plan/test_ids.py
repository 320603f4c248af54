"""Ids: when two are one, and that thousands of one name take no longer than others."""

from __future__ import annotations

import pytest

from orchestrator.plan.ids import key_of, task_id, unique


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1", "001", True),
        ("1.1", "1-01", True),
        ("1", "0", False),
        ("0", "00", True),
        ("1a", "1", False),
        ("1", "\u0661", True),
        ("9" * 5000, "0" + "9" * 5000, True),
        ("9" * 5000, "9" * 4999, False),
    ],
)
def test_numbers_are_compared_without_leading_zeros(one: str, other: str, same: bool) -> None:
    assert (key_of(one) == key_of(other)) is same


def test_a_name_that_is_taken_gets_a_number() -> None:
    taken: dict[str, int] = {}
    counts: dict[str, int] = {}
    for _ in range(3):
        taken[unique("a", taken, counts=counts)] = 1
    assert list(taken) == ["a", "a_2", "a_3"]
    assert unique("a", taken) == "a_4"


def test_the_id_of_a_file_holds_no_control_characters() -> None:
    assert task_id("a\x7fb\x9fc\td", "") == "a_b_c_d"
