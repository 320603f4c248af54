"""The door of the program: `orchestrator …` and `python -m orchestrator …`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command that the arguments name; the exit code."""
    from orchestrator.cli.signals import Leaving

    # Before anything else is loaded: who changes their mind at once gets no traceback.
    with Leaving():
        from orchestrator.cli.app import run
        from orchestrator.cli.boundary import guarded
        from orchestrator.cli.output import hold_standard_handles

        hold_standard_handles()
        arguments = sys.argv[1:]
        return guarded(lambda: run(arguments), as_json="--json" in arguments)


if __name__ == "__main__":
    sys.exit(main())
