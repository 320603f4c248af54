"""The door of the program: `orchestrator …` and `python -m orchestrator …`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command that the arguments name; the exit code."""
    from orchestrator.cli.app import run
    from orchestrator.cli.boundary import guarded

    arguments = sys.argv[1:]
    return guarded(lambda: run(arguments), as_json="--json" in arguments)


if __name__ == "__main__":
    sys.exit(main())
