"""Looks for characters that steer a terminal, in pipes and on a terminal of its own."""

from __future__ import annotations

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.stress.calls import CHECKOUT, PATIENCE_S

# C0 but line end and tab, DEL, C1, bidi controls, separators, and what nobody sees.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f]"
)
# What rich writes to colour, to move over its own lines, and to hide the cursor.
_OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\[\d*[AKGJ]|\x1b\[\?25[hl]|\r")
_THEIRS = re.compile(r"\x1b\[[^@-~]*77")
_COMMANDS = (
    ("execute_task", "in/t.json"),
    ("task_status", "in/t.json"),
    ("list_reports",),
    ("convert_task", "broken"),
    ("logs", "in/t.json", "all"),
    ("execute_task", "in/t.json", "--dry-run"),
    ("task_graph", "in/t.json"),
)


def raw_in(data: bytes) -> Iterator[str]:
    """The first of each such character, with what stands around it."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield f"no UTF-8: {data[max(0, error.start - 40) : error.end + 40]!r}"
        return
    yield from _steering(text)


def on_terminals(root: Path, most: int) -> Iterator[str]:
    """Run so many commands on a terminal, and look at all that it gets."""
    for words in _COMMANDS[:most]:
        text = _shown(root, words).decode("utf-8", "replace")
        for match in list(_THEIRS.finditer(text))[:3]:
            yield f"{' '.join(words)} on a terminal: {match[0]!r}"
        for found in _steering(_OURS.sub("", text)):
            yield f"{' '.join(words)} on a terminal: {found}"


def _steering(text: str) -> Iterator[str]:
    seen: set[str] = set()
    for match in _STEERING.finditer(text):
        if match[0] not in seen:
            seen.add(match[0])
            yield f"{match[0]!a} in {text[max(0, match.start() - 60) : match.end() + 30]!a}"


def _shown(root: Path, words: Sequence[str]) -> bytes:
    """All that the command writes to a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestrator", *words],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), "TERM": "xterm-256color", "COLUMNS": "200"},
        start_new_session=True,
    )
    os.close(theirs)
    shown = bytearray()
    until = time.monotonic() + 2 * PATIENCE_S
    try:
        while time.monotonic() < until:
            if not select.select([ours], [], [], 0.2)[0]:
                continue
            try:
                chunk = os.read(ours, 65536)
            except OSError:  # the other end is closed
                break
            if not chunk:
                break
            shown += chunk
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    return bytes(shown)
