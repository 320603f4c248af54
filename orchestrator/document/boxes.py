"""What a check box or numbered item says: its mark, the author's number, its text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.diagnostics import Findings
from orchestrator.document.inline import peel_emoji
from orchestrator.document.status import emoji_status
from orchestrator.document.tree import Block, Item, Line, ListBlock, Paragraph, Quote, every_item

# Prettier writes the star of `[ ]*` as `\*`, so that it is no emphasis.
_BOX = re.compile(r"\[(?P<mark>\s*[^\]\s]?\s*)\](?P<optional>\\?\*)?(?:\s+|$)")
_LEGEND_BOX = re.compile(r"(?:\*\*)?`?\[[^\[\]\s]?\s?\](?:\*\*)?`?(?:\*\*)?")
_EXPLAINED = re.compile(r"(?:\*\*)?\[(?P<mark>\s*[^\]\s]?\s*)\](?:\*\*)?(?:\s|$)")
_LEGEND_TEXT = re.compile(r"(?:=|:|[-–—]\s)|[\w ]{1,40}\s=\s")
_NUMBER = re.compile(
    r"(?P<word>(?:sub-?)?(?:step|task)\s+)?#?(?P<number>[A-Z]{0,2}\d+(?:\.\d+)*[a-h]?)"
    r"(?P<bold>\*\*)?(?:(?P<end>[.:)]?)(?P<bold2>\*\*)?(?:\s+|$)(?P<dash>[-–—]\s+)?"
    # As in Chinese, where no space follows; `3、4` are two numbers.
    r"|(?P<wide>[、．）：])(?P<bold3>\*\*)?(?!\d)\s*)",
    re.I,
)
_CODE = re.compile(
    r"(?:\*\*|`|\[)?(?P<code>#\d{1,6}|[A-Z]{1,10}-\d+(?:\.\d+)*[a-z]?|[A-Z]{1,4}\d+(?:\.\d+)*[a-z]?)"
    r"(?![\w-]|\.\d)"
)
_STEP = re.compile(r"(?:\*\*)?step\s", re.I)
_MAX_LINES = 10
_STRUCK = re.compile(r"(?:\*\*)?~~(?:(?!~~).)+~~(?:\*\*)?(?:\s*\([^()]*\))?")
OPTIONAL = re.compile(r"[(\[]optional[)\]]", re.I)


class Box(Struct, frozen=True):
    """A check box: `mark` is what stands in it, `number` what the author counted it as."""

    mark: str
    text: str
    number: str | None
    optional: bool
    line: Line
    rest: tuple[Line, ...]

    @property
    def done(self) -> bool:
        return self.mark in ("x", "X")

    @property
    def struck(self) -> bool:
        """Whether it is open and all of its text is struck out; many strike out what is done."""
        return not (self.done or self.rest) and _STRUCK.fullmatch(self.text) is not None

    @property
    def odd(self) -> bool:
        """Whether the mark is one without a meaning."""
        return self.mark not in ("", "x", "X", "-")


def tell_odd_mark(box: Box, findings: Findings) -> None:
    """Say that a mark other than those with a meaning is read as open, and that what is struck
    out need not be done."""
    if box.struck:
        findings.often(
            "struck-out",
            "an open box that is struck out is not required",
            box.line.number,
            hint="remove it, or the `~~` around it if it has to be done",
        )
    if box.odd:
        findings.info(
            "other-mark",
            f"`[{box.mark}]` is a mark without a meaning; read as open",
            box.line.number,
            box.line.column,
            hint="write `[ ]`, `[x]` or `[-]`",
        )


def tell_legend(lines: Sequence[int], findings: Findings) -> None:
    """Say on which lines marks are explained, as far as they might be taken for steps."""
    shown = ", ".join(map(str, lines[:_MAX_LINES]))
    more = f" and {len(lines) - _MAX_LINES} more" if len(lines) > _MAX_LINES else ""
    findings.accounted.update(lines)
    findings.info(
        "legend-skipped",
        f"lines that explain marks are not steps: {shown}{more}",
        lines[0],
        hint="nothing to do, unless they were meant as steps",
    )


def tell_without_boxes(items: Sequence[Item], findings: Findings) -> None:
    """Say of bullets such as `✅ Paid`, which stand beside boxes, that nothing comes of them."""
    for item in items:
        if item.first is not None and emoji_status(peel_emoji(item.first.text)[0]) is not None:
            findings.often(
                "bullet-beside-boxes",
                "a bullet with a mark of its own is no step beside boxes",
                item.line,
                hint="write `- [ ] …` or `- [x] …`, if it is one",
            )


def box_of(item: Item) -> Box | None:
    """The check box that an item is, None where it is none (or explains what marks mean)."""
    first = item.first
    if first is None or first.text[:1] != "[":
        return None
    found = _BOX.match(first.text)
    if found is None or is_legend(item):
        return None
    mark = found["mark"].strip()
    if not _is_mark(mark):
        return None
    paragraph = item.children[0]
    assert isinstance(paragraph, Paragraph)
    number, text = split_number(first.text[found.end() :].strip())
    optional = found["optional"] is not None or OPTIONAL.search(text) is not None
    box = Box(mark, text, number, optional, first, paragraph.lines[1:])
    return replace(box, optional=True) if box.struck else box


def _is_mark(mark: str) -> bool:
    """Whether it stands in a box: `[1] Smith 1999` is a footnote, `[P]` a mark of another kind."""
    return not (mark.isdigit() or (mark.isupper() and mark != "X"))


def is_legend(item: Item) -> bool:
    """Whether an item explains a mark: `[P] tasks = different files`, `` `[-]` In progress``.

    One that holds boxes explains nothing: they would be lost with it.
    """
    first = item.first
    if first is None:
        return False
    found = _LEGEND_BOX.match(first.text)
    if found is None or _holds_boxes(item):
        return False
    rest = first.text[found.end() :].strip()
    if not first.text.startswith("["):
        return True  # the mark itself is in code or bold
    if "P" in found.group():
        return _LEGEND_TEXT.match(rest) is not None
    return _LEGEND_TEXT.match(rest) is not None and rest[0] in "=:-–—"


def explains_box(item: Item) -> bool:
    """Whether an item that explains a mark may be taken for a box: `[ ] = open`."""
    found = _EXPLAINED.match(item.first.text) if item.first is not None else None
    return found is not None and _is_mark(found["mark"].strip()) and is_legend(item)


def _holds_boxes(item: Item) -> bool:
    inner = (nested.first for nested in every_item(item.children))
    return any(line is not None and _BOX.match(line.text) for line in inner)


def split_number(text: str) -> tuple[str | None, str]:
    """The author's number in front of a text, and the text: `1.1 Define` to `1.1`, `Define`."""
    bold = text.startswith("**")
    found = _NUMBER.match(text, 2 if bold else 0)
    if found is None or not _counts(found):
        return None, text
    rest = text[found.end() :].strip()
    closed = found["bold"] or found["bold2"] or found["bold3"]
    if bold and not closed:
        rest = "**" + rest
    elif not bold and closed:
        return None, text
    return found["number"], rest


def code_of(text: str) -> str | None:
    """What an item without a number is called in front of its text: `#3`, `P0.1`, `ABC-12`."""
    found = _CODE.match(text)
    return found["code"] if found else None


def is_step(box: Box) -> bool:
    """Whether a box is numbered as a step: `Step 2: Bake`."""
    found = _BOX.match(box.line.text)
    return found is not None and _STEP.match(box.line.text, found.end()) is not None


def _counts(found: re.Match[str]) -> bool:
    """Whether it is a number of a step, not of things: `3 tests` has none."""
    number = found["number"]
    if number[0].isalpha():
        return found["word"] is not None or re.fullmatch(r"T\d{2,}[a-h]?", number) is not None
    said = found["word"] or found["end"] or found["wide"] or found["dash"]
    return bool(said or "." in number)


def same_numbering(number: str | None, outer: str | None) -> bool:
    """Whether a box is numbered like the steps of a subtask: `1.1.6` under `1.1` or `001.1`."""
    if number is None or outer is None:
        return False
    inner = [part.lstrip("0") for part in number.lower().split(".")]
    above = [part.lstrip("0") for part in outer.lower().split(".")]
    return len(inner) > len(above) and inner[: len(above)] == above


def plain_text(item: Item) -> str:
    """The first paragraph of an item on one line."""
    if item.children and isinstance(item.children[0], Paragraph):
        return " ".join(line.text for line in item.children[0].lines)
    return ""


def items_without_boxes(blocks: Sequence[Block]) -> Iterator[Item]:
    """The items at any depth that are no boxes, nor stand in one."""
    stack = list(reversed(blocks))
    while stack:
        block = stack.pop()
        if isinstance(block, Quote):
            stack.extend(reversed(block.children))
        items = block.items if isinstance(block, ListBlock) else ()
        plain = [item for item in items if box_of(item) is None]
        yield from plain
        stack.extend(child for item in reversed(plain) for child in reversed(item.children))


def has_boxes(blocks: Sequence[Block]) -> bool:
    """Whether there is a check box at any depth."""
    return any(box_of(item) is not None for item in every_item(blocks))
