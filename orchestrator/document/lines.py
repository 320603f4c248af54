"""Which lines inside an item or paragraph are labels or keys, and where an item's text ends."""

from __future__ import annotations

from orchestrator.document.boxes import box_of
from orchestrator.document.inline import only_span, without_emoji
from orchestrator.document.keylines import KeyLine, bold_keys, is_italic, plain_keys
from orchestrator.document.keynames import field_of
from orchestrator.document.labels import bold_title, introduces_example, meaning_of, plain_label
from orchestrator.document.tree import Item, Line, Paragraph


def item_text(item: Item) -> tuple[str, tuple[Line, ...]]:
    """An item's own text, and the lines of its paragraph from the first label on."""
    paragraph = item.children[0] if item.first is not None else None
    if not isinstance(paragraph, Paragraph):
        return "", ()
    lines = paragraph.lines
    end = next((at for at in range(1, len(lines)) if is_label(lines[at])), len(lines))
    text = " ".join(line.text for line in lines[:end])
    box = box_of(item)
    if box is not None:
        text = " ".join([box.text, *(line.text for line in lines[1:end])]).strip()
    return text, lines[end:]


def only_line(item: Item) -> bool:
    """Whether an item's text is on one line."""
    paragraph = item.children[0] if item.children else None
    return isinstance(paragraph, Paragraph) and len(item_text(item)[1]) == len(paragraph.lines) - 1


def is_label(line: Line) -> bool:
    """Whether a line inside an item ends its text: a label, a bold or an italic key."""
    if bold_keys(line) or (is_italic(line.text) and plain_keys(line)):
        return True
    name = bold_title(without_emoji(line.text)) or plain_label(line.text)
    if name is not None and meaning_of(name).special:
        return True
    return holds_command(plain_keys(line))


def stands_alone(line: Line) -> bool:
    """Whether a line means something by itself, so that it goes on no text above it."""
    if is_label(line) or plain_label(line.text) or introduces_example(line.text):
        return True
    found = plain_keys(line)
    return bool(found) and (
        is_italic(line.text) or all(field_of(key.name) is not None for key in found)
    )


def holds_command(found: list[KeyLine]) -> bool:
    """Whether a plain `Verify: …` holds a command and nothing else."""
    if len(found) != 1 or meaning_of(found[0].name).runs is None:
        return False
    return only_span(found[0].values[0].text) is not None
