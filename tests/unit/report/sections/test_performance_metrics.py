from orchestrator.report.sections.performance_metrics import performance_metrics
from tests.cases.report.materials import material_of
from tests.cases.report.runs import at, diamond, rounds


def test_attempts_and_commands_with_their_durations() -> None:
    found = performance_metrics(material_of(diamond(), "task_3"))
    assert found.duration_ms == 2700
    assert [
        (one.number, one.started_at, one.duration_ms, one.exit_code) for one in found.attempts
    ] == [
        (1, at(9), 900, 1),
        (2, at(12), 1800, 0),
    ]
    assert [(one.attempt, one.kind, one.id, one.duration_ms) for one in found.commands] == [
        (1, "step", "3.1", 800),
        (2, "step", "3.1", 800),
        (2, "check", "check_1", 800),
        (2, "cleanup", "1", 800),
    ]


def test_the_timeline_has_a_section_an_attempt() -> None:
    text = performance_metrics(material_of(diamond(), "task_3")).timeline.mermaid
    assert text is not None
    assert [line.strip() for line in text.splitlines() if "section" in line] == [
        "section Attempt 1",
        "section Attempt 2",
    ]


def test_a_validation_is_told_as_one() -> None:
    found = performance_metrics(material_of(rounds(), "task_2"))
    assert [(one.number, one.validation, one.ending) for one in found.attempts] == [
        (1, False, "succeeded"),
        (2, True, "failed, a regression"),
    ]
    assert "section Validation 2" in (found.timeline.mermaid or "")


def test_nothing_ran() -> None:
    found = performance_metrics(material_of(diamond(), "task_4"))
    assert (found.attempts, found.commands, found.timeline.mermaid) == ((), (), None)
