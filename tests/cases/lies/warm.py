"""The real program, started many times over by a process that has loaded all it needs;
knows no case and judges nothing.

Each line on standard input is a JSON object: `arguments` (a list), `root` (where to run),
`environment` (all of it), `stdout` and `stderr` (files to be written). For each, a process of
its own is forked and runs the program to its end; the answer is one line, its exit code.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any, NoReturn

from orchestrator.__main__ import main

_STREAMS = {1: "stdout", 2: "stderr"}
_TASK = "# Task 001: Warm\n### Task 1: Up\n```sh\ntest -e .\n```\n"


def serve() -> None:
    """Answer until standard input ends."""
    answers = os.fdopen(os.dup(1), "w")
    _warm_up()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


def _warm_up() -> None:
    """Run a task here, so that all that a run loads and compiles is there for every fork."""
    errors = os.dup(2)
    with tempfile.TemporaryDirectory() as folder:
        task = Path(folder, "task.md")
        task.write_text(_TASK)
        nowhere = dict.fromkeys(_STREAMS.values(), os.devnull)
        try:
            _run({"arguments": ["execute_task", str(task)], "root": folder, **nowhere})
        finally:
            os.dup2(errors, 2)
            os.close(errors)
    # A fork takes only the thread that forks along.
    assert threading.active_count() == 1, threading.enumerate()


def _become(request: dict[str, Any]) -> NoReturn:
    """Turn this fork into a process of the program."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.environ.clear()
    os.environ.update(request["environment"])
    code = 70
    try:
        code = _run(request)
    finally:
        # Not sys.exit: the loop that this process was forked out of must not go on.
        os._exit(code)


def _run(request: dict[str, Any]) -> int:
    for handle, name in _STREAMS.items():
        file = os.open(request[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(file, handle)
        os.close(file)
    os.chdir(request["root"])
    sys.argv = ["orchestrator", *request["arguments"]]
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    serve()
