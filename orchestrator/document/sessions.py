"""What a block of prompts, commands and their output says: script, output, exit code.

    $ grep -c error log.txt \\
    > | sort                   the command goes on
    0                          what it prints, line by line
    [1]                        and the exit code that it ends with
"""

from __future__ import annotations

import re

from msgspec import Struct

from orchestrator.document.drafts import CommandDraft
from orchestrator.document.expect import Expect, MatchMode, TextMatch
from orchestrator.document.readable import tell_problem
from orchestrator.document.scrut import Options, is_scrut, take_options
from orchestrator.document.source import Source
from orchestrator.document.tree import Fence
from orchestrator.document.values import exit_code

_EXIT_CODE = re.compile(r"\[(\d{1,3})\]\s*")


class Session(Struct, frozen=True):
    """One block. `output` is None where no line of output stands in it; `output_line` is the
    line of the file where it begins. `inner` are lines `[N]` before the end, which are text;
    `options` are those of a scrut block's `% ` lines."""

    script: str
    output: str | None
    output_line: int
    exit_code: int | None
    inner: tuple[int, ...]
    options: tuple[str, ...] = ()


def read_session(fence: Fence) -> Session | None:
    """The session that a block shows; None without a prompt."""
    script: list[str] = []
    output: list[tuple[int, str]] = []
    continues = False
    options: list[str] = []
    scrut = is_scrut(fence)
    for number, line in enumerate(fence.content.split("\n"), start=fence.line + 1):
        if line.startswith("$ ") or line == "$":
            script.append(line[2:])
            continues = True
        elif continues and (line.startswith("> ") or line == ">"):
            script.append(line[2:])
        elif scrut and not script and line.startswith("% "):
            options.append(line[2:])
        elif not (scrut and not script and (line.startswith("#") or not line.strip())):
            continues = False
            output.append((number, line))
    if not any(line.strip() for line in script):
        return None
    while output and not output[-1][1].strip():
        output.pop()
    exit_code = _exit_code(output[-1][1]) if output else None
    if exit_code is not None:
        output.pop()
    text = "\n".join(line for _, line in output).rstrip("\n")
    return Session(
        script="\n".join(script) + "\n",
        # A scrut block without output expects none; others say nothing about it.
        output=text if text.strip() or scrut else None,
        output_line=output[0][0] if output else fence.line,
        exit_code=exit_code,
        inner=tuple(number for number, line in output if _exit_code(line) is not None),
        options=tuple(options),
    )


def _exit_code(line: str) -> int | None:
    found = _EXIT_CODE.fullmatch(line)
    return exit_code(found[1]) if found else None


def expect_session(command: CommandDraft, session: Session, fence: Fence, source: Source) -> None:
    """Expect of the command what its session shows; what cannot be kept is told."""
    options = Options()
    if is_scrut(fence):
        options = take_options(command, fence, session.options, source)
        _run_before(command, options)
    for line in session.inner:
        source.findings.warning(
            "inner-exit-code",
            "an exit code counts at the end of a session; this line is compared as printed text",
            line,
            hint="give each command whose exit code counts a block of its own",
        )
    if session.exit_code is not None:
        command.expects(Expect(exit_code=(session.exit_code,)))
    if session.output is None:
        return
    match = TextMatch(
        mode=MatchMode.EQUALS,
        text=session.output,
        line=session.output_line,
        strip_ansi=options.strip_ansi,
        keep_crlf=options.keep_crlf,
    )
    tell_problem(source, match, session.output_line)
    on_stderr = options.stream == "stderr"
    command.expects(Expect(stderr=(match,)) if on_stderr else Expect(stdout=(match,)))


def _run_before(command: CommandDraft, options: Options) -> None:
    """Put before the commands what the options ask for; the first command stays the name."""
    script = command.script
    if options.stream == "combined":
        # One stream has one order.
        script = f"{{\n{script}}} 2>&1\n"
    script = options.before + script
    if script != command.script:
        command.name = command.name or command.script.strip().split("\n", 1)[0]
        command.script = script
