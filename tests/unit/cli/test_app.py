"""The commands' table, and what asking for help costs."""

from __future__ import annotations

import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from orchestrator import __version__
from orchestrator.cli.commands import COMMANDS, every, load

HEAVY = ("networkx", "pydantic", "rich", "jinja2", "markdown_it", "yaml", "loguru", "asyncio",
         "subprocess", "tempfile", "traceback")  # fmt: skip


def run(*arguments: str, flags: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *flags, "-m", "orchestrator", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("option", ["--help", "-h", "--version"])
def test_help_imports_nothing_heavy(option: str) -> None:
    ended = run(option, flags=("-X", "importtime"))
    assert ended.returncode == 0
    imported = {line.rpartition("|")[2].strip() for line in ended.stderr.splitlines()}
    assert "orchestrator.cli.app" in imported
    heavy = [name for name in imported if name.partition(".")[0] in HEAVY]
    assert heavy == []
    ours = {name for name in imported if name.startswith("orchestrator.")}
    assert not ours & {f"orchestrator.cli.{name}" for name in COMMANDS}


def test_help_lists_every_command_with_its_line() -> None:
    shown = run("--help").stdout
    for name, text in COMMANDS.items():
        assert f"  {name} " in shown
        assert text in shown


@pytest.mark.parametrize("name", [*COMMANDS, *every()])
def test_every_command_is_there_under_both_spellings(name: str) -> None:
    spellings = (name, name.replace("_", "-"))
    spelled = [run(*spelling.split(), "--help").stdout for spelling in spellings]
    assert all(f"orchestrator {name}" in text.replace("-", "_") for text in spelled)


@pytest.mark.parametrize("name", list(every()))
def test_a_command_takes_what_it_can_be_given(name: str) -> None:
    command, given = load(name)
    taken = dict(inspect.signature(command).parameters)
    if taken.pop("given", None) is not None:
        # What it does not look at itself it hands on to this one.
        further = inspect.signature(command.__globals__["_options"]).parameters
        taken |= {name: each for name, each in further.items() if name not in ("jobs", "rounds")}
    assert {parameter.name for parameter in given} == set(taken)
    assert all(parameter.default is inspect.Parameter.empty for parameter in taken.values())


def test_version() -> None:
    assert run("--version").stdout == f"orchestrator {__version__}\n"


def test_options_may_be_spelled_with_underscores() -> None:
    for spelling in ("--dry-run", "--dry_run"):
        ended = run("execute_task", "missing.md", spelling)
        assert ended.returncode == 2
        assert "missing.md" in ended.stderr
        assert "option" not in ended.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["convert_tsk"], "is convert_task meant?"),
        (["task_status", "--jsn"], "--json"),
        (["logs", "one"], "SUBTASK"),
        ([], "Usage: orchestrator"),
    ],
)
def test_wrong_usage_is_exit_two_and_says_what_is_meant(arguments: list[str], said: str) -> None:
    ended = run(*arguments)
    assert ended.returncode == 2
    assert said in ended.stdout + ended.stderr


def test_behind_two_dashes_help_is_a_word(tmp_path: Path) -> None:
    started = run("new_task", "-C", str(tmp_path), "--", "--help")
    assert started.returncode == 0, started
    assert "Usage" not in started.stdout
    (made,) = tmp_path.rglob("*.md")
    assert made.read_text().startswith("# Task 001: --help ")
