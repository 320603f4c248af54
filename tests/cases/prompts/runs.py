"""Plans and events from which the prompt cases are made: what became of a small program that an
agent is to write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from orchestrator.document.expect import (
    Comparison,
    Expect,
    FileMatch,
    FileState,
    JsonMatch,
    MatchMode,
    TextMatch,
)
from orchestrator.plan.model import (
    Action,
    ActionKind,
    Check,
    Criterion,
    LabelledText,
    Plan,
    Step,
    Subtask,
)
from orchestrator.report.prompt import AgentPrompt, build_prompt
from orchestrator.run import events as ev
from orchestrator.verify.model import (
    Artifact,
    Attestation,
    CommandResult,
    EvidenceFile,
    Judgement,
    Outcome,
)
from tests.cases.report.runs import (
    HOSTILE,
    RUN,
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


@dataclass(frozen=True)
class Asked:
    """A run, and what of it an agent is asked to do; without a step, to mend the subtask."""

    told: Told
    subtask: str
    step: str | None = None

    @property
    def prompt(self) -> AgentPrompt:
        return ask(self.told, self.subtask, self.step)


def ask(case: Told, id_: str, step_id: str | None = None) -> AgentPrompt:
    """The prompt for one step of a subtask."""
    of_it = next(each for each in case.plan.subtasks if each.id == id_)
    todo = next((each for each in of_it.steps if each.id == step_id), None)
    return build_prompt(case.plan, case.state, of_it, todo)


def agent_step(id_: str, text: str, **fields: object) -> Step:
    """A step for an agent."""
    return Step(id=id_, text=text, line=11, action=Action(kind=ActionKind.AGENT, line=11), **fields)  # type: ignore[arg-type]


def program_plan() -> Plan:
    samples = subtask(1, "Collect samples", steps=(step("1.1", "Collect", "./collect.sh\n"),))
    facts = subtask(2, "Read the manual", steps=(agent_step("2.1", "Say what wc counts"),))
    return plan_of(
        samples,
        facts,
        program(),
        title="Port the word counter",
        objective="The program counts words\nas `wc -w` does.",
        requirements=("Nothing but the standard library", "No sample is changed"),
    )


def program() -> Subtask:
    return subtask(
        3,
        "Write the program",
        1,
        2,
        agent="claude",
        description="A program that is started as `python3 count.py FILE`.",
        parts=(
            LabelledText(label="Notes", line=31, text="- Blanks end words.\n\n```sh\nwc -w x\n```"),
            LabelledText(label="Verify", line=40, text="told as a check"),
        ),
        metadata={"Complexity": "LOW"},
        env={"LANG": "C", "API_TOKEN": "s3cret"},
        secrets=("API_TOKEN",),
        cwd="tools",
        timeout_s=600.0,
        steps=(
            step("3.1", "Look around", "ls samples\n"),
            agent_step("3.2", "Write `count.py`", details=("It prints the number alone",)),
            step("3.3", "Compile it", "python3 -m py_compile count.py\n"),
            step("3.4", "Tell the others", optional=True),
        ),
        checks=(
            Check(
                id="check_1",
                line=41,
                language="bash",
                script="python3 count.py samples/a.txt\n",
                expect=Expect(
                    stdout=(TextMatch(mode=MatchMode.EQUALS, text="words\n...\n3\n", line=42),),
                    stderr=(TextMatch(mode=MatchMode.CONTAINS, text='say "hi"', line=43),),
                ),
            ),
            Check(
                id="check_2",
                line=45,
                language="bash",
                script="python3 count.py --json nowhere\n",
                name="json",
                cwd="tools",
                expect=Expect(
                    exit_code="non_zero",
                    json=(JsonMatch(path=".n", op=Comparison.GE, value="0", line=46),),
                    files=(FileMatch(path="out.txt", is_=FileState.NOT_EMPTY, line=47),),
                    max_duration_ms=500,
                ),
            ),
        ),
        outputs=("tools/count.py",),
        criteria=(
            Criterion(
                id="criterion_1", part="Done", text="Somebody has read it", line=50,
                details=("Line by line",),
            ),
            Criterion(
                id="criterion_2", part="Done", text="It is quick", line=51, checks=("check_2",)
            ),
        ),
    )  # fmt: skip


def _before() -> tuple[ev.Event, ...]:
    """Both dependencies are done."""
    log = f".orchestrator/runs/{RUN}/task_1.1.log"
    listing = "".join(f"sample {n}\n" for n in range(1, 81))
    collected = result(output=listing, output_bytes=len(listing), log=log)
    file = Artifact(pattern="samples/*", path="samples/a.txt", size=14, sha256="a" * 64, fresh=True)
    read = result(agent="claude", said="wc counts what stands between blanks.", output="{}")
    page = EvidenceFile(name="wc.txt", path="evidence/wc.txt", size=9, sha256="b" * 64)
    return (
        started("task_1"),
        ev.StepFinished(
            subtask="task_1", attempt=1, step="1.1", result=collected, values=(("SAMPLES", "80"),)
        ),
        succeeded("task_1", artifacts=(file,)),
        started("task_2"),
        stepped("task_2", "2.1", read),
        succeeded("task_2"),
        ev.Attested(
            subtask="task_2",
            attestation=Attestation(
                by="ann", evidence="It is so in the manual.", at="", step="2.1", file=page
            ),
        ),
    )


def first_time() -> Told:
    plan = program_plan()
    return told(plan, run_started(plan), *_before())


_COMPARED = Judgement(
    what="stdout",
    passed=False,
    expected='the text "words\\n...\\n3"',
    got='"2"',
    diff="--- expected\n+++ got\n@@ -1,3 +1 @@\n-words\n-...\n-3\n+2",
)


def _wrong(attempt: int) -> tuple[ev.Event, ...]:
    """An attempt of the program that prints another number."""
    wrong = result(
        Outcome.FAILED,
        exit_code=0,
        reason="stdout is not as expected",
        judgements=(_COMPARED,),
        output="2\n",
        output_bytes=2,
        log=f".orchestrator/runs/{RUN}/task_3.{attempt}.log",
    )
    return (
        started("task_3", attempt),
        stepped("task_3", "3.1", result(), attempt),
        stepped("task_3", "3.2", result(agent="claude", said="All tests pass."), attempt),
        stepped("task_3", "3.3", result(), attempt),
        checked("task_3", "check_1", wrong, attempt),
        checked("task_3", "check_2", result(), attempt),
        _failed(attempt, "check_1: stdout is not as expected"),
    )


def _failed(attempt: int, reason: str) -> ev.SubtaskFailed:
    return ev.SubtaskFailed(
        subtask="task_3", attempt=attempt, reason=reason, duration_ms=5, exit_code=1
    )


def tried_before() -> Told:
    """Three attempts: an agent that gave up, then the same wrong number twice."""
    plan = program_plan()
    gave_up = result(
        Outcome.FAILED,
        exit_code=4,
        reason="exit code 4, expected 0",
        agent="claude",
        said="I cannot write files here.",
    )
    again = ev.SubtaskReset(subtask="task_3", reason="it failed")
    return told(
        plan,
        run_started(plan),
        *_before(),
        started("task_3"),
        stepped("task_3", "3.1", result()),
        stepped("task_3", "3.2", gave_up),
        _failed(1, "step 3.2: exit code 4, expected 0"),
        again,
        *_wrong(2),
        again,
        *_wrong(3),
        again,
    )


def failed() -> Told:
    plan = program_plan()
    return told(plan, run_started(plan), *_before(), *_wrong(1))


def regression() -> Told:
    """The program was right, then its checks ran again."""
    plan = program_plan()
    gone = result(Outcome.FAILED, exit_code=2, reason="exit code 2, expected 0")
    return told(
        plan,
        run_started(plan),
        *_before(),
        started("task_3"),
        *(stepped("task_3", f"3.{n}", result()) for n in (1, 2, 3)),
        checked("task_3", "check_1", result()),
        succeeded("task_3"),
        ev.ValidationStarted(subtask="task_3", attempt=2, idempotency_key="k", log="l"),
        checked("task_3", "check_1", gone, 2),
        checked("task_3", "check_2", result(), 2),
        _failed(2, "regression: check_1: exit code 2, expected 0"),
    )


def hostile() -> Told:
    """Every text tries to break out of its place."""
    bad = HOSTILE
    one = subtask(
        1,
        bad,
        description=bad,
        metadata={bad: bad},
        cwd=bad,
        steps=(step("1.1", bad, bad, details=(bad,)), agent_step("1.2", bad, details=(bad,))),
        checks=(Check(id="check_1", line=3, language=bad, script=bad, name=bad, cwd=bad),),
        criteria=(Criterion(id="criterion_1", part=bad, text=bad, line=4, details=(bad,)),),
        parts=(LabelledText(label=bad, line=5, text=bad),),
        outputs=(bad,),
    )
    two = subtask(2, bad, 1, steps=(agent_step("2.1", bad),))
    plan = plan_of(one, two, title=bad, objective=bad, requirements=(bad,))
    wrong = _hostile_result(bad)
    file = Artifact(pattern=bad, path=bad, size=1, sha256="b" * 64, fresh=False)
    return told(
        plan,
        run_started(plan),
        started("task_1"),
        ev.StepFinished(
            subtask="task_1", attempt=1, step="1.1", result=wrong, values=((bad, bad),)
        ),
        checked("task_1", "check_1", wrong),
        ev.Attested(
            subtask="task_1",
            attestation=Attestation(by=bad, evidence=bad, at=bad, criterion="criterion_1"),
        ),
        ev.SubtaskFailed(
            subtask="task_1", attempt=1, reason=bad, duration_ms=5, exit_code=1, artifacts=(file,)
        ),
    )


def _hostile_result(bad: str) -> CommandResult:
    judged = Judgement(what=bad, passed=False, expected=bad, got=bad, diff=bad)
    return result(
        Outcome.FAILED, reason=bad, judgements=(judged,), output=bad, output_bytes=9, log=bad,
        agent=bad, said=bad,
    )  # fmt: skip


CASES: dict[str, Callable[[], Asked]] = {
    "first_time": lambda: Asked(first_time(), "task_3", "3.2"),
    "tried_before": lambda: Asked(tried_before(), "task_3", "3.2"),
    "mend": lambda: Asked(failed(), "task_3"),
    "regression": lambda: Asked(regression(), "task_3"),
    "hostile_step": lambda: Asked(hostile(), "task_1", "1.2"),
    "hostile_dependency": lambda: Asked(hostile(), "task_2", "2.1"),
}
