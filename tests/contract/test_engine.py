"""What every engine promises of what runs, and of what a command sees."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from orchestrator.diagnostics import StorageError
from orchestrator.engines.interpreters import missing
from orchestrator.engines.local import LocalEngine
from orchestrator.plan.model import ActionKind
from orchestrator.run import events as ev
from orchestrator.run.ports import AttemptEnd, Ended, Phase
from orchestrator.verify.model import Outcome
from tests.contract.conftest import MakeEngine
from tests.driving import collect, end_of, log_of, result_of, results, run
from tests.works import check, prose, shell, step, steps, with_env, work

# --- what runs, and what is told of it ---------------------------------------------------


def test_steps_and_checks_run_in_order_and_each_is_told(engine: LocalEngine) -> None:
    made = work(*steps("ls .", "test 1 = 1"), checks=(check("test -d ."),))
    reports = run(engine, made)
    assert [type(report) for report in reports] == [
        ev.StepFinished,
        ev.StepFinished,
        ev.CheckFinished,
        Ended,
    ]
    assert [result.outcome for result in results(reports)] == [Outcome.SUCCEEDED] * 3
    assert end_of(reports).end is AttemptEnd.SUCCEEDED
    assert end_of(reports).exit_code == 0


def test_output_stands_in_the_log_and_ranges_lead_to_it(
    engine: LocalEngine, tmp_path: Path
) -> None:
    made = work(*steps("echo one; echo uno >&2", "printf two"))
    first, second = results(run(engine, made))
    log = log_of(tmp_path, made)
    assert log == b"one\nuno\ntwo"
    assert log[first.log_start : first.log_end] == b"one\nuno\n"
    assert log[second.log_start : second.log_end] == b"two"
    assert (first.output, first.output_bytes) == ("one\nuno\n", 8)
    assert first.log == made.log


def test_log_and_its_folders_are_for_their_owner_alone(engine: LocalEngine, tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        made = work(step("echo x"))
        run(engine, made)
    finally:
        os.umask(old)
    log = tmp_path / made.log
    assert log.stat().st_mode & 0o777 == 0o600
    assert {folder.stat().st_mode & 0o777 for folder in list(log.parents)[:3]} == {0o700}


def test_log_is_never_written_through_a_link(engine: LocalEngine, tmp_path: Path) -> None:

    victim = tmp_path / "victim"
    victim.write_text("mine")
    made = work(step("echo x"))
    (tmp_path / made.log).parent.mkdir(parents=True)
    (tmp_path / made.log).symlink_to(victim)
    with pytest.raises(StorageError, match="log"):
        engine.start(made)
    assert victim.read_text() == "mine"


@pytest.mark.parametrize(
    ("script", "exit_code", "signal", "reason"),
    [
        ("exit 3", 3, None, "exit code 3, expected 0"),
        ("kill -9 $$", None, 9, "ended by SIGKILL"),
        ("no_such_command_here", 127, None, "exit code 127 (command not found), expected 0"),
        ("false\ntouch not_reached", 1, None, "exit code 1, expected 0"),
    ],
)
def test_failing_step_says_why_and_ends_the_attempt(
    engine: LocalEngine,
    tmp_path: Path,
    script: str,
    exit_code: int | None,
    signal: int | None,
    reason: str,
) -> None:
    made = work(*steps(script, "touch not_reached"), checks=(check("touch not_reached"),))
    reports = run(engine, made)
    (result,) = results(reports)
    assert (result.outcome, result.exit_code, result.signal) == (Outcome.FAILED, exit_code, signal)
    assert result.reason == reason
    assert end_of(reports).end is AttemptEnd.FAILED
    assert end_of(reports).reason == f"step 1: {reason}"
    assert end_of(reports).exit_code == exit_code
    assert not (tmp_path / "not_reached").exists()


def test_optional_step_may_fail(engine: LocalEngine) -> None:
    reports = run(engine, work(step("exit 1", optional=True), step("true", id="2")))
    assert [result.outcome for result in results(reports)] == [Outcome.FAILED, Outcome.SUCCEEDED]
    assert end_of(reports).end is AttemptEnd.SUCCEEDED


def test_every_check_runs_though_one_has_failed(engine: LocalEngine) -> None:
    checks = (check("exit 1"), check("true", id="check_2"), check("exit 2", id="check_3"))
    reports = run(engine, work(step("true"), checks=checks))
    assert [result.exit_code for result in results(reports)] == [0, 1, 0, 2]
    assert end_of(reports).reason == "check_1: exit code 1, expected 0 (and 1 more)"


def test_steps_already_done_do_not_run_again(engine: LocalEngine) -> None:
    made = work(*steps("exit 1", "true"), done_steps=frozenset({"1"}))
    reports = run(engine, made)
    assert [report.step for report in reports if isinstance(report, ev.StepFinished)] == ["2"]


@pytest.mark.parametrize("kind", [ActionKind.MANUAL, ActionKind.AGENT])
def test_attempt_waits_at_a_step_for_somebody(engine: LocalEngine, kind: ActionKind) -> None:
    made = work(step("true"), prose("2", kind=kind), step("exit 9", id="3"), checks=(check("x"),))
    reports = run(engine, made)
    assert len(results(reports)) == 1
    assert (end_of(reports).end, end_of(reports).waiting_step) == (AttemptEnd.WAITING, "2")


def test_prose_step_with_a_check_or_optional_needs_nobody(engine: LocalEngine) -> None:
    made = work(prose("1", checks=("check_1",)), prose("2", optional=True), checks=(check("true"),))
    assert end_of(run(engine, made)).end is AttemptEnd.SUCCEEDED


def test_work_without_any_command_ends_well(engine: LocalEngine) -> None:
    assert end_of(run(engine, work())).end is AttemptEnd.SUCCEEDED


@pytest.mark.parametrize(
    ("script", "end", "reason"),
    [
        ("true", AttemptEnd.SUCCEEDED, None),
        ("false", AttemptEnd.SKIPPED, "the condition is false (exit code 1)"),
        ("command -v no_such_command_here", AttemptEnd.SKIPPED, "the condition is false"),
        ("exit 127", AttemptEnd.SKIPPED, "the condition is false (exit code 127)"),
        ("kill -9 $$", AttemptEnd.FAILED, "could not be evaluated: ended by SIGKILL"),
    ],
)
def test_condition_decides_whether_anything_runs(
    engine: LocalEngine, tmp_path: Path, script: str, end: AttemptEnd, reason: str | None
) -> None:
    made = work(step("touch ran"), condition=shell(script), ask_condition=True)
    reports = run(engine, made)
    assert isinstance(reports[0], ev.ConditionFinished)
    assert end_of(reports).end is end
    assert (reason or "") in (end_of(reports).reason or "")
    assert (tmp_path / "ran").exists() == (end is AttemptEnd.SUCCEEDED)


def test_condition_is_asked_only_when_it_is_to_be(engine: LocalEngine) -> None:
    reports = run(engine, work(step("true"), condition=shell("false")))
    assert end_of(reports).end is AttemptEnd.SUCCEEDED


def test_closing_runs_compensations_backwards_then_cleanups_whatever_fails(
    engine: LocalEngine, tmp_path: Path
) -> None:
    scripts: dict[str, Any] = {
        "compensations": tuple(shell(f"echo u{n} >> out; exit {n}") for n in range(2)),
        "cleanups": tuple(shell(f"echo c{n} >> out; exit {n}") for n in range(2)),
    }
    made = work(step("true"), phase=Phase.CLOSE, compensate=True, **scripts)
    reports = run(engine, made)
    told = [
        (type(report), report.index)
        for report in reports
        if isinstance(report, ev.CompensationFinished | ev.CleanupFinished)
    ]
    undone, cleaned = ev.CompensationFinished, ev.CleanupFinished
    assert told == [(undone, 1), (undone, 0), (cleaned, 0), (cleaned, 1)]
    assert (tmp_path / "out").read_text().split() == ["u1", "u0", "c0", "c1"]
    assert end_of(reports).end is AttemptEnd.CLOSED


def test_closing_leaves_compensations_out_unless_asked(engine: LocalEngine) -> None:
    made = work(phase=Phase.CLOSE, compensations=(shell("exit 1"),), cleanups=(shell("true"),))
    assert [type(report) for report in run(engine, made)] == [ev.CleanupFinished, Ended]


def test_several_pieces_run_at_once(engine: LocalEngine) -> None:
    began = time.monotonic()
    for index in range(4):
        engine.start(work(step("sleep 0.4"), id=f"task_{index}"))
    reports = collect(engine, ends=4)
    assert time.monotonic() - began < 1.2
    assert {report.subtask for report in reports if isinstance(report, Ended)} == {
        f"task_{index}" for index in range(4)
    }


def test_one_subtask_is_under_way_once(engine: LocalEngine) -> None:
    engine.start(work(step("sleep 5")))
    with pytest.raises(ValueError, match="under way"):
        engine.start(work(step("true")))


# --- what a command sees -----------------------------------------------------------------


def test_variables_of_the_attempt(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine(stdenv={"PATH": os.environ["PATH"], "CALLER": "yes", "BOTH": "caller"})
    made = with_env(work(step("env > seen", id="1.1")), {"BOTH": "run"})
    run(engine, made)
    lines = (tmp_path / "seen").read_text().splitlines()
    seen = dict(line.split("=", 1) for line in lines if "=" in line)
    assert seen["CALLER"] == "yes"
    assert seen["BOTH"] == "run"
    assert seen["ORCHESTRATOR_TASK"] == made.task
    assert seen["ORCHESTRATOR_RUN"] == made.run
    assert seen["ORCHESTRATOR_SUBTASK"] == "task_1"
    assert seen["ORCHESTRATOR_STEP"] == "1.1"
    assert seen["ORCHESTRATOR_ATTEMPT"] == "1"
    assert seen["ORCHESTRATOR_TRACE_ID"] == made.trace_id
    assert seen["ORCHESTRATOR_IDEMPOTENCY_KEY"] == made.idempotency_key
    assert seen["TRACEPARENT"] == f"00-{made.trace_id}-{made.idempotency_key[:16]}-01"


def test_standard_input_is_empty(engine: LocalEngine) -> None:
    assert result_of(engine, work(step('test -z "$(cat)"'))).outcome is Outcome.SUCCEEDED


def test_each_command_has_a_session_of_its_own(engine: LocalEngine) -> None:
    script = "import os; assert os.getsid(0) == os.getpid() == os.getpgid(0)"
    result = result_of(engine, work(step(script, language="python")))
    assert result.outcome is Outcome.SUCCEEDED, result.output


def test_values_reach_later_commands_and_the_event(engine: LocalEngine, tmp_path: Path) -> None:
    made = work(
        step(
            'echo "NAME=a b=c" >> "$ORCHESTRATOR_OUTPUTS"; echo nonsense >> $ORCHESTRATOR_OUTPUTS'
        ),
        step('test "$NAME" = "a b=c"', id="2"),
        checks=(check('test "$NAME" = "a b=c"'),),
    )
    reports = run(engine, made)
    first = reports[0]
    assert isinstance(first, ev.StepFinished)
    assert first.values == (("NAME", "a b=c"),)
    assert "line 2" in (first.result.note or "")
    assert end_of(reports).end is AttemptEnd.SUCCEEDED
    # What was told counts as recorded with the next call, whichever call told it.
    engine.close()
    left = sorted(file.name for file in (tmp_path / made.log).parent.iterdir())
    assert left == ["task_1.1.check_1.log", "task_1.1.log"]


@pytest.mark.parametrize(
    ("of_subtask", "of_step", "expected"), [("sub", None, "sub"), ("sub", "other", "other")]
)
def test_folder_is_the_steps_else_the_subtasks(
    engine: LocalEngine, tmp_path: Path, of_subtask: str, of_step: str | None, expected: str
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "other").mkdir()
    run(engine, work(step("touch here", cwd=of_step), cwd=of_subtask))
    assert (tmp_path / expected / "here").exists()


@pytest.mark.parametrize(
    ("cwd", "reason"),
    [
        ("..", "outside the root"),
        ("/etc", "outside the root"),
        ("link", "outside the root"),
        ("nowhere", "not a folder"),
    ],
)
def test_folder_must_be_there_and_inside(
    engine: LocalEngine, tmp_path: Path, cwd: str, reason: str
) -> None:
    (tmp_path / "link").symlink_to("/etc")
    result = result_of(engine, work(step("true", cwd=cwd)))
    assert result.outcome is Outcome.FAILED
    assert reason in (result.reason or "")


@pytest.mark.parametrize("language", ["sh", "bash", "python", "node", "perl", "bash -eu"])
@pytest.mark.parametrize("length", [0, 300_000])
def test_scripts_of_any_length_reach_their_interpreter(
    engine: LocalEngine, tmp_path: Path, language: str, length: int
) -> None:

    if missing([language]):
        pytest.skip(f"no {language} here")
    comment = "//" if language == "node" else "#"
    write = {
        "node": "require('fs').writeFileSync('out', 'né')",
        "python": "import sys; assert sys.path[0] == '', sys.path; open('out', 'w').write('né')",
        "perl": "open(F, '>', 'out'); print F 'né'; close F;",
    }.get(language, "printf 'né' > out")
    made = work(step(f"{comment} {'x' * length}\n{write}\n", language=language))
    result = result_of(engine, made)
    assert result.outcome is Outcome.SUCCEEDED, result.output
    assert (tmp_path / "out").read_text() == "né"
    assert len(list((tmp_path / made.log).parent.iterdir())) == 1


@pytest.mark.parametrize(
    ("script", "language", "reason"),
    [
        ("x\0y", "sh", "null"),
        ("x", "cobol", "no interpreter is known"),
        ("x", "/no/such/shell -e", "not on PATH"),
        ("\ud800", "sh", "surrogates"),
    ],
)
def test_command_that_cannot_start_is_a_failed_result(
    engine: LocalEngine, script: str, language: str, reason: str
) -> None:
    reports = run(engine, work(step(script, language=language), step("true", id="2")))
    (result,) = results(reports)
    assert (result.outcome, result.exit_code) == (Outcome.FAILED, None)
    assert reason in (result.reason or "")
    assert end_of(reports).end is AttemptEnd.FAILED


def test_own_languages_take_the_script_as_last_argument(make_engine: MakeEngine) -> None:
    engine = make_engine(languages={"say": ("echo", "-n")})
    assert result_of(engine, work(step("hello  $HOME", language="say"))).output == "hello  $HOME"
