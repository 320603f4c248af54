"""What every engine promises of time: timeouts, stopping, what is left behind, waiting."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestrator.document.expect import (
    Expect,
    MatchMode,
)
from orchestrator.engines.local import LocalEngine
from orchestrator.run.ports import AttemptEnd
from orchestrator.verify.model import Outcome
from tests.contract.conftest import MakeEngine
from tests.driving import asks, end_of, nap, result_of, results, run, running
from tests.works import check, step, steps, with_env, work

# --- time, stopping and what is left behind ----------------------------------------------


def test_timeout_of_a_command(engine: LocalEngine) -> None:
    began = time.monotonic()
    reports = run(engine, work(*[step("sleep 30", timeout_s=0.2), step("true", id="2")]))
    assert time.monotonic() - began < 1.0
    (result,) = results(reports)
    assert (result.outcome, result.reason) == (Outcome.TIMED_OUT, "timed out after 0.2 s")
    assert end_of(reports).end is AttemptEnd.TIMED_OUT


def test_timeout_of_the_attempt_ends_all_of_it(engine: LocalEngine, tmp_path: Path) -> None:
    made = work(
        *steps("sleep 0.2", "sleep 30"), checks=(check("touch not_reached"),), timeout_s=0.5
    )
    reports = run(engine, made)
    assert [result.outcome for result in results(reports)] == [
        Outcome.SUCCEEDED,
        Outcome.TIMED_OUT,
    ]
    assert end_of(reports).end is AttemptEnd.TIMED_OUT
    assert "the attempt timed out after 0.5 s" in (end_of(reports).reason or "")
    assert not (tmp_path / "not_reached").exists()


def test_grace_lets_a_command_clean_up_and_is_not_waited_out(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    engine = make_engine(grace_s=10)
    script = "trap 'sleep 0.3; touch cleaned; exit 0' TERM; while :; do sleep 0.05; done"
    began = time.monotonic()
    result = result_of(engine, work(step(script, timeout_s=0.3)))
    assert (tmp_path / "cleaned").exists()
    assert time.monotonic() - began < 4
    assert result.outcome is Outcome.TIMED_OUT


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only the group is reached")
def test_timeout_reaches_the_whole_tree(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine(grace_s=0.5)
    seconds = nap(31)
    script = f"""
        trap '' TERM
        sh -c 'trap "" TERM; sleep {seconds}.1 & wait' &
        setsid sh -c 'trap "" TERM; sleep {seconds}.2; :' &
        env -i setsid sleep {seconds}.3 &
        sleep {seconds}.4
    """
    began = time.monotonic()
    result = result_of(engine, work(step(script, timeout_s=0.4)))
    assert result.outcome is Outcome.TIMED_OUT
    assert time.monotonic() - began < 0.4 + 0.5 + 1.5
    assert running(seconds) == []


def test_leader_that_ends_at_once_does_not_save_its_group(make_engine: MakeEngine) -> None:
    engine = make_engine(grace_s=0.3)
    seconds = nap(32)
    script = f"(trap '' TERM; sleep {seconds}) & trap 'exit 0' TERM; wait"
    result = result_of(engine, work(step(script, timeout_s=0.3)))
    assert result.outcome is Outcome.TIMED_OUT
    assert running(seconds) == []


@pytest.mark.parametrize("expect", [Expect(), Expect(stdout=asks(MatchMode.EQUALS, "done"))])
@pytest.mark.parametrize("secrets", [(), ("TOKEN",)])
def test_child_that_holds_the_output_keeps_nobody_waiting(
    engine: LocalEngine, expect: Expect, secrets: tuple[str, ...]
) -> None:
    seconds = nap(33)
    made = with_env(work(step(f"sleep {seconds} & echo done", expect=expect)), {"TOKEN": "s3cret"})
    began = time.monotonic()
    result = result_of(engine, with_env(made, made.env, *secrets))
    assert time.monotonic() - began < 2.0
    assert (result.outcome, result.output) == (Outcome.SUCCEEDED, "done\n")
    assert result.note == "1 process left behind and ended"
    assert running(seconds) == []


def test_step_done_in_time_counts_though_clearing_up_was_slow(engine: LocalEngine) -> None:
    script = "(trap '' TERM; while :; do sleep 0.05; done) & sleep 0.1"
    reports = run(engine, work(step(script), timeout_s=0.5))
    assert end_of(reports).end is AttemptEnd.SUCCEEDED
    assert results(reports)[0].duration_ms < 500


def test_a_caller_that_ignores_the_ends_of_children_loses_no_exit_code(tmp_path: Path) -> None:
    script = (
        "import signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN)\n"
        "from pathlib import Path\n"
        "from orchestrator.engines.local import LocalEngine\n"
        "from tests.driving import RealClock, result_of\n"
        "from tests.works import step, work\n"
        "engine = LocalEngine(Path(sys.argv[1]), clock=RealClock())\n"
        "print(result_of(engine, work(step('exit 5'))).reason)\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=30)
    assert done.stdout == "exit code 5, expected 0\n", done.stderr


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="handles are not seen here")
def test_a_command_gets_its_handles_once(engine: LocalEngine) -> None:
    script = "readlink /proc/self/fd/* | grep -c /task_1.1.log"
    assert result_of(engine, work(step(script))).output == "1\n"


def test_nothing_leaks_over_many_commands(engine: LocalEngine) -> None:
    run(engine, work(step("true")))
    before, children = len(os.listdir("/proc/self/fd")), _children()
    expect = Expect(stdout=asks(MatchMode.CONTAINS, ""), stderr=asks(MatchMode.CONTAINS, ""))
    for index in range(60):
        made = work(step("true", expect=expect), id=f"task_{index}")
        run(engine, with_env(made, {"TOKEN": "s3cret"}, *(("TOKEN",) if index % 2 else ())))
    assert len(os.listdir("/proc/self/fd")) <= before
    assert _children() <= children


def _children() -> set[str]:
    """This process's children, those that nobody has buried among them."""
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())
