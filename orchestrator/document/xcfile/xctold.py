"""What is said of a task of an xc file: what is no attribute, and what xc does in another way.

Changes nothing of what is read.
"""

from __future__ import annotations

import re

from orchestrator.document.commands import reads_terminal
from orchestrator.document.drafts import CommandDraft
from orchestrator.document.parts.fences import tell_prompts
from orchestrator.document.shebangs import language_of_first_line
from orchestrator.document.source import Source
from orchestrator.document.tree import Fence
from orchestrator.document.xcfile.xctasks import CALLERS_FOLDER, XcTask, shapes, variable_of

_QUOTED = re.compile(r"'[^']*'")
_POSITIONAL = re.compile(r"\$\{?[1-9@*]")


def tell_task(source: Source, task: XcTask) -> None:
    """Say what of a task is not as it stands there."""
    _tell_shapes(source, task)
    _tell_twice(source, task)
    _tell_differences(source, task)
    for fence in task.scripts:
        _tell_script(source, task, fence)


def _tell_shapes(source: Source, task: XcTask) -> None:
    findings = source.findings
    for each in task.attributes:
        if not each.fits:
            findings.warning(
                "not-an-attribute",
                f"`{f'{each.name}: {each.value}'.strip()}` has not the shape of that attribute; "
                "kept as text",
                each.line,
                each.column,
                hint=f"write {shapes(each.kind)}, or give the remark another name",
            )
    for piece, each in task.pieces("env"):
        name, mark, _ = piece.partition("=")
        if not mark or variable_of(name) is None:
            findings.warning(
                "not-an-attribute",
                f"`{piece}` is no `NAME=value`, so it is left out; values of xc hold no commas",
                each.line,
                each.column,
                hint="set it in the script instead",
            )
    for each in task.bullets:
        findings.often(
            "not-an-attribute",
            "an attribute behind a `-` is text, in xc as well",
            each.line,
            hint="write it without the bullet, or with `*`",
        )


def _tell_twice(source: Source, task: XcTask) -> None:
    said = [each for each in task.attributes if each.kind == "directory" and each.fits]
    for each in said[1:]:
        source.findings.error(
            "duplicate-key",
            f"`{each.name}` is given twice (first on line {said[0].line})",
            each.line,
            each.column,
            hint="remove one of them",
        )


def _tell_differences(source: Source, task: XcTask) -> None:
    """What is honoured in another way than xc does it."""
    findings = source.findings
    run, folder, ask = (task.said(kind) for kind in ("run", "directory", "interactive"))
    if run is not None and run.value.lower() == "always":
        findings.often(
            "runs-once",
            "`Run: always`: what several tasks require runs once in a run all the same",
            run.line,
            hint="put what has to run again into the scripts themselves",
        )
    if folder is not None and folder.value == CALLERS_FOLDER:
        findings.often(
            "callers-folder",
            "`Directory: $PWD`: it runs in the project's root, wherever it is called from",
            folder.line,
            hint="name a folder",
        )
    if ask is not None and ask.value.lower() == "true":
        findings.often(
            "reads-terminal",
            "`Interactive: true` changes nothing: standard input is empty",
            ask.line,
            hint="pass values as `Inputs:`",
        )


def _tell_script(source: Source, task: XcTask, fence: Fence) -> None:
    findings, script = source.findings, fence.content
    has_inputs = task.said("inputs") is not None
    if language_of_first_line(script, source.languages) is not None:
        if has_inputs:
            findings.often(
                "no-arguments",
                "a script that is not for a shell gets its inputs as variables alone",
                fence.line,
                hint="read them from the environment",
            )
        return
    tell_prompts(source, fence, "bash")
    if not has_inputs and _POSITIONAL.search(_QUOTED.sub("", script)):
        findings.often(
            "no-arguments",
            "the script takes arguments, which only `Inputs:` can ask for",
            fence.line,
            hint="name them: `Inputs: NAME`",
        )
    if reads_terminal(CommandDraft("bash", script, fence.line)):
        findings.often(
            "reads-terminal",
            "the script reads from the terminal; its standard input is empty",
            fence.line,
            hint="pass the value as `Inputs:`",
        )
