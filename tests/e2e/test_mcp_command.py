"""`orchestrator mcp` as people type it: what it refuses, and what it says without the extra."""

from __future__ import annotations

import json

import pytest

from tests.e2e.project import Project

# Stands for a package that is not installed: what is None here cannot be imported.
WITHOUT = "import sys; sys.modules['mcp'] = None\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--tools", "some"), "--tools few or all"),
        (("--install", "emacs"), "--install takes claude, cursor, vscode"),
        (("--install", "claude", "--host", "box"), "ssh -L"),
        (("--install", "claude", "--http", "--allow-host", "box"), "ssh -L"),
        (("--install", "claude", "--allow-all"), "orchestrator allow"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_next_step(
    project: Project, words: tuple[str, ...], said: str
) -> None:
    result = project.run("mcp", *words)
    assert (result.exit, result.stdout) == (2, "")
    assert said in result.stderr.splitlines()[1]
    assert project.files() == {}


def test_the_entry_is_of_the_server_that_was_asked_for(project: Project) -> None:
    result = project.run("mcp", "--install", "claude", "--tools", "all")
    args = json.loads(result.stdout)["mcpServers"]["orchestrator"]["args"]
    assert args[-3:] == ["mcp", "--tools", "all"]


def test_without_the_extra_it_says_how_to_get_it(project: Project) -> None:
    project.file("lacking/sitecustomize.py", WITHOUT)
    found = project.environment()["PYTHONPATH"]
    env = {"PYTHONPATH": f"{project.root / 'lacking'}:{found}"}
    result = project.run("mcp", env=env)
    assert (result.exit, result.stdout) == (5, "")
    assert result.stderr.splitlines()[-1] == "next: pip install 'orchestrator[mcp]'"

    result = project.run("mcp", "--install", "claude", env=env)
    assert result.exit == 0
    assert "it cannot start yet: " in result.stderr
    assert "pip install 'orchestrator[mcp]'" in result.stderr
    assert project.run("mcp", "--install", "claude").stderr.count("cannot start") == 0
