"""Runs every gate that a change must pass, or the named ones; the one door for all.

Usage: python -m tests [all] [style] [format] [types] [layers] [tests]

With `all`, tests run that are more of the same as others, too.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

from tests.some import ALL, VARIABLE

ROOT = Path(__file__).resolve().parent.parent
GATES = {
    "style": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    "types": ["-m", "mypy"],
    "layers": ["-c", "from importlinter.cli import lint_imports_command as run; run()"],
    # A file's tests stay in one process: some share what they set up. Many wait for processes, so
    # that three of them keep two cores busy.
    "tests": ["-m", "pytest", "-q", "-n", "3", "--dist", "loadfile"],
}


def main(names: list[str]) -> int:
    """Run the gates in order; the first that fails ends it with its exit code."""
    environment = {**os.environ, **({VARIABLE: ALL} if ALL in names else {})}
    names = [name for name in names if name != ALL]
    unknown = sorted(set(names) - set(GATES))
    if unknown:
        print(f"no gate {', '.join(unknown)}; there are {', '.join(GATES)}", file=sys.stderr)
        return 2
    for name, arguments in GATES.items():
        if names and name not in names:
            continue
        command = [sys.executable, *arguments]
        print(f"{name}: {shlex.join(['python', *arguments])}", flush=True)
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        if code != 0:
            print(f"{name} failed with exit code {code}", file=sys.stderr)
            return code if code > 0 else 128 - code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
