import pytest

from orchestrator.plan.model import Check, Script, Subtask
from orchestrator.report.commands import CommandEvent, CommandKind, command_run
from orchestrator.run import events as ev
from tests.cases.report.runs import result, step, subtask


def script(text: str, line: int) -> Script:
    return Script(language="bash", script=text, line=line, name="named")


SUBTASK = subtask(
    1,
    "Build",
    steps=(step("1.1", "Make", "make\n"),),
    checks=(Check(id="check_1", line=20, language="sh", script="test\n"),),
    condition=script("if\n", 21),
    compensations=(script("undo a\n", 22), script("undo b\n", 23)),
    cleanups=(script("clean\n", 24),),
)
RESULT = result()
COMMON = {"subtask": "task_1", "attempt": 2, "result": RESULT}


@pytest.mark.parametrize(
    ("event", "kind", "id_", "text", "language", "code"),
    [
        (ev.StepFinished(step="1.1", **COMMON), "step", "1.1", "Make", "bash", "make\n"),
        (ev.CheckFinished(check="check_1", **COMMON), "check", "check_1", "", "sh", "test\n"),
        (ev.ConditionFinished(**COMMON), "condition", "", "named", "bash", "if\n"),
        (
            ev.CompensationFinished(index=1, **COMMON),
            "compensation",
            "2",
            "named",
            "bash",
            "undo b\n",
        ),
        (ev.CleanupFinished(index=0, **COMMON), "cleanup", "1", "named", "bash", "clean\n"),
        (ev.CleanupFinished(index=7, **COMMON), "cleanup", "8", "", None, None),
        (ev.StepFinished(step="9", **COMMON), "step", "9", "", None, None),
        (ev.CheckFinished(check="x", **COMMON), "check", "x", "", None, None),
    ],
)
def test_a_command_with_what_the_plan_says_of_it(
    event: CommandEvent, kind: str, id_: str, text: str, language: str | None, code: str | None
) -> None:
    run = command_run(event, SUBTASK)
    assert (run.kind, run.id, run.text) == (CommandKind(kind), id_, text)
    assert (run.language, run.script) == (language, code)
    assert (run.attempt, run.result) == (2, RESULT)


@pytest.mark.parametrize("definition", [SUBTASK, None])
def test_an_agent_that_mends_runs_no_script(definition: Subtask | None) -> None:
    run = command_run(ev.MendFinished(**COMMON), definition)
    assert (run.kind, run.id, run.script) == (CommandKind.MEND, "", None)
    assert run.text == "An agent was asked to mend what was not complete."


def test_without_a_definition_only_the_facts_are_said() -> None:
    run = command_run(ev.StepFinished(step="1.1", **COMMON), None)
    assert (run.id, run.script, run.result) == ("1.1", None, RESULT)


@pytest.mark.parametrize(
    ("output", "size", "excerpt"), [("ab", 2, False), ("ü", 2, False), ("ab", 3, True)]
)
def test_an_excerpt_is_known_by_its_size(output: str, size: int, excerpt: bool) -> None:
    shown = result(output=output, output_bytes=size)
    event = ev.StepFinished(subtask="task_1", attempt=1, step="1.1", result=shown)
    assert command_run(event, SUBTASK).is_excerpt is excerpt
