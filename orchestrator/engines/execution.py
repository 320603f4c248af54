"""One command of an attempt, with all that is laid out for it and cleared away after it.

Words, variables, folder, output, and script or prompt go in; a result and the values handed
on come out. What follows from the result is not known here.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from orchestrator.diagnostics import InputError
from orchestrator.engines import environment
from orchestrator.engines.command import Cause, Command, Exit
from orchestrator.engines.context import AttemptContext
from orchestrator.engines.direct import Direct, as_shell_tells, without_shell
from orchestrator.engines.execute import Start
from orchestrator.engines.files import files_seen
from orchestrator.engines.folders import folder_of
from orchestrator.engines.interpreters import command_line
from orchestrator.engines.layout import lay_out_script
from orchestrator.engines.log import Log, own_log
from orchestrator.engines.outcome import result_of
from orchestrator.engines.output import Beside, Output, Straight, cut_log
from orchestrator.engines.receipts import receipt_file, remark_of
from orchestrator.engines.spawner import Spawn, WardenLostError
from orchestrator.engines.timers import Timer
from orchestrator.engines.values import NOTHING, take_values
from orchestrator.verify.model import CommandResult
from orchestrator.workspace import safe_name

if TYPE_CHECKING:
    from orchestrator.engines.asking import Asking

OnDone = Callable[[CommandResult, dict[str, str]], None]


class Execution:
    """A running command. `on_done` gets its result and the values it handed on, or `on_refused`
    why it could not be started.

    `name` is unique in the attempt; files laid out for the command bear it. After `seconds`
    it is stopped, and `limit` says in words which time was over.

    Raises:
        InputError: its folder, its interpreter or its agent is not there.
        StorageError: its own log cannot be opened.
        WardenLostError: there is nobody who could start it.
        OSError: what it needs cannot be laid out.
        ValueError: its script or a variable holds what none can.
    """

    def __init__(
        self,
        start: Start,
        context: AttemptContext,
        *,
        name: str,
        seconds: float | None,
        limit: str,
        on_done: OnDone,
        on_refused: Callable[[OSError], None],
    ) -> None:
        self._start = start
        self._context = context
        self._seconds = seconds
        self._limit = limit
        self._on_done = on_done
        self._on_refused = on_refused
        engine = context.engine
        # Prose, settings and prompts name paths from the root, so an agent works there.
        usual = context.work.subtask.cwd if start.agent is None else None
        self._folder = folder_of(engine.root, start.cwd or usual)
        self._name = name
        self._values_file = context.log.beside(f"{name}.values")
        self._script_file: str | None = None
        self._asking: Asking | None = None
        self._log = _log_for(start, context)
        try:
            self._script_file = lay_out_script(start, context.log.beside(f"{name}.script"))
            self._asking = _asking_for(start, context)
            self._output = _output_for(start, context, self._log, name, self._asking)
            self._started_at = engine.now()
            self._command = self._spawn()
        except (InputError, WardenLostError, OSError, ValueError):
            self._clear()
            raise
        finally:
            if self._asking is not None:
                self._asking.close()
        self._timer: Timer | None = None
        if seconds is not None:
            stop = partial(self.stop, Cause.TIMEOUT, engine.grace_s)
            self._timer = engine.loop.after(seconds, stop)

    def stop(self, cause: Cause, grace_s: float) -> None:
        """End its whole tree; its result comes all the same."""
        self._command.stop(cause, grace_s)

    def _spawn(self, *, direct: bool = True) -> Command:
        context, engine = self._context, self._context.engine
        variables = environment.of_command(
            context.environment, context.values, self._start.id, self._values_file
        )
        stdin = engine.nothing if self._asking is None else self._asking.stdin
        search_path = variables.get("PATH", engine.inherited.get("PATH", os.defpath))
        try:
            words = self._words(search_path)
            program = os.fsdecode(words[0])
            self._direct = self._without_shell(program, variables, search_path) if direct else None
            if self._direct is not None:
                program, words = self._direct.program, self._direct.words
                variables["PWD"] = self._direct.pwd
            spawn = Spawn(
                program=program,
                words=words,
                folder=str(self._folder),
                variables=variables,
                handles=_handles(engine.nothing, stdin, self._output),
                receipt=receipt_file(f"{engine.root}/{context.work.log}", self._start.id),
                remark=remark_of(self._name, self._started_at, self._output.start, self._seconds),
            )
            marker = context.window.marker
            orphans = partial(engine.orphans.of, context.window)
            command = Command(
                engine.loop, engine.spawner, spawn, marker, orphans, self._over, self._refused
            )
        except (InputError, WardenLostError, OSError, ValueError):
            self._output.started()
            self._output.collect()
            raise
        self._output.started()
        return command

    def _without_shell(
        self, shell: str, variables: Mapping[str, str], search_path: str
    ) -> Direct | None:
        start, engine = self._start, self._context.engine
        own = start.language != "sh" or "sh" in engine.languages or start.agent is not None
        if own or not isinstance(self._output, Straight):
            return None
        pwd = variables.get("PWD", engine.inherited.get("PWD", ""))
        return without_shell(start.script, shell, pwd, self._folder, search_path)

    def _words(self, search_path: str) -> Sequence[str | bytes]:
        engine = self._context.engine
        if self._asking is not None:
            return self._asking.words(search_path, engine.root)
        return command_line(
            self._start.language,
            self._start.script,
            languages=engine.languages,
            search_path=search_path,
            folder=self._folder,
            script_file=self._script_file,
        )

    def _clear(self) -> None:
        """Take away what only the command needed."""
        if self._script_file is not None:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._script_file)
        if self._start.check:
            self._log.close()

    def _refused(self, why: OSError) -> None:
        if self._direct is not None:
            self._command = self._spawn(direct=False)
            return
        if self._timer is not None:
            self._timer.cancel()
        self._output.collect()
        self._clear()
        self._on_refused(why)

    def _over(self, exit_: Exit) -> None:
        if self._timer is not None:
            self._timer.cancel()
        context = self._context
        if self._direct is not None and exit_.signal is not None:
            exit_, said = as_shell_tells(exit_)
            self._log.append(said)
        printed = self._output.collect()
        output = self._log.excerpt(printed.log_start, printed.log_end)
        in_log, cuts = cut_log(self._log, context.engine.log_limit_bytes, printed)
        # Until the result is recorded, it may have to be taken from there once more; but where
        # there are secrets, nobody does.
        handed_on = take_values(self._values_file, remove=bool(context.masker))
        if handed_on is not NOTHING and not context.masker:
            context.engine.unrecorded.append(self._values_file)
        result = result_of(
            self._start,
            exit_,
            in_log,
            files=files_seen(
                self._start.expect.files, context.engine.root, self._folder, context.freshness
            ),
            limit=self._limit,
            conceal=context.masker.text,
            started_at=self._started_at,
            log=self._log.path,
            output=output,
            notes=[*handed_on.problems, *cuts, *filter(None, [self._log.loss()])],
        )
        if self._asking is not None:
            result = self._asking.told(result, printed)
        self._clear()
        self._on_done(result, handed_on.values)


def _handles(nothing: int, stdin: int, output: Output) -> tuple[int] | tuple[int, int, int]:
    if stdin == nothing and output.stdout == output.stderr:
        return (output.stdout,)
    return (stdin, output.stdout, output.stderr)


def _log_for(start: Start, context: AttemptContext) -> Log:
    if not start.check:
        return context.log
    return Log(context.engine.root, own_log(context.work.log, start.id))


def _asking_for(start: Start, context: AttemptContext) -> Asking | None:
    if start.agent is None:
        return None
    from orchestrator.engines.asking import Asking

    return Asking(
        start.agent,
        start.prompt,
        context.log.beside(f"{safe_name(start.id)}.prompt"),
        agents=context.engine.agents,
        masker=context.masker,
    )


def _output_for(
    start: Start, context: AttemptContext, log: Log, name: str, asking: Asking | None
) -> Output:
    expect = start.expect
    read = asking is not None and asking.apart
    out = read or bool(expect.stdout or expect.output or expect.json)
    err = bool(expect.stderr or expect.output)
    if context.masker:
        from orchestrator.engines.masked import Masked

        return Masked(log, context.masker, context.engine.loop, keep=out or err)
    if out or err:
        limit, remove = context.engine.log_limit_bytes, context.engine.unrecorded.append
        return Beside(log, name, limit, remove, out=out, err=err)
    return Straight(log)
