"""`generate_report`: the reports of a run, and what was found among reports and evidence."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from orchestrator.diagnostics import InputError
from orchestrator.mcp_server.acting import Acting, within
from orchestrator.mcp_server.answers import Reported
from orchestrator.mcp_server.cutting import piece_of
from orchestrator.mcp_server.shaping import PAGE, page_of, records
from orchestrator.operations.concealing import hiding
from orchestrator.operations.converting.find import id_of
from orchestrator.operations.project import Project
from orchestrator.operations.reporting.list_reports import Found, list_reports
from orchestrator.operations.reporting.report import format_of, report_text
from orchestrator.operations.reporting.report import generate_report as generate
from orchestrator.operations.reporting.status import load_run
from orchestrator.plan.scrub import scrub
from orchestrator.plan.shown import Hide, hidden

Format = Literal["md", "html", "junit", "json"]
_NOTHING_YET = "reports are written when a run ends"


def make(acting: Acting) -> Callable[..., Awaitable[Reported]]:
    """The tool."""

    async def generate_report(
        task: Annotated[str | None, Field(description="Id or file.")] = None,
        subtask: Annotated[str | None, Field(description="The report of this one.")] = None,
        run: Annotated[str | None, Field(description="Another run than the latest.")] = None,
        format: Format = "md",
        search: Annotated[
            str | None,
            Field(description='List reports and evidence that hold this instead; "" lists all.'),
        ] = None,
        cursor: Annotated[str | None, Field(description="Next piece.")] = None,
    ) -> Reported:
        """Write the reports of a run from what was recorded, and answer with the summary and
        completion matrix, or with one subtask's report."""
        if search is not None or task is None:
            return await acting.do(lambda project: _search(project, task, search, cursor))
        return await acting.do(lambda project: _report(project, task, subtask, run, format, cursor))

    return generate_report


def _report(
    project: Project,
    task: str,
    subtask: str | None,
    run: str | None,
    format_: str,
    cursor: str | None,
) -> Reported:
    name = within(project, task)
    text = report_text(project, name, format_=format_, subtask=subtask, run=run)
    piece, further = piece_of(text, cursor)
    files: list[str] = []
    notes: tuple[str, ...] = ()
    if cursor is None and format_of(format_).suffix is not None:
        paths, notes = generate(project, name, format_=format_, subtask=subtask, run=run)
        root = project.workspace.root
        files = [path.relative_to(root).as_posix() for path in paths[:PAGE]]
    return Reported(
        text=piece, total_chars=len(text), files=files, notes=list(notes), cursor=further
    )


def _search(project: Project, task: str | None, search: str | None, cursor: str | None) -> Reported:
    named = id_of(project, within(project, task)) if task else None
    found, notes = list_reports(project, search=search or None, task=named)
    page, further = page_of(found, cursor, PAGE)
    if not found:
        why = "no report and no evidence holds that" if search else _NOTHING_YET
        notes = (*notes, f"nothing is found: {why}")
    told = _hidden(project, page)
    return Reported(found=records(told), notes=list(hidden(notes, scrub)), cursor=further)


def _hidden(project: Project, found: Sequence[Found]) -> Iterator[Found]:
    """What was found without the secrets of the tasks that it is of: evidence lies there as it was
    handed in."""
    of_run: dict[str | None, Hide] = {None: scrub}
    for each in found:
        if each.run not in of_run:
            of_run[each.run] = _hiding(project, each.run)
        yield hidden(each, of_run[each.run])


def _hiding(project: Project, run: str | None) -> Hide:
    try:
        return hiding(project, load_run(project, "", run).plan)
    except InputError:
        return scrub  # of a run of somebody else's, of which there is the report alone
