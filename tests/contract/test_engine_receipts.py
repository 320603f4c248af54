"""What becomes of commands whose orchestrator, or whose warden, was killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from orchestrator.document.expect import Expect, MatchMode
from orchestrator.engines.leftovers import sweep
from orchestrator.engines.local import LocalEngine
from orchestrator.run.ports import Work
from orchestrator.verify.model import Outcome
from tests.contract.conftest import MakeEngine
from tests.driving import asks, collect, end_of, nap, result_of, results, run, running
from tests.works import check, step, with_env, work

ROOT = Path(__file__).parents[2]
# An orchestrator that is killed as soon as the file `begun` is there.
KILLED = """\
import os, signal, sys, time
from pathlib import Path
from orchestrator.engines.local import LocalEngine
from tests.contract.test_engine_receipts import MADE
from tests.driving import RealClock
from tests.works import step, work
root = Path(sys.argv[1])
print(work().run, end="", flush=True)
engine = LocalEngine(root, clock=RealClock())
engine.start(MADE.get(sys.argv[2]) or work(step(sys.argv[3])))
while not (root / "begun").exists():
    engine.wait(0.005)
os.kill(os.getpid(), signal.SIGKILL)
"""
BEGIN = "echo once >> effects; touch begun; sleep 0.3; "
# With what `BEGIN` sleeps it takes longer than the second that the slow ones have; a second, as
# the orchestrator has to be killed before it ends them itself, on a busy machine too.
LINGER = "sleep 0.9; echo done"
MADE: dict[str, Work] = {
    "well": work(step(f"{BEGIN}echo done; echo v=7 >> $ORCHESTRATOR_OUTPUTS")),
    "badly": work(step(f"{BEGIN}exit 4")),
    "asked": work(step(f"{BEGIN}echo done", expect=Expect(stdout=asks(MatchMode.EQUALS, "done")))),
    "second": work(step("echo one"), step(f"{BEGIN}echo two", id="2")),
    "killed": work(step(f"{BEGIN}kill -9 $$")),
    "secret": with_env(work(step(f"{BEGIN}echo done")), {"TOKEN": "s3cret"}, "TOKEN"),
    "slow": work(step(f"{BEGIN}{LINGER}", timeout_s=1.0)),
    "slow attempt": work(step(f"{BEGIN}{LINGER}"), timeout_s=1.0),
    "slow by the first": work(
        step("sleep 0.6"), step(f"{BEGIN}{LINGER}", id="2", timeout_s=5.0), timeout_s=1.6
    ),
    "check": work(checks=(check(f"{BEGIN}echo done"),)),
}


def kill_in(root: Path, name: str, script: str = "") -> Work:
    """Have an orchestrator killed while a command runs, and give what goes on from there."""
    command = [sys.executable, "-c", KILLED, str(root), name, script]
    run = subprocess.run(command, cwd=ROOT, timeout=30, stdout=subprocess.PIPE, text=True).stdout
    made = replace(MADE.get(name, work()), run=run)
    return replace(
        made,
        attempt=2,
        log=made.log.replace(".log", "_again.log"),
        earlier_logs=(made.log,),
        since="2020-01-01T00:00:00.000Z",
        done_steps=frozenset({"1"} if name in ("second", "slow by the first") else ()),
    )


def until(there: Callable[[], object], within_s: float = 10.0) -> None:
    deadline = time.monotonic() + within_s
    while not there():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def receipts(root: Path) -> list[Path]:
    return list(root.rglob("*.receipt"))


def effects(root: Path) -> int:
    return len((root / "effects").read_text().splitlines())


def test_what_ended_well_meanwhile_is_not_done_again(engine: LocalEngine, tmp_path: Path) -> None:
    going_on = kill_in(tmp_path, "well")
    until(lambda: receipts(tmp_path))
    result = result_of(engine, going_on)
    assert (result.outcome, result.output, result.exit_code) == (Outcome.SUCCEEDED, "done\n", 0)
    assert result.note == "it ended by itself after the orchestrator was killed"
    assert result.log == going_on.log
    assert effects(tmp_path) == 1


def test_its_values_are_handed_on_however_often_it_is_asked(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    going_on = kill_in(tmp_path, "well")
    until(lambda: receipts(tmp_path))
    for number in range(2):
        again = replace(going_on, log=f"{going_on.log}.{number}")
        engine = make_engine()
        engine.start(again)
        (told, _) = collect(engine)
        assert getattr(told, "values", None) == (("v", "7"),)


def test_what_failed_meanwhile_has_failed(engine: LocalEngine, tmp_path: Path) -> None:
    going_on = kill_in(tmp_path, "badly")
    until(lambda: receipts(tmp_path))
    result = result_of(engine, going_on)
    assert (result.outcome, result.reason) == (Outcome.FAILED, "exit code 4, expected 0")


def test_what_was_expected_of_it_is_asked(engine: LocalEngine, tmp_path: Path) -> None:
    going_on = kill_in(tmp_path, "asked")
    until(lambda: receipts(tmp_path))
    result = result_of(engine, going_on)
    assert (result.outcome, result.output) == (Outcome.SUCCEEDED, "done\n")
    assert [judgement.passed for judgement in result.judgements] == [True, True]


def test_only_its_own_output_is_taken(engine: LocalEngine, tmp_path: Path) -> None:
    going_on = kill_in(tmp_path, "second")
    until(lambda: receipts(tmp_path))
    assert result_of(engine, going_on).output == "two\n"


@pytest.mark.long
@pytest.mark.parametrize(
    "name", ["killed", "secret", "slow", "slow attempt", "slow by the first", "check"]
)
def test_what_a_receipt_cannot_vouch_for_runs_again(
    engine: LocalEngine, tmp_path: Path, name: str
) -> None:
    going_on = kill_in(tmp_path, name)
    until(lambda: len(receipts(tmp_path)) == (2 if name == "slow by the first" else 1))
    assert result_of(engine, going_on).note is None
    assert effects(tmp_path) == 2


@pytest.mark.parametrize("cut", [0, 1, 20, -3])
def test_a_receipt_that_is_not_whole_says_nothing(
    engine: LocalEngine, tmp_path: Path, cut: int
) -> None:
    going_on = kill_in(tmp_path, "well")
    until(lambda: receipts(tmp_path))
    (file,) = receipts(tmp_path)
    assert json.loads(file.read_text())["code"] == 0
    file.write_bytes(file.read_bytes()[:cut])
    assert result_of(engine, going_on).note is None
    assert effects(tmp_path) == 2


def test_a_sweep_leaves_no_receipt_of_what_it_ended(tmp_path: Path) -> None:
    seconds = nap(41)
    script = f"trap 'exit 0' TERM; touch begun; sleep {seconds} & wait; exit 0"
    killed = kill_in(tmp_path, "swept", script)
    assert running(seconds)
    assert sweep(killed.run, grace_s=1.0) == 2
    assert not running(seconds)
    assert receipts(tmp_path) == []


def test_what_was_mended_meanwhile_is_tried(make_engine: MakeEngine, tmp_path: Path) -> None:
    going_on = kill_in(tmp_path, "badly")
    until(lambda: receipts(tmp_path))
    subtask = replace(going_on.subtask, agent="mine")
    run(make_engine(agents={"mine": ("true",)}), replace(going_on, mend="do", subtask=subtask))
    assert effects(tmp_path) == 2


def told_and_not_recorded(make_engine: MakeEngine, made: Work) -> Work:
    """Have an engine closed whose last words nobody could keep, and give what goes on."""
    engine = make_engine()
    engine.start(made)
    until(lambda: engine.wait(0.01))
    engine.close(recorded=False)
    return replace(
        made,
        attempt=2,
        log=made.log.replace(".log", "_again.log"),
        earlier_logs=(made.log,),
        since="2020-01-01T00:00:00.000Z",
    )


def test_what_was_told_and_not_recorded_is_not_done_again(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    script = "echo once >> effects; echo done; echo v=7 >> $ORCHESTRATOR_OUTPUTS"
    expect = Expect(stdout=asks(MatchMode.EQUALS, "done"))
    going_on = told_and_not_recorded(make_engine, work(step(script, expect=expect)))
    until(lambda: receipts(tmp_path))
    engine = make_engine()
    engine.start(going_on)
    told, _ = collect(engine)
    (result,) = results([told])
    assert (result.outcome, result.output) == (Outcome.SUCCEEDED, "done\n")
    assert result.note == "it ended by itself after the orchestrator was killed"
    assert getattr(told, "values", None) == (("v", "7"),)
    assert effects(tmp_path) == 1


@pytest.mark.long
def test_an_end_is_told_however_old_it_is(make_engine: MakeEngine, tmp_path: Path) -> None:
    first, second = work(step("true")), work(step("sleep 6"), id="task_2")
    engine = make_engine()
    engine.start(first)
    engine.start(second)
    collect(engine, ends=2)
    engine.close(recorded=False)
    until(lambda: len(receipts(tmp_path)) == 2)


def test_what_the_engine_ended_has_no_receipt(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine()
    script = "trap 'exit 0' TERM; touch begun; sleep 60 & wait"
    engine.start(work(step("true")))
    engine.start(work(step(script, timeout_s=0.3), id="timed"))
    engine.start(work(step(script), id="stopped"))
    collect(engine, ends=2)
    engine.stop("stopped")
    collect(engine)
    engine.close(recorded=False)
    until(lambda: receipts(tmp_path))
    assert [file.name for file in receipts(tmp_path)] == ["task_1.1.log.1.receipt"]


def test_what_is_recorded_leaves_nothing_beside_the_log(
    engine: LocalEngine, tmp_path: Path
) -> None:
    expect = Expect(stdout=asks(MatchMode.EQUALS, "done"))
    made = work(step("echo v=1 >> $ORCHESTRATOR_OUTPUTS; echo done", expect=expect))
    run(engine, made)
    assert len(list((tmp_path / made.log).parent.iterdir())) == 3
    engine.start(work(step("true"), id="next"))
    collect(engine)
    assert len(list((tmp_path / made.log).parent.iterdir())) == 2


def test_an_engine_that_ends_in_order_leaves_none(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine(grace_s=0.1)
    result_of(engine, work(step("true")))
    engine.close()
    assert list(tmp_path.rglob("*receipt*")) == []


def test_a_warden_that_is_killed_takes_nothing_else_along(
    engine: LocalEngine, tmp_path: Path
) -> None:
    seconds = nap(43)
    engine.start(work(step(f"touch begun; sleep {seconds}")))
    until((tmp_path / "begun").exists)
    os.kill(engine.warden, signal.SIGKILL)
    reports = collect(engine)
    (result,) = results(reports)
    assert (result.outcome, result.reason) == (Outcome.FAILED, "its exit code was lost")
    assert not running(seconds)
    assert end_of(reports).exit_code is None
    assert result_of(engine, work(step("exit 3"), id="next")).exit_code == 3


def test_what_hides_from_its_tree_is_ended_with_the_engine(make_engine: MakeEngine) -> None:
    seconds = nap(47)
    engine = make_engine()
    # The first command has the warden adopt what later ones leave behind.
    result_of(engine, work(step("sleep 0.1")))
    script = f"(setsid env -i sleep {seconds} > /dev/null 2>&1 &) ; sleep 0.1"
    assert result_of(engine, work(step(script), id="next")).outcome is Outcome.SUCCEEDED
    engine.close()
    until(lambda: not running(seconds), within_s=2.0)
