"""Runme notebooks: each fenced block that its attributes give a name is a subtask, a cell.

`bash {"name":"build","cwd":"./api"}` or `bash { name=build }`. Cells run in the order in which
they stand, one at a time. Knows nothing of headings, lists and boxes.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from orchestrator.diagnostics import Span
from orchestrator.document.attributes import Attributes, read_attributes
from orchestrator.document.boxes import box_of
from orchestrator.document.commands import looks_runnable, step_text
from orchestrator.document.drafts import CommandDraft
from orchestrator.document.fenced import fences_with_intro, without_fences
from orchestrator.document.headings import Title
from orchestrator.document.info import read_info
from orchestrator.document.languages import canonical, only_comments
from orchestrator.document.model import Command, Keys, StepSpec, SubtaskSpec
from orchestrator.document.nodes import After, Dialect, Found, Node, Page, Sign
from orchestrator.document.source import Source
from orchestrator.document.tree import Fence, every_item

NAME = "runme"
_PROMPT = re.compile(r"^\$ ", re.MULTILINE)
_EXPORT = re.compile(r"^(?:export|source|\.|cd) ", re.MULTILINE)
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{2,}")
# What runs blocks of these languages; a shell of the front matter takes the place of any.
_SHELLS = {"sh": "bash", "bash": "bash", "shell": "bash", "shellscript": "bash",
           "zsh": "zsh", "ksh": "ksh"}  # fmt: skip
# They stop at the first failure, as Runme starts them.
_STOPS = {"sh": "-e", "bash": "-e -o pipefail", "zsh": "-e -o pipefail", "ksh": "-e -o pipefail"}
_STARTED_OTHERWISE = frozenset({"zsh", "ksh"})
_OF_THE_CELL = frozenset({"name", "cwd", "interpreter", "ignore", "transform"})
_NOT_DONE = frozenset({"background", "interactive", "promptEnv"})
_OF_THE_FILE = frozenset({"cwd", "shell"})


class _Cell(Struct, frozen=True):
    """A block that Runme runs. `language` names its interpreter, None where there is none; `intro`
    is the paragraph right before it."""

    fence: Fence
    attributes: Attributes
    language: str | None
    intro: str

    @property
    def name(self) -> str:
        return self.attributes.values.get("name", "").strip()


def sign(page: Page) -> Sign | None:
    """How many cells have a name; none where there are more boxes, which such blocks may adorn."""
    count = sum(bool(cell.name and cell.language) for cell in _cells(page))
    if not count or sum(box_of(item) is not None for item in every_item(page.blocks)) > count:
        return None
    blocks = "blocks" if count > 1 else "block"
    return Sign(count, f"{count} {blocks} with a name, like `{{ name=build }}`")


def find(page: Page) -> Found | None:
    """A subtask for each cell with a name."""
    cells = list(_cells(page))
    named = [cell for cell in cells if cell.name and cell.language is not None]
    if not named:
        return None
    _tell(page.source, cells)
    nodes: list[Node] = []
    titles = _titles(page.source, named)
    before: int | None = None
    for index, (cell, title) in enumerate(zip(named, titles, strict=True)):
        after = () if before is None else (After(before, "order", cell.fence.line),)
        before = index
        nodes.append(_node(page, cell, title, after))
    outside = tuple(without_fences(page.blocks))
    return Found(NAME, tuple(nodes), outside, ordered=True, read=_OF_THE_FILE)


def _cells(page: Page) -> Iterator[_Cell]:
    """Every block but those that say that they are none; in lists and quotations too."""
    shell = _said(page, "shell")
    for fence, intro in fences_with_intro(page.blocks):
        attributes = read_attributes(fence.info)
        shown = attributes.says("transform")
        hidden = attributes.says("ignore") if shown is None else not shown
        if not hidden and attributes.language.lower() != "mermaid":
            language = _interpreter(attributes, shell, page.source)
            yield _Cell(fence, attributes, language, intro)


def _said(page: Page, name: str) -> str:
    """What the front matter says of a key, as written."""
    keys = (key for key in page.front.keys if key.name == name and key.values)
    return next((key.values[0].text.strip() for key in keys), "")


def _interpreter(attributes: Attributes, shell: str, source: Source) -> str | None:
    """What runs a cell: its own interpreter, for shells that of the file, else its language's."""
    said = attributes.values.get("interpreter", "").strip()
    language = attributes.language.lower()
    if said:
        return _program(said, source)
    if language in source.languages:
        return language
    if language in _SHELLS:
        return _program(shell or _SHELLS[language], source)
    return canonical(language)


def _program(said: str, source: Source) -> str | None:
    """A program that is named by itself, by its path or with options."""
    words = said.split()
    if posixpath.basename(words[0]) == "env" and len(words) > 1:
        words = words[1:]
    name = posixpath.basename(words[0])
    if said.lower() in source.languages:
        return said.lower()
    if words == [name] and name not in _STARTED_OTHERWISE:
        return canonical(name)
    if name in _STOPS:
        return " ".join((*words, _STOPS[name]))
    return " ".join(words) if canonical(name) else None


def _titles(source: Source, named: Sequence[_Cell]) -> list[str]:
    """The cells' names; of several of one name the second is `name-2`."""
    taken = {cell.name for cell in named}
    counts: dict[str, int] = {}
    titles = []
    for cell in named:
        title = cell.name
        count = counts.get(cell.name, 0) + 1
        if count > 1:
            while (title := f"{cell.name}-{count}") in taken:
                count += 1
            source.findings.info(
                "same-name",
                f"another cell is named `{cell.name}`; this one is `{title}`",
                cell.fence.line,
                hint="give it a name of its own",
            )
        counts[cell.name] = count
        taken.add(title)
        titles.append(title)
    return titles


def _node(page: Page, cell: _Cell, title: str, after: tuple[After, ...]) -> Node:
    fence, attributes = cell.fence, cell.attributes.values
    span = Span(fence.line, fence.column)
    script = _script(cell)
    command = Command(language=cell.language or "", script=script, line=fence.line)
    text = step_text(CommandDraft(command.language, script, fence.line))
    said = (page.source.folder or "", _said(page, "cwd"), attributes.get("cwd", "").strip())
    folder = posixpath.normpath(posixpath.join(*said))
    keys = Keys(
        cwd=None if folder == "." else folder,
        cwd_span=span,
        # Runme runs one cell at a time, also of those that are chosen.
        locks=(NAME,),
        metadata={key: value for key, value in attributes.items() if key not in _OF_THE_CELL},
    )
    spec = SubtaskSpec(
        prefix=None,
        number=None,
        title=title,
        span=span,
        keys=keys,
        description=cell.intro,
        steps=(StepSpec(id=None, text=text, line=fence.line, command=command),),
    )
    return Node(Title(text=title), span, (), fence.last, after=after, spec=spec)


def _script(cell: _Cell) -> str:
    """The block as written; of a shell, without the prompts before its commands."""
    is_shell = cell.attributes.language.lower() in _SHELLS
    return _PROMPT.sub("", cell.fence.content) if is_shell else cell.fence.content


def _tell(source: Source, cells: Sequence[_Cell]) -> None:
    """Say what nothing comes of."""
    often = source.findings.often
    for at, cell in enumerate(cells):
        line, attributes = cell.fence.line, cell.attributes
        if cell.name and cell.language is None:
            said = attributes.values.get("interpreter") or attributes.language or "no language"
            message = f"the cell `{cell.name}` never runs: `{said}` has no interpreter"
            hint = "name a language such as bash, or add an interpreter in the settings"
            meant = "interpreter" in attributes.values or looks_runnable(read_info(cell.fence.info))
            tell = source.findings.warning if meant else source.findings.info
            tell("no-interpreter", message, line, hint=hint)
        elif cell.language and not cell.name and not only_comments(cell.fence.content, "sh"):
            often(
                "unnamed-cell",
                "a block without a name never runs",
                line,
                hint="write `{ name=build }` behind its language to run it by that name",
            )
        if cell.name and cell.language:
            _tell_effects(source, cell, is_last=at + 1 == len(cells))
    if source.lines[0].strip() in ("+++", "{"):
        source.findings.warning(
            "front-matter-not-read",
            "front matter is read as YAML alone; this one is text",
            1,
            hint="write it between `---` lines: cells may need its `cwd` and `shell`",
        )


def _tell_effects(source: Source, cell: _Cell, *, is_last: bool) -> None:
    """Say of a cell that runs what of it Runme would do, and nobody does here."""
    often, line = source.findings.often, cell.fence.line
    for name in sorted(_NOT_DONE & cell.attributes.values.keys()):
        if cell.attributes.says(name) is not False:
            often(
                "not-honoured",
                f"`{name}` is kept as metadata and does nothing here",
                line,
                hint="a cell runs in the foreground, without a terminal, and nobody is asked",
            )
    if _VARIABLE.fullmatch(cell.name):
        often(
            "not-honoured",
            "what this cell prints does not become the variable of its name",
            line,
            hint='write `echo "NAME=value" >> "$ORCHESTRATOR_OUTPUTS"` to hand a value on',
        )
    if not is_last and _EXPORT.search(cell.fence.content):
        often(
            "lost-effect",
            "variables and the folder of this cell do not reach the next: each is a process "
            "of its own",
            line,
            hint='write `echo "NAME=value" >> "$ORCHESTRATOR_OUTPUTS"` to hand a value on',
        )


RUNME = Dialect(NAME, sign, find)
