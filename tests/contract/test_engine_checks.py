"""What every engine promises of checks: each has a log of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.document.expect import Expect, MatchMode
from orchestrator.engines.local import LocalEngine
from orchestrator.run.ports import AttemptEnd
from orchestrator.verify.model import Outcome
from tests.contract.conftest import MakeEngine
from tests.driving import asks, end_of, log_of, results, run
from tests.works import check, step, with_env, work

APART = Expect(stdout=asks(MatchMode.CONTAINS, "out"))


@pytest.mark.parametrize("expect", [Expect(), APART])
@pytest.mark.parametrize("secrets", [(), ("TOKEN",)])
def test_output_of_a_check_stands_in_its_own_log(
    engine: LocalEngine, tmp_path: Path, expect: Expect, secrets: tuple[str, ...]
) -> None:
    made = work(
        step("echo step"),
        checks=(
            check("echo out $TOKEN", expect=expect),
            check("echo second", id="check_2"),
        ),
    )
    _, first, second = results(run(engine, with_env(made, {"TOKEN": "s3cret"}, *secrets)))
    shown = "***" if secrets else "s3cret"
    assert log_of(tmp_path, made) == b"step\n"
    assert (first.log, first.log_start) == (".orchestrator/runs/r/task_1.1.check_1.log", 0)
    assert (tmp_path / str(first.log)).read_text() == f"out {shown}\n"
    assert (first.output, first.log_end) == (f"out {shown}\n", 5 + len(shown))
    assert (second.log, second.log_start) == (".orchestrator/runs/r/task_1.1.check_2.log", 0)
    assert (tmp_path / str(second.log)).read_text() == second.output == "second\n"
    engine.close()
    files = sorted((tmp_path / made.log).parent.iterdir())
    assert [file.name for file in files] == [
        "task_1.1.check_1.log",
        "task_1.1.check_2.log",
        "task_1.1.log",
    ]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_names_of_logs_are_made_safe(engine: LocalEngine, tmp_path: Path) -> None:
    made = work(checks=(check("echo x", id="../../../../evil"),))
    (result,) = results(run(engine, made))
    log = tmp_path / str(result.log)
    assert log.parent == (tmp_path / made.log).parent
    assert log.read_text() == "x\n"


def test_log_of_a_check_is_cut_to_head_and_tail(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine(log_limit_bytes=10_000)
    script = "echo first; head -c 100000 /dev/zero | tr '\\0' x; echo; echo last"
    made = work(checks=(check(script), check("echo whole", id="check_2")))
    cut, whole = results(run(engine, made))
    log = (tmp_path / str(cut.log)).read_bytes()
    assert len(log) < 10_100
    assert (log[:6], log[-6:]) == (b"first\n", b"\nlast\n")
    assert (cut.output_bytes, cut.log_end) == (100_012, len(log))
    assert (cut.output[:6], cut.output[-6:]) == ("first\n", "\nlast\n")
    assert whole.output == "whole\n"
    assert len(list((tmp_path / made.log).parent.iterdir())) == 3


def test_log_of_a_check_is_never_written_through_a_link(
    engine: LocalEngine, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    plant = "ln -s $PWD/victim .orchestrator/runs/r/task_1.1.check_1.log"
    made = work(step(plant), checks=(check("true"), check("true", id="check_2")))
    reports = run(engine, made)
    _, first, second = results(reports)
    assert (first.outcome, first.proves, first.log) == (Outcome.FAILED, False, None)
    assert "cannot write the log" in (first.reason or "")
    assert second.outcome is Outcome.SUCCEEDED
    assert end_of(reports).end is AttemptEnd.FAILED
    assert victim.read_text() == "mine"


def test_check_that_cannot_start_has_no_log(engine: LocalEngine, tmp_path: Path) -> None:
    made = work(checks=(check("x\0y"),))
    (result,) = results(run(engine, made))
    assert (result.outcome, result.log) == (Outcome.FAILED, None)
    assert log_of(tmp_path, made) == b""
