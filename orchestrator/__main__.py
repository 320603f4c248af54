"""The door of the program: `orchestrator …` and `python -m orchestrator …`."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the command that the arguments name; the exit code."""
    # A program that ends soon, and makes much that stays: looking for what does not would take
    # a third of the time of a large conversion.
    gc.set_threshold(50_000, 20, 1000)
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
