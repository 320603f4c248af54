"""A task's DAG, drawn before, during and after its runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from orchestrator.diagnostics import InputError
from orchestrator.operations.converting.plantext import write_plan
from orchestrator.operations.reporting.graph import FORMATS, task_graph
from tests.projects import Bench

TEXT = """\
# Task 003: Draw "it"

### Task 1: Build <b>
```sh
test -d /etc
```

### Task 2: Test
**Depends on**: Task 1
```sh
test -e .
```

### Task 3: Beside it
**Depends on**: None
```sh
test -r .
```
"""


def data(bench: Bench, task: str = "003", run: str | None = None) -> Any:
    return json.loads(task_graph(bench.project, task, format_="json", run=run))


def statuses(drawn: Any) -> dict[str, str | None]:
    return {node["id"]: node["status"] for node in drawn["nodes"]}


def test_a_file_that_was_never_run_is_drawn_plain(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    path = bench.task("003_draw.md", TEXT)
    for task in (str(path), "003", "003_draw"):
        drawn = data(bench, task)
        assert statuses(drawn) == dict.fromkeys(("task_1", "task_2", "task_3"))
        assert drawn["run"] is None
        assert drawn["edges"] == [{"from": "task_1", "to": "task_2", "why": "explicit"}]
        assert drawn["critical_path"] == ["task_1", "task_2"]
    mermaid = task_graph(bench.project, "003", format_="mermaid")
    assert 's1["task_1 Build #lt;b#gt;"]' in mermaid
    assert ":::" not in mermaid


def test_a_plan_is_drawn_too(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    plan = bench.plan("003_draw.md", TEXT)
    written = write_plan(bench.project, plan, tmp_path / "plan.json")
    assert data(bench, str(written))["task"] == "003_draw"


def test_the_latest_run_colours_it(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.run(bench.plan("003_draw.md", TEXT))
    drawn = data(bench)
    assert set(statuses(drawn).values()) == {"succeeded"}
    assert drawn["nodes"][0]["verdict"] == "complete"
    assert ":::complete" in task_graph(bench.project, "003", format_="mermaid")
    assert "✓ complete" in task_graph(bench.project, "003", format_="dot")
    assert task_graph(bench.project, "003", format_="svg").count('class="node l-complete"') == 3


def test_what_was_edited_since_has_no_colour_nor_what_comes_after(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    first = bench.run(bench.plan("003_draw.md", TEXT)).summary.run
    bench.task("003_draw.md", TEXT.replace("test -d /etc", "test -d .."))
    assert statuses(data(bench)) == {"task_1": None, "task_2": None, "task_3": "succeeded"}
    assert set(statuses(data(bench, run=first)).values()) == {"succeeded"}


def test_a_task_whose_file_is_gone_is_drawn_from_its_run(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.run(bench.plan("003_draw.md", TEXT))
    (tmp_path / "docs" / "tasks" / "003_draw.md").unlink()
    assert set(statuses(data(bench, "003_draw")).values()) == {"succeeded"}


@pytest.mark.parametrize("format_", FORMATS)
def test_every_format_ends_with_one_line_end(tmp_path: Path, format_: str) -> None:
    bench = Bench(tmp_path)
    bench.task("003_draw.md", TEXT)
    text = task_graph(bench.project, "003", format_=format_)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_a_graph_too_large_for_mermaid_is_refused_with_the_way_out(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    many = "\n".join(
        f"### Task {n}: Long title {'x' * 60}\n```sh\ntest -d /etc\n```\n" for n in range(1, 700)
    )
    bench.task("003_draw.md", f"# Task 003: Many\n\n{many}")
    with pytest.raises(InputError, match="too large for Mermaid: 699 subtasks") as refused:
        task_graph(bench.project, "003", format_="mermaid")
    assert "--format svg" in (refused.value.hint or "")
    assert task_graph(bench.project, "003", format_="svg").count('class="node') == 699


def test_a_format_that_there_is_not_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no format png") as refused:
        task_graph(Bench(tmp_path).project, "003", format_="png")
    assert refused.value.hint == "use one of mermaid, dot, svg, json"


def test_a_file_with_errors_shows_them(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.task("003_draw.md", TEXT.replace("Task 1\n```sh\ntest -e", "Task 9\n```sh\ntest -e"))
    with pytest.raises(InputError) as refused:
        task_graph(bench.project, "003", format_="json")
    assert [finding.line for finding in refused.value.findings] == [9]


def test_no_task_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no task"):
        task_graph(Bench(tmp_path).project, "nothing", format_="json")
