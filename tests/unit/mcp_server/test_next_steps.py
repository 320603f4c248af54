"""What an agent is told to do next, as its client gets it from a real project."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.client import Client

from orchestrator.mcp_server.server import build_server
from orchestrator.operations.byhand.answer import answer
from orchestrator.operations.converting.convert import Asked
from orchestrator.operations.converting.find import find_task
from orchestrator.operations.running.trust import allow
from orchestrator.wiring import open_project

PAGE = """\
# Task 001: A page

### Task 1: Write it
- [ ] 1.1 Write page.md

**Acceptance Criteria**:
- [ ] It names the parser
"""
SHIP = """\
# Task 002: Ship

### Task 1: Build
```sh
touch built && test -e mended
```
### Task 2: Ship it
**Depends on**: None
**Approval**: needed
```sh
cp built shipped
```
"""
GREET = """\
# Commands
## Tasks
### greet
Inputs: NAME
```sh
test "$NAME" = Kim
```
### build
```sh
test -d /
```
"""
BARE = """\
# Task 003: Nothing proves it

### Task 1: Say it
```sh
echo hello
```
"""
Call = Callable[..., Awaitable[Any]]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = tmp_path / "project"
    (made / "docs" / "tasks").mkdir(parents=True)
    for name, text in (("001_page", PAGE), ("002_ship", SHIP), ("003_bare", BARE)):
        (made / "docs" / "tasks" / f"{name}.md").write_text(text, encoding="utf-8")
    (made / "commands.md").write_text(GREET, encoding="utf-8")
    monkeypatch.chdir(made)
    return made


def drive(root: Path, work: Callable[[Call], Awaitable[None]], *, allow_all: bool = False) -> None:
    """Have `work` call tools; a call gives the structured answer, or the text of an error."""

    async def inner() -> None:
        server = build_server(lambda: open_project(root, {}), allow_all=allow_all)
        async with Client(server) as client:

            async def call(name: str, **given: object) -> Any:
                result = await client.call_tool(name, given)
                return result.content[0].text if result.is_error else result.structured_content

            await work(call)

    anyio.run(inner)


def test_what_nobody_allowed_is_not_put_off_either(root: Path) -> None:
    async def work(call: Call) -> None:
        said = await call("control_task", action="reschedule", task="001", at="+1h")
        assert "orchestrator allow docs/tasks/001_page.md" in str(said)
        assert open_project(root, {}).appointed("001_page") is None

    drive(root, work)


def test_a_run_that_is_to_begin_is_told_of_to_who_asks_for_work(root: Path) -> None:
    async def work(call: Call) -> None:
        put_off = await call("control_task", action="reschedule", task="001", at="+1h")
        try:
            told = await call("next_subtask", task="001")
            assert told["why"][0]["kind"] == "later"
            assert put_off["results"][0]["at"] in told["why"][0]["text"]
            assert "cancel" in told["next"]
            # It can be called off without its file.
            (root / "docs" / "tasks" / "001_page.md").rename(root / "away")
        finally:
            stopped = await call("control_task", action="cancel", task="001_page")
        assert stopped["results"][0]["done"]
        (root / "away").rename(root / "docs" / "tasks" / "001_page.md")
        assert (await call("next_subtask", task="001"))["why"][0]["kind"] == "no_run"

    drive(root, work, allow_all=True)


def test_what_is_missing_is_named_as_it_is_handed_in(root: Path) -> None:
    async def work(call: Call) -> None:
        await call("execute_task", task="001", wait_s=20)
        claim = await call("next_subtask", task="001", agent="kim")
        taken = await call("next_subtask", task="001", agent="jo")
        assert taken["next"] == "others have it: ask again when a lease has ended"

        given = {"task": "001", "subtask": "task_1", "lease": claim["lease"]}
        told = await call("complete_subtask", evidence="one text for all of it", **given)
        parts = 'evidence {"1.1": "…", "criterion_1": "…"}'
        assert told["next"].endswith(f"complete_subtask again with that lease and {parts}")
        assert len([each for each in told["reasons"] if "criterion_1" in each]) == 2

        evidence = {"1.1": "page.md has nine lines", "criterion_1": "line 2 names the parser"}
        told = await call("complete_subtask", evidence=evidence, **given)
        assert told["complete"], told

    drive(root, work, allow_all=True)


def test_where_no_report_is_that_is_said(root: Path) -> None:
    async def work(call: Call) -> None:
        told = await call("generate_report", search="page")
        assert told["notes"] == ["nothing is found: no report and no evidence holds that"]

    drive(root, work)


def called(text: str, tool: str) -> dict[str, Any]:
    """The arguments of a call that a text tells of: they can be given as they stand there."""
    begin = text.index(f"{tool} {{") + len(tool) + 1
    found: dict[str, Any] = json.JSONDecoder().raw_decode(text[begin:])[0]
    return found


def test_who_finds_a_project_is_told_what_is_there(root: Path) -> None:
    async def work(call: Call) -> None:
        told = (await call("task_status"))["next"]
        assert told.endswith(
            "docs/tasks/001_page.md, docs/tasks/002_ship.md, docs/tasks/003_bare.md"
        )
        said = await call("convert_task", path="docs/tasks")
        assert said.endswith(
            ": docs/tasks/001_page.md, docs/tasks/002_ship.md, docs/tasks/003_bare.md"
        )
        assert called(await call("task_status", task="001"), "execute_task") == {"task": "001"}

    drive(root, work)


def test_what_was_asked_for_is_named_to_whoever_allows_it(root: Path) -> None:
    async def work(call: Call) -> None:
        told = await call("convert_task", path="001", order="parallel")
        assert told["next"].endswith("orchestrator allow docs/tasks/001_page.md --order parallel")
        said = await call("execute_task", task="001", order="parallel")
        assert said.endswith("orchestrator allow docs/tasks/001_page.md --order parallel")
        page = find_task(open_project(root, {}), "001", Asked(order="parallel")).plan
        assert page is not None
        allow(open_project(root, {}), page, Asked(order="parallel"))
        told = await call("convert_task", path="001", order="parallel")
        given = called(told["next"], "execute_task")
        assert (await call("execute_task", wait_s=20, **given))["state"] == "waiting"
        assert not (await call("convert_task", path="001")).get("allowed")

    drive(root, work)


def test_a_file_of_commands_is_run_by_what_the_answers_say(root: Path) -> None:
    async def work(call: Call) -> None:
        told = await call("convert_task", path="commands.md")
        assert told["subtasks"][0]["args"] == ["`NAME` (required, inherited)"]
        one = called(told["next"], "execute_task")
        said = await call("execute_task", task=one["task"])
        assert "\\x0a" not in said
        assert said.endswith('next: name one: only ["greet"]')
        said = await call("execute_task", **one)
        assert called(said, "args") == {"NAME": "…"}
        told = await call("execute_task", **one, args={"NAME": "Kim"}, wait_s=20)
        assert told["complete"]
        assert told["next"] == "all is complete: generate_report"
        said = await call("execute_task", **one, args={"NAME": "Kim", "OTHER": "1"})
        assert said.endswith("next: what is asked for: NAME")

    drive(root, work, allow_all=True)


def test_what_a_person_holds_up_is_never_said_to_go_on(root: Path) -> None:
    async def work(call: Call) -> None:
        told = await call("execute_task", task="002", wait_s=20)
        given = called(told["next"].partition("then ")[2], "control_task")
        assert given == {"action": "retry_failed", "task": "002_ship"}
        assert called(told["next"], "history")["subtask"] == "task_1"
        assert "orchestrator approve 002_ship task_2" in told["next"]
        (root / "mended").touch()
        (done,) = (await call("control_task", **given))["results"]
        assert done["done"]
        told = await call("task_status", task="002", wait_s=20)
        assert (told["state"], "failed" in told["next"]) == ("waiting", False)

        again = {"action": "retry_subtask", "task": "002", "subtask": "task_2"}
        (done,) = (await call("control_task", **again))["results"]
        assert (done["done"], "waits for an approval" in done["what"]) == (False, True)
        told = await call(
            "complete_subtask", task="002", subtask="2", evidence="Kim said yes to it"
        )
        assert "waits for a person's approval" in told["next"]

        answer(open_project(root, {}), "002_ship", "task_2", approved=False, comment="not today")
        for each in ("retry_subtask", "retry_failed"):
            (done,) = (await call("control_task", **{**again, "action": each}))["results"]
            assert (done["done"], "was refused by a person" in done["what"]) == (False, True)
            assert done["hint"].endswith("orchestrator approve 002_ship task_2")
        (why,) = (await call("next_subtask", task="002"))["why"]
        assert (why["kind"], why["command"]) == ("rejected", "orchestrator approve 002_ship task_2")

        answer(open_project(root, {}), "002_ship", "task_2", approved=True)
        nothing = await call("next_subtask", task="002")
        assert nothing["why"][0]["call"] == 'execute_task {"task": "002_ship", "resume": true}'
        given = called(nothing["next"], "execute_task")
        assert (await call("execute_task", **given, wait_s=20))["complete"]

    drive(root, work, allow_all=True)


def test_what_nothing_can_prove_is_for_the_file(root: Path) -> None:
    async def work(call: Call) -> None:
        told = await call("execute_task", task="003", wait_s=20)
        assert told["state"] == "succeeded"
        for each in (told, await call("next_subtask", task="003")):
            assert "add a check to the file" in each["next"]

    drive(root, work, allow_all=True)


def test_what_comes_later_does_not_go_on_by_itself(root: Path) -> None:
    text = PAGE + "### Task 2: Publish\n**Depends on**: Task 1\n```sh\ntest -e page.md\n```\n"
    (root / "docs" / "tasks" / "001_page.md").write_text(text, encoding="utf-8")

    async def work(call: Call) -> None:
        await call("execute_task", task="001", wait_s=20)
        told = await call("complete_subtask", task="001", subtask="2", evidence="page.md is there")
        assert told["status"] == "pending"
        assert told["next"].endswith("next_subtask gives the next one that is done by hand")
        claim = await call("next_subtask", task="001")
        given = called(claim["next"], "complete_subtask")
        assert given["lease"] == claim["lease"]
        assert set(given["evidence"]) == {"1.1", "criterion_1"}

    drive(root, work, allow_all=True)


def test_pages_of_the_latest_runs(root: Path) -> None:
    async def work(call: Call) -> None:
        await call("execute_task", task="003", wait_s=20)
        assert len((await call("task_status", cursor="0"))["runs"]) == 1
        assert "runs" not in await call("task_status", cursor="1")
        assert "is no cursor" in await call("task_status", cursor="x")

    drive(root, work, allow_all=True)


AT_ONCE = """\
# Task 004: Both

### Task 1: Take a while
```sh
while ! test -e go; do sleep 0.02; done; test -e go
```
### Task 2: Write it
**Depends on**: None
- [ ] 2.1 Write page.md
"""


def test_while_commands_run_there_is_work_by_hand(root: Path) -> None:
    (root / "docs" / "tasks" / "004_both.md").write_text(AT_ONCE, encoding="utf-8")

    async def work(call: Call) -> None:
        told = await call("execute_task", task="004")
        while told["counts"].get("waiting") is None:
            told = await call("task_status", task="004", wait_s=5)
        assert told["next"].endswith("; next_subtask gives what is done by hand meanwhile")
        await call("next_subtask", task="004")
        await call("control_task", action="cancel", task="004")
        told = await call("next_subtask", task="004")
        assert told["next"].startswith("others have it: ask again when a lease has ended; task_1 ")
        given = called(told["next"], "execute_task")
        (root / "go").touch()
        told = await call("execute_task", **given, wait_s=20)
        assert (told["state"], told["percent"]) == ("waiting", 50.0)
        at = (await call("control_task", action="reschedule", task="004", at="+1h"))["results"][0]
        told = await call("task_status", task="004")
        assert at["at"] in told["next"]
        stopped = await call("control_task", **called(told["next"], "control_task"))
        assert stopped["results"][0]["done"]

    drive(root, work, allow_all=True)


def test_what_keeps_a_file_from_running_is_told_before_what_does_not(root: Path) -> None:
    # It has no title either, which stands before the error in the file and keeps nothing back.
    (root / "docs" / "tasks" / "005_prose.md").write_text("Only words.\n", encoding="utf-8")

    async def work(call: Call) -> None:
        _, first, second, then = (await call("execute_task", task="005")).splitlines()
        assert "error[no-subtask]" in first
        assert "warning[no-title]" in second
        assert then == "next: mend them in the file; convert_task lists all"

    drive(root, work)


def test_what_is_not_there_is_told_as_that(root: Path) -> None:
    async def work(call: Call) -> None:
        nothing = await call("history", query="list")
        assert nothing == {
            "rows": [],
            "next": "nothing has run here: convert_task, then execute_task",
        }
        (one,) = (await call("control_task", action="cancel", task="zz"))["results"]
        assert (one["done"], one["what"]) == (False, "there is no task zz")
        assert "001_page" in one["hint"]
        (one,) = (await call("control_task", action="cancel", task="001"))["results"]
        assert one["what"] == "there is no run of 001_page"
        await call("execute_task", task="002", only=["2"], wait_s=20)
        told = await call("history", query="result", task="002", subtask="task_1")
        assert told == {"rows": [], "next": "it has not run: task_status says why"}

    drive(root, work, allow_all=True)


def test_what_is_empty_costs_nothing(root: Path) -> None:
    async def work(call: Call) -> None:
        await call("execute_task", task="001", wait_s=20)
        claim = (await call("next_subtask", task="001"))["claim"]
        assert claim["to_do"] == [{"id": "1.1", "text": "Write page.md"}]
        assert claim["criteria"][0]["met"] is False
        shown = json.dumps(await call("convert_task", path="001"))
        assert "null" not in shown
        assert "more_" not in shown

    drive(root, work, allow_all=True)
