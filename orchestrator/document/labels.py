"""Which lines open a part, and what the part of each name means; reads no blocks.

The one table of part names is here: what lists steps or criteria, and what runs.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from orchestrator.document.inline import masked, peel_emoji, without_bold, without_emoji


class Use(StrEnum):
    """What a command is run for."""

    ACTION = "action"
    CHECK = "check"
    COMPENSATION = "compensation"
    CLEANUP = "cleanup"


class Lists(StrEnum):
    """What the boxes of a part are, and its bullets where `bullets` says so."""

    STEPS = "steps"
    CRITERIA = "criteria"


class Reads(StrEnum):
    """Parts that say what is expected of the command before them."""

    EXPECT = "expect"
    OUTPUT = "output"


class Meaning(Struct, frozen=True):
    """What a part is: `runs` is what its blocks and items of one code span are run for."""

    boxes: Lists = Lists.CRITERIA
    runs: Use | None = None
    bullets: bool = False  # plain bullets are steps or criteria too
    reads: Reads | None = None
    special: bool = True


NO_MEANING = Meaning(special=False)
DOCUMENTATION = Meaning(special=True)

_MEANINGS: tuple[tuple[tuple[str, ...], Meaning], ...] = (
    (("steps", "implementation steps"), Meaning(Lists.STEPS, Use.ACTION, bullets=True)),
    (
        ("tasks", "subtasks", "sub tasks", "to do", "todo", "to dos", "todos", "execution",
         "actions"),
        Meaning(Lists.STEPS, None, bullets=True),
    ),
    (("implementation",), Meaning(Lists.STEPS)),
    (
        ("run", "command", "commands", "script", "setup", "set up", "execute"),
        Meaning(Lists.CRITERIA, Use.ACTION),
    ),
    (
        ("verify", "verification", "verification method", "check", "checks", "test", "tests",
         "tests to run", "validation"),
        Meaning(Lists.CRITERIA, Use.CHECK),
    ),
    (
        ("acceptance criteria", "success criteria", "definition of done", "test criteria",
         "manual checks"),
        Meaning(Lists.CRITERIA, Use.CHECK, bullets=True),
    ),
    (("rollback", "roll back", "undo", "on failure"), Meaning(runs=Use.COMPENSATION)),
    (
        ("cleanup", "clean up", "teardown", "tear down", "finally"),
        Meaning(runs=Use.CLEANUP),
    ),
    (("expect",), Meaning(reads=Reads.EXPECT)),
    (("expected output",), Meaning(reads=Reads.OUTPUT)),
    # Of no meaning, but a value beside them does not make them a key.
    (("example", "examples", "code example", "code examples", "usage", "sample", "output"),
     DOCUMENTATION),
)  # fmt: skip
_BY_NAME = {name: meaning for names, meaning in _MEANINGS for name in names}

_BETWEEN = re.compile(r"[-_\s]+")
_REMARK = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_REMARK_BEFORE_COLON = re.compile(r"(?:\([^()]*\)|`[^`]*`)?\s*:(?:\s|$)")
_PROSE = re.compile(r"[.,;!?\"`=<>{}]|\*\*|://")
_EXAMPLE = re.compile(
    r"\b(?:examples?|samples?|e\.g\.|output|outputs|usage|like this|looks like)(?!\w)", re.I
)
_LEGENDS = frozenset(
    {"legend", "status legend", "status indicators", "legends", "key", "marks", "notation"}
)
_CONTAINERS = frozenset({"implementation tasks", "tasks", "workflow", "steps", "phases"})
BOLD = ("**", "__")
"""The marks of bold text."""
_UNDERLINED = re.compile(r"(?![a-z]\w*\n)\S.*\n\W?", re.S)
_MAX_PLAIN_WORDS = 5
_MAX_BOLD_WORDS = 8


_NUMBERING = re.compile(r"^(?:step\s+)?\d+(\.\d+)*[.):]?\s+(?:[-–—]\s+)?")


# The labels of a task file are the same few again and again.
@lru_cache(maxsize=1024)
def name_key(text: str) -> str:
    """A label's or key's name for comparing: words alone, lower case."""
    text = _REMARK.sub(" ", without_emoji(without_bold(text)))
    return " ".join(_BETWEEN.sub(" ", text).strip(" :*#").lower().split())


def meaning_of(label: str) -> Meaning:
    """What the part under this label means; `NO_MEANING` for any other name."""
    # `3. Verify` and `Step 3: Verify` are the part Verify, numbered.
    name = _NUMBERING.sub("", name_key(label))
    if name.startswith("cli testing"):
        return Meaning(Lists.CRITERIA, Use.CHECK)
    return _BY_NAME.get(name, NO_MEANING)


def is_container(label: str) -> bool:
    """Whether the headings directly below a heading of this name are subtasks."""
    return name_key(label) in _CONTAINERS


def is_legend_label(label: str) -> bool:
    """Whether the part explains marks."""
    return name_key(label) in _LEGENDS


def bold_pair(line: str) -> tuple[str, str] | None:
    """Name and value of `**Key**: value`, `**Key:** value`, `__Key__: value`, `**Key (first)**:`;
    None if neither.

    The value is empty for a label. Emoji in front are passed over.
    """
    found = bold_start(line)
    if found is None:
        return None
    name, rest = found
    if name.endswith(":"):
        return name[:-1].strip(), rest.strip()
    remark = _REMARK_BEFORE_COLON.match(rest)
    if remark is None or not name:
        return None
    remarked = f"{name} {rest[: remark.end()].rstrip().removesuffix(':')}"
    return remarked.strip(), (rest[remark.end() :].strip())


def bold_start(line: str) -> tuple[str, str] | None:
    """The bold words that a line begins with, emoji apart, and what stands behind them."""
    for mark in BOLD:
        at = line.find(mark)
        if at < 0 or (at > 0 and without_emoji(line[:at])):
            continue
        end = line.find(mark, at + 2)
        name, rest = line[at + 2 : end].strip(), line[end + 2 :]
        # `__init__` is a name of Python's, and `__a__b` is not bold at all.
        if end > 0 and (mark == "**" or _UNDERLINED.fullmatch(f"{name}\n{rest[:1]}")):
            return name, rest.lstrip()
    return None


def bold_title(line: str) -> str | None:
    """A short line that is all bold, read as a label although its colon is missing."""
    text = line.strip()
    found = bold_start(text) if text.endswith(BOLD) and len(text) > 4 else None
    if found is None or found[1] or len(found[0].split()) > _MAX_BOLD_WORDS:
        return None
    return found[0] or None


def heading_label(heading: str) -> str:
    """A heading as a label: without emoji around it, bold and colon."""
    return peel_emoji(without_bold(heading))[1].rstrip(":").rstrip() or heading


def plain_label(line: str) -> str | None:
    """The name of a plain line `Run:`: at most five words and no other punctuation."""
    text = line.strip()
    if not text.endswith(":") or text.endswith("::"):
        return None
    name = text[:-1].strip()
    words = _REMARK.sub(" ", name).split()
    if not words or len(words) > _MAX_PLAIN_WORDS or _PROSE.search(_REMARK.sub(" ", name)):
        return None
    return name if ":" not in name else None


def introduces_example(line: str) -> bool:
    """Whether a line of prose announces the block below it as an example or output."""
    text = line.strip()
    return text.endswith(":") and _EXAMPLE.search(masked(text)) is not None
