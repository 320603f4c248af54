"""The filters are held against a real Markdown parser: what it reads is the text that went in."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from orchestrator.report.escape import (
    MOST_OPEN_LINES,
    Markdown,
    cell,
    code,
    fence,
    file_link,
    folded,
    inline,
    url,
)
from orchestrator.report.visible import visible_block, visible_line

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TEXTS = (
    st.text(st.sampled_from(list("ab1@_*`~[]()!<>&#+-=.|\\$: \n\t\x1b\u202e\"'{}%é"))) | st.text()
)
# Mentions, issues and addresses, as GitHub finds them in text that is no code.
LIVE = re.compile(r"(?<!\w)@[a-z0-9]|#\d|https?://\w|\bwww\.\w", re.ASCII | re.IGNORECASE)


def one_line(text: str) -> str:
    return visible_line(" ".join(part for part in _split(text) if part))


def words_of(text: str) -> list[str]:
    return [word for word in text.strip().split(" ") if word]


def _split(text: str) -> list[str]:
    return text.replace("\n", " ").replace("\t", " ").split(" ")


def text_of(markdown: str) -> list[tuple[str, str]]:
    """Type and content of each inline token; anything but one paragraph shows up as more."""
    tokens = PARSER.parse(markdown)
    assert [token.type for token in tokens] in (
        [],
        ["paragraph_open", "inline", "paragraph_close"],
    ), markdown
    return [
        (child.type, child.content) for token in tokens for child in token.children or () if child
    ]


@given(TEXTS)
def test_inline_text_is_one_paragraph_of_just_that_text(text: str) -> None:
    children = text_of(inline(text))
    assert {kind for kind, _ in children} <= {"text", "text_special", "code_inline"}
    assert not any(LIVE.search(content) for kind, content in children if kind == "text")
    shown = "".join(content for _, content in children)
    # The parser strips every blank of Unicode at the ends.
    assert shown.strip() == one_line(text).strip()


@given(TEXTS)
def test_code_shows_just_that_text(text: str) -> None:
    children = text_of(code(text))
    shown = "".join(content for _, content in children)
    assert shown.strip() == one_line(text).strip()
    if one_line(text) and "|" not in text:
        assert [kind for kind, _ in children] == ["code_inline"]


@given(TEXTS)
def test_a_cell_stays_one_cell(text: str) -> None:
    tokens = PARSER.parse(f"| a | b |\n|---|---|\n| {cell(text)} | end |\n")
    cells = [tokens[n + 1] for n, token in enumerate(tokens) if token.type == "td_open"]
    assert len(cells) == 2
    assert cells[1].content == "end"
    kinds = {child.type for child in cells[0].children or ()}
    assert kinds <= {"text", "text_special", "html_inline", "code_inline"}
    html = {c.content for c in cells[0].children or () if c.type == "html_inline"}
    assert html <= {"<br>"}
    words = "".join(" " if c.type == "html_inline" else c.content for c in cells[0].children or ())
    # The parser strips every blank of Unicode at the ends.
    assert words_of(words) == words_of(one_line(text))


@given(TEXTS, TEXTS)
def test_a_fence_holds_just_that_text(text: str, language: str) -> None:
    (token,) = PARSER.parse(fence(text, language))
    assert token.type == "fence"
    expected = visible_block(text)
    assert token.content == expected + ("" if expected.endswith("\n") or not expected else "\n")


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("task_1 and snake_case", "task_1 and snake_case"),
        ("__init__", r"\_\_init\_\_"),
        ("0.8 s", "0.8 s"),
        ("1. first", r"1\. first"),
        ("# no heading", r"\# no heading"),
        ("- no item", r"\- no item"),
        ("a | b", r"a \| b"),
        ("<b>&amp;", "&lt;b&gt;&amp;amp;"),
        ("", ""),
        ("ask @bob, see #12 (or a/b#3)", "ask `@bob`, see `#12` (or `a/b#3`)"),
        ("www.x.y. https://x.y/z_?b=1!", "`www.x.y`. `https://x.y/z_?b=1`!"),
        ("mail a.b@c.de about GH-7", "mail `a.b@c.de` about `GH-7`"),
        (r"\@bob `@bob`", r"`\@bob` \``@bob`\`"),
        ("C# at npm@10, a @ b, # 1", "C# at npm@10, a @ b, # 1"),
    ],
)
def test_inline_stays_readable(text: str, markdown: str) -> None:
    assert inline(text) == markdown


def test_code_outgrows_the_backticks_inside() -> None:
    assert code("`a``b`") == "``` `a``b` ```"
    assert code("a | b") == r"a \| b"


def test_fence_outgrows_the_backticks_inside() -> None:
    assert fence("````\n", "b`a sh") == "`````bash\n````\n`````"


@given(TEXTS)
def test_what_is_collapsed_holds_just_that_text(text: str) -> None:
    long = "a\n" * MOST_OPEN_LINES + text + "\nb"
    opened, block, closed = PARSER.parse(folded(long, "Output"))
    lines = long.count("\n") + 1
    assert opened.content.strip() == f"<details><summary>Output, {lines} lines</summary>"
    assert block.content == visible_block(long) + "\n"
    assert closed.content.strip() == "</details>"


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("a\n" * MOST_OPEN_LINES, True),
        ("a\n" * (MOST_OPEN_LINES + 1), False),
        ("\n".join("a" * (MOST_OPEN_LINES + 1)), False),
        ("a" * 3000, True),
        ("a" * 5000, False),
        ("", True),
    ],
)
def test_only_what_is_long_is_collapsed(text: str, is_open: bool) -> None:
    assert folded(text, "Output").startswith("```") is is_open


def test_addresses_cannot_leave_their_link() -> None:
    assert url("https://e.org/a>b c\n|") == "<https://e.org/a%3Eb%20c%0A%7C>"
    assert file_link("a_(b).md") == "[a\\_(b).md](a_%28b%29.md)"


def test_filters_say_that_their_text_is_markdown() -> None:
    results = [inline("a"), cell("a"), code("a"), fence("a"), url("a"), file_link("a")]
    assert all(isinstance(result, Markdown) for result in results)
