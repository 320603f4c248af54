"""Without the package that agents are served by, all else works, and it is said what is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.mcp.serving import Trusting

# As if nothing of the extra were installed.
HIDING = """
import sys
class Hiding:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top in ("mcp", "mcp_types", "pydantic", "anyio", "starlette", "uvicorn", "httpx2"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Hiding())
"""
TASK = """\
# Task 001: Small
### Task 1: By hand
- [ ] 1.1 Write it down
### Task 2: Runs
**Depends on**: None
```sh
echo hello > out
```
**Verify**:
- `grep -q hello out` -- expected: exit 0
"""


@pytest.fixture
def bare(tmp_path: Path) -> Trusting:
    (tmp_path / "hiding").mkdir()
    (tmp_path / "hiding" / "sitecustomize.py").write_text(HIDING)
    made = Trusting(tmp_path / "of")
    path = f"{tmp_path / 'hiding'}:{made.environment()['PYTHONPATH']}"
    return Trusting(tmp_path / "bare", {"PYTHONPATH": path})


@pytest.mark.parametrize("arguments", [(), ("--http", "--port", "0"), ("--tools", "all")])
def test_it_says_how_to_install_it(bare: Trusting, arguments: tuple[str, ...]) -> None:
    result = bare.run("mcp", *arguments)
    assert result.exit == 5, result
    assert result.stdout == ""
    assert "takes the package mcp, which is not installed" in result.stderr
    assert "next: pip install 'orchestrator[mcp]'" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.long
def test_all_other_commands_work(bare: Trusting) -> None:
    bare.task("001_small", TASK)
    for arguments, code in (
        (("convert_task", "001"), 0),
        (("allow", "001"), 0),
        (("execute_task", "001", "--only-allowed"), 3),
        (("task_status", "001"), 0),
        (("complete_subtask", "001", "task_1", "--evidence", "wrote it into out"), 0),
        (("next_subtask", "001", "--json"), 0),
        (("control_task", "retry_subtask", "001", "--subtask", "task_2"), 0),
        (("generate_report", "001"), 0),
        (("history", "list"), 0),
        (("logs", "001", "task_2"), 0),
        (("mcp", "--install", "claude"), 0),
    ):
        result = bare.run(*arguments)
        assert result.exit == code, result
        assert "Traceback" not in result.stderr


def test_every_command_is_there(bare: Trusting) -> None:
    program = "from orchestrator.cli.commands import every, load\nfor each in every(): load(each)"
    env = bare.environment()
    done = subprocess.run([sys.executable, "-c", program], env=env, cwd=bare.root, check=False)
    assert done.returncode == 0
    assert bare.run("--help").exit == 0
