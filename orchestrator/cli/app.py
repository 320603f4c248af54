"""The program's commands and their one-line helps; loads a command only when it is called."""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from orchestrator import __version__

PROGRAM = "orchestrator"

# name -> (module with a function of that name, help). The list in `--help` is made from this
# alone, so asking for help costs no command's imports.
COMMANDS = {
    "convert_task": ("convert_task", "Turn task files into validated plans."),
    "execute_task": ("execute_task", "Run a task's subtasks and prove what they did."),
    "task_status": ("task_status", "Show where a run stands, or the latest runs of all tasks."),
    "attest": ("attest", "Hand in evidence for what was done by hand."),
    "approve": ("approve", "Let a subtask run that waits for an approval."),
    "reject": ("reject", "Refuse a subtask that waits for an approval."),
    "validate_task": ("validate_task", "Review a finished run: check all again, report, judge."),
    "generate_report": ("generate_report", "Write the reports of a run from what was recorded."),
    "list_reports": ("list_reports", "Find reports and evidence."),
    "task_graph": ("task_graph", "Draw a task's DAG, coloured by its latest run."),
    "tick": ("tick", "Tick what is proven in the task file."),
    "logs": ("logs", "Show what a subtask printed."),
    "cancel": ("cancel", "Stop a run in order."),
}

# No rich in help and errors: it takes longer to load than most commands take to run.
_PLAIN: dict[str, Any] = {
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "context_settings": {
        "help_option_names": ["-h", "--help"],
        # Every command and option may be spelled with underscores or dashes.
        "token_normalize_func": lambda name: name.replace("_", "-"),
    },
}


# `ctx` is Any below: the class that typer passes is a private one of its own.
class _Command(TyperCommand):
    """A command whose function returns the exit code."""

    def invoke(self, ctx: Any) -> Any:
        raise typer.Exit(super().invoke(ctx) or 0)


class _LazyGroup(TyperGroup):
    """Knows the names of its commands and loads the one that is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        name = cmd_name.replace("-", "_")
        return _load(name) if name in COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        # What a misspelt name is compared with.
        self.commands = dict.fromkeys(COMMANDS)  # type: ignore[assignment]
        return super().resolve_command(ctx, args)


def run(arguments: list[str]) -> int:
    """Run the command that the arguments name; the exit code.

    Raises:
        OrchestratorError: what the user may meet; the boundary shows it.
    """
    app = typer.Typer(cls=_LazyGroup, no_args_is_help=True, add_completion=True, **_PLAIN)
    app.callback()(_program)
    try:
        app(args=arguments, prog_name=PROGRAM)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return 0


def _load(name: str) -> Any:
    module, text = COMMANDS[name]
    function = getattr(import_module(f"orchestrator.cli.{module}"), name)
    app = typer.Typer(add_completion=False, **_PLAIN)
    app.command(name, cls=_Command)(function)
    command = typer.main.get_command(app)
    command.short_help = text
    return command


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{PROGRAM} {__version__}")
        raise typer.Exit


def _program(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Run hand-written markdown task files as DAGs; nothing is called done without proof."""
