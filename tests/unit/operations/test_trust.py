"""What is allowed, what changes that, and what runs only then."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from orchestrator.diagnostics import InputError
from orchestrator.operations.converting.convert import Asked, convert
from orchestrator.operations.running import trust
from orchestrator.operations.running.driving import Watch
from orchestrator.operations.running.options import ExecuteOptions
from orchestrator.operations.running.preview import preview
from orchestrator.operations.running.revalidate import revalidate
from orchestrator.operations.running.trust import Standing, key_of
from orchestrator.plan.codec import from_json, from_own_json, to_json
from orchestrator.plan.model import (
    CriteriaPolicy,
    ExternalDependency,
    Finding,
    LabelledText,
    Order,
    Plan,
    Script,
    Source,
)
from orchestrator.run import events as ev
from orchestrator.settings import Settings
from orchestrator.verify.model import Attestation
from tests.builders import check, command_step, plan, prose_step, subtask
from tests.fakes import Scripted
from tests.projects import Bench

ROOT = "/srv/project"
EXTERNAL = ExternalDependency(id="036", title="Users", satisfied=False, line=3)
ONE = subtask("a", steps=(command_step(), prose_step("2")), agent="Local", checks=(check(),))
PLAN = plan(ONE, subtask("b", "a"), external_dependencies=(EXTERNAL,))
SETTINGS = Settings(jobs=2, languages={"sh": ("dash", "-e")}, agents={"local": ("my-agent",)})
KEY = key_of(ROOT, PLAN, SETTINGS)

OTHER_PLANS: dict[str, Any] = {
    "schema_version": 2,
    "id": "u",
    "title": "U",
    "source": Source(path="docs/tasks/t.md", sha256="1" * 64, dialect="native"),
    "subtasks": PLAN.subtasks[:1],
    "number": "1",
    "objective": "To be done",
    "requirements": ("one",),
    "description": "What it is",
    "parts": (LabelledText(label="Notes", line=2, text="x"),),
    "declared_status": "done",
    "metadata": {"Module": "1"},
    "order": Order.PARALLEL,
    "env": {"A": "b"},
    "secrets": ("TOKEN",),
    "criteria_policy": CriteriaPolicy.ADVISORY,
    "external_dependencies": (replace(EXTERNAL, id="037"),),
}


def test_all_of_a_plan_is_looked_at_but_what_was_found_of_it() -> None:
    assert set(OTHER_PLANS) == set(Plan.__struct_fields__) - {"findings"}


@pytest.mark.parametrize("field", OTHER_PLANS)
def test_another_plan_has_another_key(field: str) -> None:
    assert key_of(ROOT, replace(PLAN, **{field: OTHER_PLANS[field]}), SETTINGS) != KEY


@pytest.mark.parametrize(
    "change",
    [
        {"steps": (command_step(script="test -d /tmp\n"), prose_step("2"))},
        {"steps": (command_step(), prose_step("2", "Think twice"))},
        {"checks": (check(script="true\n"),)},
        {"checks": ()},
        {"cleanups": (Script(language="sh", script="rm x", line=9),)},
        {"compensations": (Script(language="sh", script="rm x", line=9),)},
        {"condition": Script(language="sh", script="rm x", line=9)},
        {"agent": "claude"},
        {"env": {"PATH": "/elsewhere"}},
        {"cwd": "elsewhere"},
        {"allow_failure": True},
        {"approval": "Really?"},
        {"line": 7},
    ],
    ids=str,
)
def test_a_subtask_that_is_another_makes_another_key(change: dict[str, Any]) -> None:
    changed = replace(PLAN, subtasks=(replace(ONE, **change), *PLAN.subtasks[1:]))
    assert key_of(ROOT, changed, SETTINGS) != KEY


@pytest.mark.parametrize(
    "change",
    [
        {"languages": {}},
        {"languages": {"sh": ("dash",)}},
        {"languages": {"sh": ("dash -e",)}},
        {"agents": {}},
        {"agents": {"local": ("my-agent", "--yolo")}},
        {"languages": {}, "agents": {"sh": ("dash", "-e"), "local": ("my-agent",)}},
    ],
    ids=str,
)
def test_settings_that_the_plan_runs_by_make_another_key(change: dict[str, Any]) -> None:
    assert key_of(ROOT, PLAN, replace(SETTINGS, **change)) != KEY


def test_another_root_makes_another_key() -> None:
    assert key_of("/srv/copy", PLAN, SETTINGS) != KEY


FINDING = Finding(code="no-check", severity="warning", message="it has no check", line=1)


@pytest.mark.parametrize(
    ("same", "settings"),
    [
        (replace(PLAN, findings=(FINDING,)), SETTINGS),
        (replace(PLAN, external_dependencies=(replace(EXTERNAL, satisfied=True),)), SETTINGS),
        (from_own_json(to_json(PLAN)), SETTINGS),
        (from_json(to_json(PLAN), "plan.json", ROOT)[0], SETTINGS),
        (PLAN, replace(SETTINGS, jobs=9, grace_s=1.0, reports_dir="out", report=False)),
        (PLAN, replace(SETTINGS, languages={"php": ("php",), **SETTINGS.languages})),
        (PLAN, replace(SETTINGS, agents={"other": ("x",), **SETTINGS.agents})),
        (PLAN, replace(SETTINGS, agent="other")),
    ],
    ids=["findings", "satisfied", "own", "json", "ways", "language", "agents", "agent"],
)
def test_nothing_else_does(same: Plan, settings: Settings) -> None:
    assert key_of(ROOT, same, settings) == KEY


def test_ticks_that_are_taken_for_evidence_are_allowed_with_it() -> None:
    ticking = replace(SETTINGS, accept_ticks=True)
    assert key_of(ROOT, PLAN, ticking) == KEY
    (one, *others) = PLAN.subtasks
    done = tuple(replace(step, done=True) for step in one.steps)
    ticked = replace(PLAN, subtasks=(replace(one, steps=done), *others))
    assert key_of(ROOT, ticked, ticking) != key_of(ROOT, ticked, SETTINGS)


TASK = """# Task 001: Two

### Task 1: One
```bash
test -d /etc
```
**Verify**:
- `test -d /etc` -- expected: exit 0
### Task 2: Two
```python
import os
```
"""
FILE = "docs/tasks/001_two.md"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def refusal(call: Callable[[], object]) -> InputError:
    with pytest.raises(InputError) as refused:
        call()
    assert "orchestrator allow " in (refused.value.hint or ""), refused.value.hint
    return refused.value


def everything(bench: Bench) -> dict[str, list[object]]:
    """All that is recorded, and all files."""
    runs = [row.run for row in bench.store.runs(50)]
    files = sorted(path for path in bench.root.rglob("*") if path.is_file())
    records: list[object] = [each for run in runs for each in bench.store.events(run)]
    return {"records": records, "files": [(path, path.read_bytes()) for path in files]}


def test_what_nobody_allowed_does_not_run_and_leaves_nothing(bench: Bench) -> None:
    plan = bench.plan("001_two.md", TASK)
    before = everything(bench)
    refused = refusal(lambda: bench.run(plan, only_allowed=True))
    assert refused.message == f"{FILE} is new: nobody has allowed it to run here"
    assert everything(bench) == before
    assert not (bench.root / ".orchestrator").exists()
    assert bench.engines == []


def test_what_a_person_allowed_runs(bench: Bench) -> None:
    plan = bench.plan("001_two.md", TASK)
    done = trust.allow(bench.project, plan)
    assert trust.is_allowed(bench.project, plan)
    assert bench.run(plan, only_allowed=True).summary.complete
    assert (done.allowed.path, done.allowed.task) == (FILE, "001_two")
    assert (done.allowed.root, done.allowed.sha256) == (str(bench.root), plan.source.sha256)
    assert bench.trust.entries() == {done.key: done.allowed}


def test_a_changed_byte_is_refused_and_told_as_changed(bench: Bench) -> None:
    trust.allow(bench.project, bench.plan("001_two.md", TASK))
    changed = bench.plan("001_two.md", TASK + "\n")
    refused = refusal(lambda: bench.run(changed, only_allowed=True))
    assert refused.message.startswith(f"{FILE} has changed since it was allowed (2030-01-01 00:00")


def test_what_it_would_be_run_by_is_told_apart(bench: Bench) -> None:
    plan = bench.plan("001_two.md", TASK)
    trust.allow(bench.project, plan)
    bench.project = replace(
        bench.project, settings=replace(bench.project.settings, languages={"bash": ("zsh",)})
    )
    refused = refusal(lambda: bench.run(plan, only_allowed=True))
    assert refused.message.startswith(f"{FILE} is as it was allowed (2030-01-01")


def test_what_was_asked_for_stands_in_the_command(bench: Bench) -> None:
    bench.task("001_two.md", TASK)
    asked = Asked(order="parallel", agent="my agent")
    plan = convert(bench.project, str(bench.root / FILE), asked).plan
    assert plan is not None
    trust.allow(bench.project, bench.plan("001_two.md", TASK))
    refused = refusal(lambda: bench.run(plan, asked=asked, only_allowed=True))
    command = refused.more["allow"]
    assert isinstance(command, str)
    assert f"{FILE} --order parallel --agent 'my agent'" in command
    assert command in (refused.hint or "")
    trust.allow(bench.project, plan, asked)
    assert bench.run(plan, asked=asked, only_allowed=True).summary.complete


@pytest.mark.parametrize("resumes", [False, True])
def test_what_was_read_is_what_runs_whatever_the_file_is_by_now(
    bench: Bench, resumes: bool
) -> None:
    good, bad = TASK, TASK.replace("/etc", "/tmp")
    allowed = bench.plan("001_two.md", good)
    trust.allow(bench.project, allowed)
    if resumes:
        bench.script = {"task_1": Scripted(exit_code=1)}
        bench.run(allowed)
        bench.script = {}
    slipped = bench.plan("001_two.md", bad)
    bench.run(allowed, resume=resumes, only_allowed=True)
    assert bench.engines[-1].started[0].subtask == allowed.subtasks[0]
    bench.task("001_two.md", good)
    engines = len(bench.engines)
    refusal(lambda: bench.run(slipped, resume=resumes, only_allowed=True))
    assert all(engine.started == [] for engine in bench.engines[engines:])


def test_it_is_asked_again_when_the_lock_is_held(bench: Bench) -> None:
    plan = bench.plan("001_two.md", TASK)
    key = trust.allow(bench.project, plan).key
    held = bench.project.lock

    def revoking(task: str) -> Any:
        bench.trust.forget(key)
        return held(task)

    bench.project = replace(bench.project, lock=revoking)
    refusal(lambda: bench.run(plan, only_allowed=True))
    assert bench.store.runs(5) == []
    assert not bench.project.workspace.plans_dir.exists()


def failed_run(bench: Bench) -> Plan:
    """A run that could go on, to which something was posted meanwhile."""
    plan = bench.plan("001_two.md", TASK)
    bench.script = {"task_2": Scripted(exit_code=1)}
    run = bench.run(plan).summary.run
    bench.script = {}
    word = Attestation(by="Ann", evidence="x", at="2030-01-01T00:00:00.000Z", kind="research")
    bench.store.post(run, ev.Attested(subtask="task_2", attestation=word))
    return plan


def test_a_resume_of_what_nobody_allowed_records_nothing(bench: Bench) -> None:
    plan = failed_run(bench)
    before = everything(bench)
    refusal(lambda: bench.run(plan, resume=True, only_allowed=True))
    assert everything(bench) == before
    trust.allow(bench.project, plan)
    assert bench.run(plan, resume=True, only_allowed=True).summary.complete


WATCH = Watch(sinks_for=lambda plan, notes: (), on_started=lambda driver: None)


def test_checks_of_what_nobody_allowed_do_not_run_again(bench: Bench) -> None:
    plan = failed_run(bench)
    asked = ExecuteOptions(only_allowed=True)
    before = everything(bench)
    refusal(lambda: revalidate(bench.project, "001", asked, WATCH))
    assert everything(bench) == before
    trust.allow(bench.project, plan)
    revalidate(bench.project, "001", asked, WATCH)
    assert bench.started() == ["task_1"]


def test_what_was_run_and_is_not_in_the_file_any_more_needs_a_new_run(bench: Bench) -> None:
    failed_run(bench)
    trust.allow(bench.project, bench.plan("001_two.md", TASK + "\n"))
    asked = ExecuteOptions(only_allowed=True)
    refused = refusal(lambda: revalidate(bench.project, "001", asked, WATCH))
    assert "start a new run" in (refused.hint or "")


def test_a_preview_is_refused_as_the_run_would_be(bench: Bench) -> None:
    plan = bench.plan("001_two.md", TASK)
    refusal(lambda: preview(bench.project, plan, ExecuteOptions(only_allowed=True)))
    trust.allow(bench.project, plan)
    assert preview(bench.project, plan, ExecuteOptions(only_allowed=True)).subtasks


def test_no_step_of_a_run_allows_anything(bench: Bench) -> None:
    plan = bench.plan("001_two.md", TASK)
    bench.inside.add("any-run")
    with pytest.raises(InputError) as refused:
        trust.allow(bench.project, plan)
    assert "step of a run" in refused.value.message
    assert bench.trust.entries() == {}


def test_the_list_says_how_each_stands(bench: Bench, tmp_path: Path) -> None:
    for name in ("002_same.md", "003_changed.md", "004_broken.md", "005_gone.md"):
        trust.allow(bench.project, bench.plan(name, TASK))
    bench.task("003_changed.md", TASK + "\n")
    bench.task("004_broken.md", "### Task 1: One\n**Depends on**: Task 9\n")
    (bench.root / "docs/tasks/005_gone.md").unlink()
    elsewhere = Bench(tmp_path / "elsewhere")
    elsewhere.trust = bench.trust
    trust.allow(elsewhere.project, elsewhere.plan("006_other.md", TASK))
    assert [each.standing for each in trust.listed(bench.project)] == [
        Standing.UNCHANGED,
        Standing.CHANGED,
        Standing.CHANGED,
        Standing.GONE,
    ]
    bench.project = replace(
        bench.project, settings=replace(bench.project.settings, languages={"python": ("pypy",)})
    )
    assert trust.listed(bench.project)[0].standing is Standing.CHANGED


@pytest.mark.parametrize("name", ["001", "001_two", FILE])
@pytest.mark.parametrize("now", [TASK, TASK + "\n", "no task", None])
def test_whatever_its_file_is_by_now_a_task_is_allowed_no_more(
    bench: Bench, name: str, now: str | None
) -> None:
    other = trust.allow(bench.project, bench.plan("002_other.md", TASK)).key
    trust.allow(bench.project, bench.plan("001_two.md", TASK))
    trust.allow(bench.project, bench.plan("001_two.md", TASK + "text\n"))
    if now is None:
        (bench.root / FILE).unlink()
        name = name if name == FILE else "001_two"
    else:
        bench.task("001_two.md", now)
    forgotten = trust.forget(bench.project, str(bench.root / FILE) if name == FILE else name)
    assert [about.path for about in forgotten.values()] == [FILE, FILE]
    assert list(bench.trust.entries()) == [other]


def test_there_is_something_to_forget(bench: Bench) -> None:
    bench.task("001_two.md", TASK)
    with pytest.raises(InputError) as refused:
        trust.forget(bench.project, "001")
    assert refused.value.hint == "see what is: orchestrator allow --list"


@pytest.mark.parametrize("source", ["x" * 5000, "nowhere/t.md", "docs"])
def test_a_plan_whose_source_is_no_file_is_allowed_itself(bench: Bench, source: str) -> None:
    made = bench.plan("001_two.md", TASK)
    plan = replace(made, source=replace(made.source, path=source))
    path = bench.root / "plan.json"
    path.write_text(to_json(plan))
    call = (bench.project, plan, Asked())
    refused = refusal(lambda: trust.refuse_not_allowed(*call, file="plan.json"))
    assert "look at what it runs" in (refused.hint or "")
    assert trust.allow(*call, file="plan.json").allowed.path == "plan.json"
    assert [each.standing for each in trust.listed(bench.project)] == [Standing.UNCHANGED]


def test_an_edited_plan_is_to_be_allowed_itself(bench: Bench) -> None:
    plan = bench.plan("001_two.md", TASK)
    trust.allow(bench.project, plan)
    path = bench.root / "plan.json"
    path.write_text(to_json(plan))
    same = convert(bench.project, str(path))
    assert same.plan is not None
    assert trust.is_allowed(bench.project, same.plan)
    data = json.loads(path.read_text())
    data["subtasks"][0]["steps"][0]["action"]["script"] = "rm -rf elsewhere\n"
    path.write_text(json.dumps(data))
    edited = convert(bench.project, str(path))
    assert edited.plan is not None
    call = (bench.project, edited.plan, Asked())
    refused = refusal(lambda: trust.refuse_not_allowed(*call, file=edited.path))
    assert refused.message == "plan.json is new: nobody has allowed it to run here"
    assert "plan.json" in str(refused.more["allow"])
    trust.allow(*call, file=edited.path)
    assert trust.is_allowed(bench.project, edited.plan)
    assert {each.standing for each in trust.listed(bench.project)} == {Standing.UNCHANGED}
