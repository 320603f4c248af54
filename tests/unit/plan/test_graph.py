"""Cycles, order, ranks, what stands before and after."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator.plan.graph import (
    after,
    before,
    critical_path,
    ranks,
    shortest_cycles,
    topological,
)
from tests.builders import diamond, plan, subtask


@pytest.mark.parametrize(
    ("dependencies", "cycles"),
    [
        ({}, []),
        ({"a": [], "b": ["a"]}, []),
        ({"a": ["b"], "b": []}, []),
        ({"a": ["a"]}, []),
        ({"a": ["b"], "b": ["a"]}, [["a", "b"]]),
        ({"a": ["c"], "b": ["a"], "c": ["b", "d"], "d": ["c"]}, [["c", "d"]]),
        (
            {"a": ["b"], "b": ["a"], "c": ["d"], "d": ["c"]},
            [["a", "b"], ["c", "d"]],
        ),
    ],
)
def test_one_shortest_cycle_a_knot(
    dependencies: dict[str, list[str]], cycles: list[list[str]]
) -> None:
    assert shortest_cycles(dependencies) == cycles


def test_a_circle_of_ten_thousand_is_found_without_recursion() -> None:
    circle = {f"s{n}": [f"s{(n + 1) % 10_000}"] for n in range(10_000)}
    ((first, *_rest),) = shortest_cycles(circle)
    assert first == "s0"


def test_order_ranks_and_reach() -> None:
    made = plan(*diamond().subtasks, subtask("e"))
    assert topological(made) == ["a", "b", "c", "d", "e"]
    assert ranks(made) == {"a": 3, "b": 2, "c": 2, "d": 1, "e": 1}
    assert after(made, ["b"]) == {"b", "d"}
    assert before(made, ["d"]) == {"a", "b", "c", "d"}


def test_a_file_whose_dependencies_lead_backwards_needs_no_graph_library() -> None:
    code = (
        "import sys; from orchestrator.plan.graph import shortest_cycles;"
        "shortest_cycles({'a': [], 'b': ['a']}); print('networkx' in sys.modules)"
    )
    root = Path(__file__).parents[3]
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_the_critical_path_is_a_longest_chain() -> None:
    made = plan(
        subtask("a"), subtask("b"), subtask("c", "a"), subtask("d", "b", "c"), subtask("e", "b")
    )
    assert critical_path(made) == ["a", "c", "d"]
    assert critical_path(plan(subtask("only"))) == ["only"]


def test_a_cycle_through_all_of_a_large_graph_is_found() -> None:
    count = 20_000
    ring = {str(number): [str((number + 1) % count)] for number in range(count)}
    [cycle] = shortest_cycles(ring)
    assert len(cycle) == count
