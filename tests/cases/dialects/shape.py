"""A plan and its findings as text, a line for each fact, to be read and compared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from orchestrator.document.params import text_of
from orchestrator.operations.converting.convert import Conversion, convert
from orchestrator.plan.model import Action, Check, Plan, Script, Subtask
from orchestrator.wiring import open_project

CASES = Path(__file__).parent
BESIDE = (".plan",)


def cases() -> list[Path]:
    """Every case: a file, or a folder that is read as one."""
    return sorted(
        each
        for folder in CASES.iterdir()
        if folder.is_dir() and folder.name != "__pycache__"
        for each in folder.iterdir()
        if each.suffix not in BESIDE
    )


def beside(case: Path) -> Path:
    """Where the plan of a case stands."""
    return case.with_name(f"{case.name}.plan")


def outcome(case: Path) -> str:
    """What becomes of a case, in words."""
    return "\n".join(_lines(convert(open_project(case.parent, {}), str(case)))) + "\n"


def _lines(conversion: Conversion) -> Iterator[str]:
    if conversion.plan is not None:
        yield from _plan(conversion.plan)
    for each in conversion.findings:
        place = f" {each.path}" if each.path != conversion.path else ""
        yield f"{each.severity.value} {each.code}{place} line {each.line}: {each.message}"


def _plan(plan: Plan) -> Iterator[str]:
    yield f"{plan.source.dialect} {plan.id}, number {plan.number}, {plan.order}: {plan.title}"
    for name in ("declared_status", "objective", "requirements", "metadata", "env", "secrets"):
        if value := getattr(plan, name):
            yield f"  {name}: {value}"
    for external in plan.external_dependencies:
        yield f"  external {external.id}, satisfied {external.satisfied}, line {external.line}"
    for subtask in plan.subtasks:
        yield from _subtask(subtask)


def _subtask(subtask: Subtask) -> Iterator[str]:
    yield f"{subtask.id}, line {subtask.line}: {subtask.title}"
    for name in _TOLD:
        if value := getattr(subtask, name):
            yield f"  {name}: {value}"
    if subtask.priority != "medium":
        yield f"  priority: {subtask.priority}"
    for part in subtask.parts:
        yield f"  part {part.label!r}, line {part.line}: {part.text!r}"
    for param in subtask.params:
        yield f"  asks for {text_of(param)}, line {param.line}"
    for edge in subtask.depends_on:
        asked_by = f", asked by {', '.join(edge.asked_by)}" if edge.asked_by else ""
        yield f"  after {edge.id}: {edge.why}, line {edge.line}{asked_by}"
    for step in subtask.steps:
        yield f"  step {step.id}{_marks(step)}: {step.text!r}{_more(step.details)}"
        if step.action.kind == "command":
            yield from _command("runs", step.action)
        else:
            yield f"    {step.action.kind}"
    for check in subtask.checks:
        yield from _command(check.id, check)
    for criterion in subtask.criteria:
        text = f"{criterion.text!r}{_more(criterion.details)}"
        yield f"  {criterion.id} of {criterion.part!r}{_marks(criterion)}: {text}"
    for what, scripts in (("undo", subtask.compensations), ("cleanup", subtask.cleanups)):
        for script in scripts:
            yield from _command(what, script)


_TOLD = (
    "declared_status", "optional", "allow_failure", "metadata", "description", "timeout_s",
    "env", "cwd", "agent", "outputs", "approval",
)  # fmt: skip


def _marks(each: object) -> str:
    done = " done" if getattr(each, "done", False) else ""
    optional = " optional" if getattr(each, "optional", False) else ""
    return done + optional + "".join(f" by {check}" for check in getattr(each, "checks", ()))


def _more(details: tuple[str, ...]) -> str:
    return f" {list(details)}" if details else ""


def _command(what: str, command: Action | Check | Script) -> Iterator[str]:
    name = f" {command.name}" if command.name else ""
    folder = f" in {command.cwd}" if command.cwd else ""
    yield f"    {what} {command.language}{name}{folder}, line {command.line}: {command.script!r}"
    expect = getattr(command, "expect", None)
    if expect is not None and expect.exit_code is not None:
        yield f"      exit code {expect.exit_code}"
