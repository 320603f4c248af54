"""Many commands of the real program at little cost: one process that has loaded it forks for each.

Run as a module it is that process: it reads the calls from standard input, as JSON.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.stress.hostile_names import as_bytes

CHECKOUT = Path(__file__).resolve().parents[2]
# Longer than any of these commands takes on a busy machine: what takes longer hangs.
PATIENCE_S = 40
_CRASHED = 99
_ORDERLY = frozenset((*range(70), 74, 75))


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A command to run. Lone surrogates in an argument are bytes that are no UTF-8."""

    arguments: Sequence[str]
    cwd: Path
    env: Mapping[str, str] = field(default_factory=dict)
    umask: int = 0o022


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How it ended: `exit` is below 0 for a signal, such as that of its time being over."""

    call: Call
    exit: int
    stdout: bytes
    stderr: bytes

    def fault(self) -> str | None:
        """What no command may do, whatever it is given: hang, crash, or show a traceback."""
        words = f"{' '.join(map(ascii, self.call.arguments))[:300]}"
        if self.exit == -signal.SIGALRM:
            return f"hangs: {words}"
        if self.exit not in _ORDERLY or b"Traceback" in self.stderr:
            return f"exit {self.exit}: {words}: {self.stderr[-600:]!r}"
        return None


def run_calls(calls: Sequence[Call]) -> list[Done]:
    """Run them one after the other; their ends in that order.

    Raises:
        RuntimeError: the program cannot even be loaded.
    """
    with TemporaryDirectory(prefix="stress-calls-") as place:
        jobs = [asdict(call) | {"cwd": os.fspath(call.cwd)} for call in calls]
        server = subprocess.run(
            [sys.executable, "-m", "tests.stress.calls", place],
            input=json.dumps(jobs).encode(),
            capture_output=True,
            cwd=CHECKOUT,
            env={**_environment(), "PYTHONPATH": str(CHECKOUT)},
            check=False,
        )
        if server.returncode:
            raise RuntimeError(f"no command can be run: {server.stderr[-2000:].decode()}")
        return [_done(call, Path(place), number) for number, call in enumerate(calls)]


def _environment() -> dict[str, str]:
    loud = ("GITHUB_", "ORCHESTRATOR_")
    names = ("CI", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "TRACEPARENT")
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(loud) and name not in names
    }


def _done(call: Call, place: Path, number: int) -> Done:
    return Done(
        call=call,
        exit=int((place / f"{number}.exit").read_text()),
        stdout=(place / f"{number}.out").read_bytes(),
        stderr=(place / f"{number}.err").read_bytes(),
    )


def _serve(place: Path, jobs: Iterable[Mapping[str, Any]]) -> None:
    _load(place)
    for number, job in enumerate(jobs):
        child = os.fork()
        if not child:
            _be(job, place / str(number))
        _, status = os.waitpid(child, 0)
        (place / f"{number}.exit").write_text(str(os.waitstatus_to_exitcode(status)))


def _load(place: Path) -> None:
    """Import what most commands need, so that each fork has it already."""
    from importlib import import_module

    from orchestrator.cli.commands import every, load

    for command in every():
        load(command)
    import_module("orchestrator.cli.executing")
    for name in (
        "networkx", "jinja2", "yaml", "markdown_it", "rich.table", "zoneinfo",
        "orchestrator.engines.local", "orchestrator.stores.sqlite", "orchestrator.report.render",
        "orchestrator.plan.build", "orchestrator.document.parse", "orchestrator.report.junit",
    ):  # fmt: skip
        import_module(name)
    for words in (["convert_task", "--schema"], ["task_status", "x", "-C", str(place)]):
        _be_the_program(words)
    gc.freeze()


def _be_the_program(words: Sequence[str]) -> int:
    from orchestrator.__main__ import main

    sys.argv = ["orchestrator", *words]
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    return code


def _be(job: Mapping[str, Any], place: Path) -> None:
    """Be the program, in a child of its own, and print to `place` with a suffix; never returns."""
    code = _CRASHED
    try:
        for number, suffix in enumerate((".out", ".err"), start=1):
            os.dup2(os.open(place.with_suffix(suffix), os.O_WRONLY | os.O_CREAT), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.closerange(3, 256)
        os.setpgid(0, 0)
        signal.alarm(PATIENCE_S)
        os.umask(int(str(job["umask"])))
        os.environ.update(job["env"])
        os.chdir(str(job["cwd"]))
        code = _be_the_program([os.fsdecode(as_bytes(word)) for word in job["arguments"]])
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), json.loads(sys.stdin.buffer.read()))
