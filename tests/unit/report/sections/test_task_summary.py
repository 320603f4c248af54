from msgspec.structs import replace

from orchestrator.plan.model import Priority
from orchestrator.report.sections.task_summary import task_summary
from tests.cases.report.materials import material_of
from tests.cases.report.runs import diamond, rounds


def test_it_says_what_ran_where_it_stands_and_how_long_it_took() -> None:
    said = task_summary(material_of(diamond(), "task_3"))
    assert said.source == "docs/tasks/012_ship.md:30"
    assert (said.status, said.attempts, said.duration_ms) == ("failed", 2, 2700)
    assert said.priority == Priority.MEDIUM
    assert [(edge.id, edge.title, edge.why, edge.line) for edge in said.depends_on] == [
        ("task_1", "Build", "explicit", 31)
    ]
    assert [(step.id, step.kind, step.verdict) for step in said.steps] == [
        ("3.1", "command", "complete")
    ]


def test_validations_are_no_attempts() -> None:
    said = task_summary(material_of(rounds(), "task_1"))
    assert said.tries == "2, and 1 validation (numbered together)"
    assert replace(said, validations=2).tries == "2, and 2 validations (numbered together)"
    assert replace(said, validations=0).tries == "2"


def test_what_waits_says_for_whom() -> None:
    said = task_summary(material_of(diamond(), "task_5"))
    assert (said.status, said.waits_for) == ("waiting", "person")
    assert [(step.status, step.verdict) for step in said.steps] == [("waiting", "incomplete")]


def test_an_approval_is_named_with_what_was_answered() -> None:
    said = task_summary(material_of(diamond(), "task_4"))
    assert (said.approval, said.answer) == ("Publish 1.0?", None)
    said = task_summary(material_of(rounds(), "task_1"))
    assert [(each.approved, each.by) for each in said.answers] == [(False, "ben"), (True, "ann")]
    assert said.answer == said.answers[-1]
    assert said.answers[-1].comment == "Go on."
