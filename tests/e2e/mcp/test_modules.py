"""No file of the project becomes part of the program, and a project may be put anew."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.e2e.mcp.pipe import piped
from tests.e2e.mcp.serving import Trusting

TASK = """\
# Task 001: One
### Task 1: Runs
```sh
grep -q One docs/tasks/001_one.md
```
"""
# Written where a person would not look, by whatever loads it.
TELLS = "import os; open('{path}', 'a').write(f'{name} {{os.getpid()}}\\n')\n"


@pytest.mark.long
def test_what_is_written_into_the_project_is_not_loaded(trusting: Trusting) -> None:
    trusting.task("001_one", TASK)
    trusting.allow("001")
    loaded = trusting.beside / "loaded"
    for name in ("sitecustomize", "jinja2", "networkx"):
        trusting.file(f"{name}.py", TELLS.format(path=loaded, name=name))
    # An entry that is empty is the folder in which a program is started.
    path = os.pathsep.join([trusting.environment()["PYTHONPATH"], ""])
    with piped(trusting, env={"PYTHONPATH": path}) as pipe:
        pipe.shake_hands()
        run = pipe.call("execute_task", task="001", wait_s=20)["structuredContent"]
        assert run["complete"], run
        assert "COMPLETE" in pipe.call("generate_report", task="001")["structuredContent"]["text"]
        # The interpreter of the server was told so itself, before any of the program ran.
        assert set(loaded.read_text().splitlines()) <= {f"sitecustomize {pipe.process.pid}"}


def test_a_project_that_is_put_anew_is_served(trusting: Trusting) -> None:
    trusting.task("001_one", TASK)
    with piped(trusting) as pipe:
        pipe.shake_hands()
        shutil.rmtree(trusting.root)
        gone = pipe.call("convert_task", path="001")
        assert "project is not a folder" in gone["content"][0]["text"]
        trusting.task("001_one", TASK.replace("One", "Two"))
        told = pipe.call("convert_task", path="docs/tasks/001_one.md")
        assert told["structuredContent"]["task"] == "001_one", told
