"""mask and inkjet files: a heading is a command, the last block below it is its script.

    ## services
    ### services start (name) [port]
    > Starts a service

What headings name, what commands ask for and how scripts run is read in `maskfile/`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence

from orchestrator.diagnostics import Span
from orchestrator.document.commands import reads_terminal, step_text
from orchestrator.document.drafts import CommandDraft
from orchestrator.document.headings import Title
from orchestrator.document.maskfile.headings import Section, sections_of
from orchestrator.document.maskfile.params import (
    arguments,
    asked_in_heading,
    has_flags,
    is_options,
    option_lists,
    options,
)
from orchestrator.document.maskfile.scripts import (
    Tool,
    command_of,
    has_interpreter,
    is_named,
    language_of,
    tool_of,
    variables_beside,
)
from orchestrator.document.maskfile.told import (
    tell_directives,
    tell_end,
    tell_section,
    tell_twice,
    tell_unrunnable,
)
from orchestrator.document.model import Keys, Part, StepSpec, SubtaskSpec
from orchestrator.document.nodes import Dialect, Found, Node, Page, Sign
from orchestrator.document.params import Param, ParamType
from orchestrator.document.source import Source
from orchestrator.document.tree import ListBlock, Paragraph, Quote, every_block

NAME = "mask"
_VERBOSE = re.compile(r"(?<![\w-])verbose\b")
# Of a name in the brackets of a heading, where a script reads it.
_USED = r"(?:\$\{{?|\benv\.|(?:env|ENV|environ)(?:\.get)?[\[(][\"']){}\b"
_MAX_NAMES = 10
_LONGEST_PART = 500  # it is said of every command of a group
_Groups = Mapping[tuple[str, ...], Part]


def sign(page: Page) -> Sign | None:
    """The file's name and its commands; without that name, what only such a file has."""
    sections, _ = sections_of(page)
    commands = [section for section in sections if section.scripts]
    if is_named(page.source.path) and commands:
        count = "a heading" if len(commands) == 1 else f"{len(commands)} headings"
        return Sign(len(commands) + 1, f"the file's name, and {count} with a script")
    lists = [each for command in commands for each in option_lists(command.blocks)]
    votes = sum(map(_uses_what_it_asks_for, commands)) + sum(map(has_flags, lists))
    count = "a heading or list" if votes == 1 else f"{votes} headings or lists"
    return Sign(votes, f"{count} with arguments of scripts") if votes else None


def find(page: Page) -> Found | None:
    """The headings that have a script, up to a second title."""
    source, tool = page.source, tool_of(page.source.path)
    sections, end = sections_of(page)
    commands = [section for section in sections if section.scripts]
    groups = _groups(sections, commands)
    nodes = [node for each in commands if (node := _node(source, each, tool, groups)) is not None]
    if not nodes:
        return None
    tell_twice(source, commands)
    tell_directives(source, tool)
    for section in sections:
        tell_section(source, section, tool, group=section.path in groups)
    if end is not None:
        tell_end(source, end, page.blocks)
    # Below a heading native keys and labels mean nothing, so nobody is to look for them.
    before = tuple(block for block in page.blocks if block.line < sections[0].heading.line)
    return Found(NAME, tuple(nodes), before, ordered=True)


def _groups(sections: Sequence[Section], commands: Sequence[Section]) -> _Groups:
    """The headings that only hold subcommands, by their path."""
    paths = {each.path[:length] for each in commands for length in range(1, len(each.path))}
    return {
        section.path: Part(
            label=section.title, line=section.heading.line, text=_shown(section)[:_LONGEST_PART]
        )
        for section in sections
        if section.path in paths and not section.scripts
    }


def _uses_what_it_asks_for(command: Section) -> bool:
    """Whether all brackets of a heading hold names, and its script uses one as a variable."""
    names = asked_in_heading(command.brackets)[:_MAX_NAMES]
    script = command.scripts[-1].content
    return bool(names) and any(re.search(_USED.format(name), script) for name in names)


def _node(source: Source, section: Section, tool: Tool, groups: _Groups) -> Node | None:
    """A command as a subtask; None for one that nothing says how to run, which is told."""
    fence, heading = section.scripts[-1], section.heading
    language = language_of(fence, tool, source)
    if language is None or not has_interpreter(language, source):
        tell_unrunnable(source, section, language)
    if language is None:
        return None
    draft = CommandDraft(language.split()[0], fence.content, fence.line)
    if reads_terminal(draft):
        source.findings.info(
            "reads-terminal",
            "this block reads from the terminal; its standard input is empty",
            fence.line,
            hint="pass the value as an argument or an environment variable",
        )
    step = StepSpec(
        id=None,
        text=step_text(draft),
        line=fence.line,
        command=command_of(fence, language, tool, source.path),
    )
    folder = posixpath.dirname(source.path)
    above = (groups.get(section.path[:length]) for length in range(1, len(section.path)))
    spec = SubtaskSpec(
        prefix=None,
        number=None,
        title=section.title,
        span=Span(heading.line, heading.column),
        keys=Keys(
            cwd=folder if folder and not folder.startswith("/") else None,
            env=variables_beside(fence, language, tool, source.path),
            params=tuple(_params(source, section, tool)),
        ),
        description=_description(source, section),
        parts=tuple(part for part in above if part is not None and part.text),
        steps=(step,),
    )
    title = Title(text=section.title)
    return Node(title, spec.span, section.blocks, section.last, spec=spec)


def _params(source: Source, section: Section, tool: Tool) -> Iterator[Param]:
    """What a command asks for, each name once; `verbose` is there for every script."""
    findings, inkjet = source.findings, tool.is_inkjet
    taken: set[str] = set()
    for param in (
        *arguments(section.brackets, section.heading.line, findings, inkjet=inkjet),
        *options(section.blocks, findings, inkjet=inkjet),
    ):
        if param.name not in taken:
            taken.add(param.name)
            yield param
    script = section.scripts[-1]
    if "verbose" not in taken and _VERBOSE.search(script.content):
        yield Param(name="verbose", line=script.line, type=ParamType.BOOLEAN)


def _description(source: Source, section: Section) -> str:
    """What the tools show of a command, then what else is said of it."""
    said = [_shown(section)]
    quotes = [block.line for block in section.blocks if isinstance(block, Quote)]
    read = {*quotes[-1:], *(each.line for each in option_lists(section.blocks))}
    for block in section.blocks:
        if isinstance(block, Paragraph | ListBlock | Quote) and block.line not in read:
            text = source.raw(block.line, block.last)
            said.append("" if is_options(text) else text)
    return "\n\n".join(filter(None, said))


def _shown(section: Section) -> str:
    """The text of the last quotation."""
    quotes = [block for block in section.blocks if isinstance(block, Quote)]
    return " ".join(
        line.text
        for block in every_block(quotes[-1:])
        if isinstance(block, Paragraph)
        for line in block.lines
        if not is_options(line.text)
    )


MASK = Dialect(NAME, sign, find)
