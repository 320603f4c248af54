"""The program loaded once and forked for each command: real processes without the start-up.

For trials that call it a thousand times. Knows no trial.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import json
import os
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import BinaryIO

from tests.e2e.project import CHECKOUT, Project, Result

_PATIENCE_S = 30
# What most commands come to load, so that no child has to.
_MODULES = (
    *(
        "cli.app",
        "cli.boundary",
        "cli.executing",
        "cli.execute_task",
        "cli.task_status",
        "cli.generate_report",
    ),
    *("cli.list_reports", "cli.logs", "cli.running", "operations.running.execute"),
    "operations.reporting.status",
    *("document.parse", "plan.build", "plan.codec", "plan.graph", "engines.local"),
    *("engines.agents", "engines.leftovers", "plan.lint", "plan.vacuous.closed"),
    *("stores.sqlite", "stores.lock", "report.model", "report.render", "wiring"),
)


class Loaded:
    """Calls commands, one after the other."""

    def __init__(self) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-m", "tests.stress.loaded"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=CHECKOUT,
            env=Project(CHECKOUT / "nowhere").environment(),
        )

    def run(self, folder: Path, *arguments: str, as_user: bool = False) -> Result:
        """Run a command in a folder to its end; a killed one has the exit code -9. With
        `as_user` a superuser is one no more, and rights are asked of it too."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        asked = {"folder": str(folder), "arguments": arguments, "as_user": as_user}
        self._server.stdin.write(json.dumps(asked).encode() + b"\n")
        self._server.stdin.flush()
        told = json.loads(self._server.stdout.readline())
        return Result(arguments, told["exit"], told["stdout"], told["stderr"], folder)

    def close(self) -> None:
        """End the process that is forked."""
        self._server.communicate()


@cache
def loaded() -> Loaded:
    """The one that all trials of this process share; it ends with the process."""
    made = Loaded()
    atexit.register(made.close)
    return made


def serve() -> None:
    """Answer each line of standard input, a JSON object, with one."""
    for name in _MODULES:
        import_module(f"orchestrator.{name}")
    import_module("networkx")
    from orchestrator.plan.codec import from_json

    from_json("{}", "-", ".")  # builds what holds plans against their model
    gc.freeze()
    for line in sys.stdin.buffer:
        asked = json.loads(line)
        with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
            code = _forked(asked, (stdout, stderr))
            told = {"exit": code, "stdout": _text(stdout), "stderr": _text(stderr)}
        os.write(1, json.dumps(told).encode() + b"\n")


def _forked(asked: Mapping[str, object], streams: tuple[BinaryIO, BinaryIO]) -> int:
    child = os.fork()
    if not child:
        signal.alarm(_PATIENCE_S)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for number, handle in enumerate((nothing, *(each.fileno() for each in streams))):
            os.dup2(handle, number)
        os.chdir(str(asked["folder"]))
        if asked["as_user"]:
            _give_up_rights()
        sys.argv[1:] = asked["arguments"]  # type: ignore[assignment]  # strings, from JSON
        os._exit(_main())
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _give_up_rights() -> None:
    """Drop all capabilities (Linux, capset(2)), those by which root may write everywhere too."""
    if os.geteuid() == 0:
        version_and_pid = struct.pack("Ii", 0x20080522, 0)
        if ctypes.CDLL(None, use_errno=True).capset(version_and_pid, bytes(24)) != 0:
            raise OSError(ctypes.get_errno(), "capset")


def _main() -> int:
    """What `python -m orchestrator` does; a traceback goes where it would go there."""
    from orchestrator.__main__ import main

    code = 1
    try:
        code = main()
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]  # there is one
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def _text(stream: BinaryIO) -> str:
    stream.seek(0)
    return stream.read().decode("utf-8", "replace")


if __name__ == "__main__":
    serve()
