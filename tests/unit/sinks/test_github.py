from pathlib import Path

import pytest

from orchestrator.plan.model import Plan
from orchestrator.run import events as ev
from orchestrator.sinks.github import GithubSink, annotation_lines, cut, step_summary
from tests.cases.report.runs import (
    HOSTILE,
    Told,
    diamond,
    hostile,
    plan_of,
    run_started,
    started,
    subtask,
    told,
)


def failing(plan: Plan, reason: str = "no") -> Told:
    events = [
        event
        for each in plan.subtasks
        for event in (
            started(each.id),
            ev.SubtaskFailed(subtask=each.id, attempt=1, reason=reason, duration_ms=1),
        )
    ]
    return told(plan, run_started(plan), *events)


def test_a_failure_is_annotated_at_its_line() -> None:
    case = diamond()
    assert annotation_lines(case.plan, case.summary) == [
        "::error file=docs/tasks/012_ship.md,line=30,title=task_3 Test%3A failed"
        "::check_1: stdout is not as expected"
    ]


def test_no_text_is_a_command_of_its_own() -> None:
    plan = plan_of(subtask(1, "a,b:c%\r\n::error::x"))
    (line,) = annotation_lines(plan, failing(plan, "50%\r\n::set-env name=a::b").summary)
    assert line.startswith(
        "::error file=docs/tasks/012_ship.md,line=10,"
        "title=task_1 a%2Cb%3Ac%25\\x0d%0A%3A%3Aerror%3A%3Ax%3A failed"
        "::50%25\\x0d%0A::set-env name=a::b%0A"
    )
    assert "\n" not in line


def test_at_most_ten_are_annotated() -> None:
    plan = plan_of(*(subtask(n, "x") for n in range(1, 14)))
    lines = annotation_lines(plan, failing(plan).summary)
    assert len(lines) == 11
    assert lines[-1] == "::notice title=orchestrator::3 more failures are in the step summary"


def test_an_allowed_failure_is_no_error() -> None:
    plan = plan_of(subtask(1, "x", allow_failure=True))
    assert annotation_lines(plan, failing(plan).summary) == []


def test_the_matrix_is_appended_to_the_step_summary(tmp_path: Path) -> None:
    file = tmp_path / "summary.md"
    file.write_text("before\n")
    case, lines = diamond(), list[str]()
    environment = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(file)}
    sink = GithubSink(environment, case.plan, lines.append)
    sink.tell(case.records[0], case.state)
    assert lines == []
    sink.finish(case.summary)
    sink.close()
    assert len(lines) == 1
    text = file.read_text()
    assert text == "before\n" + step_summary(case.summary)
    assert "| `task_4` |  | Release | **INCOMPLETE** | blocked |" in text


@pytest.mark.parametrize("environment", [{}, {"GITHUB_ACTIONS": "false"}, {"CI": "true"}])
def test_elsewhere_it_says_nothing(tmp_path: Path, environment: dict[str, str]) -> None:
    file = tmp_path / "summary.md"
    case, lines = diamond(), list[str]()
    sink = GithubSink(environment | {"GITHUB_STEP_SUMMARY": str(file)}, case.plan, lines.append)
    sink.finish(case.summary)
    assert lines == []
    assert not file.exists()


def test_a_summary_that_cannot_be_written_is_a_warning(tmp_path: Path) -> None:
    environment = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(tmp_path)}
    case, lines = diamond(), list[str]()
    GithubSink(environment, case.plan, lines.append).finish(case.summary)
    assert lines[-1].startswith("::warning title=orchestrator::The step summary cannot be written")


def test_a_full_step_summary_stays_under_its_limit(tmp_path: Path) -> None:
    file = tmp_path / "summary.md"
    file.write_bytes(b"x" * (1024 * 1024 - 700))
    environment = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(file)}
    case = diamond()
    GithubSink(environment, case.plan, lambda _: None).finish(case.summary)
    data = file.read_bytes()
    assert len(data) < 1024 * 1024
    assert data.endswith(b"The matrix was cut here: a step summary holds at most 1 MiB.\n")


def test_cut_ends_at_a_line() -> None:
    text = "| a |\n" * 100
    assert cut(text, len(text)) == text.encode()
    shorter = cut(text, 200)
    assert len(shorter) <= 200
    assert shorter.startswith(b"| a |\n| a |\n")
    assert b"| a |\n\nThe matrix was cut" in shorter
    assert cut(text, 10) == b""
    assert cut(text, -5) == b""


def test_hostile_text_does_no_harm(tmp_path: Path) -> None:
    environment = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(tmp_path / f"{HOSTILE[:3]}\0"),
    }
    case, lines = hostile(), list[str]()
    GithubSink(environment, case.plan, lines.append).finish(case.summary)
    assert all(line.count("\n") == 1 for line in lines)
