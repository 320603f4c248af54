"""What becomes of processes that lose their parents, their session and their environment."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from orchestrator.engines.local import LocalEngine
from orchestrator.run.ports import AttemptEnd
from orchestrator.verify.model import Outcome
from tests.contract.conftest import MakeEngine
from tests.driving import collect, end_of, nap, result_of, results, run, running
from tests.works import step, work

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="orphans are adopted on Linux only"
)
BARE = "env -i setsid"
DEAF = """trap '' TERM;"""


def lose(seconds: str, *, how: str = BARE, deaf: str = "", output: str = "/dev/null") -> str:
    """A script that leaves a process behind whose parent is gone."""
    return f'(exec {how} sh -c "{deaf} sleep {seconds}; :" >> {output} 2>&1 &)\nsleep 0.1\n'


@pytest.mark.parametrize("deaf", ["", DEAF])
@pytest.mark.parametrize("how", [BARE, "setsid"])
def test_it_is_ended_and_told_with_its_command(engine: LocalEngine, how: str, deaf: str) -> None:
    seconds = nap(61)
    result = result_of(engine, work(step(lose(seconds, how=how, deaf=deaf))))
    assert not running(seconds)
    assert result.outcome is Outcome.SUCCEEDED
    assert result.note == "2 processes left behind and ended"


def test_it_is_ended_with_a_command_that_is_stopped(engine: LocalEngine) -> None:
    seconds = nap(62)
    made = work(step(f"{lose(seconds, deaf=DEAF)} sleep {seconds}", timeout_s=0.3))
    assert result_of(engine, made).outcome is Outcome.TIMED_OUT
    assert not running(seconds)


def test_one_that_another_may_have_started_goes_on_to_the_end_of_that(
    engine: LocalEngine, tmp_path: Path
) -> None:
    seconds = nap(63)
    engine.start(work(step("while ! test -e go; do sleep 0.01; done"), id="other"))
    engine.start(work(step(lose(seconds))))
    (first,) = results(collect(engine))
    assert (first.outcome, first.note) == (Outcome.SUCCEEDED, None)
    assert running(seconds)
    engine.start(work(step("true"), id="later"))
    collect(engine)
    assert running(seconds)
    (tmp_path / "go").touch()
    (last,) = results(collect(engine))
    assert last.note == "2 processes left behind and ended"
    assert not running(seconds)


def test_one_that_another_may_have_started_is_ended_with_an_attempt_that_failed(
    engine: LocalEngine, tmp_path: Path
) -> None:
    seconds = nap(64)
    engine.start(work(step("while ! test -e go; do sleep 0.01; done"), id="other"))
    ended = end_of(run(engine, work(step(f"{lose(seconds, deaf=DEAF)} exit 3"))))
    assert not running(seconds)
    assert ended.end is AttemptEnd.FAILED
    assert ended.reason == ("step 1: exit code 3, expected 0; 2 processes left behind and ended")
    (tmp_path / "go").touch()
    collect(engine)


def test_its_files_tell_whose_it_is(engine: LocalEngine, tmp_path: Path) -> None:
    mine, others = nap(65), nap(66)
    stay = "while ! test -e go; do sleep 0.01; done"
    log = f"{tmp_path}/.orchestrator/runs/r/other.1.log"
    engine.start(work(step(f"{lose(others, output=log)} {stay}"), id="other"))
    log = f"{tmp_path}/.orchestrator/runs/r/task_1.1.log"
    (result,) = results(run(engine, work(step(f"{lose(mine, output=log)} sleep 0.2; exit 3"))))
    assert result.note == "2 processes left behind and ended"
    assert not running(mine)
    assert running(others)
    (tmp_path / "go").touch()
    collect(engine)
    assert not running(others)


def test_those_of_others_are_not_looked_at_by_whoever_left_none(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    """One that is of an attempt under way is left to it, also by its marker."""
    seconds = nap(67)
    engine = make_engine()
    stay = "touch begun; while ! test -e go; do sleep 0.01; done"
    engine.start(work(step(lose(seconds, how="setsid") + stay), id="other"))
    while not (tmp_path / "begun").exists():
        engine.wait(0.01)
    (result,) = results(run(engine, work(step("exit 3"))))
    assert result.note is None
    assert running(seconds)
    (tmp_path / "go").touch()
    collect(engine)
    assert not running(seconds)
