"""Logs in pieces: together they are the whole, and none shows what the whole hides."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from orchestrator.diagnostics import InputError
from orchestrator.mcp_server.cutting import LONGEST, piece_of, piece_of_log
from orchestrator.mcp_server.shaping import page_of
from orchestrator.plan.scrub import scrub
from orchestrator.plan.shown import as_it_is

TOKEN = "ghp_" + "a1B2c3D4e5F6" * 3
MAIL = "jane.doe@acme-internal.dev"
KEY = "-----BEGIN PRIVATE KEY-----\n" + "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n" * 40
TEXTS = {
    "lines": "".join(f"{number} {'x' * (number % 97)} {TOKEN}\n" for number in range(900)),
    "words": f"{TOKEN} {MAIL} " * 900,
    "one line": "".join(f'{{"a":"{TOKEN}","b":{number}}},' for number in range(900)),
    "characters": "ä€😀" * 9000,
    "nothing to cut at": "x" * 60_000,
    "keys": (KEY + "-----END PRIVATE KEY-----\n") * 30,
    "short": "nothing much\n",
    "empty": "",
}


def pieces(path: Path, cursor: str | None = "0") -> list[str]:
    found = []
    while cursor is not None:
        piece = piece_of_log(path, cursor, scrub)
        assert piece.end - piece.start <= LONGEST
        assert piece.size == path.stat().st_size
        assert piece.end > piece.start or piece.size == 0
        assert str(piece.start) == cursor
        found.append(piece.text)
        cursor = str(piece.end) if piece.end < piece.size else None
    return found


@pytest.mark.parametrize("name", TEXTS)
def test_pieces_together_are_the_whole(tmp_path: Path, name: str) -> None:
    path = tmp_path / "log"
    path.write_text(TEXTS[name])
    assert "".join(pieces(path)) == scrub(TEXTS[name])


@pytest.mark.long
@pytest.mark.parametrize("name", ["lines", "words", "one line", "keys"])
def test_wherever_it_is_cut_nothing_hidden_is_shown(tmp_path: Path, name: str) -> None:
    path = tmp_path / "log"
    path.write_text(TEXTS[name])
    choice = random.Random(0)
    places = [*range(0, 80, 8), *(choice.randrange(path.stat().st_size) for _ in range(15))]
    for place in places:
        piece = piece_of_log(path, str(place), scrub)
        assert piece.start <= place < piece.end or piece.end == piece.size
        for secret in (TOKEN[:12], TOKEN[-12:], "acme-internal", "MIIEvQ", "BAQEFAASC"):
            assert secret not in piece.text, (place, piece.text[:100])


def test_without_a_cursor_it_is_the_end(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"\xff" * 50_000 + b"\nthe end\n")
    piece = piece_of_log(path, None, as_it_is)
    assert piece.text.endswith("\nthe end\n")
    assert (piece.end, piece.size) == (50_009, 50_009)


@pytest.mark.parametrize("cursor", ["-1", "x", "1.5", "", " 1", "0x10", "9" * 5000])
def test_what_is_no_cursor(tmp_path: Path, cursor: str) -> None:
    (tmp_path / "log").write_text("x")
    with pytest.raises(InputError, match="is no cursor"):
        piece_of_log(tmp_path / "log", cursor, as_it_is)
    with pytest.raises(InputError, match="is no cursor"):
        piece_of("x", cursor)
    with pytest.raises(InputError, match="is no cursor"):
        page_of((1, 2), cursor, 1)


def test_a_log_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not there"):
        piece_of_log(tmp_path / "log", None, as_it_is)
