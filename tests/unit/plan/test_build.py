"""Documents become plans: ids, edges with why, defaults, findings."""

from __future__ import annotations

import pytest

from orchestrator.diagnostics import Severity, Span
from orchestrator.document.model import Document, Keys, StepSpec
from orchestrator.plan.around import Surroundings
from orchestrator.plan.build import build
from orchestrator.plan.model import ActionKind, Plan
from tests.builders import document, spec

AROUND = Surroundings(root="/r", folder="/r/docs/tasks", stem="t", agents=("claude",))


def built(of: Document, around: Surroundings = AROUND) -> Plan:
    plan, findings = build(of, around)
    assert plan is not None, findings
    return plan


def edges(plan: Plan) -> dict[str, list[str]]:
    return {
        each.id: [f"{edge.id}:{edge.why}" for edge in each.depends_on] for each in plan.subtasks
    }


def errors(of: Document) -> dict[str, list[int]]:
    """Code to the lines that the errors of this code name, related ones included."""
    plan, findings = build(of, AROUND)
    assert plan is None
    return {
        each.code: [each.line or 0, *(other.line for other in each.related)]
        for each in findings
        if each.severity is Severity.ERROR
    }


@pytest.mark.parametrize(
    ("specs", "expected"),
    [
        (
            [spec("1"), spec("2"), spec("3")],
            {"task_1": [], "task_2": ["task_1:order"], "task_3": ["task_2:order"]},
        ),
        (
            [spec("1"), spec("2"), spec("3", depends=["Task 1"])],
            {"task_1": [], "task_2": [], "task_3": ["task_1:explicit"]},
        ),
        (
            [spec("1"), spec("2", none=True), spec("3")],
            {"task_1": [], "task_2": [], "task_3": ["task_2:order"]},
        ),
        (
            [spec("1", blocks=["2"]), spec("2"), spec("3")],
            {"task_1": [], "task_2": ["task_1:reverse"], "task_3": []},
        ),
        (
            [spec("1"), spec("2", mode=(False, None)), spec("3", mode=(True, None))],
            {"task_1": [], "task_2": ["task_1:mode"], "task_3": ["task_1:mode"]},
        ),
        (
            [
                spec("1"),
                spec("2", mode=(True, "Task 3"), depends=["Task 1"]),
                spec("3", mode=(True, "Task 2"), depends=["Task 1"]),
                spec("4", mode=(False, None)),
            ],
            {
                "task_1": [],
                "task_2": ["task_1:explicit"],
                "task_3": ["task_1:explicit"],
                "task_4": ["task_3:mode"],
            },
        ),
        (
            [spec("1"), spec("2", mode=(True, "Task 3")), spec("3", mode=(True, "Task 2"))],
            {"task_1": [], "task_2": ["task_1:mode"], "task_3": ["task_1:mode"]},
        ),
        (
            [
                spec("1"),
                spec("2"),
                spec("3", mode=(False, None), depends=["Task 1"]),
                spec("4", mode=(True, None)),
            ],
            {
                "task_1": [],
                "task_2": [],
                "task_3": ["task_1:explicit", "task_2:mode"],
                "task_4": ["task_1:mode", "task_2:mode"],
            },
        ),
        (
            [spec("1"), spec("2", parallel=True)],
            {"task_1": [], "task_2": []},
        ),
        (
            [spec("1"), spec("2"), spec("3", depends=["all previous tasks"])],
            {"task_1": [], "task_2": [], "task_3": ["task_1:explicit", "task_2:explicit"]},
        ),
        (
            [spec("1", depends=["Task 036 ✅ COMPLETED"]), spec("2")],
            {"task_1": [], "task_2": ["task_1:order"]},
        ),
    ],
)  # fmt: skip
def test_edges_and_why(specs: list, expected: dict[str, list[str]]) -> None:
    assert edges(built(document(*specs))) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("parallel", {"task_1": ["task_3:explicit"], "task_2": [], "task_3": []}),
        ("explicit", {"task_1": ["task_3:explicit"], "task_2": [], "task_3": []}),
        (
            "sequential",
            {"task_1": ["task_3:explicit"], "task_2": ["task_1:order"], "task_3": []},
        ),
    ],
)
def test_an_asked_order_keeps_what_is_stated(asked: str, expected: dict[str, list[str]]) -> None:
    made = document(spec("1", depends=["3"]), spec("2"), spec("3"), order=asked)
    assert edges(built(made)) == expected


@pytest.mark.parametrize(
    ("specs", "expected"),
    [
        ([spec("1", line=1), spec("2", line=5, depends=["9"])],
         {"unknown-reference": [6, 1, 5]}),
        ([spec("1", line=1), spec("01", line=5)], {"duplicate-id": [5, 1]}),
        ([spec("1", line=3, depends=["Task 1"])], {"self-dependency": [4, 3]}),
        (
            [spec("1", line=1), spec("1", line=4, prefix="T"), spec("2", line=7, depends=["1"])],
            {"ambiguous-reference": [8, 1, 4]},
        ),
        (
            [spec("1", line=1, depends=["2"]), spec("2", line=5, depends=["1"]), spec("3")],
            {"cycle": [2, 2, 6]},
        ),
        ([spec("1", cwd="../x", cwd_span=Span(9))], {"outside-root": [9]}),
        ([spec("1", cwd="/etc", cwd_span=Span(9))], {"outside-root": [9]}),
    ],
)  # fmt: skip
def test_errors_name_every_line_involved(specs: list, expected: dict[str, list[int]]) -> None:
    assert errors(document(*specs)) == expected


def test_the_shortest_cycle_is_told() -> None:
    made = document(
        spec("1", depends=["5"]),
        spec("2", depends=["1"]),
        spec("3", depends=["2"]),
        spec("4", depends=["3", "5"]),
        spec("5", depends=["4"]),
    )
    _, findings = build(made, AROUND)
    (cycle,) = [each for each in findings if each.code == "cycle"]
    assert "task_4 → task_5 → task_4" in cycle.message


def test_a_folder_inside_the_root_may_be_written_absolute() -> None:
    made = built(document(spec("1", cwd="/r/sub/../web")))
    assert made.subtasks[0].cwd == "web"


def test_the_documents_keys_are_defaults() -> None:
    made = document(
        spec("1", env={"B": "2"}, secrets=("KEY",)),
        spec("2", timeout_s=5.0),
        keys=Keys(env={"A": "1", "B": "1"}, timeout_s=60.0, secrets=("TOKEN",)),
    )
    first, second = built(made).subtasks
    assert first.env == {"A": "1", "B": "2"}
    assert first.secrets == ("TOKEN", "KEY")
    assert (first.timeout_s, second.timeout_s) == (60.0, 5.0)


@pytest.mark.parametrize(
    ("said", "asked", "setting", "kind"),
    [
        (None, None, None, ActionKind.MANUAL),
        ("claude", None, None, ActionKind.AGENT),
        ("nobody-has-this", None, None, ActionKind.MANUAL),
        ("none", None, "claude", ActionKind.MANUAL),
        (None, None, "claude", ActionKind.AGENT),
        (None, "claude", None, ActionKind.AGENT),
        ("claude", "none", None, ActionKind.MANUAL),
    ],
)
def test_who_does_the_prose(
    said: str | None, asked: str | None, setting: str | None, kind: ActionKind
) -> None:
    from msgspec.structs import replace

    one = replace(spec("1", agent=said), steps=(StepSpec(id=None, text="Think", line=2),))
    around = Surroundings(
        root="/r", folder="/r", stem="t", agents=("claude",), agent=setting, agent_asked=asked
    )
    made = built(document(one), around)
    assert made.subtasks[0].steps[0].action.kind is kind
    assert ("Agent" in made.subtasks[0].metadata) is (said == "nobody-has-this")


@pytest.mark.parametrize(
    ("stem", "folder", "id_"),
    [
        ("003_test_mcp", "/r/docs/tasks", "003_test_mcp"),
        ("tasks", "/r/specs/user-auth", "user-auth_tasks"),
        ("README", "/r/app", "app_README"),
        ("-", "/r/app", "app_stdin"),
        ("a b", "/r", "a_b"),
    ],
)
def test_the_id_of_a_file(stem: str, folder: str, id_: str) -> None:
    around = Surroundings(root="/r", folder=folder, stem=stem)
    assert built(document(spec("1")), around).id == id_


def test_ids_of_subtasks() -> None:
    made = document(
        spec("037.1"),
        spec("2", prefix="subtask"),
        spec("014", prefix="T"),
        spec(None, "Build the wheel!"),
        spec(None, "Build the wheel?"),
        spec("001", prefix="TASK"),
    )
    assert [each.id for each in built(made).subtasks] == [
        "task_037_1",
        "subtask_2",
        "T014",
        "build_the_wheel",
        "build_the_wheel_2",
        "task_001",
    ]


def test_two_of_one_number_are_told_on_whatever_lines_they_stand() -> None:
    assert errors(document(spec("1"), spec("1"))) == {"duplicate-id": [1, 1]}
    assert errors(document(spec("1"), spec("01", line=7))) == {"duplicate-id": [7, 1]}


def test_optional_is_what_a_key_says_before_what_the_title_does() -> None:
    made = document(
        spec("1", optional=True),
        spec("2"),
        spec("3", optional=False),
        keys=Keys(optional=True),
    )
    assert [each.optional for each in built(made).subtasks] == [True, True, False]
