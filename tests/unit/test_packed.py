"""Packing: nothing is lost on the way, and what was never packed is not taken for it."""

from __future__ import annotations

import hashlib
import os

import pytest

from orchestrator.packed import pack, unpack

TEXTS = {
    "nothing": b"",
    "a letter": b"a",
    "nothing repeats": os.urandom(1_000_000),
    "much repeats": b"ab" * 1_000_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_is_packed_comes_out_again(text: bytes) -> None:
    packed = pack(text[at : at + 70_001] for at in range(0, len(text), 70_001))
    assert packed.sha256 == hashlib.sha256(text).hexdigest()
    assert b"".join(unpack(packed.data)) == text


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_what_is_damaged_is_refused(text: bytes) -> None:
    data = pack([text]).data
    for damaged in (b"", data[:-1], data[: len(data) // 2], data + b"x", b"{}" + data):
        with pytest.raises(ValueError, match=r"\S"):
            list(unpack(damaged))


def test_much_text_comes_out_in_pieces() -> None:
    pieces = list(unpack(pack([b"ab" * 10_000_000]).data))
    assert max(map(len, pieces)) < 1_000_000
