"""A task from its file to its report, as an agent works it, by every kind of client."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.mcp.pipe import LEGACY, piped
from tests.e2e.mcp.serving import Serving, Trusting

TASK = """\
# Task {number}: A page
### Task 1: Write the page
- [ ] 1.1 Write page{number}.md about the parser
**Verify**:
- `grep -q parser page{number}.md` -- expected: exit 0
### Task 2: Count
**Depends on**: Task 1
```sh
wc -l < page{number}.md
```
**Verify**:
- `test -s page{number}.md` -- expected: exit 0
"""

Call = Callable[..., tuple[bool, dict[str, Any], str]]


def work(project: Trusting, number: str, call: Call) -> None:
    """All that a person and an agent do for it. `call` says whether it failed, the answer, and
    the text."""
    task, file = f"{number}_page", f"docs/tasks/{number}_page.md"
    project.task(task, TASK.format(number=number))
    allow = f"orchestrator allow {file}"

    _, converted, _ = call("convert_task", path=file)
    assert (converted["task"], converted["allowed"]) == (task, False)
    assert converted["next"].endswith(allow)
    assert [each["id"] for each in converted["subtasks"]] == ["task_1", "task_2"]

    failed, _, text = call("execute_task", task=task)
    assert failed
    assert f"{file} is new: nobody has allowed it" in text
    assert text.endswith(f"next: look at what it runs, then allow it: {allow}")
    assert "no run" in call("task_status", task=task)[2]

    project.allow(file)
    _, begun, _ = call("execute_task", task=task)
    assert begun["run"]
    _, seen, _ = call("task_status", run=begun["run"], wait_s=20)
    while seen["state"] == "running":
        _, seen, _ = call("task_status", run=begun["run"], wait_s=20)
    assert (seen["state"], seen["complete"], seen["percent"]) == ("waiting", False, 0.0)

    _, claimed, _ = call("next_subtask", task=task, agent="kim")
    assert claimed["claim"]["to_do"][0]["text"] == f"Write page{number}.md about the parser"
    assert claimed["claim"]["checks"][0]["script"] == f"grep -q parser page{number}.md"
    mine = {"task": task, "subtask": claimed["subtask"], "lease": claimed["lease"]}

    _, word, _ = call("complete_subtask", **mine, evidence="done")
    assert (word["verdict"], word["complete"], word["status"]) == ("incomplete", False, "waiting")
    assert "“done” only claims that step 1.1 is done" in word["reasons"][0]
    assert [each["id"] for each in word["evidence_missing"]] == ["1.1"]

    _, early, _ = call("complete_subtask", **mine, evidence="page.md has what the issue asks for")
    assert (early["verdict"], early["accepted"]) == ("incomplete", ["1.1"])
    assert any("check_1: exit code 2, expected 0" in each for each in early["reasons"]), early

    project.file(f"page{number}.md", "what the parser reads\n")
    _, done, _ = call("complete_subtask", **mine, evidence=f"wrote page{number}.md, one line")
    assert (done["verdict"], done["complete"], "reasons" in done) == ("complete", True, False)

    seen = done | {"state": done["run_state"]}
    while seen["state"] == "running":
        _, seen, _ = call("task_status", task=task, wait_s=20)
    assert (seen["state"], seen["percent"]) == ("succeeded", 100.0)
    _, nothing, _ = call("next_subtask", task=task)
    assert (nothing["claimed"], nothing["next"]) == (False, "all is complete: generate_report")
    _, report, _ = call("generate_report", task=task)
    assert "**Verdict**: **COMPLETE**, 100.0 %" in report["text"]
    assert f"docs/reports/{number}_final_summary.md" in report["files"]
    assert all((project.root / each).is_file() for each in report["files"])


@pytest.mark.parametrize(("mode", "number"), [("auto", "001"), ("legacy", "002")])
def test_with_the_client_of_the_sdk(server: Serving, mode: str, number: str) -> None:
    with server.agent(mode) as agent:
        assert (agent.client.protocol_version >= "2026") is (mode == "auto")

        def call(tool: str, **given: Any) -> tuple[bool, dict[str, Any], str]:
            answer = agent.ask(tool, **given)
            return answer.failed, answer.data, answer.text

        work(server.project, number, call)


def test_with_lines_written_by_hand(trusting: Trusting) -> None:
    with piped(trusting) as pipe:
        told = pipe.shake_hands()
        assert told["protocolVersion"] == LEGACY
        assert told["serverInfo"]["name"] == "orchestrator"

        def call(tool: str, **given: Any) -> tuple[bool, dict[str, Any], str]:
            result = pipe.call(tool, **given)
            text = "".join(each["text"] for each in result["content"])
            data = result.get("structuredContent", {})
            # Who does not know structured content reads the same as text.
            assert result.get("isError") or json.loads(text) | data == json.loads(text)
            return bool(result.get("isError")), data, text

        work(trusting, "001", call)
        assert pipe.end() == 0
