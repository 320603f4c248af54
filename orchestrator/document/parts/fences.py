"""Fenced blocks: which of them run, as what, and why the others do not."""

from __future__ import annotations

import re

from orchestrator.document.commands import command_of, is_prose, language_of, looks_runnable
from orchestrator.document.drafts import Place, SubtaskDraft
from orchestrator.document.fields import tell_inside
from orchestrator.document.info import Info, read_info
from orchestrator.document.labels import Reads, Use, name_key
from orchestrator.document.languages import CONSOLES, SHELLS, canonical
from orchestrator.document.parts.attach import attach
from orchestrator.document.parts.nearchecks import sounds_like_checks
from orchestrator.document.parts.nochecks import belongs_to_checks, tell_block
from orchestrator.document.parts.noruns import (
    belongs_to_commands,
    tell_unmarked,
    why_it_never_runs,
)
from orchestrator.document.parts.output import take_output
from orchestrator.document.source import Source
from orchestrator.document.tree import Fence

_OUTPUT = re.compile(
    r"(?!.*\b(?:actual|should|must|expect\w*)\b)(?:[\w ]+ )?(?:output|prints?|stdout)(?: is)?"
)


def read_fence(draft: SubtaskDraft, fence: Fence, place: Place) -> None:
    """Read a block."""
    info = read_info(fence.info)
    reads = place.meaning.reads if place.meaning else None
    labelled = reads is Reads.OUTPUT or (reads is Reads.EXPECT and not _runnable(draft, info))
    if not info.overrides and take_output(draft, fence, info, labelled):
        draft.used_lines.update(range(fence.line, fence.last + 1))
        return
    documents = place.quoted or draft.only_marked
    use = info.use if info.overrides else None if documents else place.runs
    language = language_of(info, draft.shell, draft.source, fence)
    checks = use is Use.CHECK and belongs_to_checks(place)
    if language is None:
        _tell_no_interpreter(draft, fence, info, use, place)
        _tell_output(draft, fence, info, place)
    elif is_prose(fence, language):
        _keep_comments(draft, fence, place)
        if checks:
            tell_block(draft, fence, "it holds nothing but comments")
        return
    elif use is not None:
        draft.used_lines.update(range(fence.line, fence.last + 1))
        tell_prompts(draft.source, fence, language)
        attach(draft, command_of(fence, info, language, draft.source), use, place)
        return
    elif draft.only_marked and not info.overrides:
        _tell_only_marked(draft.source, fence)
    elif not info.overrides:
        _tell_documentation(draft, fence, language, place)
    if language is not None:
        # Output below an example is the example's.
        draft.fresh, draft.examples = None, draft.examples + 1


def tell_prompts(source: Source, fence: Fence, language: str) -> None:
    """Say of a script whose lines begin with prompts that they are taken as they stand."""
    info = read_info(fence.info)
    if info.language in CONSOLES:
        return
    lines = (line.strip() for line in fence.content.split("\n"))
    first = next((line for line in lines if line and not line.startswith("#")), "")
    if language in SHELLS and first.startswith("$ "):
        what, hint = "$ ", "write `console` as its language; what follows a command is its output"
    elif language == "python" and first.startswith(">>> "):
        what, hint = (
            ">>> ",
            "leave out the prompts and compare by `assert`, or run `python -m doctest`",
        )
    else:
        return
    source.findings.warning(
        "prompt-in-script",
        f"this {language} block begins with the prompt `{what.strip()}`, which is no part of a "
        "script; it will fail",
        fence.line,
        fence.column,
        hint=hint,
    )


def tell_outside(source: Source, fence: Fence, titled: str | None) -> None:
    """Say that a block outside every subtask never runs, if its author may think it does.

    `titled` says why what looks like its subtask is none.
    """
    info = read_info(fence.info)
    tell_inside(source.findings, fence, info)
    language = language_of(info, None, source, fence)
    runnable = language is not None and not is_prose(fence, language)
    if info.use is not None or (titled and runnable and not info.overrides):
        source.findings.warning(
            "runs-nowhere",
            f"this block belongs to no subtask, so it never runs: {titled or 'only they run'}",
            fence.line,
            fence.column,
            hint="move it below a subtask's heading, or mark it `norun`",
        )
    elif runnable and not info.overrides:
        source.findings.info(
            "block-not-run",
            f"{info.language} block outside every subtask is documentation; it never runs",
            fence.line,
            fence.column,
            hint="move it below a subtask's heading to run it",
        )


def _runnable(draft: SubtaskDraft, info: Info) -> bool:
    return canonical(info.language, draft.source.languages) is not None


def _keep_comments(draft: SubtaskDraft, fence: Fence, place: Place) -> None:
    """A block of nothing but comments is prose: details of the step it stands in."""
    if place.owner is not None:
        lines = (line.strip().lstrip("#/").strip() for line in fence.content.split("\n"))
        place.owner.details.extend(line for line in lines if line)


def _tell_no_interpreter(
    draft: SubtaskDraft, fence: Fence, info: Info, use: Use | None, place: Place
) -> None:
    source = draft.source
    tell_inside(source.findings, fence, info)
    if info.overrides and use is not None:
        source.findings.warning(
            "no-interpreter",
            f"this block is marked to run, but `{info.language or 'no language'}` has no "
            "interpreter; it never runs",
            fence.line,
            fence.column,
            hint="name a language such as bash or python, or add an interpreter in the settings",
        )
    elif use is Use.CHECK and belongs_to_checks(place):
        tell_block(draft, fence, f"{why_it_never_runs(info)}, so it never runs")
    elif use is not None and belongs_to_commands(place):
        draft.idle.append(fence)
    elif use is not None and not info.language and fence.info is not None:
        tell_unmarked(draft, fence)
    elif use is not None and looks_runnable(info):
        source.findings.info(
            "block-not-run",
            f"{info.language} block never runs: `{info.language}` names no interpreter",
            fence.line,
            fence.column,
            hint="write `sh` or `bash`, or add an interpreter in the settings",
        )


def _tell_output(draft: SubtaskDraft, fence: Fence, info: Info, place: Place) -> None:
    """Say of what a command prints, below a name that asks for no comparison, that none is made."""
    named = place.label is not None and _OUTPUT.fullmatch(name_key(place.label)) is not None
    shown = named and place.meaning is not None and place.meaning.runs is None
    if draft.fresh is None or info.overrides or not (shown or info.language == "output"):
        return
    draft.source.findings.warning(
        "output-not-compared",
        "nothing is compared with this output: it is documentation",
        fence.line,
        fence.column,
        hint="did you mean `**Expected Output**:` above it? `text norun` says that it is none",
    )


def _tell_only_marked(source: Source, fence: Fence) -> None:
    source.findings.often(
        "block-not-run",
        "blocks of such a file are documentation; they never run",
        fence.line,
        hint="write `bash run` or `bash verify` behind the backticks of one that should",
    )


def _tell_documentation(draft: SubtaskDraft, fence: Fence, language: str, place: Place) -> None:
    source = draft.source
    where = place.apart or f"under “{place.label}”"
    label = "" if place.quoted else place.label or ""
    reads = place.meaning.reads if place.meaning is not None else None
    if reads is Reads.EXPECT or sounds_like_checks(label):
        source.findings.warning(
            "check-not-run",
            f"{language} block {where} never runs, so it checks nothing",
            fence.line,
            fence.column,
            hint="did you mean `**Verify**:`? `norun` behind the language says that it is none",
        )
        return
    source.findings.info(
        "block-not-run",
        f"{language} block {where} is documentation; it never runs",
        fence.line,
        fence.column,
        hint=f"mark it `{language} run`, or rename the label to Run",
    )
