"""A project in a folder of its own and the real program run in it, as people run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "orchestrator")
PATIENCE_S = 20.0

# What a caller's environment may hold that changes what the program does or prints.
_LOUD = ("CI", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "TRACEPARENT", "PYTHONDONTWRITEBYTECODE")
_LOUD_PREFIXES = ("GITHUB_", "ORCHESTRATOR_")


@dataclass(frozen=True)
class Result:
    """How a command ended; its `repr`, which a failing assertion shows, holds everything."""

    arguments: tuple[str, ...]
    exit: int
    stdout: str
    stderr: str
    root: Path = field(repr=False)

    def __repr__(self) -> str:
        return (
            f"orchestrator {' '.join(self.arguments)} (in {self.root}) -> exit {self.exit}\n"
            f"--- stdout\n{self.stdout}\n--- stderr\n{self.stderr}"
        )

    def json(self) -> Any:
        """Standard output as one JSON document."""
        return json.loads(self.stdout)

    def events(self) -> list[dict[str, Any]]:
        """Standard output as one JSON object a line."""
        return [json.loads(line) for line in self.stdout.splitlines()]

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        return [event for event in self.events() if event["type"] == kind]

    def summary(self) -> dict[str, Any]:
        """The last line of `execute_task --json`."""
        last = self.events()[-1]
        assert last["type"] == "run_summary", self
        return last

    def rows(self) -> dict[str, dict[str, Any]]:
        """The summary's subtasks by their id."""
        return {row["id"]: row for row in self.summary()["subtasks"]}

    def statuses(self) -> dict[str, str]:
        return {id_: row["status"] for id_, row in self.rows().items()}


class Project:
    """A folder with task files. It stays when a test fails, and its place is told then."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in (root, *root.parents):
            if (folder / ".orchestrator").exists() and folder != root:
                raise RuntimeError(f"{folder} holds .orchestrator: it would be taken as the root")

    def task(self, name: str, text: str) -> Path:
        """Write a task file into docs/tasks."""
        return self.file(f"docs/tasks/{name}.md", text)

    def file(self, path: str, text: str | bytes) -> Path:
        """Write a file below the root, line ends as they are."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        return target

    def read(self, path: str) -> str:
        return (self.root / path).read_text()

    def lines(self, path: str) -> list[str]:
        """The lines of a file that steps wrote; none when it is not there."""
        target = self.root / path
        return target.read_text().splitlines() if target.exists() else []

    def files(self) -> dict[str, bytes]:
        """Everything below the root, by its path."""
        return {
            str(path.relative_to(self.root)): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }

    def environment(self, more: Mapping[str, str] | None = None) -> dict[str, str]:
        """The caller's environment without what changes the program's ways."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in _LOUD and not name.startswith(_LOUD_PREFIXES)
        }
        kept["PYTHONPATH"] = str(CHECKOUT)
        # The interpreter that runs the tests, so that a step's Python is a known one.
        kept["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}"
        return {**kept, **(more or {})}

    def run(
        self,
        *arguments: str,
        stdin: str | bytes = b"",
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        wrapper: Sequence[str] = (),
    ) -> Result:
        """Run a command of the program to its end."""
        done = subprocess.run(
            [*wrapper, *COMMAND, *arguments],
            input=stdin.encode() if isinstance(stdin, str) else stdin,
            capture_output=True,
            cwd=cwd or self.root,
            env=self.environment(env),
            timeout=60,
            check=False,
        )
        return Result(
            arguments, done.returncode, done.stdout.decode(), done.stderr.decode(), self.root
        )

    def execute(self, *arguments: str, **more: Any) -> Result:
        """`execute_task … --json --no-report`: what most tests look at."""
        return self.run("execute_task", *arguments, "--json", "--no-report", **more)

    def start(self, *arguments: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[str]:
        """Start a command and go on; the caller ends it."""
        return subprocess.Popen(
            [*COMMAND, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=self.root,
            env=self.environment(env),
            text=True,
        )

    def wait_for(self, path: str) -> None:
        """Wait until a step has made the file."""
        wait_until(lambda: (self.root / path).exists(), f"{path} in {self.root}")


def at_once(calls: Mapping[str, Callable[[], Result]]) -> dict[str, Result]:
    """Make independent calls, as many at once as there are cores; their results by name."""
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as pool:
        running = {name: pool.submit(call) for name, call in calls.items()}
        return {name: each.result() for name, each in running.items()}


def wait_until(happened: Callable[[], bool], what: str) -> None:
    """Wait for something that other processes do."""
    until = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < until, f"waited {PATIENCE_S:g} s for {what}"
        time.sleep(0.01)


def processes_with(text: str) -> list[int]:
    """The processes whose environment holds the text; Linux only."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            held = text.encode() in (folder / "environ").read_bytes()
            state = (folder / "stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if held and state != "Z":
            found.append(int(folder.name))
    return found
