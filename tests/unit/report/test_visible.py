import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.report.visible import visible_block, visible_json, visible_line


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ü 🎉 text", "plain ü 🎉 text"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("a\x00b\x7fc\x9bd", "a\\x00b\\x7fc\\x9bd"),
        ("user\u202etxt.exe", "user\\u202etxt.exe"),
        ("\u2066x\u2069\u200f\u061c", "\\u2066x\\u2069\\u200f\\u061c"),
        ("a\u2028b", "a\\u2028b"),
        ("\ud800", "\\ud800"),
        ("\ufffe\uffff", "\\ufffe\\uffff"),
        ("\ufeffpay\u200bpal\u2060 soft\xadly", "\\ufeffpay\\u200bpal\\u2060 soft\\xadly"),
        ("a\u200db\u200c", "a\\u200db\\u200c"),
        ("👨\u200d👩\u200d👧 🏳️\u200d🌈", "👨\u200d👩\u200d👧 🏳️\u200d🌈"),
        ("🔥\u200d \u200d🔥", "🔥\\u200d \\u200d🔥"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("🏴\U000e0067\U000e0062\U000e007f", "🏴\U000e0067\U000e0062\U000e007f"),
        ("run\U000e0041", "run\\U000e0041"),
    ],
)
def test_hidden_characters_are_shown(text: str, shown: str) -> None:
    assert visible_line(text) == shown
    assert visible_block(text) == shown


def test_line_ends_and_tabs_stay_in_blocks_only() -> None:
    assert visible_block("a\n\tb\r\n") == "a\n\tb\\x0d\n"
    assert visible_line("a\n\tb\r\n") == "a\\x0a\\x09b\\x0d\\x0a"


@given(st.text(st.characters()))
def test_no_control_character_is_left(text: str) -> None:
    assert not {"Cc", "Cs"} & {unicodedata.category(char) for char in visible_line(text)}
    visible_line(text).encode("utf-8")


def test_json_keeps_what_it_says() -> None:
    said = {"a\x7f\x9b": "\u202e\u2028\u200b\u200d\ufeff\U000e0041 é 🎉 \\u0041 \n"}
    text = visible_json(json.dumps(said, ensure_ascii=False))
    assert json.loads(text) == said
    assert text.isprintable()
