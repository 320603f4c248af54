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


@pytest.mark.parametrize("before", [0, 65_500, 65_530, 65_535, 131_060])
@pytest.mark.parametrize("end", ["\n", " "])
def test_what_points_to_a_person_is_hidden_wherever_a_chunk_ends(
    tmp_path: Path, before: int, end: str
) -> None:
    log = tmp_path / "log"
    log.write_text("x" * before + f" bob.roe@mail.example.com from 203.0.113.9{end}" * 3)
    text = shown(log).decode()
    assert text == "x" * before + f" [email] from [ip]{end}" * 3
    assert b"bob.roe@mail.example.com" in shown(log, raw=True)


TOKEN = "ghp_" + "aZ3bY4cX5dW6eV7fU8gT9hS1iR2jQ3kP4lO5"


@pytest.mark.parametrize("before", [0, 65_500, 65_530, 65_535, 131_060])
@pytest.mark.parametrize("line_end", [True, False])
def test_a_token_is_scrubbed_wherever_a_chunk_ends(
    tmp_path: Path, before: int, line_end: bool
) -> None:
    log = tmp_path / "log"
    filling = (b"." * 99 + b"\n") * (before // 100 + 1) if line_end else b" " * before
    log.write_bytes(filling[:before] + b" " + TOKEN.encode() + b" end\n")
    assert shown(log).decode() == filling[:before].decode() + " *** end\n"
    assert shown(log, raw=True) == log.read_bytes()


def test_a_token_that_comes_in_two_pieces_is_scrubbed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(f"before\nit is {TOKEN[:9]}".encode())
    assert shown(log, more=[f"{TOKEN[9:]} now\n".encode()]).decode() == "before\nit is *** now\n"


def test_of_a_private_key_in_two_pieces_nothing_is_shown(tmp_path: Path) -> None:
    log = tmp_path / "log"
    body = ("MIIE" + "aZ3bY4cX" * 7 + "\n") * 3
    log.write_bytes(f"-----BEGIN PRIVATE KEY-----\n{body}".encode())
    text = shown(log, more=[f"{body}-----END PRIVATE KEY-----\nafter\n".encode()]).decode()
    assert "MIIE" not in text
    assert text.endswith("-----END PRIVATE KEY-----\nafter\n")


def test_a_line_that_never_ends_is_shown_all_the_same(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(b"x" * 300_000)
    assert shown(log) == b"x" * 300_000
