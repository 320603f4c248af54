"""What the port promises of ends and order, asked of the real engine and of the fake alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orchestrator.engines.local import LocalEngine
from orchestrator.plan.model import ActionKind
from orchestrator.run import events as ev
from orchestrator.run.ports import AttemptEnd, Ended, Engine, Phase
from orchestrator.verify.model import Outcome
from tests.driving import RealClock, collect, end_of, results, run
from tests.fakes import FakeClock, FakeEngine, Scripted
from tests.works import check, prose, shell, step, work

MakeEngine = Callable[[dict[str, int]], Engine]


@pytest.fixture(params=["local", "fake"])
def make_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MakeEngine]:
    """Engines under which commands end as the codes say, by `subtask/command`.

    The real one gets them from scripts that hold the same codes.
    """
    made: list[Engine] = []

    def make(codes: dict[str, int]) -> Engine:
        engine: Engine
        if request.param == "local":
            # This agent ends as its prompt says.
            agents = {"mine": ("sh", "-c", "exit $(cat)")}
            engine = LocalEngine(tmp_path, clock=RealClock(), grace_s=1.0, agents=agents)
        else:
            script = {name: Scripted(exit_code=code) for name, code in codes.items()}
            engine = FakeEngine(FakeClock(), {**script, "slow": Scripted(duration_s=60.0)})
        made.append(engine)
        return engine

    yield make
    for engine in made:
        engine.close()


@pytest.mark.parametrize(
    ("codes", "outcomes", "end", "reason"),
    [
        ((0, 0, 0), (True, True, True), AttemptEnd.SUCCEEDED, None),
        ((1, 0, 0), (False,), AttemptEnd.FAILED, "step 1: exit code 1, expected 0"),
        ((0, 2, 0), (True, False), AttemptEnd.FAILED, "step 2: exit code 2, expected 0"),
        ((0, 0, 3), (True, True, False), AttemptEnd.FAILED, "check_1: exit code 3, expected 0"),
    ],
)
def test_commands_and_their_end(
    make_engine: MakeEngine,
    codes: tuple[int, int, int],
    outcomes: tuple[bool, ...],
    end: AttemptEnd,
    reason: str | None,
) -> None:
    names = ("task_1/1", "task_1/2", "task_1/check_1")
    engine = make_engine(dict(zip(names, codes, strict=True)))
    first, second, third = (f"exit {code}" for code in codes)
    reports = run(engine, work(step(first), step(second, id="2"), checks=(check(third),)))
    assert tuple(r.outcome is Outcome.SUCCEEDED for r in results(reports)) == outcomes
    ended = end_of(reports)
    assert (ended.end, ended.reason) == (end, reason)
    assert ended.exit_code == codes[len(outcomes) - 1]


@pytest.mark.parametrize(("code", "end"), [(0, AttemptEnd.SUCCEEDED), (1, AttemptEnd.SKIPPED)])
def test_condition(make_engine: MakeEngine, code: int, end: AttemptEnd) -> None:
    engine = make_engine({"task_1/condition": code})
    made = work(step("exit 0"), condition=shell(f"exit {code}"), ask_condition=True)
    assert end_of(run(engine, made)).end is end


def test_waiting(make_engine: MakeEngine) -> None:
    ended = end_of(run(make_engine({}), work(step("exit 0"), prose("2"))))
    assert (ended.end, ended.waiting_step) == (AttemptEnd.WAITING, "2")


@pytest.mark.parametrize(
    ("mend", "asked", "end"), [(0, 0, AttemptEnd.SUCCEEDED), (3, 4, AttemptEnd.FAILED)]
)
def test_agents(make_engine: MakeEngine, mend: int, asked: int, end: AttemptEnd) -> None:
    engine = make_engine({"task_1/mend": mend, "task_1/1": asked})
    made = work(
        prose("1", kind=ActionKind.AGENT), agent="mine", mend=f"{mend}", prompts={"1": f"{asked}"}
    )
    reports = run(engine, made)
    assert [type(report) for report in reports] == [ev.MendFinished, ev.StepFinished, Ended]
    told = [(result.exit_code, result.agent, result.proves) for result in results(reports)]
    assert told == [(mend, "mine", False), (asked, "mine", False)]
    assert end_of(reports).end is end


def test_checks_have_logs_of_their_own_and_may_run_alone(make_engine: MakeEngine) -> None:
    reports = run(make_engine({}), work(prose("1"), checks=(check("exit 0"),), checks_only=True))
    assert [result.log for result in results(reports)] == [
        ".orchestrator/runs/r/task_1.1.check_1.log"
    ]
    assert end_of(reports).end is AttemptEnd.SUCCEEDED


def test_closing(make_engine: MakeEngine) -> None:
    engine = make_engine({"task_1/compensation_1": 1})
    made = work(
        phase=Phase.CLOSE,
        compensate=True,
        compensations=(shell("exit 1"),),
        cleanups=(shell("exit 0"),),
    )
    kinds = [type(report) for report in run(engine, made)]
    assert kinds == [ev.CompensationFinished, ev.CleanupFinished, Ended]


def test_timeout_of_the_attempt(make_engine: MakeEngine) -> None:
    made = work(step("sleep 60"), step("exit 0", id="2"), id="slow", timeout_s=0.3)
    reports = run(make_engine({}), made)
    assert [result.outcome for result in results(reports)] == [Outcome.TIMED_OUT]
    assert end_of(reports).end is AttemptEnd.TIMED_OUT
    assert 300 <= end_of(reports).duration_ms < 2000


def test_stop(make_engine: MakeEngine) -> None:
    engine = make_engine({})
    engine.start(work(step("sleep 60"), id="slow"))
    engine.stop("slow")
    reports = collect(engine)
    assert [result.outcome for result in results(reports)] == [Outcome.CANCELLED]
    assert end_of(reports).end is AttemptEnd.CANCELLED


def test_one_subtask_is_under_way_once(make_engine: MakeEngine) -> None:
    engine = make_engine({})
    engine.start(work(step("sleep 60"), id="slow"))
    with pytest.raises(ValueError, match="under way"):
        engine.start(work(step("exit 0"), id="slow"))


def test_wake_and_timeout_return_nothing(make_engine: MakeEngine) -> None:
    engine = make_engine({})
    engine.start(work(step("sleep 60"), id="slow"))
    assert list(engine.wait(0.05)) == []
    engine.wake()
    assert list(engine.wait(None)) == []


def test_work_without_commands_ends(make_engine: MakeEngine) -> None:
    assert end_of(run(make_engine({}), work())).end is AttemptEnd.SUCCEEDED
