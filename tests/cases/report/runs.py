"""Plans and recorded events written by hand, from which the report cases are made.

Times are fixed: event number n happened n seconds after noon, so a rendered report is always
the same text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msgspec.structs import replace

from orchestrator.document.expect import Expect, MatchMode, TextMatch
from orchestrator.plan.model import (
    Action,
    ActionKind,
    Check,
    CriteriaPolicy,
    Criterion,
    Edge,
    ExternalDependency,
    Finding,
    LabelledText,
    Plan,
    Priority,
    Retry,
    Script,
    Source,
    Step,
    Subtask,
    Why,
)
from orchestrator.report.model import TaskReport, build_report
from orchestrator.run import events as ev
from orchestrator.run.fold import replay
from orchestrator.run.state import RunState
from orchestrator.run.summarize import summarize
from orchestrator.run.summary import RunSummary
from orchestrator.verify.model import (
    Answer,
    Artifact,
    Attestation,
    CommandResult,
    EvidenceFile,
    Judgement,
    Outcome,
)

RUN = "0198c0de-0000-7000-8000-000000000001"


@dataclass(frozen=True)
class Told:
    """A plan with what happened to it."""

    plan: Plan
    records: tuple[ev.Recorded, ...]

    @property
    def state(self) -> RunState:
        return replay(self.records)

    @property
    def summary(self) -> RunSummary:
        return summarize(self.plan, self.state)

    def report(self, **earlier: Plan) -> TaskReport:
        return build_report(self.plan, self.state, self.summary, self.records, plans=earlier)


def at(second: int) -> str:
    return f"2026-03-01T12:{second // 60:02d}:{second % 60:02d}.000Z"


def told(plan: Plan, *events: ev.Event) -> Told:
    records = (
        ev.Recorded(seq=n, time=at(n), run=RUN, event=event) for n, event in enumerate(events, 1)
    )
    return Told(plan, tuple(records))


def plan_of(*subtasks: Subtask, **fields: object) -> Plan:
    values: dict[str, object] = {
        "id": "012_ship",
        "number": "012",
        "title": "Ship the parser",
        "source": Source(path="docs/tasks/012_ship.md", sha256="0" * 64, dialect="native"),
        "subtasks": subtasks,
    }
    return Plan(**(values | fields))  # type: ignore[arg-type]


def subtask(position: int, title: str, *after: int, **fields: object) -> Subtask:
    values: dict[str, object] = {
        "id": f"task_{position}",
        "number": str(position),
        "title": title,
        "line": 10 * position,
        "fingerprint": f"f{position}",
        "depends_on": tuple(
            Edge(id=f"task_{n}", why=Why.EXPLICIT, line=10 * position + 1) for n in after
        ),
    }
    return Subtask(**(values | fields))  # type: ignore[arg-type]


def step(id_: str, text: str, script: str | None = None, **fields: object) -> Step:
    kind = ActionKind.MANUAL if script is None else ActionKind.COMMAND
    language = None if script is None else "bash"
    action = Action(kind=kind, line=12, language=language, script=script)
    return Step(id=id_, text=text, line=11, action=action, **fields)  # type: ignore[arg-type]


def result(
    outcome: Outcome = Outcome.SUCCEEDED, second: int = 3, **fields: object
) -> CommandResult:
    values: dict[str, object] = {
        "outcome": outcome,
        "started_at": at(second),
        "duration_ms": 800,
        "exit_code": 0 if outcome is Outcome.SUCCEEDED else 1,
    }
    return CommandResult(**(values | fields))  # type: ignore[arg-type]


def run_started(plan: Plan, digest: str = "p1") -> ev.RunStarted:
    ids = tuple(each.id for each in plan.subtasks)
    return ev.RunStarted(
        task=plan.id, plan=digest, trace_id="4bf92f35", selected=ids, jobs=2, pid=77
    )


def run_resumed(plan: Plan, digest: str) -> ev.RunResumed:
    ids = tuple(each.id for each in plan.subtasks)
    return ev.RunResumed(plan=digest, selected=ids, jobs=2, pid=78)


def run_finished(state: str, percent: float, exit_code: int, ms: int = 9000) -> ev.RunFinished:
    return ev.RunFinished(
        state=state,
        complete=percent == 100,
        percent=percent,
        exit_code=exit_code,
        duration_ms=ms,
    )


def started(id_: str, attempt: int = 1, **fields: object) -> ev.SubtaskStarted:
    return ev.SubtaskStarted(
        subtask=id_,
        attempt=attempt,
        idempotency_key=f"{RUN}/{id_}/{attempt}",
        log=f".orchestrator/runs/{RUN}/{id_}.{attempt}.log",
        **fields,  # type: ignore[arg-type]
    )


def stepped(id_: str, step_id: str, what: CommandResult, attempt: int = 1) -> ev.StepFinished:
    return ev.StepFinished(subtask=id_, attempt=attempt, step=step_id, result=what)


def checked(id_: str, check: str, what: CommandResult, attempt: int = 1) -> ev.CheckFinished:
    return ev.CheckFinished(subtask=id_, attempt=attempt, check=check, result=what)


def succeeded(id_: str, attempt: int = 1, **fields: object) -> ev.SubtaskSucceeded:
    return ev.SubtaskSucceeded(
        subtask=id_,
        attempt=attempt,
        duration_ms=1000,
        exit_code=0,
        **fields,  # type: ignore[arg-type]
    )


EXIT_0 = Judgement(what="exit code", passed=True, expected="0", got="0")
EXIT_1 = Judgement(what="exit code", passed=False, expected="0", got="1")


def diamond_plan() -> Plan:
    build = subtask(
        1,
        "Build",
        priority=Priority.HIGH,
        steps=(step("1.1", "Build the wheel", "python -m build\n"),),
        outputs=("dist/*.whl", "dist/*.sig"),
        description="Makes the wheel.\nSee https://packaging.python.org/ (<b>nothing</b> else).",
    )
    lint = subtask(2, "Lint | style", 1, steps=(step("2.1", "Style", "ruff check .\n"),))
    test = subtask(
        3,
        "Test",
        1,
        steps=(step("3.1", "Run the tests", "pytest -q\n"),),
        checks=(
            Check(
                id="check_1",
                line=34,
                language="bash",
                script="cat result.txt\n",
                expect=Expect(stdout=(TextMatch(mode=MatchMode.EQUALS, text="ok", line=35),)),
            ),
        ),
        retry=Retry(max=1, delay_s=1.0),
        cleanups=(Script(language="bash", script="rm -rf tmp\n", line=38),),
    )
    release = subtask(
        4,
        "Release",
        2,
        3,
        approval="Publish 1.0?",
        steps=(step("4.1", "Write the announcement"),),
        criteria=(
            Criterion(
                id="criterion_1",
                part="Acceptance Criteria",
                text="It names every breaking change",
                line=45,
            ),
        ),
    )
    announce = subtask(5, "Tell people", steps=(step("5.1", "Ring the bell"),))
    return plan_of(
        build,
        lint,
        test,
        release,
        announce,
        objective="A released parser that reads every sample.",
        external_dependencies=(
            ExternalDependency(id="036", title="User API", satisfied=True, line=3),
        ),
        findings=(
            Finding(
                code="order-explicit",
                severity="info",
                message="Task 1 names no dependency and starts at once",
                line=10,
                hint="write `Depends on: None`",
            ),
        ),
    )


def diamond() -> Told:
    """Build succeeds with one output missing, the test fails twice, the release is blocked."""
    plan = diamond_plan()
    wheel = Artifact(
        pattern="dist/*.whl", path="dist/p-1.whl", size=2048, sha256="a" * 64, fresh=True
    )
    broken = result(
        Outcome.FAILED,
        9,
        reason="exit code 1, expected 0",
        judgements=(EXIT_1,),
        output="F.\n\x1b[31m1 failed\x1b[0m ```oops```\n",
        output_bytes=9000,
        log=f".orchestrator/runs/{RUN}/task_3.1.log",
        log_end=9000,
    )
    fine = result(second=14, judgements=(EXIT_0,), output="2 passed\n", output_bytes=9)
    differs = Judgement(
        what="stdout",
        passed=False,
        expected="ok",
        got="not | ok",
        diff="--- expected\n+++ got\n@@ -1 +1 @@\n-ok\n+not | ok\n",
    )
    unequal = result(
        Outcome.FAILED,
        15,
        exit_code=0,
        reason="stdout is not as expected",
        judgements=(EXIT_0, differs),
        output="not | ok\n",
        output_bytes=9,
    )
    return told(
        plan,
        run_started(plan),
        started("task_1"),
        stepped("task_1", "1.1", result(judgements=(EXIT_0,), output="built\n", output_bytes=6)),
        succeeded("task_1", artifacts=(wheel,)),
        ev.SubtaskWaiting(
            subtask="task_5", reason="step 5.1 is for a person", kind="person", step="5.1"
        ),
        started("task_2"),
        stepped("task_2", "2.1", result(second=7, judgements=(EXIT_0,))),
        succeeded("task_2"),
        started("task_3"),
        stepped("task_3", "3.1", broken),
        ev.SubtaskRetried(
            subtask="task_3",
            attempt=1,
            reason="step 3.1: exit code 1, expected 0",
            delay_s=1.0,
            duration_ms=900,
            exit_code=1,
        ),
        started("task_3", 2),
        stepped("task_3", "3.1", fine, 2),
        checked("task_3", "check_1", unequal, 2),
        ev.CleanupFinished(subtask="task_3", attempt=2, index=0, result=result(second=16)),
        ev.SubtaskFailed(
            subtask="task_3",
            attempt=2,
            reason="check_1: stdout is not as expected",
            duration_ms=1800,
            exit_code=0,
        ),
        ev.SubtaskBlocked(subtask="task_4", because=("task_3",), reason="task_3 did not end well"),
        run_finished("failed", 20.0, 1),
    )


def mended_plan() -> Plan:
    research = subtask(
        1,
        "Choose a parser",
        steps=(step("1.1", "Read", "grep -q parser notes.md\n"),),
        criteria=(
            Criterion(
                id="criterion_1",
                part="Research Requirements",
                text="Which parsers keep line numbers?",
                line=12,
            ),
            Criterion(
                id="criterion_2", part="Done", text="Optional nicety", line=13, optional=True
            ),
        ),
        parts=(
            LabelledText(
                label="Notes",
                line=14,
                text="See [docs](https://example.org/a_(b)) and https://example.org/a_(b).",
            ),
        ),
        metadata={"Ticket": "https://example.org/t/7?x=1&y=2"},
    )
    say = subtask(2, "Say it", 1, steps=(step("2.1", "Print", "make hello\n"),))
    return plan_of(
        research,
        say,
        id="013_choose",
        number="013",
        title="Choose",
        criteria_policy=CriteriaPolicy.REQUIRED,
    )


def mended() -> Told:
    """A failed attempt, an edited file, a resume: all is complete in the end."""
    plan = mended_plan()
    broken = result(Outcome.FAILED, 3, reason="exit code 2, expected 0", exit_code=2)
    hello = result(second=14, judgements=(EXIT_0,), output="hello", output_bytes=5)
    word = Attestation(
        by="ann", evidence="markdown-it-py keeps them:\nhttps://example.org/md", at=at(9),
        criterion="criterion_1",
    )  # fmt: skip
    return told(
        plan,
        run_started(plan, "p1"),
        started("task_1"),
        stepped("task_1", "1.1", broken),
        ev.SubtaskFailed(
            subtask="task_1", attempt=1, reason="exit code 2, expected 0", duration_ms=900,
            exit_code=2,
        ),
        ev.SubtaskBlocked(subtask="task_2", because=("task_1",), reason="task_1 failed"),
        run_finished("failed", 0.0, 1, 2000),
        run_resumed(plan, "p2"),
        ev.SubtaskReset(subtask="task_1", reason="it failed before"),
        ev.Attested(subtask="task_1", attestation=word),
        started("task_1", 2),
        stepped("task_1", "1.1", result(second=10, judgements=(EXIT_0,)), 2),
        succeeded("task_1", 2),
        ev.SubtaskReset(subtask="task_2", reason="it was blocked"),
        started("task_2"),
        stepped("task_2", "2.1", hello),
        succeeded("task_2"),
        run_finished("succeeded", 100.0, 0, 7000),
    )  # fmt: skip


NOTES = EvidenceFile(
    name="notes.md",
    path=f".orchestrator/runs/{RUN}/evidence/notes.md",
    size=34,
    sha256="c" * 64,
)


def rounds_plan() -> Plan:
    code_check = Check(id="check_1", line=14, language="bash", script="test -s parser.py\n")
    write = subtask(
        1,
        "Write the parser",
        agent="helper",
        approval="May the helper write?",
        steps=(
            Step(
                id="1.1",
                text="Write the parser",
                line=11,
                action=Action(kind=ActionKind.AGENT, line=11),
            ),
        ),
        checks=(code_check,),
        description="\n".join(f"Line {n} of a long description." for n in range(1, 31)),
    )
    use = subtask(
        2,
        "Use it",
        1,
        steps=(step("2.1", "Parse all samples", "python parse_all.py\n" * 25),),
        checks=(Check(id="check_1", line=24, language="bash", script="diff a b\n"),),
    )
    return plan_of(write, use, id="014_rounds", number="014", title="Rounds")


def rounds() -> Told:
    """An agent that mends in the second round, breaks another subtask, and mends that too."""
    plan = rounds_plan()

    def asked(second: int, said: str) -> CommandResult:
        return result(second=second, agent="helper", said=said, judgements=(EXIT_0,), proves=False)

    def word(second: int, kind: str | None, evidence: str, **fields: object) -> ev.Attested:
        return ev.Attested(
            subtask="task_1",
            attestation=Attestation(
                by="ann",
                evidence=evidence,
                at=at(second),
                kind=kind,
                **fields,  # type: ignore[arg-type]
            ),
        )

    def validated(id_: str, attempt: int) -> ev.ValidationStarted:
        return ev.ValidationStarted(
            subtask=id_,
            attempt=attempt,
            idempotency_key=f"{RUN}/{id_}/{attempt}",
            log=f".orchestrator/runs/{RUN}/{id_}.{attempt}.log",
        )

    checks_log = f".orchestrator/runs/{RUN}/task_1.2.check_1.log"
    empty = result(Outcome.FAILED, 5, reason="exit code 1, expected 0", judgements=(EXIT_1,))
    long = "".join(f"sample {n} </details> parsed\n" for n in range(60))
    differs = result(
        Outcome.FAILED,
        23,
        reason="exit code 1, expected 0",
        judgements=(EXIT_1,),
        note="it left 1 process behind, which was ended",
    )
    resumed = ev.RunResumed(plan="p1", selected=("task_1", "task_2"), jobs=2, pid=77, round=2)
    return told(
        plan,
        run_started(plan),
        ev.SubtaskWaiting(subtask="task_1", reason="approval", kind="approval"),
        ev.Answered(subtask="task_1", answer=Answer(approved=False, by="ben", at=at(3))),
        ev.Answered(
            subtask="task_1", answer=Answer(approved=True, by="ann", at=at(4), comment="Go on.")
        ),
        started("task_1"),
        stepped("task_1", "1.1", asked(5, "Done! Everything works.")),
        checked("task_1", "check_1", empty),
        ev.SubtaskFailed(
            subtask="task_1", attempt=1, reason="check_1: exit code 1, expected 0",
            duration_ms=900, exit_code=1,
        ),
        ev.SubtaskBlocked(subtask="task_2", because=("task_1",), reason="task_1 failed"),
        run_finished("failed", 0.0, 1),
        resumed,
        ev.SubtaskReset(subtask="task_1", reason="round 2: it is not complete"),
        ev.SubtaskReset(subtask="task_2", reason="round 2: it is not complete"),
        started("task_1", 2),
        ev.MendFinished(subtask="task_1", attempt=2, result=asked(14, "Now it does.\n```\nyes")),
        stepped("task_1", "1.1", asked(15, ""), 2),
        checked(
            "task_1", "check_1",
            result(second=16, judgements=(EXIT_0,), log=checks_log, output="ok\n", output_bytes=3),
            2,
        ),
        succeeded("task_1", 2),
        started("task_2"),
        stepped(
            "task_2", "2.1",
            result(second=19, judgements=(EXIT_0,), output=long, output_bytes=len(long),
                   log=f".orchestrator/runs/{RUN}/task_2.1.log", log_end=len(long)),
        ),
        checked("task_2", "check_1", result(second=20, judgements=(EXIT_0,))),
        succeeded("task_2"),
        validated("task_2", 2),
        checked("task_2", "check_1", differs, 2),
        ev.SubtaskFailed(
            subtask="task_2", attempt=2, reason="regression: check_1: exit code 1, expected 0",
            duration_ms=800, exit_code=1, regression=True,
        ),
        validated("task_1", 3),
        checked("task_1", "check_1", result(second=26, judgements=(EXIT_0,)), 3),
        succeeded("task_1", 3),
        word(28, "research", "Two parsers keep lines.", file=NOTES),
        word(29, "code", "def parse(text):\n    return text.split()", file=NOTES),
        word(30, "limitation", "Tabs are\nnot expanded."),
        word(31, "resource", "RFC 8259, section 7"),
        word(32, "resource", "https://example.org/spec"),
        ev.TaskFileChanged(path="docs/tasks/012_ship.md", sha256="d" * 64),
        run_finished("failed", 50.0, 1, 32000),
    )  # fmt: skip


HOSTILE = (
    "</td><script>alert(1)</script> {{ 7*7 }} {% raw %} | ` ``` ~~~ --> <!-- "
    "\x1b[2J\x07 \u202e evil\n# heading\n"
    "- [x] done [a](javascript:x) ![i](http://e/i.png) $x$ &amp; \\"
)


def hostile() -> Told:
    """Every text is an attack, on Markdown, HTML, Mermaid, Jinja or the terminal."""
    bad = HOSTILE
    one = subtask(
        1,
        bad,
        description=bad,
        approval=bad,
        declared_status=bad,
        metadata={bad: bad},
        steps=(step("1.1", bad, bad), step("1.2", bad)),
        checks=(Check(id="check_1", line=3, language=bad, script=bad),),
        criteria=(Criterion(id="criterion_1", part=bad, text=f"research {bad}", line=4),),
        parts=(LabelledText(label=f"Findings {bad}", line=5, text=bad),),
        outputs=(bad,),
        report_path=f"/docs/reports/../../{bad}",
    )
    plan = plan_of(
        one,
        title=bad,
        objective=bad,
        source=Source(path=bad, sha256="", dialect="native"),
        findings=(Finding(code="x", severity=bad, message=bad, line=10, hint=bad),),
        external_dependencies=(ExternalDependency(id=bad, title=bad, satisfied=False, line=1),),
    )
    judged = Judgement(what=bad, passed=False, expected=bad, got=bad, diff=bad)
    wrong = result(
        Outcome.FAILED, reason=bad, judgements=(judged,), output=bad, output_bytes=9999, log=bad
    )
    file = Artifact(pattern=bad, path=bad, size=1, sha256="b" * 64, fresh=False)
    handed_in = EvidenceFile(name=bad, path=bad, size=1, sha256=bad)
    word = Attestation(by=bad, evidence=bad, at=bad, criterion="criterion_1", file=handed_in)
    kinds = ("research", "code", "limitation", "resource", bad)
    long = bad + "\n</details>\n\n```\n<script>\n" * 20
    agent = result(reason=bad, output=long, output_bytes=9999, note=bad, agent=bad, said=long)
    return told(
        plan,
        run_started(plan),
        ev.Answered(subtask="task_1", answer=Answer(approved=False, by=bad, at=bad, comment=bad)),
        started("task_1"),
        ev.MendFinished(subtask="task_1", attempt=1, result=agent),
        ev.StepFinished(
            subtask="task_1", attempt=1, step="1.1", result=wrong, values=((bad, bad),)
        ),
        ev.CheckFinished(subtask="task_1", attempt=1, check="check_1", result=wrong),
        ev.Attested(subtask="task_1", attestation=word),
        *(
            ev.Attested(subtask="task_1", attestation=replace(word, criterion=None, kind=kind))
            for kind in kinds
        ),
        ev.SubtaskFailed(
            subtask="task_1", attempt=1, reason=bad, duration_ms=5, exit_code=1, artifacts=(file,)
        ),
        run_finished("failed", 0.0, 1),
    )


def untouched() -> Told:
    """A run in which nothing has happened yet."""
    plan = plan_of(subtask(1, "Build", steps=(step("1.1", "Build", "make\n"),)))
    return told(plan, run_started(plan))


CASES: dict[str, Callable[[], Told]] = {
    "diamond": diamond,
    "mended": mended,
    "rounds": rounds,
    "hostile": hostile,
    "untouched": untouched,
}
