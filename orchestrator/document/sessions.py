"""What a block of prompts, commands and their output says: script, output, exit code.

    $ grep -c error log.txt \\
    > | sort                   the command goes on
    0                          what it prints, line by line
    [1]                        and the exit code that it ends with
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from orchestrator.document.drafts import CommandDraft
from orchestrator.document.expect import Expect, MatchMode, TextMatch
from orchestrator.document.readable import tell_problem
from orchestrator.document.scrut import is_scrut, take_braces
from orchestrator.document.source import Source
from orchestrator.document.tree import Fence

_EXIT_CODE = re.compile(r"\[(\d{1,3})\]\s*")


@dataclass(frozen=True, slots=True)
class Session:
    """One block. `output` is None where no line of output stands in it; `output_line` is the
    line of the file where it begins. `inner` are lines `[N]` before the end, which are text."""

    script: str
    output: str | None
    output_line: int
    exit_code: int | None
    inner: tuple[int, ...]


def read_session(fence: Fence) -> Session | None:
    """The session that a block shows; None without a prompt."""
    script: list[str] = []
    output: list[tuple[int, str]] = []
    continues = False
    scrut = is_scrut(fence)
    for number, line in enumerate(fence.content.split("\n"), start=fence.line + 1):
        if line.startswith("$ ") or line == "$":
            script.append(line[2:])
            continues = True
        elif continues and (line.startswith("> ") or line == ">"):
            script.append(line[2:])
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
    )


def _exit_code(line: str) -> int | None:
    found = _EXIT_CODE.fullmatch(line)
    return int(found[1]) if found and int(found[1]) < 256 else None


def expect_session(command: CommandDraft, session: Session, fence: Fence, source: Source) -> None:
    """Expect of the command what its session shows; what cannot be kept is told."""
    stream = take_braces(command, fence, source) if is_scrut(fence) else "stdout"
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
    match = TextMatch(mode=MatchMode.EQUALS, text=session.output, line=session.output_line)
    tell_problem(source, match, session.output_line)
    if stream == "stderr":
        command.expects(Expect(stderr=(match,)))
    elif stream == "combined":
        command.expects(Expect(output=(match,)))
    else:
        command.expects(Expect(stdout=(match,)))
