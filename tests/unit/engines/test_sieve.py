"""Tests of the sieve: what it calls clean is clean."""

from __future__ import annotations

from random import Random

import pytest

from orchestrator.engines.sieve import Sieve

LETTERS = "abcdefghijklmnopqrstuvwyz0123456789"


@pytest.mark.parametrize("count", [0, 3, 60])
@pytest.mark.parametrize("length", [3, 7, 14, 15, 40])
def test_no_anchor_slips_through_wherever_it_stands(count: int, length: int) -> None:
    random = Random(length)
    anchors = ["".join(random.choices(LETTERS, k=length)).encode() for _ in range(count)]
    sieve = Sieve(anchors)
    for anchor in anchors:
        for before in range(17):
            for after in range(0, 17, 4):
                assert sieve.may_hold(b"-" * before + anchor + b"-" * after)
    assert not sieve.may_hold(b"-" * 1000)
    assert not sieve.may_hold(b"")
