"""Why a command failed, told from what it left: type, message, and a hash that a cause keeps.

The same cause has the same hash in another folder, on another machine and at another time. So
nothing goes into it as it was printed: `normal` takes out what differs from time to time. What
is looked at, in this order: how the command was ended, which expectation was not met, and in
what it printed the failures of a test runner, the last traceback of Python (`testruns`,
`tracebacks`), the shapes of others (`shapes`), the last lines.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import islice

from orchestrator.plan.scrub import scrub
from orchestrator.verify.cause.normalise import normal, normal_path, plain
from orchestrator.verify.cause.shapes import FRAMES, Told, says_error, told_by
from orchestrator.verify.cause.testruns import TestRun, failed_tests
from orchestrator.verify.cause.tracebacks import GAP, Traceback, stack_of, tracebacks
from orchestrator.verify.model import Cause, CommandResult, Judgement, Outcome

__all__ = ["Cause", "cause_of", "stack_of", "tail_of"]

LONGEST_MESSAGE = 300
_LONGEST_OUTPUT = 65_536
_LINES = 10
_FRAMES_READ = 200
_HASH_CHARACTERS = 16
# By these a shell tells of a signal, 128 added; POSIX gives them their numbers.
_SIGNALS = {
    1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 8: "SIGFPE",
    9: "SIGKILL", 11: "SIGSEGV", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM",
}  # fmt: skip
# The first of them git uses for words of its own.
_TOLD_BY_SHELLS = range(130, 144)
# What the ended program said before says nothing of these.
_FROM_OUTSIDE = frozenset({"SIGHUP", "SIGKILL", "SIGPIPE", "SIGALRM", "SIGTERM"})
_ESCAPES = {"\\n": "\n", "\\r": "\r", "\\t": "\t", "\\u001b": "\x1b"}
_SAYS_WHY = re.compile(
    r"error|fatal|fail|cannot|can't|could not|couldn't|not found|no such|denied|refused|invalid"
    r"|unable|missing|exception|abort|not a|must|unknown|unexpected",
    re.IGNORECASE,
)
_NOISE = re.compile(
    r"g?make(?:\[\d+\])?: (?:Entering|Leaving) directory|… (?:\d+ )?bytes left out …"
    r"|.*\d+%\|.*\|.*\[.*\]|[-=_~^ ]{3,}$|[\d\s:.kMG%|/-]*$"
)
# No plain text has one.
_BETWEEN = "\n\0\n"
_DIGITS = re.compile(r"\d+")
# How deep it was when it ended, and by which call, is chance.
_TOO_DEEP = "maximum recursion depth exceeded"


def cause_of(
    results: Sequence[CommandResult],
    reason: str | None = None,
    *,
    scripts: Sequence[str] = (),
) -> Cause | None:
    """The cause of an attempt's failure: that of the commands which failed in it (`results`),
    the first of them named and all of them in the hash. `scripts` are what those commands run:
    of one that said nothing, nothing else tells why. Without any command the `reason` of
    the attempt is all there is; None without that."""
    if not results:
        return _made("unknown", reason, (reason,)) if reason else None
    texts = [*scripts, *[""] * len(results)]
    causes = [_of_command(result, text) for result, text in zip(results, texts, strict=False)]
    first = causes[0]
    hashes = sorted({each.hash for each in causes})
    if len(hashes) == 1:
        return first
    return Cause(type=first.type, message=first.message, hash=_hash(hashes))


def tail_of(output: str, lines: int = _LINES) -> tuple[str, ...]:
    """The last lines of what was printed, without colours and lines that only part others."""
    told = (line for line in reversed(plain(output).split("\n")) if not _NOISE.match(line))
    return tuple(islice(told, lines))[::-1]


def _of_command(result: CommandResult, script: str) -> Cause:
    reason = result.reason or ""
    if result.outcome is Outcome.TIMED_OUT:
        return _made("timeout", reason or "timed out", _where(result, script))
    failed = [each for each in result.judgements if not each.passed]
    by_code = any(each.what == "exit code" for each in failed)
    if failed and (result.exit_code == 0 or not by_code) and result.signal is None:
        return _of_expectations(result, failed)
    signal = _signal_of(result)
    output = "" if signal in _FROM_OUTSIDE else _printed(result)
    spoken = _spoken(output) if output else None
    if spoken is not None:
        return spoken
    if signal is not None:
        return _made("signal", signal, (signal, *_where(result, script)))
    if result.exit_code is None:
        lost = "lost" if "exit code was lost" in reason else "not_started"
        return _made(lost, reason or lost, (reason,))
    return _of_exit_code(result, script)


def _of_expectations(result: CommandResult, failed: Sequence[Judgement]) -> Cause:
    """What is expected stands in the task file, and goes into the hash as it stands there."""
    got: list[str] = []
    for each in failed:
        # Of what is too long to be shown whole, the excerpt has more; of a size, all.
        is_short = "more characters …" not in each.got and not each.got.endswith(" bytes")
        got += [each.what, *([_unquoted(each.got)] if is_short else tail_of(result.output))]
    exact = [each.expected for each in failed]
    return _made("expectation", result.reason or failed[0].what, got, exact)


def _unquoted(got: str) -> str:
    """Printed text as it was before it was put in quotes."""
    for escape, character in _ESCAPES.items():
        got = got.replace(escape, character)
    return got


def _spoken(output: str) -> Cause | None:
    """The cause in what was printed, where it has a shape that is known."""
    lines = output.split("\n")
    raised = tracebacks(lines) if 'File "' in output or "+---" in output else []
    run = failed_tests(output, raised)
    if run is not None and not run.whys:
        return _of_tests(run)
    told = told_by(output)
    if raised:
        start = sum(len(line) + 1 for line in lines[: raised[-1].end])
        if (told is None or told.passes_on or told.end <= start) and not says_error(output, start):
            return _of_traceback(raised)
    if told is not None and not (told.is_stack and says_error(output, told.end)):
        return _of_shape(told, output, run.tests if run is not None else ())
    return _of_tests(run) if run is not None else None


def _of_tests(run: TestRun) -> Cause:
    # In which order they ran is chance.
    return _made(run.type, run.message, sorted(set(_normal([*run.tests, *run.whys]))))


def _of_traceback(raised: list[Traceback]) -> Cause:
    top = max(place for place, each in enumerate(raised) if not each.is_member or place == 0)
    one, members = raised[top], raised[top + 1 :]
    message = "recursion" if _TOO_DEEP in one.message else f"{one.message}\n" + "\n".join(one.more)
    parts = [message, *_frames(one)]
    shown = one.message or " ".join(one.more)
    if members:
        # Which member came first is chance.
        leaves = [each for each in members if not each.type.endswith("ExceptionGroup")]
        named = [f"{each.type}: {each.message}" for each in leaves]
        parts += sorted(_normal(named))
        shown = f"{shown}: {'; '.join(named)}"
    return _made(one.type, shown or one.type, parts)


def _frames(one: Traceback) -> list[str]:
    """The innermost calls of the program's own, each once, and the line of code of the last."""
    frames = one.frames[-_FRAMES_READ:]
    own = [each for each in frames if not each.is_library()] or list(frames)
    folders = {_folder(each.path) for each in own} - {""}
    named = [f"{_within(each.path, folders)} in {each.name}" for each in reversed(own)]
    if _TOO_DEEP in one.message:
        return sorted(each for each, count in Counter(named).items() if count > 1)
    # Code that has no file is shown by some versions of Python, and by others not.
    code = own[-1].source if own and not own[-1].path.startswith("<") else ""
    return [*list(dict.fromkeys(named))[:FRAMES], code]


def _within(path: str, folders: Collection[str]) -> str:
    """A file with the folders that lie between it and another file of the stack above it."""
    above = [each for each in folders if path.startswith(each) and each != _folder(path)]
    return path.removeprefix(max(above, key=len)) if above else normal_path(path)


def _folder(path: str) -> str:
    head, slash, _ = path.rpartition("/")
    return head + slash


def _of_shape(told: Told, output: str, tests: Iterable[str]) -> Cause:
    message = told.message or told.type
    parts = [told.message, *told.places, *sorted(set(tests))]
    if told.passes_on:
        said = tail_of(output)
        parts += said
        message = next((line for line in reversed(said) if _says_why(line)), message)
    return _made(told.type, message, parts)


def _says_why(line: str) -> bool:
    return "*** " not in line and _SAYS_WHY.search(line) is not None


def _of_exit_code(result: CommandResult, script: str) -> Cause:
    code = f"exit code {result.exit_code}"
    said = tail_of(_printed(result))
    if not said:
        return _made("exit_code", result.reason or code, (code, _commands(script)))
    why = next((line for line in reversed(said) if _says_why(line)), None)
    return _made("exit_code", why or f"{result.reason or code}: {said[-1]}", (code, *said))


def _where(result: CommandResult, script: str) -> tuple[str, ...]:
    """Where it was when something else ended it; how far it had come there is chance."""
    last = tail_of(_printed(result), 2)
    return (_commands(script), *(_DIGITS.sub("", normal(line)) for line in last))


def _signal_of(result: CommandResult) -> str | None:
    """The name of the signal that ended it, also where a shell tells of that."""
    if result.signal is not None:
        named = re.search(r"\bSIG[A-Z]+\d*\b", result.reason or "")
        return named[0] if named else _SIGNALS.get(result.signal, f"signal {result.signal}")
    code = result.exit_code or 0
    return _SIGNALS.get(code - 128) if code in _TOLD_BY_SHELLS else None


def _printed(result: CommandResult) -> str:
    """What it printed, as it is read; the end of it, should there ever be more than an excerpt."""
    output = result.output
    if len(output) > _LONGEST_OUTPUT:
        output = f"… {GAP}\n{output[-_LONGEST_OUTPUT:]}"
    return plain(output)


def _commands(script: str) -> str:
    """A script without blank lines and comments."""
    lines = (line.strip() for line in script[:_LONGEST_OUTPUT].split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("#"))


def _made(type_: str, message: str, parts: Iterable[str], exact: Iterable[str] = ()) -> Cause:
    """The cause whose hash is over its type, the parts without what differs from time to time,
    and those that are exact."""
    # Half a secret would not be known as one any more.
    line = " ".join(scrub(plain(message)).split())
    if len(line) > LONGEST_MESSAGE:
        line = line[: LONGEST_MESSAGE - 1].rstrip() + "…"
    name = plain(type_)[:LONGEST_MESSAGE]
    return Cause(type=name, message=line or name, hash=_hash([name, *_normal(parts), *exact]))


def _normal(parts: Iterable[str]) -> list[str]:
    """All of them at once, which takes a fraction of the time."""
    return normal(scrub(_BETWEEN.join(map(plain, parts)))).split(_BETWEEN)


def _hash(parts: Iterable[str]) -> str:
    text = "\0".join(parts).encode("utf-8", "backslashreplace")
    return hashlib.sha256(text).hexdigest()[:_HASH_CHARACTERS]
