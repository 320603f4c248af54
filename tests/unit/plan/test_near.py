"""What a word was probably meant to be, and that the search for it ends."""

from __future__ import annotations

import pytest

from orchestrator.plan.near import Near

pytestmark = pytest.mark.long


def test_the_likest_come_first_and_no_more_than_asked_for() -> None:
    near = Near(["build", "built", "deploy"])
    assert near.to("biuld", n=1, cutoff=0.8) == ["build"]
    assert sorted(near.to("buil", n=2, cutoff=0.6)) == ["build", "built"]
    assert near.to("nothing", n=3, cutoff=0.8) == []


def test_it_gives_up_when_it_has_cost_enough() -> None:
    near = Near([f"title number {number}" for number in range(5000)])
    found = [near.to(f"titel nubmer {number}", n=1, cutoff=0.8) for number in range(5000)]
    assert found[0]
    assert not found[-1]


def test_nobody_mistypes_a_page() -> None:
    assert Near(["a" * 5000]).to("a" * 4999, n=1, cutoff=0.8) == []
