"""Expectations in words."""

import pytest

from orchestrator.document.expect import (
    NOTHING_EXPECTED,
    Comparison,
    Expect,
    FileMatch,
    FileState,
    JsonMatch,
    MatchMode,
    TextMatch,
)
from orchestrator.report.expected import Expected, expected_of


def texts(expect: Expect) -> list[str]:
    return [each.words for each in expected_of(expect)]


def test_nothing_said_means_exit_code_0() -> None:
    assert texts(NOTHING_EXPECTED) == ["exit code 0"]


def test_exit_codes() -> None:
    assert texts(Expect(exit_code=(0, 3))) == ["exit code 0 or 3"]
    (failing,) = texts(Expect(exit_code="non_zero"))
    assert "other than 0" in failing


@pytest.mark.parametrize("mode", MatchMode)
def test_every_mode_has_words(mode: MatchMode) -> None:
    match = TextMatch(mode=mode, text="a", line=1, threshold=0.8)
    words = {texts(Expect(stdout=(match,)))[1]}
    others = {
        texts(Expect(stdout=(TextMatch(mode=other, text="a", line=1, threshold=0.8),)))[1]
        for other in MatchMode
        if other is not mode
    }
    assert words.isdisjoint(others)


@pytest.mark.parametrize("state", FileState)
def test_every_state_of_a_file_has_words(state: FileState) -> None:
    match = FileMatch(path="a b", is_=state, value="v", line=1)
    assert texts(Expect(files=(match,)))[1].startswith("the file a b ")


def test_each_stream_has_words() -> None:
    match = (TextMatch(mode=MatchMode.CONTAINS, text="x", line=1),)
    assert texts(Expect(stdout=match, stderr=match, output=match))[1:] == [
        'standard output contains "x"',
        'standard error contains "x"',
        'standard output or standard error contains "x"',
    ]


def test_one_line_is_quoted_and_several_stand_apart() -> None:
    def text(text: str) -> Expected:
        match = TextMatch(mode=MatchMode.EQUALS, text=text, line=1)
        return expected_of(Expect(stderr=(match,)))[1]

    assert text('say "é"\n') == Expected(words='standard error is "say \\"é\\""')
    assert text("a\nb\n").text == "a\nb"
    assert "a line ... stands for any lines" in text("a\nb\n").words


def test_json_time_and_silence() -> None:
    wanted = Expect(
        json=(JsonMatch(path=".a[0]", op=Comparison.NE, value='"x"', line=1),),
        max_duration_ms=90,
        no_output=True,
    )
    assert texts(wanted)[1:] == [
        'standard output is JSON in which .a[0] != "x"',
        "it takes less than 90 ms",
        "it prints nothing",
    ]
