"""Tests of what is asked of files."""

from __future__ import annotations

import pytest

from orchestrator.document.expect import Expect, FileMatch, FileState
from orchestrator.verify.files import fresh_evidence, judge_file
from orchestrator.verify.seen import FileSeen, Seen

GONE = FileSeen()
EMPTY = FileSeen(exists=True, fresh=True)
FULL = FileSeen(exists=True, size=3, content=b"abc", sha256="ab" * 32, fresh=True)
OLD = FileSeen(exists=True, size=3, content=b"abc", sha256="ab" * 32)
UNREADABLE = FileSeen(exists=True, size=3, fresh=True)


@pytest.mark.parametrize(
    ("state", "value", "file", "good"),
    [
        (FileState.EXISTS, None, FULL, True),
        (FileState.EXISTS, None, OLD, True),
        (FileState.EXISTS, None, GONE, False),
        (FileState.MISSING, None, GONE, True),
        (FileState.MISSING, None, EMPTY, False),
        (FileState.NOT_EMPTY, None, FULL, True),
        (FileState.NOT_EMPTY, None, EMPTY, False),
        (FileState.NOT_EMPTY, None, GONE, False),
        (FileState.CONTAINS, "bc", FULL, True),
        (FileState.CONTAINS, "x", FULL, False),
        (FileState.CONTAINS, "", UNREADABLE, False),
        (FileState.CONTAINS, "", GONE, False),
        (FileState.SHA256, "AB" * 32, FULL, True),
        (FileState.SHA256, "cd" * 32, FULL, False),
        (FileState.SHA256, "ab" * 32, UNREADABLE, False),
    ],
)
def test_each_state(state: FileState, value: str | None, file: FileSeen, good: bool) -> None:
    match = FileMatch(path="f", is_=state, value=value, line=1)
    assert judge_file(match, file, lambda text: text).passed is good


@pytest.mark.parametrize(
    ("state", "file", "proves"),
    [
        (FileState.EXISTS, FULL, True),
        (FileState.EXISTS, OLD, False),
        (FileState.NOT_EMPTY, EMPTY, False),
        (FileState.MISSING, GONE, False),
    ],
)
def test_only_a_file_of_this_attempt_is_evidence(
    state: FileState, file: FileSeen, proves: bool
) -> None:
    expect = Expect(files=(FileMatch(path="f", is_=state, line=1),))
    assert fresh_evidence(expect, Seen(exit_code=0, files={"f": file})) is proves


def test_words_of_a_judgement() -> None:
    match = FileMatch(path="f", is_=FileState.CONTAINS, value="x", line=1)
    judged = judge_file(match, OLD, lambda text: text)
    assert judged.what == "file f"
    assert judged.expected == 'a file containing "x"'
    assert judged.got == '3 bytes: "abc", older than the attempt'
    assert "cannot be searched" in judge_file(match, UNREADABLE, lambda text: text).got


def test_what_a_file_holds_is_shown_short_and_without_secrets() -> None:
    match = FileMatch(path="f", is_=FileState.CONTAINS, value="ho", line=1)
    long = FileSeen(exists=True, size=50_007, content=b"secret\n" + b"x" * 50_000, fresh=True)
    got = judge_file(match, long, lambda text: text.replace("secret", "***")).got
    assert got.startswith('50007 bytes: "***\\nxxx')
    assert len(got) < 300
    nothing = FileSeen(exists=True, content=b"", fresh=True)
    assert judge_file(match, nothing, lambda text: text).got == "0 bytes"
    binary = FileSeen(exists=True, size=2, content=b"\xff\n", fresh=True)
    assert judge_file(match, binary, lambda text: text).got == '2 bytes: "\ufffd\\n"'
