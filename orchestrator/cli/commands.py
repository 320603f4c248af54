"""The program's commands and their one-line helps; loads one only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from orchestrator.cli.parameters import Parameter, flag

PROGRAM = "orchestrator"

# name -> help. Each has a module of its name in this package, with a function of its name and
# `GIVEN`. The list in `--help` is made from this alone, so it costs no command's imports.
COMMANDS = {
    "convert_task": "Turn task files into validated plans.",
    "new_task": "Start a task file from the template.",
    "execute_task": "Run a task's subtasks and prove what they did.",
    "task_status": "Show where a run stands, or the latest runs of all tasks.",
    "attest": "Hand in evidence for what was done by hand.",
    "approve": "Let a subtask run that waits for an approval.",
    "reject": "Refuse a subtask that waits for an approval.",
    "validate_task": "Review a finished run: check all again, report, judge.",
    "generate_report": "Write the reports of a run from what was recorded.",
    "list_reports": "Find reports and evidence.",
    "task_graph": "Draw a task's DAG, coloured by its latest run.",
    "tick": "Tick what is proven in the task file.",
    "logs": "Show what a subtask printed.",
    "cancel": "Stop a run in order.",
    "completion": "Print a script that completes commands in a shell.",
}
HELP = flag("-h", "--help", help="Show this message and exit.")

Command = Callable[..., int]
"""Gets the value of each of its parameters by name; returns the exit code."""


def load(name: str) -> tuple[Command, tuple[Parameter, ...]]:
    """A command, and what it can be given; `HELP`, which all can be, is not among it."""
    module = import_module(f"orchestrator.cli.{name}")
    command: Command = getattr(module, name)
    given: tuple[Parameter, ...] = module.GIVEN
    return command, given
