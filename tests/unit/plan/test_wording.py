"""Where the text of a dependency key is cut, and how titles are compared."""

from __future__ import annotations

import time

import pytest

from orchestrator.plan.wording import is_nearly_task, pieces, plain, whole_title


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("1, 2; 3\n4", ["1", "2", "3", "4"]),
        ("1 (a, b), 2", ["1 (a, b)", "2"]),
        ("1 (a, b, 2", ["1 (a", "b", "2"]),
        ("a, b) c, d", ["a, b) c", "d"]),
        ("Task 1 and Task 2", ["Task 1", "Task 2"]),
        ("salt and pepper", ["salt and pepper"]),
        (", and,", []),
    ],
)
def test_a_value_is_cut_outside_brackets(text: str, cut: list[str]) -> None:
    assert list(pieces(text)) == cut


def test_to_cut_takes_time_by_the_length() -> None:
    began = time.process_time()
    assert len(list(pieces("a;" * 100_000))) == 100_000
    assert time.process_time() - began < 3


def test_titles_are_compared_by_their_words() -> None:
    assert plain("  Build, *test* & ship ") == "build test ship"
    assert whole_title("Build, test").search("after “Build, test” ✅ done")
    assert not whole_title("Build, test").search("Build, tests")


def test_a_misspelt_task_is_nearly_one() -> None:
    assert is_nearly_task("Taks")
    assert not is_nearly_task("Version")
