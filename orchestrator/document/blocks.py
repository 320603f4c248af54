"""Text to a tree of blocks, by markdown-it's CommonMark parser; the only place that knows it.

Inline markdown is left as written, and no text is lost: link definitions stay paragraphs,
and nesting deeper than the parser goes is told.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from msgspec import Struct, field

from orchestrator.diagnostics import Findings
from orchestrator.document.tree import (
    Block,
    Fence,
    Heading,
    Html,
    Item,
    Line,
    ListBlock,
    Paragraph,
    Quote,
    Row,
    Rule,
    Table,
)

MAX_NESTING = 2100  # levels of the parser; a nested list takes two of them
_RECURSION_LIMIT = 60_000
_RULES = ("-", "*", "_")


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Lets Python recurse as deep as blocks may nest, for the time of reading a file."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _RECURSION_LIMIT))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def read_blocks(text: str, findings: Findings) -> tuple[Block, ...]:
    """The top-level blocks of `text`; unclosed comments are told."""
    parser = MarkdownIt("commonmark", {"maxNesting": MAX_NESTING, "html": True})
    parser.enable("table")
    parser.disable(["normalize", "inline", "text_join", "reference"])
    parser.block.ruler.at("hr", _rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    tokens = parser.parse(text if text.endswith("\n") else text + "\n")
    deepest = max((token.level for token in tokens), default=0)
    if deepest >= MAX_NESTING - 1:
        tell_nesting(findings)
    tree = _Builder(text.split("\n"), findings)
    for token in tokens:
        tree.add(token)
    return tuple(tree.stack[0].children)


def _rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A line of three or more `-`, `*` or `_`, spaces between them or not: a thematic break.

    Instead of the parser's own, which looks at each character; a line of thousands of nested
    bullets asks at every level whether what is left of it is one.
    """
    first, last = state.bMarks[start] + state.tShift[start], state.eMarks[start]
    mark = state.src[first : first + 1]
    if state.is_code_block(start) or mark not in _RULES or not mark:
        return False
    if state.src[last - 1] not in f"{mark} \t":
        return False
    line = state.src[first:last]
    if line.count(mark) < 3 or line.strip(f"{mark} \t"):
        return False
    if not silent:
        state.line = start + 1
        state.push("hr", "hr", 0).map = [start, state.line]
    return True


def tell_nesting(findings: Findings) -> None:
    """Blocks nest deeper than can be read."""
    findings.error(
        "nesting-limit",
        f"blocks nest deeper than {MAX_NESTING // 2} levels; what is below is not read",
        hint="nest less deeply, or split the file",
    )


class _Frame(Struct):
    """An open container: its opening token and what was built inside so far."""

    token: Token | None
    children: list[Block] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    text: str = ""


class _Builder(Struct):
    """Folds the parser's flat tokens into the tree, without recursion."""

    lines: list[str]
    findings: Findings
    stack: list[_Frame] = field(default_factory=lambda: [_Frame(None)])

    def add(self, token: Token) -> None:
        if token.nesting == 1:
            self.stack.append(_Frame(token))
        elif token.nesting == -1:
            self._close(token, self.stack.pop())
        elif token.type == "inline":
            self.stack[-1].text = token.content
        else:
            self._leaf(token)

    def _leaf(self, token: Token) -> None:
        first, last = _lines(token)
        out = self.stack[-1].children
        if token.type == "fence":
            out.append(self._fence(token, first, last))
        elif token.type == "code_block":
            out.append(Fence(None, token.content, first, last, self.column(first)))
        elif token.type == "html_block":
            out.append(self._html(token, first, last))
        else:
            out.append(Rule(first, last))

    def _fence(self, token: Token, first: int, last: int) -> Fence:
        # A closed fence spans two lines more than its content, an unclosed one only one.
        closed = last - first + 1 == token.content.count("\n") + 2
        column = self.column(first, token.markup)
        info = token.info.strip()
        return Fence(info, token.content, first, last, column, closed, token.markup)

    def _html(self, token: Token, first: int, last: int) -> Html:
        html = Html(token.content, first, last)
        if html.comment and "-->" not in token.content:
            self.findings.warning(
                "unclosed-comment",
                "the comment opened with `<!--` is never closed; all below it is a comment",
                first,
                self.column(first, "<!--"),
                hint="close it with `-->`",
            )
        return html

    def _close(self, closing: Token, frame: _Frame) -> None:
        assert frame.token is not None
        first, last = _lines(frame.token)
        outer = self.stack[-1]
        make = _MAKERS.get(closing.type)
        if make is not None:
            outer.children.extend(make(self, frame, first, last))
        elif closing.type == "list_item_close":
            number = frame.token.info or None
            outer.items.append(Item(tuple(frame.children), first, last, number))
        elif closing.type in ("th_close", "td_close"):
            outer.cells.append(frame.text)
        elif closing.type == "tr_close":
            outer.rows.append(Row(tuple(frame.cells), first))
        elif closing.type in ("thead_close", "tbody_close"):
            outer.rows.extend(frame.rows)

    def heading(self, frame: _Frame, first: int, last: int) -> list[Block]:
        assert frame.token is not None
        text = frame.text
        if frame.token.markup == "-" and ("\n" in text or text.startswith(("**", "__"))):
            # Lines of keys right above `---` make a heading to the letter of CommonMark;
            # their author meant a rule.
            return [*self.paragraph(frame, first, last - 1), Rule(last, last)]
        level = int(frame.token.tag[1])
        column = self.column(first, text.split("\n")[0])
        return [Heading(level, " ".join(text.split("\n")), first, last, column)]

    def paragraph(self, frame: _Frame, first: int, last: int) -> list[Block]:
        texts = [text.strip(" \t") for text in frame.text.split("\n")]
        while last - first + 1 > len(texts) and texts[0] not in self.lines[first - 1]:
            first += 1  # a line of nothing but odd spaces, which the parser took away
        lines = (
            Line(text, number, self.column(number, text))
            for number, text in enumerate(texts, start=first)
        )
        return [Paragraph(tuple(lines))]

    def column(self, line: int, text: str | None = None) -> int:
        source = self.lines[line - 1] if line <= len(self.lines) else ""
        if text is None:
            return len(source) - len(source.lstrip(" \t")) + 1
        return max(source.find(text), 0) + 1


def _lines(token: Token) -> tuple[int, int]:
    return (token.map[0] + 1, max(token.map[1], token.map[0] + 1)) if token.map else (1, 1)


def _list(tree: _Builder, frame: _Frame, first: int, last: int) -> list[Block]:
    ordered = frame.token is not None and frame.token.tag == "ol"
    return [ListBlock(ordered, tuple(frame.items), first, last, tree.column(first))]


def _quote(_: _Builder, frame: _Frame, first: int, last: int) -> list[Block]:
    return [Quote(tuple(frame.children), first, last)]


def _table(_: _Builder, frame: _Frame, first: int, last: int) -> list[Block]:
    header, *rows = frame.rows
    return [Table(header, tuple(rows), first, last)]


_MAKERS: dict[str, Callable[[_Builder, _Frame, int, int], list[Block]]] = {
    "heading_close": _Builder.heading,
    "paragraph_close": _Builder.paragraph,
    "bullet_list_close": _list,
    "ordered_list_close": _list,
    "blockquote_close": _quote,
    "table_close": _table,
}
