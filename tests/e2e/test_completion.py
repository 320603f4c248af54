"""Completion scripts, sourced by the shells that are there."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from orchestrator.cli.commands import COMMANDS
from tests.e2e.project import Project

_ASK = """
COMP_WORDS=({words}); COMP_CWORD={at}; _orchestrator; printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def completed(script: str, words: list[str]) -> list[str]:
    asked = _ASK.format(words=" ".join(words), at=len(words) - 1)
    ended = subprocess.run(
        ["bash", "-euc", script + asked], capture_output=True, text=True, check=True
    )
    return ended.stdout.split()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["orchestrator", "task"], ["task_status", "task_graph"]),
        (["orchestrator", "''"], list(COMMANDS)),
        (["orchestrator", "execute_task", "x", "--no"], ["--no-accept-ticks", "--no-report"]),
        (["orchestrator", "task-status", "--w"], ["--watch", "--wait"]),
        (["orchestrator", "task_status", "--fail"], []),
        (["orchestrator", "history", "l"], ["list", "last_failed"]),
        (["orchestrator", "history", "last-failed", "--s"], ["--since"]),
        (["orchestrator", "history", "stats", "x", "--by"], ["--by-task"]),
    ],
)
def test_bash_completes_commands_and_their_options(
    tmp_path: Path, words: list[str], found: list[str]
) -> None:
    script = Project(tmp_path).run("completion", "bash").stdout
    assert completed(script, words) == found


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_can_read_their_script(tmp_path: Path, shell: str) -> None:
    script = Project(tmp_path).run("completion", shell).stdout
    assert all(command in script for command in COMMANDS)
    if shutil.which(shell):
        subprocess.run([shell, "-n", "-c", script], check=True)


def test_no_script_for_other_shells(tmp_path: Path) -> None:
    ended = Project(tmp_path).run("completion", "cmd")
    assert ended.exit == 2
    assert "bash, zsh or fish" in ended.stderr
