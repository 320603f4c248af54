"""The options of a scrut block: in braces behind its name, and in `% ` lines at its top.

    ```scrut {timeout: 10s}
    % environment: {MODE: fast}
    $ make check

What cannot be kept here is told, never dropped silently.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from orchestrator.document.drafts import CommandDraft
from orchestrator.document.expect import Expect
from orchestrator.document.source import Source
from orchestrator.document.tree import Fence
from orchestrator.document.values import duration, exit_code

SCRUT = "scrut"
# The exit code by which a block says that it does not apply here.
SKIP_CODE = 80
_BRACES = re.compile(r"\{.*\}")
_NAME = re.compile(r"[A-Za-z_]\w*")
_STREAMS = ("stdout", "stderr", "combined")
# Options that ask for what happens here anyway.
_AS_IT_IS = {"detached": False, "fail_fast": False, "interpolated": False, "mode": "output"}
_INSTEAD = {
    "detached": "start it in the background of the step that needs it: `serve > serve.log 2>&1 &`",
    "mode": "expect JSON with a bullet such as `json .key exists`, or run a validator in the block",
    "interpolated": "write the value itself, or a pattern: `* (glob)`",
}
_WAIT_STEP_S = 0.1
_LONGEST = 2000  # characters of options; people write a few words


class Options(Struct):
    """What the options of a block say of its output, and what runs before its commands."""

    stream: str = "stdout"
    keep_crlf: bool = False
    strip_ansi: bool = False
    skip_code: int = SKIP_CODE
    before: str = ""


def is_scrut(fence: Fence) -> bool:
    """Whether a block is one of scrut's."""
    return (fence.info or "").lower().split(None, 1)[:1] == [SCRUT]


def options_apart(text: str) -> str:
    """The info string of a scrut block without its braces."""
    return _BRACES.sub(" ", text)


def take_options(
    command: CommandDraft, fence: Fence, lines: Sequence[str], source: Source
) -> Options:
    """Take the options of a block; those in its `% ` lines count before those in braces."""
    options = Options()
    braces = _BRACES.search(fence.info or "")
    for text, example in (
        (braces.group() if braces else "", "`{timeout: 10s, output_stream: stderr}`"),
        ("\n".join(lines), "`% timeout: 10s`"),
    ):
        given = _mapping(text) if text else {}
        if given is None:
            source.findings.error(
                "bad-option",
                "the options of this scrut block cannot be read",
                fence.line,
                source.column(fence.line, "{"),
                hint=f"write them as in {example}",
            )
            continue
        for name, value in given.items():
            if name not in _TAKEN:
                _not_kept(source, fence, name, value)
            elif not _TAKEN[name](options, command, value):
                _bad(source, fence, name, value)
    command.expects(Expect(skip_code=options.skip_code))
    return options


def _mapping(text: str) -> dict[str, Any] | None:
    import yaml  # few files have such options

    if len(text) > _LONGEST:
        return None
    try:
        # An alias of an alias of … stands for more text than there is memory.
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            return None
        read = yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    good = isinstance(read, dict) and all(isinstance(name, str) for name in read)
    return read if good else None


def _timeout(options: Options, command: CommandDraft, value: object) -> bool:
    command.timeout_s = duration(str(value)) or None
    return command.timeout_s is not None


def _stream(options: Options, command: CommandDraft, value: object) -> bool:
    options.stream = str(value)
    return value in _STREAMS


def _keep_crlf(options: Options, command: CommandDraft, value: object) -> bool:
    options.keep_crlf = value == "true"
    return value in ("true", "false")


def _strip_ansi(options: Options, command: CommandDraft, value: object) -> bool:
    options.strip_ansi = value == "true"
    return value in ("true", "false")


def _skip_code(options: Options, command: CommandDraft, value: object) -> bool:
    code = exit_code(str(value))
    options.skip_code = code or SKIP_CODE
    return bool(code)


def _environment(options: Options, command: CommandDraft, value: object) -> bool:
    if not isinstance(value, Mapping) or not all(
        _NAME.fullmatch(str(name)) and isinstance(content, str) for name, content in value.items()
    ):
        return False
    for name, content in value.items():
        options.before += f"export {name}={shlex.quote(content)}\n"
    return True


def _wait(options: Options, command: CommandDraft, value: object) -> bool:
    """Sleep first; with a path no longer than until it is there, and fail where it never is."""
    given = value if isinstance(value, Mapping) else {"timeout": value}
    seconds = duration(str(given.get("timeout", "")))
    path = given.get("path")
    if not seconds or set(given) - {"timeout", "path"} or not isinstance(path, str | None):
        return False
    if path is None:
        options.before += f"sleep {seconds:g}\n"
        return True
    there = f"[ -e {shlex.quote(path)} ]"
    tries = max(round(seconds / _WAIT_STEP_S), 1)
    told = shlex.quote(f"{path} is not there after {seconds:g} s")
    options.before += (
        f"for _ in $(seq {tries}); do {there} && break; sleep {_WAIT_STEP_S:g}; done\n"
        f"{there} || {{ echo {told} >&2; exit 1; }}\n"
    )
    return True


_TAKEN: Mapping[str, Callable[[Options, CommandDraft, object], bool]] = {
    "timeout": _timeout,
    "output_stream": _stream,
    "keep_crlf": _keep_crlf,
    "strip_ansi_escaping": _strip_ansi,
    "skip_document_code": _skip_code,
    "environment": _environment,
    "wait": _wait,
}
_WRITE = {
    "timeout": "a duration such as `timeout: 30s`",
    "output_stream": f"one of {', '.join(_STREAMS)}",
    "keep_crlf": "`true` or `false`",
    "strip_ansi_escaping": "`true` or `false`",
    "skip_document_code": "an exit code from 1 to 255",
    "environment": "names and texts, as in `environment: {MODE: fast}`",
    "wait": "`wait: 5s`, or `wait: {timeout: 5s, path: a-file}`",
}


def _bad(source: Source, fence: Fence, name: str, value: object) -> None:
    source.findings.error(
        "bad-option",
        f"`{name}: {value}` cannot be read",
        fence.line,
        source.column(fence.line, name),
        hint=f"write {_WRITE[name]}",
    )


def _not_kept(source: Source, fence: Fence, name: str, value: object) -> None:
    if str(value).lower() == str(_AS_IT_IS.get(name, ...)).lower():
        return
    place = fence.line, source.column(fence.line, name)
    if name in ("detached", "mode"):
        # Without these the block would do something else than its author wrote.
        source.findings.error(
            "bad-option", f"`{name}: {value}` of a scrut block is not kept", *place,
            hint=_INSTEAD[name],
        )  # fmt: skip
        return
    source.findings.warning(
        "unknown-option",
        f"`{name}` of a scrut block is not kept; it changes nothing",
        *place,
        hint=_INSTEAD.get(name, f"leave it out; kept are {', '.join(_TAKEN)}"),
    )
