from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.diagnostics import InputError
from orchestrator.engines.agents import PRESETS, Reads, agent_of, command_line, missing_agents

OWN = {"mine": ("my agent", "--do"), "codex": ("codex", "exec", "--full-auto", "-")}


@pytest.mark.parametrize(
    ("name", "words", "reads"),
    [
        ("claude", PRESETS["claude"].words, Reads.CLAUDE_JSON),
        ("Gemini", PRESETS["gemini"].words, Reads.GEMINI_JSON),
        ("mine", ("my agent", "--do"), Reads.TEXT),
        ("Mine", ("my agent", "--do"), Reads.TEXT),
        ("codex", OWN["codex"], Reads.TEXT),
        ("./agent.sh", ("./agent.sh",), Reads.TEXT),
        ("python 'my agent.py' --x", ("python", "my agent.py", "--x"), Reads.TEXT),
        ("/usr/bin/claude -p", ("/usr/bin/claude", "-p"), Reads.TEXT),
        (
            "/opt/claude -p --output-format stream-json",
            ("/opt/claude", "-p", "--output-format", "stream-json"),
            Reads.CLAUDE_JSON,
        ),
        ("gemini --output-format=json", ("gemini", "--output-format=json"), Reads.GEMINI_JSON),
        ("other --output-format json", ("other", "--output-format", "json"), Reads.TEXT),
    ],
)
def test_command_line_and_form_of_an_agent(name: str, words: tuple[str, ...], reads: Reads) -> None:
    agent = agent_of(name, OWN)
    assert (agent.words, agent.reads) == (words, reads)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nobody", "no agent preset “nobody”"),
        ("", "no agent is chosen"),
        ("python 'x", "is no command line"),
        ("'' /x", "names no program"),
        ("'' x", "names no program"),
    ],
)
def test_agents_that_are_none(name: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        agent_of(name, OWN)
    assert caught.value.hint


def test_missing_are_those_without_a_program(tmp_path: Path) -> None:
    for name in ("claude", "tool"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    names = ["claude", "codex", "mine", "./tool --x", "./gone --x", "codex"]
    found = missing_agents(names, agents=OWN, search_path=str(tmp_path), folder=tmp_path)
    assert found == ["codex", "mine (my agent)", "./gone --x (./gone)"]


def test_program_is_looked_up_on_the_path_and_from_the_root(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    tool = tmp_path / "bin" / "tool"
    tool.write_text("#!/bin/sh\n")
    tool.chmod(0o755)
    for name, path in (("tool -x y", str(tmp_path / "bin")), ("bin/tool -x y", "")):
        agent = agent_of(name, {})
        words = command_line(name, agent, search_path=path, root=tmp_path)
        assert words == (str(tool), "-x", "y")
    with pytest.raises(InputError, match="tool is not on PATH"):
        command_line("tool -x", agent_of("tool -x", {}), search_path="/nowhere", root=tmp_path)
