"""What is said of a mask or inkjet file: what of it does not run, and why; reads nothing."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.diagnostics import Related, Severity
from orchestrator.document.boxes import box_of
from orchestrator.document.maskfile.headings import Section
from orchestrator.document.maskfile.scripts import Tool, calls
from orchestrator.document.source import Source
from orchestrator.document.tree import Block, Heading, every_item

_DIRECTIVES = ("inkjet_import:", "inkjet_fixed_dir:")
_NO_SCRIPT = "a heading with neither a script nor subcommands is no command"
_IF_MEANT = "nothing to do, unless a block with a script was meant to stand below it"
_THE_OTHER = "nothing to do: the last of the other blocks is the script"
_NOT_THE_LAST = "of several blocks below a heading the last one runs; this one does not"
_ONE_BLOCK = "put all that has to run into the last block"
_BOX = "a box below a command is neither a step nor a criterion of it"
_BOX_AFTER = "a box below the end of the commands is neither a step nor a criterion"
_BULLET = "make it a plain bullet"
_FIRST = "call the command by the first"
_CALLS = "this line calls {0} itself, which has to be installed and runs within this command"
_INSTEAD = "to do without it, name each command with --only"


def tell_twice(source: Source, commands: Sequence[Section]) -> None:
    """Add an error for each command that is there already."""
    first: dict[str, int] = {}
    for command in commands:
        before = first.setdefault(command.title.lower(), command.heading.line)
        if before != command.heading.line:
            source.findings.error(
                "duplicate-id",
                f"the command `{command.title}` is defined twice",
                command.heading.line,
                command.heading.column,
                hint="give one of them another name",
                related=(Related(before, "it is defined here first"),),
            )


def tell_directives(source: Source, tool: Tool) -> None:
    """Say which lines ask inkjet for what is not done here."""
    for number, line in enumerate(source.lines, start=1) if tool.is_inkjet else ():
        if line.startswith(_DIRECTIVES):
            source.findings.often(
                "directive-ignored",
                "this line asks inkjet for something that is not done here",
                number,
                hint="run the other file by its own name; commands run in their file's folder",
            )


def tell_unrunnable(source: Source, section: Section, language: str | None) -> None:
    """Add a warning for a command whose block names no language, or one that nothing runs."""
    fence = section.scripts[-1]
    if language is None:
        code, why = "no-language", "its block names no language"
        hint = "write the language behind the fence, as in ```sh"
    else:
        code, why = "no-interpreter", f"`{language}` has no interpreter"
        hint = "name a language such as bash or python, or add an interpreter in the settings"
    source.findings.warning(
        code, f"`{section.title}` cannot run: {why}", fence.line, fence.column, hint=hint
    )


def tell_section(source: Source, section: Section, tool: Tool, *, group: bool) -> None:
    """Say what of a section does not run. A `group` holds subcommands and needs no script."""
    often, line = source.findings.often, section.heading.line
    if not section.scripts and not group:
        often("no-script", _NO_SCRIPT, line, hint=_IF_MEANT)
    for fence in section.windows:
        often("for-windows", "a block for Windows does not run", fence.line, hint=_THE_OTHER)
    for fence in section.scripts[:-1]:
        often("block-not-run", _NOT_THE_LAST, fence.line, hint=_ONE_BLOCK)
    _tell_boxes(source, section.blocks, _BOX)
    if tool.is_inkjet and "//" in section.heading.text:
        often("alias-ignored", "a second name behind `//` is not read", line, hint=_FIRST)
    for call in calls(section.scripts[-1]) if section.scripts else ():
        often("calls-itself", _CALLS.format(tool.name), call, hint=_INSTEAD)


def tell_end(source: Source, heading: Heading, blocks: Sequence[Block]) -> None:
    """Say that nothing counts from a second title on; `blocks` are those of the file."""
    _tell_boxes(source, [block for block in blocks if block.line > heading.line], _BOX_AFTER)
    source.findings.info(
        "second-title",
        "a second first-level heading ends the commands: nothing below it is read",
        heading.line,
        heading.column,
        hint="make it `##` if commands stand below it",
    )


def _tell_boxes(source: Source, blocks: Sequence[Block], why: str) -> None:
    findings = source.findings
    for item in every_item(blocks):
        if box_of(item) is not None:
            findings.accounted.add(item.line)
            findings.often("unowned-boxes", why, item.line, hint=_BULLET, severity=Severity.WARNING)
