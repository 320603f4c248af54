"""Tests of what makes an id of a run known as one."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.plan.personal import hide_personal
from orchestrator.plan.runids import CHECKSUM_BITS, is_run_id, run_id

HEADS = st.integers(0, (1 << 102) - 1).map(
    lambda bits: (bits >> 54) << 60 | 7 << 56 | (bits >> 42 & 0xFFF) << 44 | 2 << 42
    | bits & ((1 << 42) - 1)
)  # fmt: skip


@given(HEADS)
def test_an_id_is_a_uuid_that_is_known_again(head: int) -> None:
    own = run_id(head)
    assert uuid.UUID(own).int >> CHECKSUM_BITS == head
    assert uuid.UUID(own).version == 7
    assert is_run_id(own)


@pytest.mark.parametrize("bit", range(128))
def test_one_bit_more_or_less_makes_it_a_foreign_one(bit: int) -> None:
    own = run_id(0x01A0C450_6C7B_7000_AAB_3C4D5E6F)
    assert is_run_id(own)
    assert not is_run_id(str(uuid.UUID(int=uuid.UUID(own).int ^ 1 << bit)))


@given(HEADS)
def test_ids_stand_in_the_order_of_their_first_bits(head: int) -> None:
    assert run_id(head) < run_id(head + (1 << 44))


@pytest.mark.parametrize("text", ["", "run", "0" * 32, "01a0c450-6c7b-7000-aab3-c4d5e6fffc87"])
def test_what_is_no_id_of_a_run(text: str) -> None:
    assert not is_run_id(text)


@given(HEADS)
def test_own_ids_are_shown_and_foreign_ones_are_not(head: int) -> None:
    own, foreign = run_id(head), str(uuid.UUID(int=uuid.UUID(run_id(head)).int ^ 1))
    path = f".orchestrator/runs/{own}/task_1.1.log"
    assert hide_personal(f"run {own} failed, see {path}") == f"run {own} failed, see {path}"
    assert hide_personal(f"request {foreign} failed") == "request [uuid] failed"
