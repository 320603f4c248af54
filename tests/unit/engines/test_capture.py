"""Tests of what is kept of output in memory."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.engines.capture import Capture, read_bounded

DATA = bytes(range(256)) * 4


@pytest.mark.parametrize("size", [0, 1, 99, 100, 101, 150, 1024])
@pytest.mark.parametrize("piece", [1, 7, 100, 2000])
def test_head_and_tail_whatever_the_pieces(size: int, piece: int) -> None:
    capture = Capture(limit=100)
    for start in range(0, size, piece):
        capture.feed(DATA[start : min(start + piece, size)])
    data = DATA[:size]
    expected = (data, 0) if size <= 100 else (data[:50] + data[-50:], size - 100)
    assert capture.kept() == expected


@pytest.mark.parametrize("size", [0, 100, 101, 1024])
def test_the_same_of_a_file(tmp_path: Path, size: int) -> None:
    file = tmp_path / "file"
    file.write_bytes(DATA[:size])
    handle = os.open(file, os.O_RDONLY)
    try:
        kept, left_out = read_bounded(handle, 100)
    finally:
        os.close(handle)
    assert left_out == max(size - 100, 0)
    assert kept == (DATA[:size] if size <= 100 else DATA[:50] + DATA[size - 50 : size])
