"""`history import`: takes in what earlier systems ran, from their JSON results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from orchestrator.asdata import as_data
from orchestrator.cli.arguments import AS_JSON, ROOT
from orchestrator.cli.output import errors, output
from orchestrator.cli.parameters import argument, flag, option
from orchestrator.diagnostics import Exit, InputError
from orchestrator.operations.history.backfill.attempt import MAPPABLE, Words
from orchestrator.operations.history.backfill.fields import ENDED
from orchestrator.operations.history.backfill.take import Refused, Taken, take_in
from orchestrator.report.visible import visible_line
from orchestrator.wiring import open_project

_MOST_SHOWN = 50
_STEP = 20_000

GIVEN = (
    argument("paths", "PATH", "Files, folders, or - for standard input.", many=True),
    option(
        "--map",
        name="places",
        value="FIELD=PLACE",
        many=True,
        help="Where a field is, such as task=meta.job.id.",
    ),
    option(
        "--status-map",
        name="statuses",
        value="THEIRS=OURS",
        many=True,
        help="What a word for a status means, such as GREEN=succeeded.",
    ),
    flag("--dry-run", help="Only tell what would be taken in."),
    AS_JSON,
    ROOT,
)


def import_(
    *,
    paths: list[str],
    places: list[str],
    statuses: list[str],
    dry_run: bool,
    as_json: bool,
    root: Path | None,
) -> int:
    """Take in attempts of earlier systems from JSON or NDJSON, marked as imported. What is there
    already is not taken in again."""
    words = Words(mapped=_mapped(places), statuses=_statuses(statuses))
    project = open_project(root, {})
    taken = take_in(project, paths, words, dry_run=dry_run, progress=_Progress(silent=dry_run))
    nothing = not (taken.added or taken.known or taken.left_out)
    if as_json:
        output().json({"schema_version": 1, "dry_run": dry_run, **_data(taken)})
    else:
        _show(taken)
    if nothing and not as_json:
        raise InputError(
            "no record could be read", hint="--map FIELD=PLACE says where a field is; see --help"
        )
    if nothing:
        return Exit.BAD_INPUT
    if not as_json:
        output().line(_summary(taken, dry_run=dry_run))
    return Exit.FAILED if taken.refused else Exit.OK


class _Progress:
    """Tells now and then how many are kept for good."""

    def __init__(self, *, silent: bool) -> None:
        self._next = _STEP
        self._silent = silent

    def __call__(self, total: int) -> None:
        if total >= self._next and not self._silent:
            errors().line(f"{total} records are kept …")
            self._next = total + _STEP


def _mapped(given: Sequence[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    """The places of fields; several of one are tried in turn."""
    places: dict[str, tuple[tuple[str, ...], ...]] = {}
    for text in given:
        field, _, place = text.partition("=")
        field = field.strip().replace("-", "_")
        path = tuple(place.strip().split("."))
        if field not in MAPPABLE or not all(path):
            raise InputError(
                f"--map {text!r} is not FIELD=PLACE",
                hint=f"FIELD is one of {', '.join(MAPPABLE)}; PLACE is such as meta.job.id",
            )
        places[field] = (*places.get(field, ()), path)
    return places


def _statuses(given: Sequence[str]) -> dict[str, str]:
    words = {}
    for text in given:
        theirs, _, ours = text.rpartition("=")
        if not theirs or ours not in ENDED:
            raise InputError(
                f"--status-map {text!r} is not THEIRS=OURS",
                hint=f"OURS is one of {', '.join(ENDED)}",
            )
        words[theirs] = ours
    return words


def _show(taken: Taken) -> None:
    for each in taken.told[:_MOST_SHOWN]:
        errors().line(visible_line(f"{_place(each)}: {each.why}"))
    if taken.refused > _MOST_SHOWN:
        errors().line(f"… and {taken.refused - _MOST_SHOWN} more records are refused")
    if taken.without_zone:
        errors().line(
            f"note: {taken.without_zone} records have times without a zone, taken for UTC"
        )
    for why, number in taken.left_out.items():
        errors().line(f"note: {number} left out: {why}")


def _place(refused: Refused) -> str:
    """As compilers write it: `results.ndjson:3`, `results.json [3].steps[0]`."""
    line = f":{refused.line}" if refused.line else ""
    return f"{refused.file}{line}" + (f" {refused.at}" if refused.at else "")


def _summary(taken: Taken, *, dry_run: bool) -> str:
    would = "would be " if dry_run else ""
    left = sum(taken.left_out.values())
    also = f", left out {left}" if left else ""
    return f"{would}added {taken.added}, known {taken.known}, refused {taken.refused}{also}"


def _data(taken: Taken) -> dict[str, object]:
    data = as_data(taken)
    assert isinstance(data, dict)
    data["refusals"] = data.pop("told")
    return data
