"""One command of an attempt, with all that is laid out for it and cleared away after it.

Words, variables, folder, output and script go in; a result and the values handed on come
out. What follows from the result is not known here.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from functools import partial

from orchestrator.diagnostics import InputError
from orchestrator.engines import environment
from orchestrator.engines.command import Cause, Command, Exit, spawn
from orchestrator.engines.context import AttemptContext
from orchestrator.engines.execute import Start
from orchestrator.engines.files import files_seen
from orchestrator.engines.folders import folder_of
from orchestrator.engines.interpreters import command_line, needs_file
from orchestrator.engines.masked import Masked
from orchestrator.engines.outcome import result_of
from orchestrator.engines.output import Beside, Output, Straight
from orchestrator.engines.values import take_values
from orchestrator.verify.model import CommandResult

OnDone = Callable[[CommandResult, dict[str, str]], None]


class Execution:
    """A running command. `on_done` gets its result and the values it handed on.

    `name` is unique in the attempt; files laid out for the command bear it. After `seconds`
    it is stopped, and `limit` says in words which time was over.

    Raises:
        InputError: its folder or its interpreter is not there.
        OSError: it cannot be started.
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
    ) -> None:
        self._start = start
        self._context = context
        self._limit = limit
        self._on_done = on_done
        engine = context.engine
        self._folder = folder_of(engine.root, start.cwd or context.work.subtask.cwd)
        self._values_file = context.log.beside(f"{name}.values")
        self._script_file = _lay_out_script(start, context.log.beside(f"{name}.script"))
        try:
            self._output = _output_for(start, context, name)
            self._started_at = engine.now()
            self._command = self._spawn()
        except (InputError, OSError, ValueError):
            self._remove_script()
            raise
        self._timer = None
        if seconds is not None:
            stop = partial(self.stop, Cause.TIMEOUT, engine.grace_s)
            self._timer = engine.loop.after(seconds, stop)

    def stop(self, cause: Cause, grace_s: float) -> None:
        """End its whole tree; its result comes all the same."""
        self._command.stop(cause, grace_s)

    def _spawn(self) -> Command:
        context, engine = self._context, self._context.engine
        variables = environment.of_command(
            context.environment, context.values, self._start.id, self._values_file
        )
        try:
            words = command_line(
                self._start.language,
                self._start.script,
                languages=engine.languages,
                search_path=variables.get("PATH", ""),
                folder=self._folder,
                script_file=self._script_file,
            )
            process = spawn(words, self._folder, variables, self._output, engine.nothing)
            marker = environment.marker_of(context.work)
            command = Command(engine.loop, process, marker, self._over)
        except (InputError, OSError, ValueError):
            self._output.started()
            self._output.collect()
            raise
        self._output.started()
        return command

    def _remove_script(self) -> None:
        if self._script_file is not None:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._script_file)

    def _over(self, exit_: Exit) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._remove_script()
        context = self._context
        printed = self._output.collect()
        handed_on = take_values(self._values_file)
        notes = list(handed_on.problems)
        if context.log.problem:
            notes.append(context.log.problem)
        result = result_of(
            self._start,
            exit_,
            printed,
            files=files_seen(
                self._start.expect.files, context.engine.root, self._folder, context.since
            ),
            limit=self._limit,
            conceal=context.masker.text,
            started_at=self._started_at,
            log=context.work.log,
            output=context.log.excerpt(printed.log_start, printed.log_end),
            notes=notes,
        )
        self._on_done(result, handed_on.values)


def _lay_out_script(start: Start, path: str) -> str | None:
    """A script too long for an argument, in a file for its owner alone."""
    if not needs_file(start.script):
        return None
    script = start.script.encode()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(script)
    return path


def _output_for(start: Start, context: AttemptContext, name: str) -> Output:
    expect = start.expect
    apart = bool(expect.stdout or expect.stderr or expect.json)
    if context.masker:
        return Masked(context.log, context.masker, context.engine.loop, keep=apart)
    if apart:
        return Beside(context.log, expect, name, context.engine.log_limit_bytes)
    return Straight(context.log)
