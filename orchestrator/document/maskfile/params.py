"""What the commands of mask and inkjet files ask for: arguments in a heading, lists of options.

    ## serve (folder) [port]            required, optional
    ## serve (folder) (port=80) (x?)    inkjet: with a default, optional

    **OPTIONS**
    * level
        * flags: -l --level
        * type: number
        * desc: How deep
        * required

Knows nothing of scripts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from orchestrator.diagnostics import Findings
from orchestrator.document.boxes import plain_text
from orchestrator.document.inline import without_bold
from orchestrator.document.params import Param, ParamType
from orchestrator.document.tree import Block, Item, ListBlock, Paragraph, Quote, every_item

_ARGUMENT = re.compile(r"\((?P<required>[^()\[\]]*)\)|\[(?P<optional>[^()\[\]]*)\]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FLAGS = re.compile(r"(?:flags?|choices|type|desc)\s*:|required$")
_ONE_LINE = re.compile(r"flag\s*:\s*(?P<words>.+)")
_VALUED = {"string": ParamType.STRING, "number": ParamType.NUMBER}
_REST = ("...", "…")


def arguments(brackets: str, line: int, findings: Findings, *, inkjet: bool) -> Iterator[Param]:
    """The arguments in the brackets of a heading; what can be no variable is told."""
    for found in _ARGUMENT.finditer(brackets):
        text = (found["required"] or found["optional"] or "").strip()
        for word in text.split() if inkjet else [text]:
            param = _argument(word, line, required=found["required"] is not None, inkjet=inkjet)
            if param is not None:
                yield param
            elif word:
                _tell_name(word, line, findings)


def asked_in_heading(brackets: str) -> list[str]:
    """The names in the brackets of a heading; none at all where one of them is no name."""
    found = [(each["required"] or each["optional"] or "") for each in _ARGUMENT.finditer(brackets)]
    names = [_variable(each.rstrip("?.…").partition("=")[0], inkjet=False) for each in found]
    return [] if None in names else [name for name in names if name is not None]


def options(blocks: Sequence[Block], findings: Findings, *, inkjet: bool) -> Iterator[Param]:
    """The options in the lists that follow a line `OPTIONS`."""
    for items in option_lists(blocks):
        for item in items.items:
            param = _option(item, inkjet=inkjet)
            if param is not None:
                yield param
            else:
                _tell_name(plain_text(item) or "an empty item", item.line, findings)


def option_lists(blocks: Sequence[Block]) -> Iterator[ListBlock]:
    """The lists that stand right below a line `OPTIONS`."""
    before: Block | None = None
    for block in blocks:
        if isinstance(block, ListBlock) and before is not None and _ends_in_options(before):
            yield block
        before = block


def _ends_in_options(block: Block) -> bool:
    """Whether the last line of a block is `OPTIONS`; below a quotation it is taken for its last."""
    while isinstance(block, Quote) and block.children:
        block = block.children[-1]
    return isinstance(block, Paragraph) and is_options(block.lines[-1].text)


def is_options(line: str) -> bool:
    """Whether a line is the word above a list of options."""
    return without_bold(line).strip(" :") == "OPTIONS"


def has_flags(options_: ListBlock) -> bool:
    """Whether a list says of an option what mask or inkjet would read."""
    return any(
        _FLAGS.match(plain_text(inner)) is not None
        for item in options_.items
        for inner in (item, *every_item(item.children))
    )


def _argument(word: str, line: int, *, required: bool, inkjet: bool) -> Param | None:
    word, equals, default = word.partition("=")
    word = word.strip()
    needed = required and not equals and not word.endswith("?")
    word = word.removesuffix("?")
    for dots in _REST:
        word = word.removesuffix(dots)
    name = _variable(word, inkjet=inkjet)
    if name is None:
        return None
    return Param(
        name=name,
        line=line,
        required=needed,
        default=None if needed else default.strip(),
    )


def _option(item: Item, *, inkjet: bool) -> Param | None:
    said: dict[str, str] = {}
    for inner in every_item(item.children):
        key, _, value = plain_text(inner).partition(":")
        said[key.strip()] = value.strip()
    text = plain_text(item).strip()
    shorthand = _ONE_LINE.fullmatch(text)
    if shorthand is not None:
        text, said = _shorthand(shorthand["words"])
    name = _variable(text, inkjet=inkjet)
    if name is None:
        return None
    choices = [choice.strip(" `") for choice in said.get("choices", "").split(",")]
    choices = [choice for choice in choices if choice]
    plain = ParamType.STRING if choices else ParamType.BOOLEAN
    return Param(
        name=name,
        line=item.line,
        required="required" in said,
        type=_VALUED.get(said.get("type", ""), plain),
        choices=tuple(choices),
        description=said.get("desc", ""),
    )


def _shorthand(words: str) -> tuple[str, dict[str, str]]:
    """The name and the facts of `-p --port |string| required Which port`."""
    name, said, desc = "", dict[str, str](), list[str]()
    for word in words.split():
        if word.startswith("--"):
            name = word[2:]
        elif word.startswith("|") and word.endswith("|"):
            said["type"] = word.strip("|")
        elif word == "required":
            said["required"] = ""
        elif not word.startswith("-"):
            desc.append(word)
    return name, {**said, "desc": " ".join(desc)}


def _variable(text: str, *, inkjet: bool) -> str | None:
    """The variable of this name, None where there can be none."""
    name = text.strip().strip("`").replace("\\_", "_")
    if inkjet:
        name = name.replace("-", "_").lower()
    return name if _NAME.fullmatch(name) else None


def _tell_name(text: str, line: int, findings: Findings) -> None:
    findings.warning(
        "not-an-argument",
        f"`{text[:60]}` is no name of a variable, so it is not asked for",
        line,
        hint="name an argument by letters, digits and `_`",
    )
