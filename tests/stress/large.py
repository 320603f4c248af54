"""Trials of large, deep and oddly encoded task files; `count` is how many subtasks or levels."""

from __future__ import annotations

import json
import re
import subprocess
import time
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any

from orchestrator.document.parse import read
from orchestrator.plan.build import build
from tests.e2e.project import Project
from tests.stress.measured import costs
from tests.stress.reading import AROUND, converted
from tests.stress.shapes import graphs, heaps, refused, tasks
from tests.stress.trial import Tally, Trial

_MEGABYTES = 500
_PLANNING_S = 2.0


def _many_lines(folder: Path, count: int, random: Random) -> Tally:
    """Four lines a subtask, so that 25,000 of them are 100,000 lines."""
    path = folder / "many.md"
    path.write_text(tasks(count, lambda n: f"- [ ] do {n}"), encoding="utf-8")
    [cost] = costs([path])
    over = cost.over(10.0, _MEGABYTES)
    wrong = [over] if over else []
    if cost.subtasks != count:
        wrong.append(f"{cost.subtasks} subtasks of {count}")
    return Tally(count, tuple(wrong), {"s": f"{cost.seconds:.1f}", "MB": cost.peak_mb})


def _heaps(folder: Path, count: int, random: Random) -> Tally:
    shapes = heaps(count)
    seconds, wrong = _costs_of(folder, shapes, 2.0 + count / 10_000)
    return Tally(count, wrong, {"shapes": len(shapes), "slowest": seconds})


def _costs_of(folder: Path, texts: Mapping[str, str], limit: float) -> tuple[str, tuple[str, ...]]:
    """The longest time, and what kept no limit."""
    paths = [folder / f"{number}.md" for number in range(len(texts))]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    found = dict(zip(texts, costs(paths), strict=True))
    slowest = max(found, key=lambda name: found[name].seconds)
    over = {name: cost.over(limit, _MEGABYTES) for name, cost in found.items()}
    wrong = tuple(f"{name}: {why}" for name, why in over.items() if why is not None)
    return f"{found[slowest].seconds:.2f} s ({slowest})", wrong


def _graphs(folder: Path, count: int, random: Random) -> Tally:
    """Only planning is timed; reading the files is another trial's."""
    wrong: list[str] = []
    slowest = 0.0
    for name, text in graphs(count).items():
        document, findings, _ = read(text.encode(), "x.md")
        began = time.process_time()
        plan, told = build(document, AROUND, findings)
        took = time.process_time() - began
        slowest = max(slowest, took)
        if plan is None or len(plan.subtasks) != count:
            wrong.append(f"{name}: no whole plan: {[one.message for one in told][:3]}"[:500])
        if took > _PLANNING_S:
            wrong.append(f"{name}: planned in {took:.1f} s")
    return Tally(count, tuple(wrong), {"slowest": f"{slowest:.2f} s"})


def _refused(folder: Path, count: int, random: Random) -> Tally:
    wrong: list[str] = []
    slowest = 0.0
    for name, (code, text) in refused(count).items():
        document, findings, _ = read(text.encode(), "x.md")
        began = time.process_time()
        plan, told = build(document, AROUND, findings)
        slowest = max(slowest, time.process_time() - began)
        found = [one for one in told if one.code == code]
        if plan is not None or not found:
            wrong.append(f"{name}: no {code} but {sorted({one.code for one in told})}")
            continue
        one = found[0]
        if one.line is None or not one.hint or len(one.message) > 400:
            wrong.append(f"{name}: {one}"[:500])
        both = len({place.line for place in one.related} | {one.line}) > 1
        if code in ("cycle", "duplicate-id") and not both:
            wrong.append(f"{name}: the other end is not told: {one}"[:500])
        if code == "cycle" and len(found) != 1:
            wrong.append(f"{name}: {len(found)} cycles are told")
    if slowest > _PLANNING_S:
        wrong.append(f"refused in {slowest:.1f} s")
    return Tally(count, tuple(wrong), {"slowest": f"{slowest:.2f} s"})


def _commands(folder: Path, count: int, random: Random) -> Tally:
    """The program itself on a chain of which the first subtask ran."""
    project = Project(folder)
    script = "```bash\ntest -d .\n```"
    before = {n: f"**Depends on**: Task {n - 1}\n\n" for n in range(2, count + 1)}
    project.task("chain", tasks(count, lambda n: before.get(n, "") + script))
    wrong: list[str] = []
    slowest = 0.0
    for arguments in (
        ("execute_task", "chain", "--dry-run"),
        ("execute_task", "chain", "--only", "task_1", "--no-report"),
        ("task_status", "chain"),
        *(("task_graph", "chain", "--format", form) for form in ("mermaid", "dot", "json", "svg")),
    ):
        began = time.monotonic()
        try:
            result = project.run(*arguments)
        except subprocess.TimeoutExpired as late:
            wrong.append(f"{' '.join(arguments)} takes more than {late.timeout} s")
            continue
        slowest = max(slowest, time.monotonic() - began)
        if result.exit not in (0, 2, 3) or "Traceback" in result.stderr:
            wrong.append(f"{' '.join(arguments)}: exit {result.exit}: {result.stderr[-300:]}")
        elif not (result.stdout or result.stderr):
            wrong.append(f"{' '.join(arguments)} says nothing")
    return Tally(count, tuple(wrong), {"slowest": f"{slowest:.1f} s"})


def _nested(folder: Path, count: int, random: Random) -> Tally:
    """Boxes in boxes: each level is a step or a criterion, or the limit is told."""
    boxes = "".join("  " * level + f"- [ ] level {level}\n" for level in range(count))
    texts = {
        "in a subtask": f"# T\n\n### Task 1: A\n\n{boxes}",
        "in a checklist": f"# T\n\n{boxes}",
        "in quotes": "# T\n\n### Task 1: A\n\n" + "> " * count + "- [ ] level 0\n",
        "headings": "# T\n\n## Tasks\n\n" + "".join(f"### Task {n}: A\n" for n in range(1, count)),
    }
    wrong = []
    for name, text in texts.items():
        plan, findings, _ = converted(text.encode())
        if plan is None:
            wrong += [] if any(one.code == "nesting-limit" for one in findings) else [name]
            continue
        lines = set(map(int, re.findall(r"'?line'?[=:] ?(\d+)", repr(plan.subtasks))))
        lost = [
            n for n, line in enumerate(text.split("\n"), 1) if "level" in line and n not in lines
        ]
        if lost:
            wrong.append(
                f"{name}: {len(lost)} of {count} levels are lost, the first on line {lost[0]}"
            )
    deep = "# T\n\n### Task 1: A\n\n" + "- " * 20_000 + "[ ] a\n"
    if not any(one.code == "nesting-limit" for one in converted(deep.encode())[1]):
        wrong.append("20000 levels: the limit is not told")
    return Tally(count, tuple(wrong))


_TEXT = (
    "# Café\n\n### Task 1: Größe\n\n- [ ] é one\n\n```bash\nmake é\n```\n\n**Depends on**: none\n"
)
_ACCEPTED = {
    "LF": _TEXT.encode(),
    "BOM": b"\xef\xbb\xbf" + _TEXT.encode(),
    "CRLF": _TEXT.replace("\n", "\r\n").encode(),
    "CR": _TEXT.replace("\n", "\r").encode(),
    "BOM and CRLF": b"\xef\xbb\xbf" + _TEXT.replace("\n", "\r\n").encode(),
}
_REFUSED = {
    "NUL": (_TEXT.replace("one", "o\0e").encode(), f"byte {_TEXT.encode().index(b'one') + 1}"),
    "UTF-16": (_TEXT.encode("utf-16"), "UTF-16"),
    "UTF-16 without a mark": (_TEXT.encode("utf-16-be"), "byte 0"),
    "UTF-32": (_TEXT.encode("utf-32"), "UTF-16"),
    "Latin-1": (_TEXT.encode("latin-1"), "byte 5"),
    "lone surrogate": (_TEXT.encode() + b"\xed\xa0\x80", f"byte {len(_TEXT.encode())}"),
    "cut in a character": (_TEXT.encode() + "é".encode()[:1], f"byte {len(_TEXT.encode())}"),
}


def _encodings(folder: Path, count: int, random: Random) -> Tally:
    """Bytes that are no UTF-8 are errors where asked for (`--strict`), and told in any case."""
    project = Project(folder)
    wrong: list[str] = []
    plans: dict[str, Any] = {}
    for name, data in list(_ACCEPTED.items())[:count]:
        project.file("docs/tasks/a.md", data)
        plan = project.run("convert_task", "a", "--json").json()
        plans[name] = {**plan, "source": {**plan["source"], "sha256": ""}}
        if plans[name] != plans["LF"]:
            wrong.append(f"{name}: another plan than with LF")
    for name, (data, said) in list(_REFUSED.items())[:count]:
        project.file("docs/tasks/a.md", data)
        result = project.run("convert_task", "a", "--strict")
        if result.exit != 2 or said not in result.stderr:
            wrong.append(f"{name}: exit {result.exit} without “{said}”: {result.stderr[:300]}")
        loose = json.loads(project.run("convert_task", "a", "--json").stdout)
        if not loose["findings"]:
            wrong.append(f"{name}: nothing is told without --strict")
    composed, taken_apart = (unicodedata.normalize(form, _TEXT) for form in ("NFC", "NFD"))
    ids = [
        [each.id for each in plan.subtasks]
        for text in (composed, taken_apart)
        if (plan := converted(text.replace("### Task 1: ", "- [ ] ").encode())[0]) is not None
    ]
    if len(ids) != 2 or ids[0] != ids[1]:
        wrong.append(f"ids differ by how letters are composed: {ids}")
    return Tally(min(count, len(_ACCEPTED)) + min(count, len(_REFUSED)) + 1, tuple(wrong))


_LINES = "4 lines a subtask: 100,000 lines in 10 s and 500 MB"
_HEAPS = "many of anything: converted or refused in 2 s and 500 MB"
_SHOWN = "a chain is converted, drawn and shown; no traceback"

TRIALS = (
    Trial("many-lines", _LINES, _many_lines, short=1500, full=25_000),
    Trial("heaps", _HEAPS, _heaps, short=200, full=10_000),
    Trial("large-graphs", "planned whole within 2 s", _graphs, short=200, full=10_000),
    Trial(
        "broken-graphs", "refused in 2 s; one cycle, both ends", _refused, short=200, full=10_000
    ),
    Trial("large-commands", _SHOWN, _commands, short=40, full=2000),
    Trial("nesting", "no level is lost, or the limit is told", _nested, short=200, full=800),
    Trial("encodings", "the same plan, or an error with its byte", _encodings, short=2, full=9),
)
