"""The XML is held against a parser of XML and against a reader of JUnit files."""

import re
from xml.etree import ElementTree as ET

import pytest
from junitparser import JUnitXml
from msgspec.structs import replace

from orchestrator.plan.model import Check
from orchestrator.report.excerpt import LINE_LENGTH
from orchestrator.report.junit import to_junit
from orchestrator.report.marks import is_ours
from orchestrator.run import events as ev
from orchestrator.verify.model import Outcome
from tests.cases.report.runs import (
    CASES,
    RUN,
    Told,
    checked,
    diamond,
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

RESULTS = ("failure", "error", "skipped")
CHECK = Check(id="check_1", line=9, language="sh", script="test\n")
PLAN = plan_of(subtask(1, "Build", steps=(step("1.1", "Make", "make\n"),), checks=(CHECK,)))
BEGUN = (run_started(PLAN), started("task_1"), stepped("task_1", "1.1", result()))


def cases_of(case: Told) -> list[ET.Element]:
    return list(ET.fromstring(to_junit(case.report())).iter("testcase"))


def how(case: ET.Element) -> tuple[str, str] | None:
    """The tag and type of what is wrong with a case; None for a green one."""
    found = [each for each in case if each.tag in RESULTS]
    assert len(found) <= 1
    return (found[0].tag, found[0].get("type") or "") if found else None


@pytest.mark.parametrize("name", CASES)
def test_counts_are_those_of_the_cases(name: str) -> None:
    root = ET.fromstring(to_junit(CASES[name]().report()))
    (suite,) = root
    cases = list(suite.iter("testcase"))
    for element in (root, suite):
        assert int(element.get("tests") or -1) == len(cases)
        for attribute, tag in zip(("failures", "errors", "skipped"), RESULTS, strict=True):
            assert int(element.get(attribute) or 0) == sum(
                each.find(tag) is not None for each in cases
            )


@pytest.mark.parametrize("name", CASES)
def test_only_what_is_complete_is_green(name: str) -> None:
    report = CASES[name]().report()
    cases = {each.get("name"): each for each in ET.fromstring(to_junit(report)).iter("testcase")}
    for each in report.subtasks:
        (case,) = [cases[key] for key in cases if (key or "").startswith(f"{each.id} ")][:1]
        assert (how(case) is None) == (each.verdict == "complete")


@pytest.mark.parametrize("name", CASES)
def test_a_reader_of_junit_files_reads_it(name: str) -> None:
    report = CASES[name]().report()
    text = to_junit(report)
    assert is_ours(text)
    (suite,) = JUnitXml.fromstring(text.encode())
    said = {each.name: each.value for each in suite.properties()}
    assert said["verdict"] == ("complete" if report.run.complete else "incomplete")
    assert (suite.name, said["run"]) == (report.task, RUN)
    assert suite.timestamp == "2026-03-01T12:00:01"
    assert suite.time == pytest.approx(report.run.duration_ms / 1000)
    assert len({(case.classname, case.name) for case in suite}) == suite.tests


@pytest.mark.parametrize("name", CASES)
def test_every_character_is_one_that_xml_can_hold(name: str) -> None:
    text = to_junit(CASES[name]().report())
    assert not re.search(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)


def test_what_a_viewer_shows_of_the_diamond() -> None:
    cases = cases_of(diamond())
    assert [(each.get("classname"), each.get("name"), how(each)) for each in cases] == [
        ("012_ship.task_1", "task_1 Build", ("failure", "incomplete")),
        ("012_ship.task_2", "task_2 Lint | style", None),
        ("012_ship.task_3", "task_3 Test", ("failure", "failed")),
        ("012_ship.task_3", "task_3 check_1", ("failure", "failed")),
        ("012_ship.task_4", "task_4 Release", ("skipped", "blocked")),
        ("012_ship.task_5", "task_5 Tell people", ("failure", "waiting")),
    ]
    check = cases[3]
    assert (check.get("file"), check.get("line")) == ("docs/tasks/012_ship.md", "34")
    assert check.get("time") == "0.800"
    failure = check.find("failure")
    assert failure is not None
    assert failure.get("message") == "stdout is not as expected"
    assert "stdout: expected ok, got not | ok" in (failure.text or "")
    assert "-ok\n+not | ok\n" in (failure.text or "")
    assert check.findtext("system-out") == "--- check check_1\nnot | ok\n"


def test_a_dot_in_an_id_is_no_package() -> None:
    plan = plan_of(subtask(1, "x", id="a.b"), id="v1.2")
    (case,) = cases_of(told(plan, run_started(plan)))
    assert case.get("classname") == "v1_2.a_b"


def test_what_was_printed_is_shown_where_xml_has_no_character_for_it() -> None:
    loud = result(output="\x1b[31mred\x00\ufffe\ud800 ]]> <b>\r\n", output_bytes=9)
    plan = plan_of(subtask(1, "x", steps=(step("1.1", "Say", "say\n"),)))
    (case,) = cases_of(
        told(plan, run_started(plan), started("task_1"), stepped("task_1", "1.1", loud))
    )
    assert case.findtext("system-out") == (
        "--- step 1.1\n\\x1b[31mred\\x00\\ufffe\\ud800 ]]> <b>\\x0d\n"
    )


@pytest.mark.parametrize(
    ("fields", "events", "expected"),
    [
        pytest.param({}, (), [("skipped", "pending"), ("skipped", "pending")], id="not-begun"),
        pytest.param(
            {},
            (checked("task_1", "check_1", result()), succeeded("task_1")),
            [None, None],
            id="complete",
        ),
        pytest.param(
            {},
            (checked("task_1", "check_1", result(proves=False)), succeeded("task_1")),
            [("failure", "incomplete"), ("failure", "proves_nothing")],
            id="cannot-fail",
        ),
        pytest.param(
            {},
            (
                checked("task_1", "check_1", result(Outcome.TIMED_OUT)),
                ev.SubtaskTimedOut(subtask="task_1", attempt=1, reason="late", duration_ms=1),
            ),
            [("error", "timed_out"), ("error", "timed_out")],
            id="timed-out",
        ),
        pytest.param(
            {"allow_failure": True},
            (
                checked("task_1", "check_1", result(Outcome.FAILED)),
                ev.SubtaskFailed(subtask="task_1", attempt=1, reason="no", duration_ms=1),
            ),
            [("skipped", "forgiven"), ("skipped", "forgiven")],
            id="allowed",
        ),
        pytest.param(
            {},
            (ev.SubtaskCancelled(subtask="task_1", attempt=1, reason="SIGINT"),),
            [("error", "cancelled"), ("skipped", "pending")],
            id="cancelled",
        ),
    ],
)
def test_each_end(
    fields: dict[str, bool],
    events: tuple[ev.Event, ...],
    expected: list[tuple[str, str] | None],
) -> None:
    plan = plan_of(
        subtask(1, "Build", steps=(step("1.1", "Make", "make\n"),), checks=(CHECK,), **fields)
    )
    case = told(plan, *(BEGUN if events else BEGUN[:1]), *events)
    assert [how(each) for each in cases_of(case)] == expected


@pytest.mark.parametrize("selected", [True, False])
def test_what_did_not_run_on_purpose_is_skipped(selected: bool) -> None:
    skipped = ev.SubtaskSkipped(subtask="task_1", reason="so", selected=selected)
    cases = cases_of(told(PLAN, run_started(PLAN), skipped))
    assert {(how(each) or ("",))[0] for each in cases} == {"skipped"}


def test_the_output_of_a_validated_attempt_stays() -> None:
    outputs = [
        case.findtext("system-out") or ""
        for case in cases_of(CASES["rounds"]())
        if case.get("name") == "task_2 Use it"
    ]
    assert outputs[0].startswith("--- step 2.1\nsample 0 </details> parsed\n")


def test_one_subtask_alone() -> None:
    root = ET.fromstring(to_junit(diamond().report(), "task_3"))
    assert root.get("tests") == "2"
    with pytest.raises(KeyError):
        to_junit(diamond().report(), "task_9")


@pytest.mark.parametrize("forgiven", [False, True])
def test_a_message_is_one_line_and_the_text_has_every_reason(forgiven: bool) -> None:
    checks = (CHECK, replace(CHECK, id="check_2"))
    plan = plan_of(subtask(1, "Build", checks=checks, allow_failure=forgiven))
    wrong = result(Outcome.FAILED, reason="stdout\n" + "x" * 200)
    case = told(
        plan,
        run_started(plan),
        started("task_1"),
        checked("task_1", "check_1", wrong),
        checked("task_1", "check_2", wrong),
        ev.SubtaskFailed(
            subtask="task_1",
            attempt=1,
            reason=f"check_1: {wrong.reason} (and 1 more)",
            duration_ms=1,
        ),
    )
    tag = "skipped" if forgiven else "failure"
    for each in cases_of(case):
        found = each.find(tag)
        assert found is not None
        message = found.get("message") or ""
        assert (len(message), message.count("more"), message[-1]) == (LINE_LENGTH, 0, "…")
        assert wrong.reason in (found.text or "")
    (subtask_text,) = [each.findtext(tag) or "" for each in cases_of(case)[:1]]
    assert "check_1: stdout" in subtask_text
    assert "check_2: stdout" in subtask_text
