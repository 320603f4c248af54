from orchestrator.plan.model import Check, Criterion
from orchestrator.report.sections.verification_evidence import verification_evidence
from orchestrator.run import events as ev
from orchestrator.verify.model import Attestation
from tests.cases.report.materials import material, material_of
from tests.cases.report.runs import (
    checked,
    diamond,
    plan_of,
    result,
    started,
    step,
    stepped,
    subtask,
    succeeded,
)


def test_each_expectation_of_steps_and_checks() -> None:
    found = verification_evidence(material_of(diamond(), "task_3"))
    assert [(proof.kind, proof.id, proof.status) for proof in found.proofs] == [
        ("step", "3.1", "succeeded"),
        ("check", "check_1", "failed"),
    ]
    exit_code, stdout = found.proofs[1].judgements
    assert (exit_code.what, exit_code.passed) == ("exit code", True)
    assert (stdout.passed, stdout.expected, stdout.got) == (False, "ok", "not | ok")
    assert stdout.diff is not None


def test_outputs_found_and_missing() -> None:
    found = verification_evidence(material_of(diamond(), "task_1"))
    assert [(file.path, file.size, file.fresh) for file in found.artifacts] == [
        ("dist/p-1.whl", 2048, True)
    ]
    assert found.missing_outputs == ("dist/*.sig",)


def test_what_did_not_run_is_pending_and_misses_no_output_yet() -> None:
    plan = plan_of(
        subtask(
            1,
            "x",
            steps=(step("1.1", "Make", "make\n"), step("1.2", "By hand")),
            checks=(Check(id="check_1", line=9, language="sh", script="test\n"),),
            outputs=("a",),
        )
    )
    found = verification_evidence(material(plan))
    assert [(proof.id, proof.status) for proof in found.proofs] == [
        ("1.1", "pending"),
        ("check_1", "pending"),
    ]
    assert found.missing_outputs == ()


def test_criteria_say_by_what_they_are_met() -> None:
    plan = plan_of(
        subtask(
            1,
            "x",
            checks=(
                Check(id="check_1", line=8, language="sh", script="a\n"),
                Check(id="check_2", line=9, language="sh", script="echo\n"),
            ),
            criteria=(
                Criterion(id="c1", part="Done", text="a", line=1, checks=("check_1",)),
                Criterion(id="c2", part="Done", text="b", line=2, checks=("check_2",)),
                Criterion(id="c3", part="Done", text="c", line=3),
                Criterion(id="c4", part="Done", text="d", line=4, optional=True),
            ),
        )
    )
    word = Attestation(by="ann", evidence="seen", at="noon", criterion="c3")
    found = verification_evidence(
        material(
            plan,
            ev.Attested(subtask="task_1", attestation=word),
            started("task_1"),
            checked("task_1", "check_1", result()),
            checked("task_1", "check_2", result(proves=False)),
        )
    )
    assert [(one.id, one.status, one.by) for one in found.criteria] == [
        ("c1", "met", ("check_1 succeeded",)),
        ("c2", "unmet", ()),
        ("c3", "met", ("attested by ann",)),
        ("c4", "unmet", ()),
    ]
    assert found.attestations == (word,)


def test_a_check_names_its_log() -> None:
    plan = plan_of(
        subtask(1, "x", checks=(Check(id="check_1", line=9, language="sh", script="a\n"),))
    )
    (unrun,) = verification_evidence(material(plan)).proofs
    ran = checked("task_1", "check_1", result(log="runs/task_1.1.check_1.log"))
    (proof,) = verification_evidence(material(plan, started("task_1"), ran)).proofs
    assert (unrun.log, proof.log) == (None, "runs/task_1.1.check_1.log")


def test_an_attempt_that_was_set_back_is_no_evidence() -> None:
    plan = plan_of(subtask(1, "x", steps=(step("1.1", "Make", "make\n"),)))
    found = verification_evidence(
        material(
            plan,
            started("task_1"),
            stepped("task_1", "1.1", result()),
            succeeded("task_1"),
            ev.SubtaskReset(subtask="task_1", reason="edited"),
        )
    )
    assert [proof.status for proof in found.proofs] == ["pending"]
