"""The program's commands and their one-line helps; loads one only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module

from orchestrator.cli.parameters import Parameter, flag

PROGRAM = "orchestrator"

# name -> help. Each has a module of its name in this package, with a function of its name and
# `GIVEN`. The list in `--help` is made from this alone, so it costs no command's imports.
COMMANDS = {
    "convert_task": "Turn task files into validated plans.",
    "new_task": "Start a task file from the template.",
    "execute_task": "Run a task's subtasks and prove what they did.",
    "allow": "Let a task run where only what a person allowed may.",
    "task_status": "Show where a run stands, or the latest runs of all tasks.",
    "next_subtask": "Claim what is to be done by hand next, for a while.",
    "attest": "Hand in evidence for what was done by hand.",
    "complete_subtask": "Hand in evidence, have the checks run, see the verdict.",
    "approve": "Let a subtask run that waits for an approval.",
    "reject": "Refuse a subtask that waits for an approval.",
    "validate_task": "Review a finished run: check all again, report, judge.",
    "generate_report": "Write the reports of a run from what was recorded.",
    "list_reports": "Find reports and evidence.",
    "task_graph": "Draw a task's DAG, coloured by its latest run.",
    "tick": "Tick what is proven in the task file.",
    "logs": "Show what a subtask printed.",
    "history": "Ask about every attempt ever made.",
    "cancel": "Stop a run in order.",
    "control_task": "Stop runs, retry, or begin later; several at once.",
    "mcp": "Serve agents over the Model Context Protocol.",
    "completion": "Print a script that completes commands in a shell.",
}
# name -> its own commands with their helps; these have their modules in a package of its name.
GROUPS = {
    "history": {
        "list": "Attempts, the latest first.",
        "trace": "All attempts of a trace or a run, and what each built on.",
        "last_failed": "The attempts that failed last, with the ends of what they printed.",
        "errors": "What attempts failed of, each cause once.",
        "stats": "How often subtasks succeed, how long they take, which are flaky.",
        "compare": "What is different between two runs.",
        "show": "A run, or the attempts of one of its subtasks.",
        "import": "Take in what earlier systems ran, from their JSON results.",
        "export": "Attempts as NDJSON or CSV, the oldest first.",
        "prune": "Throw away old runs with all that belongs to them.",
        "otlp": "Send a run's trace to a collector of OpenTelemetry.",
    },
}
_PYTHONS = frozenset({"list", "import"})  # a module and a function of such a name end in `_`
HELP = flag("-h", "--help", help="Show this message and exit.")

Command = Callable[..., int]
"""Gets the value of each of its parameters by name; returns the exit code."""


def every() -> Iterator[str]:
    """The commands, those of groups with the group's name in front."""
    for name in COMMANDS:
        yield from (f"{name} {each}" for each in GROUPS[name]) if name in GROUPS else (name,)


def load(name: str) -> tuple[Command, tuple[Parameter, ...]]:
    """A command, and what it can be given; `HELP`, which all can be, is not among it."""
    group, _, last = name.rpartition(" ")
    own = f"{last}_" if last in _PYTHONS else last
    module = import_module(".".join(filter(None, ("orchestrator.cli", group, own))))
    command: Command = getattr(module, own)
    given: tuple[Parameter, ...] = module.GIVEN
    return command, given
