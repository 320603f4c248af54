from __future__ import annotations

import io
from pathlib import Path

import pytest

from orchestrator.cli.logs import copy
from orchestrator.cli.output import Output
from orchestrator.diagnostics import StorageError


def shown(log: Path, *, raw: bool = False, more: list[bytes] | None = None) -> bytes:
    """What is written while the pieces of `more` come to the log one by one."""
    coming = list(more or [])

    def going_on() -> bool:
        if not coming:
            return False
        with log.open("ab") as file:
            file.write(coming.pop(0))
        return True

    buffer = io.BytesIO()
    stream = io.TextIOWrapper(buffer, encoding="utf-8", newline="\n")
    copy(log, Output(stream), more=going_on, raw=raw)
    return buffer.getvalue()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "log"
    path.write_bytes("é\x1b[31m\tred\r\n".encode() + b"\xff")
    return path


def test_control_characters_are_shown(log: Path) -> None:
    assert shown(log).decode() == "é\\x1b[31m\tred\\x0d\n\ufffd"


def test_raw_is_byte_for_byte(log: Path) -> None:
    assert shown(log, raw=True) == log.read_bytes()


def test_what_comes_later_is_followed_across_a_split_character(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"one ")
    e, acute = "é".encode()[:1], "é".encode()[1:]
    assert shown(log, more=[e, acute + b" two\n", b"three\n"]).decode() == "one é two\nthree\n"


def test_a_missing_log_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot read the log"):
        shown(tmp_path / "missing")
