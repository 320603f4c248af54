"""Tells which blocks never run although their author may think so: those below a label such as
Run, and those without a language that read like commands; runs none of them."""

from __future__ import annotations

from orchestrator.document.commandlike import looks_like_command
from orchestrator.document.drafts import Place, SubtaskDraft
from orchestrator.document.info import Info, read_info
from orchestrator.document.labels import Lists, Use
from orchestrator.document.languages import CONSOLES
from orchestrator.document.segments import Segment
from orchestrator.document.tree import Fence

CODE = "block-not-run"
# What such a block holds is mostly given to a command, and none itself.
_DATA = frozenset({
    "conf", "css", "csv", "diff", "dotenv", "env", "html", "ini", "json", "json5", "jsonc",
    "jsonl", "markdown", "md", "mermaid", "patch", "properties", "toml", "tree", "xml", "yaml",
    "yml",
})  # fmt: skip
# How lines of pseudocode end, and none of a command.
_GOES_ON = (":", "{", ",", ";")


def belongs_to_commands(place: Place) -> bool:
    """Whether whatever stands there is meant to run, and not only what is said of a step."""
    meaning = place.meaning
    return (
        meaning is not None
        and meaning.runs not in (None, Use.CHECK)
        and meaning.boxes is not Lists.STEPS
        and not place.quoted
    )


def tell_unmarked(draft: SubtaskDraft, fence: Fence) -> None:
    """Say of a block without a language that it does not run, if it reads like commands."""
    lines = (line.strip().removeprefix("$ ") for line in fence.content.split("\n"))
    first = next((line for line in lines if line and not line.startswith("#")), "")
    if looks_like_command(first) and not first.endswith(_GOES_ON):
        draft.source.findings.often(
            CODE,
            "blocks without a language never run",
            fence.line,
            hint="write `bash` behind its backticks to run one; `text` says that it is none",
        )


def tell_idle(draft: SubtaskDraft, part: Segment, place: Place, commands: int) -> None:
    """Say of a part such as Run that its blocks do not run, where nothing else in it does;
    `commands` is how many there were before it."""
    idle = [fence for fence in draft.idle if fence.line >= part.line]
    draft.idle = [fence for fence in draft.idle if fence.line < part.line]
    if not belongs_to_commands(place) or draft.commands > commands:
        return
    for fence in idle:
        info = read_info(fence.info)
        findings = draft.source.findings
        tell = findings.info if info.language in _DATA else findings.warning
        tell(
            CODE,
            f"this block below “{part.label}” never runs: {why_it_never_runs(info)}",
            fence.line,
            fence.column,
            hint="name a language such as bash; `text norun` says that it is none",
        )


def why_it_never_runs(info: Info) -> str:
    """What keeps a block from running that is of no language with an interpreter."""
    if info.language in CONSOLES:
        return "no line of it begins with `$ `"
    named = f"`{info.language}` has" if info.language else "without a language it has"
    return f"{named} no interpreter"
