"""What an agent is asked: whole prompts against the texts in tests/cases/prompts, and what
holds for any of them."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec.structs import replace

from orchestrator.plan.model import Check, Plan
from orchestrator.report.prompt import LONGEST
from orchestrator.report.render import render_prompt
from orchestrator.run import events as ev
from orchestrator.verify.model import Artifact, Attestation, Judgement, Outcome
from tests.cases.prompts.rewrite import HERE
from tests.cases.prompts.runs import (
    CASES,
    agent_step,
    ask,
    failed,
    first_time,
    program_plan,
    regression,
    tried_before,
)
from tests.cases.report.runs import (
    Told,
    checked,
    plan_of,
    result,
    run_started,
    started,
    step,
    stepped,
    subtask,
    succeeded,
    told,
)
from tests.some import some

PARSER = MarkdownIt("commonmark")


def text_of(case: Told, id_: str, step_id: str | None = None) -> str:
    return render_prompt(ask(case, id_, step_id))


@pytest.mark.parametrize("name", CASES)
def test_a_prompt_is_as_in_the_case(name: str) -> None:
    kept = (HERE / f"{name}.txt").read_text(encoding="utf-8")
    assert render_prompt(CASES[name]().prompt) == kept


def test_every_kept_case_is_made() -> None:
    assert {path.stem for path in HERE.glob("*.txt")} == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_no_control_character_is_left(name: str) -> None:
    text = render_prompt(CASES[name]().prompt)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


@pytest.mark.parametrize("name", CASES)
def test_prose_is_not_escaped(name: str) -> None:
    text = render_prompt(CASES[name]().prompt)
    assert not re.search(r"\\[*_\[\]`|#<]|&lt;|&gt;", text.replace("\\x", ""))


WELL_KNOWN = [
    "Rules",
    "What to do now",
    "Why it is not complete",
    "The task",
    "The subtask",
    "How it is judged",
    "What the subtasks before it have left",
]


@given(evil=st.text(alphabet="`~#<>-= \n\t\x1b\u202e\\{%}a1.", min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_nothing_that_was_written_or_printed_becomes_a_heading(evil: str) -> None:
    case = _all(evil)
    for id_, step_id in (("task_2", "2.1"), ("task_2", None), ("task_1", None)):
        tokens = PARSER.parse(text_of(case, id_, step_id))
        found = [
            tokens[n + 1].content
            for n, each in enumerate(tokens)
            if each.type == "heading_open" and each.tag == "h1" and each.level == 0
        ]
        assert [each.partition(":")[0] for each in found] == [
            each for each in WELL_KNOWN if each in {one.partition(":")[0] for one in found}
        ]
        assert "How it is judged" in found
        assert tokens[-2].content.startswith("Now ")


def _all(text: str, times: int = 1) -> Told:
    """A run in which every text is this one, and every list has it so often."""
    many = (text,) * times
    judged = Judgement(what=text, passed=False, expected=text, got=text, diff=text)
    bad = result(
        Outcome.FAILED, reason=text, output=text, output_bytes=1, said=text, agent=text, log=text,
        judgements=(judged,) * times,
    )  # fmt: skip
    printed = replace(bad, outcome=Outcome.SUCCEEDED, agent=None, said=None)
    first = [
        subtask(1, text, steps=(step("1.1", text, text), agent_step("1.2", text))),
        *(subtask(n, text, steps=(agent_step(f"{n}.1", text),)) for n in range(3, times + 2)),
    ]
    second = subtask(
        2,
        text,
        *(int(each.id[5:]) for each in first),
        description=text,
        metadata={f"{n}{text}": text for n in range(times)},
        steps=tuple(agent_step(f"2.{n}", text, details=many) for n in range(1, times + 1)),
        outputs=many,
    )
    plan = plan_of(first[0], second, *first[1:], title=text, objective=text, requirements=many)
    file = Artifact(pattern=text, path=text, size=1, sha256="", fresh=True)
    word = Attestation(by=text, evidence=text, at="", criterion=text)
    again = ev.SubtaskReset(subtask="task_2", reason=text)
    events: list[ev.Event] = []
    for each in first:
        events += [
            started(each.id),
            *(stepped(each.id, one.id, printed) for one in each.steps),
            succeeded(each.id, artifacts=(file,) * times),
            ev.Attested(subtask=each.id, attestation=word),
        ]
    for attempt in range(1, 6):
        events += [
            again,
            started("task_2", attempt),
            *(stepped("task_2", one.id, bad, attempt) for one in second.steps),
            ev.SubtaskFailed(
                subtask="task_2", attempt=attempt, reason=f"{attempt}{text}", duration_ms=1
            ),
        ]
    return told(plan, run_started(plan), *events)


@pytest.mark.long
@pytest.mark.parametrize(
    ("text", "times"),
    some(
        [
            ("word " * 40_000, 1),
            ("line\n" * 40_000, 3),
            ("`" * 40_000, 3),
            ("\u202e" * 9_000, 3),
            ("x", 60),
            ("some words\n" * 30, 30),
        ]
    ),
)
def test_a_prompt_is_never_too_long(text: str, times: int) -> None:
    case = _all(text, times)
    last = f"2.{times}"
    for step_id in (last, None):
        prompt = text_of(case, "task_2", step_id)
        assert len(prompt) <= LONGEST
        assert "left out" in prompt
    assert f"{last}: " in text_of(case, "task_2", last)


def test_what_was_cut_is_named_and_the_step_itself_goes_last() -> None:
    wall = "".join(f"{n} some output of a command\n" for n in range(60))
    before = [subtask(n, "Before", steps=(step("1", "Print", "x\n"),)) for n in range(1, 60)]
    words = "Write a long page about everything. " * 50
    last = subtask(60, "Last", *range(1, 60), steps=(agent_step("60.1", words),))
    plan = plan_of(*before, last)
    ran = result(output=wall, output_bytes=len(wall))
    events = [
        event
        for each in before
        for event in (started(each.id), stepped(each.id, "1", ran), succeeded(each.id))
    ]
    prompt = ask(told(plan, run_started(plan), *events), "task_60", "60.1")
    assert prompt.cut == ("the task and the dependencies",)
    assert words.strip() in render_prompt(prompt)
    assert "(To keep this short, texts and lists of the task" in render_prompt(prompt)


def test_a_short_prompt_is_not_cut() -> None:
    assert ask(first_time(), "task_3", "3.2").cut == ()


def test_the_step_to_do_is_marked_and_no_other() -> None:
    text = text_of(first_time(), "task_3", "3.2")
    assert re.findall(r"### (\S+): .* \(DO THIS ONE NOW\)", text) == ["3.2"]
    assert text.rstrip().endswith("Now do step 3.2 of task_3, and nothing else.")


def test_mending_marks_no_step() -> None:
    text = text_of(failed(), "task_3")
    assert "DO THIS ONE NOW" not in text
    assert text.rstrip().endswith("Now mend task_3, and nothing else.")


def test_steps_stand_in_their_order_with_what_became_of_each() -> None:
    steps = ask(first_time(), "task_3", "3.2").subtask.steps.shown
    assert [(each.id, each.standing) for each in steps] == [
        ("3.1", "it comes before yours"),
        ("3.2", "to be done now"),
        ("3.3", "it comes after yours"),
        ("3.4", "it comes after yours"),
    ]
    mended = ask(failed(), "task_3").subtask.steps.shown
    assert [each.standing for each in mended] == ["succeeded"] * 3 + ["not done"]


def test_values_of_variables_are_not_told() -> None:
    text = text_of(first_time(), "task_3", "3.2")
    assert "API_TOKEN" in text
    assert "s3cret" not in text


def test_the_folders_of_commands_are_told() -> None:
    told_of = ask(first_time(), "task_3", "3.2").subtask
    assert [each.cwd for each in told_of.steps.shown] == ["tools", None, "tools", None]
    assert [each.cwd for each in told_of.checks.shown] == ["tools", "tools"]


def test_parts_that_are_told_otherwise_are_not_repeated() -> None:
    parts = ask(first_time(), "task_3", "3.2").subtask.parts.shown
    assert [label for label, _ in parts] == ["Notes"]


def test_before_the_first_attempt_there_are_no_reasons() -> None:
    prompt = ask(first_time(), "task_3", "3.2")
    assert prompt.reasons.shown == ()
    assert "Why it is not complete" not in render_prompt(prompt)


def test_attempts_that_failed_alike_are_told_once() -> None:
    earlier = ask(tried_before(), "task_3", "3.2").earlier.shown
    assert [(each.attempt, each.same_as) for each in earlier] == [(1, None), (2, 3), (3, None)]
    assert [len(each.commands.shown) for each in earlier] == [1, 0, 1]


def test_only_what_failed_is_told_of_an_attempt() -> None:
    (attempt,) = ask(failed(), "task_3").earlier.shown
    (command,) = attempt.commands.shown
    assert (command.name, command.output) == ("check_1", "2")
    assert command.judgements.shown[0].diff is not None


def test_what_an_agent_said_stands_for_what_it_printed() -> None:
    gave_up = ask(tried_before(), "task_3", "3.2").earlier.shown[0].commands.shown[0]
    assert (gave_up.name, gave_up.said) == ("step 3.2", "I cannot write files here.")
    assert gave_up.output == ""


@pytest.mark.parametrize(("case", "is_one"), [(regression(), True), (failed(), False)])
def test_a_failed_validation_is_a_regression(case: Told, is_one: bool) -> None:
    assert ask(case, "task_3").regression is is_one
    assert ("This is a regression" in text_of(case, "task_3")) is is_one


def test_a_regression_stays_one_when_it_is_set_back() -> None:
    case = regression()
    reset = ev.Recorded(
        seq=99, time="", run="", event=ev.SubtaskReset(subtask="task_3", reason="regression: x")
    )
    prompt = ask(Told(case.plan, (*case.records, reset)), "task_3")
    assert prompt.regression
    assert prompt.reasons.shown == ("regression: x",)


def test_what_lacks_without_a_failure_is_told_who_mends() -> None:
    plan = _with_output()
    case = told(
        plan, run_started(plan), started("task_1"), stepped("task_1", "1.1", result()),
        succeeded("task_1"),
    )  # fmt: skip
    assert ask(case, "task_1").reasons.shown == ("output out.txt is missing",)


def test_a_mend_that_was_tried_is_told() -> None:
    plan = _with_output()
    case = told(
        plan,
        run_started(plan),
        started("task_1"),
        ev.MendFinished(subtask="task_1", attempt=1, result=result(said="I did what I could.")),
        stepped("task_1", "1.1", result()),
        succeeded("task_1"),
    )
    assert "I did what I could." in text_of(case, "task_1")


def test_who_does_a_waiting_step_is_not_told_that_it_waits() -> None:
    plan = plan_of(subtask(1, "Wait", steps=(agent_step("1.1", "Write"),)))
    waits = ev.SubtaskWaiting(
        subtask="task_1",
        reason="step 1.1 waits for the agent",
        kind="person",
        attempt=1,
        step="1.1",
    )
    case = told(plan, run_started(plan), started("task_1"), waits)
    assert ask(case, "task_1", "1.1").reasons.shown == ()
    assert ask(case, "task_1").reasons.shown[0] == "step 1.1 waits for the agent"


@pytest.mark.parametrize(
    ("more", "is_said"),
    [
        ({}, True),
        ({"steps": (agent_step("1.1", "Write"), step("1.2", "Run", "make\n"))}, True),
        ({"outputs": ("out.txt",)}, False),
        ({"checks": (Check(id="check_1", line=3, language="sh", script="make\n"),)}, False),
        ({"steps": (step("1.1", "Run", "make\n"),)}, False),
    ],
)
def test_what_nothing_can_prove_is_said(more: dict[str, Any], is_said: bool) -> None:
    plan = plan_of(subtask(1, "One", **{"steps": (agent_step("1.1", "Write"),), **more}))
    text = text_of(told(plan, run_started(plan)), "task_1")
    assert ("only a person's attestation can make it COMPLETE" in text) is is_said


def test_the_checks_of_a_dependency_that_failed_are_not_hidden() -> None:
    plan = program_plan()
    wrong = result(Outcome.FAILED, reason="exit code 1, expected 0")
    case = told(
        plan,
        run_started(plan),
        started("task_1"),
        stepped("task_1", "1.1", result()),
        checked("task_1", "check_1", wrong),
        ev.SubtaskFailed(subtask="task_1", attempt=1, reason="check_1: exit code 1", duration_ms=1),
    )
    first = ask(case, "task_3", "3.2").dependencies.shown[0]
    assert (first.verdict, first.status) == ("INCOMPLETE", "failed")
    assert first.reasons.shown[0] == "check_1: exit code 1"


def _with_output() -> Plan:
    return plan_of(subtask(1, "Make", steps=(step("1.1", "Make", "make\n"),), outputs=("out.txt",)))
