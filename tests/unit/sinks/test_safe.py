from hypothesis import given
from hypothesis import strategies as st

from orchestrator.sinks.safe import printable


def test_nothing_is_obeyed_by_a_terminal() -> None:
    text = "\x1b]0;owned\x07 \r\n\t\x9b2J \u202e"
    assert printable(text) == "\\x1b]0;owned\\x07 \\x0d\\x0a\\x09\\x9b2J \\u202e"


@given(st.text())
def test_the_result_is_one_line_and_stays_as_it_is(text: str) -> None:
    shown = printable(text)
    assert len(shown.splitlines()) <= 1
    assert printable(shown) == shown
