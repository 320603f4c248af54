"""`history export`: attempts for other programs; changes nothing but the file it writes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from orchestrator.cli.arguments import ROOT, STANDARD_OUTPUT, ids, target_file
from orchestrator.cli.history.told import OF_TASK, QUEUE, SINCE, STATUS, UNTIL, asked
from orchestrator.cli.output import errors, output
from orchestrator.cli.parameters import option, whole_number
from orchestrator.diagnostics import Exit, InputError
from orchestrator.operations.history.export import FORMATS
from orchestrator.operations.history.export import export as export_
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

GIVEN = (
    option("--format", name="format_", value="FORMAT", default="ndjson", help="ndjson or csv."),
    option("-o", "--output", name="target", value="FILE", help="Instead of standard output."),
    OF_TASK,
    STATUS,
    SINCE,
    UNTIL,
    QUEUE,
    option(
        "-n",
        "--limit",
        name="limit",
        value="N",
        read=whole_number(0),
        help="The latest N; all unless said.",
    ),
    ROOT,
)


def export(
    *,
    format_: str,
    target: str | None,
    task: str | None,
    status: list[str],
    since: str | None,
    until: str | None,
    queue: str | None,
    limit: int | None,
    root: Path | None,
) -> int:
    """Write attempts as NDJSON or CSV, the oldest first, with everything that is known of them.
    `history import` reads the former elsewhere."""
    if format_ not in FORMATS:
        raise InputError(f"there is no format {format_}", hint=f"one of {', '.join(FORMATS)}")
    project = open_project(root, {})
    wanted = asked(
        project, task=task, since=since, until=until, queue=queue, statuses=ids(status),
        limit=limit,
    )  # fmt: skip
    pieces = export_(project, wanted, format_)
    if target is None or target == STANDARD_OUTPUT:
        for _, text in pieces:
            output().write_whole(text)
            if output().stream is None:  # whoever read it has gone
                break
        return Exit.OK
    _write(target_file(target), pieces)
    return Exit.OK


def _write(path: Path, pieces: Iterator[tuple[int, str]]) -> None:
    from orchestrator.atomic import write_atomic

    written = 0

    def encoded() -> Iterator[bytes]:
        nonlocal written
        for number, text in pieces:
            written += number
            yield text.encode("utf-8", "backslashreplace")

    write_atomic(path, encoded())
    errors().line(visible_line(f"{written} attempts are in {path}"))
