"""The options of a scrut block, in braces behind its name: ```` ```scrut {timeout: 10s} ````.

What cannot be kept here is told, never dropped silently.
"""

from __future__ import annotations

import re
from typing import Any

from orchestrator.document.drafts import CommandDraft
from orchestrator.document.source import Source
from orchestrator.document.tree import Fence
from orchestrator.document.values import duration

SCRUT = "scrut"
_BRACES = re.compile(r"\{.*\}")
_STREAMS = ("stdout", "stderr", "combined")
# Options that ask for what happens here anyway.
_AS_IT_IS = {"keep_crlf": False, "strip_ansi_escaping": False, "detached": False,
             "fail_fast": False, "output_stream": "stdout"}  # fmt: skip
_INSTEAD = {
    "environment": "give the subtask an `**Env**: NAME=value`",
    "wait": "wait in a step before this one",
    "skip_document_code": "give the subtask an `**If**:` with the command that decides",
    "detached": "start the process in the background of the step that needs it",
}


def is_scrut(fence: Fence) -> bool:
    """Whether a block is one of scrut's."""
    return (fence.info or "").lower().split(None, 1)[:1] == [SCRUT]


def options_apart(text: str) -> str:
    """The info string of a scrut block without its braces."""
    return _BRACES.sub(" ", text)


def take_braces(command: CommandDraft, fence: Fence, source: Source) -> str:
    """Take the options in braces; the stream whose output the block shows."""
    braces = _BRACES.search(fence.info or "")
    options = _mapping(braces.group()) if braces else {}
    if options is None:
        source.findings.error(
            "bad-option",
            "the options in braces cannot be read",
            fence.line,
            source.column(fence.line, "{"),
            hint="write them as in `{timeout: 10s, output_stream: stderr}`",
        )
        return "stdout"
    stream = "stdout"
    for name, value in options.items():
        if name == "output_stream" and value in _STREAMS:
            stream = str(value)
        elif name == "timeout" and (seconds := duration(str(value))):
            command.timeout_s = seconds
        elif name in ("timeout", "output_stream"):
            _bad(source, fence, name, value)
        elif _AS_IT_IS.get(name, ...) != value:
            _not_kept(source, fence, name)
    return stream


def _mapping(text: str) -> dict[str, Any] | None:
    import yaml  # few files have such options

    try:
        read = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return None
    if not isinstance(read, dict) or not all(isinstance(name, str) for name in read):
        return None
    words = {"true": True, "false": False}
    return {name: words.get(value, value) if isinstance(value, str) else value
            for name, value in read.items()}  # fmt: skip


def _bad(source: Source, fence: Fence, name: str, value: object) -> None:
    streams = ", ".join(_STREAMS)
    source.findings.error(
        "bad-option",
        f"`{name}: {value}` cannot be read",
        fence.line,
        source.column(fence.line, name),
        hint="write a duration such as `timeout: 30s`"
        if name == "timeout"
        else f"write one of {streams}",
    )


def _not_kept(source: Source, fence: Fence, name: str) -> None:
    source.findings.warning(
        "unknown-option",
        f"`{name}` of a scrut block is not kept; it changes nothing",
        fence.line,
        source.column(fence.line, name),
        hint=_INSTEAD.get(name, "leave it out; timeout and output_stream are kept"),
    )
