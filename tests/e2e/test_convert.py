"""convert_task: plans, their schema, what fails strictly, and texts that must read the same."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial

import pytest

from tests.e2e.project import CHECKOUT, Project, Result, at_once

TASK = (
    "# Task 012: Ship ⏳ Not Started\n\n### Task 1: Build\n**Timeout**: 5m\n```bash\n"
    "make all\n\nprintf '%s\\n' \"$X\"  \n```\n\n**Verify**:\n- `test -d /etc`\n\n"
    "### Task 2: Test\n**Depends on**: Task 1\n- [ ] 2.1 Look at it\n\n**Notes**: héllo wörld\n"
)


def test_a_plan_is_written_where_it_belongs_and_equals_what_is_printed(project: Project) -> None:
    project.task("012_ship", TASK)

    convert = partial(project.run, "convert_task", "docs/tasks/012_ship.md")
    results = at_once(
        {
            "written": convert,
            "printed": partial(convert, "-o", "-"),
            "elsewhere": partial(convert, "-o", "plan.json"),
        }
    )

    assert {result.exit for result in results.values()} == {0}
    printed = results["printed"]
    plan = json.loads(project.read(".orchestrator/plans/012_ship.json"))
    assert plan == printed.json() == json.loads(project.read("plan.json"))
    assert plan["schema_version"] == 1
    assert plan["subtasks"][1]["depends_on"] == [{"id": "task_1", "why": "explicit", "line": 15}]


def test_check_writes_nothing(project: Project) -> None:
    project.task("012_ship", TASK)
    before = project.files()

    assert project.run("convert_task", "docs/tasks/012_ship.md", "--check").exit == 0
    assert project.files() == before


def test_the_schema_holds_for_plans_and_is_the_one_in_the_docs(project: Project) -> None:
    printed = project.run("convert_task", "--schema")

    schema = printed.json()
    assert printed.stdout == (CHECKOUT / "docs/plan.schema.json").read_text(), (
        "write it anew: orchestrator convert_task --schema > docs/plan.schema.json"
    )
    project.task("012_ship", TASK)
    plan = project.run("convert_task", "docs/tasks/012_ship.md", "--json").json()
    assert set(plan) <= set(schema["properties"])
    assert set(schema["required"]) <= set(plan)
    step = schema["$defs"]["Step"]["properties"]
    assert set(plan["subtasks"][0]["steps"][0]) <= set(step)


def test_warnings_fail_only_when_strict(project: Project) -> None:
    project.task("001_w", "# Task 001: W\n### Task 1: It\n```sh\necho hi\n```\n")

    convert = partial(project.run, "convert_task", "docs/tasks/001_w.md")
    both = at_once({"lax": partial(convert, "--check"), "strict": partial(convert, "--strict")})
    lax, strict = both["lax"], both["strict"]

    assert (lax.exit, strict.exit) == (0, 2)
    assert "warning[cannot-fail]" in lax.stderr
    assert not (project.root / ".orchestrator").exists()


TWINS = {
    "plain": TASK.encode(),
    "crlf": TASK.replace("\n", "\r\n").encode(),
    "bom": b"\xef\xbb\xbf" + TASK.encode(),
    "both": b"\xef\xbb\xbf" + TASK.replace("\n", "\r\n").encode(),
}


def test_line_ends_and_marks_change_nothing(projects: Callable[[], Project]) -> None:
    def convert(data: bytes) -> Callable[[], Result]:
        project = projects()
        path = project.file("docs/tasks/012_ship.md", data)
        return lambda: project.run("convert_task", str(path), "--json")

    results = at_once({name: convert(data) for name, data in TWINS.items()})

    plans = {name: result.json() for name, result in results.items()}
    for plan in plans.values():
        del plan["source"]
    assert plans["plain"] == plans["crlf"] == plans["bom"] == plans["both"]


def test_invalid_bytes_are_told_one_by_one_and_fail_strictly(project: Project) -> None:
    text = TASK.encode().replace("é".encode(), b"\xe9").replace("ö".encode(), b"\xf6")
    project.file("docs/tasks/012_ship.md", text)

    lax = project.run("convert_task", "docs/tasks/012_ship.md", "--check")
    strict = project.run("convert_task", "docs/tasks/012_ship.md", "--check", "--strict")

    assert (lax.exit, strict.exit) == (0, 2), strict
    told = re.findall(r"md:(\d+:\d+): warning\[invalid-utf8\]: byte (\d+): (..)", lax.stderr)
    assert told == [
        ("18:13", str(text.index(b"\xe9")), "e9"),
        ("18:19", str(text.index(b"\xf6")), "f6"),
    ], lax


def test_nothing_of_a_file_runs_when_it_is_converted(project: Project) -> None:
    project.task(
        "001_evil",
        "---\ntitle: $(touch evil)\n---\n# Task 001: `touch evil` $(touch evil)\n"
        "### Task 1: {{ 7*7 }}\n**If**: `touch evil`\n```sh\ntouch evil\n```\n"
        "**Cleanup**:\n```sh\ntouch evil\n```\n",
    )

    project.run("convert_task", "docs/tasks/001_evil.md")
    project.run("execute_task", "001", "--dry-run")

    assert not (project.root / "evil").exists()


def test_a_summary_says_what_would_run_and_who_does_the_prose(project: Project) -> None:
    project.task("012_ship", TASK)

    shown = project.run("convert_task", "docs/tasks/012_ship.md", "--check").stdout

    assert "step 1: bash, line 5: make all" in shown
    assert "check check_1: sh, line 12: test -d /etc" in shown
    assert "after task_1 (explicit, line 15)" in shown
    assert "a person" in shown
    assert "2.1" in shown


@pytest.mark.long
def test_any_dialect_becomes_a_task_file_of_the_same_plan(project: Project) -> None:
    project.file("wishes.md", "# Todo\n\n- [x] Write `it`\n- [ ] Pay (depends on: Write `it`)\n")

    printed = project.run("convert_task", "wishes.md", "--to", "native")
    written = project.run("convert_task", "wishes.md", "--to", "native", "-o", "docs/tasks/n.md")
    first = project.run("convert_task", "wishes.md", "-o", "wishes.json", "--json")
    again = project.run("convert_task", "docs/tasks/n.md", "--json")
    of_json = project.run("convert_task", "wishes.json", "--to", "native")

    assert [each.exit for each in (printed, written, first, again, of_json)] == [0] * 5
    assert project.read("docs/tasks/n.md") == printed.stdout == of_json.stdout
    assert again.json()["id"] == "wishes"
    prints = [[each["fingerprint"] for each in one.json()["subtasks"]] for one in (first, again)]
    assert prints[0] == prints[1]


def test_a_task_file_is_not_written_over(project: Project) -> None:
    project.task("012_ship", TASK)
    convert = partial(project.run, "convert_task", "docs/tasks/012_ship.md", "--to", "native")

    results = at_once(
        {
            "itself": partial(convert, "-o", "docs/tasks/012_ship.md"),
            "checked": partial(convert, "--check"),
            "as_json": partial(convert, "--json"),
            "unknown": partial(project.run, "convert_task", "x.md", "--to", "yaml"),
            "several": partial(convert, "docs/tasks/012_ship.md"),
        }
    )

    assert {name: result.exit for name, result in results.items()} == {
        "itself": 2, "checked": 0, "as_json": 2, "unknown": 2, "several": 2,
    }  # fmt: skip
    assert project.read("docs/tasks/012_ship.md") == TASK
    assert results["checked"].stdout == ""


def test_the_files_of_a_folder_become_task_files_in_another(project: Project) -> None:
    project.task("012_ship", TASK)
    project.file("docs/tasks/broken.md", "### Task 1: A\n**Timeout**: soon\n")
    (project.root / "out").mkdir()

    several = project.run("convert_task", "docs/tasks", "--to", "native", "-o", "out")
    nowhere = project.run("convert_task", "docs/tasks", "--to", "native")

    assert (several.exit, nowhere.exit) == (2, 2)
    assert sorted(path.name for path in (project.root / "out").iterdir()) == ["012_ship.md"]
    assert "out/012_ship.md" in several.stdout
    assert "existing folder" in nowhere.stderr


def test_a_new_task_converts_and_is_not_complete(project: Project) -> None:
    new = project.run("new-task", "Ship the parser")
    path = "docs/tasks/001_ship_the_parser.md"

    assert new.exit == 0
    assert new.stdout.startswith(f"{path}\nnext: ")
    assert "orchestrator convert_task 001_ship_the_parser" in new.stdout
    assert project.run("convert_task", "001_ship_the_parser", "--strict").exit == 0
    assert project.run("execute_task", "001", "-q", "--no-report").exit == 3
