"""Names that lead out of the root: in plans, in task files, of files, and as arguments."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from random import Random

from tests.stress.calls import Call, Done, run_calls
from tests.stress.hostile_names import as_bytes, names_for
from tests.stress.hostile_plans import FIELDS, Data, plan, subtask, waiting
from tests.stress.modes import modes, strays
from tests.stress.planted import planted
from tests.stress.surroundings import Surroundings, files_below
from tests.stress.trial import Tally, Trial

_LONGEST_NAME = 255
_MOST_IN_A_RUN = 500
_AFTER_A_RUN = (0, 1, 3)


def in_plans(folder: Path, count: int, random: Random) -> Tally:
    """Every field of a plan that is a path, or becomes a part of one."""
    place, names = _prepared(folder, count, random)
    plans = dict(_plans(names))
    for stem, data in plans.items():
        _write(place.root / f"in/{stem}.json", data)
    looked = run_calls([_call(place, "convert_task", "--check", "--json", *_files(plans))])
    refused = _refused(looked[0])
    taken = [stem for stem in plans if stem not in refused]
    files = [_merged(place.root, n, part) for n, part in enumerate(_parts(plans, taken))]
    own = [stem for stem in taken if stem.startswith("own_")]
    own = random.sample(own, k=max(1, min(count // 4, 40)))
    words: list[tuple[str, ...]] = [
        ("execute_task", file, "--jobs", "4") for file in (*files, *_files(own))
    ]
    words += [("generate_report", files[0], "--format", kind) for kind in ("html", "junit")]
    words += [("list_reports", "--search", "a"), ("task_status",)]
    done = run_calls([_call(place, *each) for each in words])
    outside = list(place.changed())
    wrong = [*_faults([*looked, *done]), *outside, *_too_long(place.root)]
    wrong += place.read(each.stdout + each.stderr for each in (*looked, *done))
    for file, each in zip(files, done, strict=False):
        wrong += _shared(place.root, place.root / file, each)
    figures = {"files outside": len(outside), "taken": len(taken), "runs": len(files) + len(own)}
    return Tally(len(plans), tuple(wrong), figures)


def _parts(plans: Mapping[str, Data], taken: Sequence[str]) -> Iterator[list[Data]]:
    """The subtasks of those that were taken, as many as one run should have."""
    # Those that name their report stand in one run: another's may have the same name.
    first = sorted(taken, key=lambda stem: not stem.startswith("report"))
    subtasks = [plans[stem]["subtasks"][0] for stem in first if not stem.startswith("own_")]
    for start in range(0, len(subtasks), _MOST_IN_A_RUN):
        yield subtasks[start : start + _MOST_IN_A_RUN]


def _merged(root: Path, number: int, subtasks: list[Data]) -> str:
    _write(root / f"in/all_{number}.json", plan(f"all_{number}", subtasks))
    return f"in/all_{number}.json"


def _plans(names: Sequence[str]) -> Iterator[tuple[str, Data]]:
    """Plans by the stem of their file: of one subtask each, but where the name is the plan's."""
    for number, name in enumerate(names):
        yield f"id_{number}", plan(f"id_{number}", [subtask(name)])
        yield f"own_{number}", plan(name, [subtask(f"own_{number}")])
        source = {"path": name, "sha256": "0" * 64, "dialect": "native"}
        yield f"own_source_{number}", plan(f"source_{number}", [subtask("a")], source=source)
        for field, fill in FIELDS.items():
            id_ = f"{field}_{number}"
            yield id_, plan(id_, [subtask(id_, allow_failure=True) | fill(name)])


def in_task_files(folder: Path, count: int, random: Random) -> Tally:
    """Every key of a task file, its headings, its front matter, and its own name."""
    place, names = _prepared(folder, count, random)
    tasks = place.root / "docs/tasks"
    files = {
        f"{key}_{n}.md": text
        for n, name in enumerate(names)
        for key, text in random.sample(list(_texts(name)), k=_PLACES)
    }
    files |= {os.fsdecode(name): _PLAIN for each in names if (name := _file_name(each))}
    for path, text in files.items():
        (tasks / path).write_bytes(as_bytes(text))
    paths = [f"docs/tasks/{name}" for name in files]
    done = run_calls(
        [
            *(_call(place, "convert_task", path) for path in paths),
            *(
                _call(place, "execute_task", path)
                for path in random.sample(paths, k=max(1, count // 10))
            ),
            _call(place, "list_reports"),
            _call(place, "task_status"),
        ]
    )
    taken = sum(each.exit == 0 for each in done[: len(paths)])
    outside = list(place.changed())
    wrong = [
        *_faults(done),
        *outside,
        *_too_long(place.root),
        *_plan_files(place.root, taken),
    ]
    wrong += place.read(each.stdout + each.stderr for each in done)
    return Tally(len(files), tuple(wrong), {"files outside": len(outside), "converted": taken})


_KEYS = ("Outputs", "Inputs", "Directory", "Env", "Secrets", "Shell", "Agent", "Locks", "Queue")
# Of the places in a file that a name is put into, so many are taken by chance.
_PLACES = 3
_PLAIN = "# T\n\n### Task 1: A\n```sh\ntest -d /\n```\n"


def _texts(name: str) -> Iterator[tuple[str, str]]:
    """Task files with the name in one place of each, by what that place is."""
    quoted = json.dumps(name)
    yield "id", f"---\nid: {quoted}\n---\n{_PLAIN}"
    yield "number", f"# Task {name}: T\n\n### Task {name}: A\n```sh\ntest -d /\n```\n"
    yield "title", f"# {name}\n\n### Task 1: {name}\n- [ ] {name}\n"
    yield "report", f"{_PLAIN}- Report: docs/reports/{name}.md\n\n**Report**: {name}\n"
    yield "options", f"{_PLAIN}\n```sh cwd={quoted} name={quoted}\ntrue\n```\n"
    yield "expect", f"{_PLAIN}\n**Expect**:\n- file `{name}` contains `x`\n"
    for key in _KEYS:
        yield key.lower(), f"{_PLAIN}\n**{key}**: {name}\n"
        yield f"default_{key.lower()}", f"---\n{key.lower()}: {quoted}\n---\n{_PLAIN}"


def _file_name(name: str) -> bytes | None:
    """The name as one of a file, where the system knows such names."""
    whole = as_bytes(name) + b".md"
    fits = len(whole) <= _LONGEST_NAME and not {0, ord("/")} & set(whole)
    return whole if fits else None


def _plan_files(root: Path, converted: int) -> list[str]:
    """Plans that share a file: each one that was converted is there."""
    there = len(list((root / ".orchestrator/plans").iterdir()))
    return (
        [] if there == converted else [f"{converted} files were converted, {there} plans are there"]
    )


def as_arguments(folder: Path, count: int, random: Random) -> Tally:
    """Every argument that names something, and every setting that names a folder."""
    place, names = _prepared(folder, len(names_for("", "")), random)
    _write(place.root / "in/t.json", plan("t", [subtask("a"), waiting("b")]))
    given = [name for name in names if "\0" not in name]
    pairs = [
        (verb, random.choice(given)) for _, verb in zip(range(count), cycle(_VERBS), strict=False)
    ]
    calls = [_call(place, "execute_task", "in/t.json")]
    calls += [_call(place, *(word.replace("NAME", name) for word in verb)) for verb, name in pairs]
    calls += [
        replace(_call(place, "execute_task", "in/t.json"), env={setting: name})
        for setting in _SETTINGS
        for name in random.sample(given, k=count // 30)
        if _fits_environment(name)
    ]
    done = run_calls(calls)
    outside = list(place.changed())
    wrong = [*_faults(done), *outside, *_too_long(place.root)]
    # A task may be a file anywhere: that is the user's word.
    wrong += place.read(
        each.stdout + each.stderr
        for each, (verb, _) in zip(done[1:], pairs, strict=False)
        if verb[1:2] != ("NAME",)
    )
    exits = Counter(each.exit for each in done)
    figures = {f"exit {code}": n for code, n in sorted(exits.items())}
    return Tally(len(calls), tuple(wrong), {"files outside": len(outside), **figures})


_VERBS = tuple(
    tuple(line.split())
    for line in """
    logs t NAME
    logs NAME a
    logs t a --check NAME
    logs t a --run NAME
    task_status NAME
    task_status t --run NAME
    list_reports --task NAME
    list_reports --search NAME
    list_reports --verdict NAME
    attest t b --step 1 --evidence seen-it --by NAME
    attest t b --step NAME --evidence seen-it
    attest t NAME --evidence seen-it
    attest t b --criterion NAME --evidence seen-it
    attest t b --kind NAME --evidence seen-it
    approve t NAME
    reject t b --by NAME
    generate_report t NAME
    generate_report t --run NAME
    generate_report t --format NAME
    task_graph NAME
    task_graph t --format NAME
    tick NAME
    cancel NAME
    validate_task NAME
    execute_task t --only NAME
    execute_task t --order NAME
    convert_task t --order NAME
    NAME
    """.strip().splitlines()
)
_SETTINGS = ("ORCHESTRATOR_TASKS_DIR", "ORCHESTRATOR_REPORTS_DIR", "ORCHESTRATOR_LOG_FILE")


def _fits_environment(name: str) -> bool:
    return len(name) < 100_000


def _prepared(folder: Path, count: int, random: Random) -> tuple[Surroundings, list[str]]:
    place = Surroundings(folder, f"canary-{random.getrandbits(64):x}")
    for name in ("in", "docs/tasks"):
        (place.root / name).mkdir(parents=True)
    names = names_for(str(place.root), str(place.outside))
    return place, random.sample(names, k=min(count, len(names)))


def _write(file: Path, data: Data) -> None:
    file.write_text(json.dumps(data))


def _files(stems: Iterable[str]) -> list[str]:
    return [f"in/{stem}.json" for stem in stems]


def _call(place: Surroundings, *arguments: str) -> Call:
    return Call(arguments=arguments, cwd=place.root)


def _refused(done: Done) -> set[str]:
    """The stems of the files that an error is about."""
    said = json.loads(done.stdout)
    found = said.get("findings", [])
    return {Path(each["path"]).stem for each in found if each["severity"] == "error"}


def _faults(done: Iterable[Done]) -> list[str]:
    return [fault for each in done if (fault := each.fault()) is not None]


def _too_long(root: Path) -> list[str]:
    """Names that other systems could not hold."""
    return [
        f"{path}: the name has {len(os.fsencode(path.name))} bytes"
        for path in files_below(root)
        if len(os.fsencode(path.name)) > _LONGEST_NAME
    ]


def _shared(root: Path, file: Path, done: Done) -> list[str]:
    """Files that belong to several: every subtask has a log and a report of its own."""
    run = re.search(rb"run (\S+) started", done.stdout)
    if run is None or done.exit not in _AFTER_A_RUN:
        return [f"nothing ran: exit {done.exit}: {done.stderr[-600:]!r}"]
    subtasks = len(json.loads(file.read_bytes())["subtasks"])
    logs = (root / ".orchestrator/runs" / os.fsdecode(run[1])).glob("*.log")
    with_log = {path.name.partition(".1.")[0] for path in logs}
    pages = (path for path in files_below(root / "docs/reports") if path.suffix == ".md")
    reports = [path for path in pages if run[1] in path.read_bytes()[-200:]]
    found = {"logs": len(with_log), "reports": len(reports) - 1}
    return [f"{subtasks} subtasks, {n} {what}" for what, n in found.items() if n != subtasks]


TRIALS = (
    Trial("modes", "nobody else reads the state, under any umask", modes, 1, 6),
    Trial(
        "strays", "half-written files of the dead are cleared away, nothing else", strays, 8, 200
    ),
    Trial("planted", "what lies in wait in the state folder harms nothing", planted, 6, 9999),
    Trial("names-in-plans", "no name of a plan leads out of the root", in_plans, 2, 220),
    Trial("names-in-files", "no name of a task file leads out of the root", in_task_files, 6, 220),
    Trial("names-as-arguments", "no argument leads out of the root", as_arguments, 32, 900),
)
