"""Disks that are full for a part alone, and limits on how large a file may grow: the logs, the
reports, the orchestrator's files, a step's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.e2e.project import Project, Result
from tests.stress import space_runs as runs
from tests.stress.space_denied import denied
from tests.stress.space_disk import SizeLimit, SmallDisk, small_disk
from tests.stress.trial import Tally

_HEAD = "---\norder: parallel\n---\n# Task 001: Fill\n\n"
# Each loses what it prints, and does what it does all the same, or fails by that.
_LOSING = (
    "### Task 1: Goes on\n```sh\necho lost || true\necho 1 >> effects/1\ntest -s effects/1\n```\n"
    "### Task 2: Fails by it\n```sh\necho lost\n```\n"
    "### Task 3: Is asked what it printed\n```sh\necho hello || true\n```\n"
    "**Expect**: stdout contains `hello`\n"
    "### Task 4: Is checked\n```sh\necho 4 >> effects/4\n```\n"
    "**Check**:\n```sh\necho so it is || true\ntest -s effects/4\n```\n"
)
# What is masked goes through the orchestrator, which loses it and lets the command go on.
_MASKED = (
    "### Task 1: Has a secret\n**Secrets**: SECRET_OF_TASK_1\n"
    "```sh\necho lost\necho 1 >> effects/1\ntest -s effects/1\n```\n"
)
_TWO = "### Task 1: Well\n```sh\necho 1 >> effects/1\ntest -s effects/1\n```\n"
_LIMITED = (
    "### Task 1: Too large\n```sh\nulimit -f 1\n"
    "exec head -c 100000 /dev/zero > effects/large\n```\n"
    "### Task 2: Prints too much\n```sh\nulimit -f 1\nexec head -c 100000 /dev/zero\n```\n"
)


def full_log_disk(folder: Path, count: int, random: Random) -> Tally:
    """Runs that can record what happened and keep nothing of what is printed."""
    wrong = [line for number in range(count) for line in _without_logs(folder / str(number))]
    return Tally(count, tuple(wrong))


def full_report_disk(folder: Path, count: int, random: Random) -> Tally:
    """Runs that can record what happened and have no room for a report."""
    wrong = [line for number in range(count) for line in _without_reports(folder / str(number))]
    return Tally(count, tuple(wrong))


def size_limits(folder: Path, count: int, random: Random) -> Tally:
    """Steps and orchestrators whose files may not grow past a limit."""
    wrong: list[str] = []
    for number in range(count):
        wrong += _limited_steps(folder / f"{number}-steps")
        wrong += _limited_program(folder / f"{number}-program", random.randrange(0, 400))
    return Tally(count, tuple(wrong))


def _project(root: Path, subtasks: str) -> Project:
    (root / "effects").mkdir(parents=True)
    project = Project(root)
    project.task(runs.TASK, _HEAD + subtasks)
    return project


def _without_logs(root: Path) -> Iterator[str]:
    project = _project(root, _LOSING)
    with small_disk(root, ".orchestrator/runs", 16) as disk:
        if not isinstance(disk, SmallDisk):
            yield from _denied_logs(project)
            return
        disk.fill()
        asked = ("execute_task", runs.TASK, "--no-report", "-q")
        done = project.run(*asked, wrapper=disk.wrapper)
        if done.exit != 1 or "Traceback" in done.stderr:
            yield f"it did not go on without its logs: {done!r}"
        elif "full: what the commands printed may be lost" not in done.stderr:
            yield f"it does not say that logs are lost: {done!r}"
        if [project.lines(f"effects/{n}") for n in (1, 4)] != [["1"], ["4"]]:
            yield "the steps did not do their work"
        rows = runs.run_on(project, disk, "task_status", runs.TASK, "--json").json()["subtasks"]
        statuses = [row["status"] for row in rows]
        if statuses != ["succeeded", "failed", "failed", "succeeded"]:
            yield f"it is not recorded how they ended: {statuses}"
        disk.free()
        again = runs.run_on(project, disk, "execute_task", runs.TASK, "--resume", "--json")
        kept = [row["attempts"] for row in again.summary()["subtasks"]]
        if kept != [1, 2, 2, 1]:
            yield f"the resume did not run what had failed, and that alone: {again!r}"
    yield from _without_masked_logs(root.with_name(f"{root.name}-masked"))


def _without_masked_logs(root: Path) -> Iterator[str]:
    project = _project(root, _MASKED)
    with small_disk(root, ".orchestrator/runs", 16) as disk:
        if not isinstance(disk, SmallDisk):
            return
        disk.fill()
        done = project.run(
            "execute_task",
            runs.TASK,
            "--no-report",
            wrapper=disk.wrapper,
            env={"SECRET_OF_TASK_1": "tell-nobody"},
        )
        if done.exit != 0 or project.lines("effects/1") != ["1"]:
            yield f"what is masked did not go on without its log: {done!r}"
        elif "full: what the commands printed may be lost" not in done.stderr:
            yield f"it does not say that masked logs are lost: {done!r}"


def _denied_logs(project: Project) -> Iterator[str]:
    """Logs that cannot even be begun, where no disk can be had that is full for them alone."""
    folder = project.root / ".orchestrator/runs"
    with denied(project.root, folder, "rights") as (wrapper, _):
        done = project.run("execute_task", runs.TASK, wrapper=wrapper)
    yield from runs.complaints(done, 74)
    again = project.run("execute_task", runs.TASK, "--resume")
    if "(5 succeeded)" not in again.stdout:
        yield f"the resume did not end well: {again!r}"


def _without_reports(root: Path) -> Iterator[str]:
    project = _project(root, _TWO)
    with small_disk(root, "docs/reports", 16) as disk:
        if not isinstance(disk, SmallDisk):
            with denied(root, disk.seen, "rights") as (wrapper, _):
                done = project.run("execute_task", runs.TASK, wrapper=wrapper)
        else:
            disk.fill()
            done = runs.run_on(project, disk, "execute_task", runs.TASK)
        yield from _unreported(done, disk.seen)
        disk.free()
        again = runs.run_on(project, disk, "generate_report", runs.TASK)
        texts = [path.read_text() for path in disk.seen.glob("*.md")]
    if again.exit != 0 or len(texts) != 2:
        yield f"the reports are not written afterwards: {again!r}"
    if not all("**Verdict**: **COMPLETE" in text for text in texts):
        yield f"the reports say otherwise than the run: {texts}"


def _unreported(done: Result, folder: Path) -> Iterator[str]:
    yield from runs.complaints(done, 74)
    if "100% complete" not in done.stdout or "COMPLETE" not in done.stdout:
        yield f"the matrix is not shown: {done!r}"
    if "generate_report" not in done.stderr:
        yield f"it does not say how to have the reports: {done!r}"
    if left := [each.name for each in folder.iterdir() if each.name != ".filler"]:
        yield f"something is left of reports: {left}"


def _limited_steps(root: Path) -> Iterator[str]:
    """What ends a step is told by its name, and the others go on."""
    project = _project(root, _LIMITED + _TWO.replace("Task 1", "Task 3"))
    done = project.execute(runs.TASK)
    for name in ("task_1", "task_2"):
        reasons = " ".join(done.rows()[name]["reasons"])
        if "SIGXFSZ" not in reasons:
            yield f"{name} does not say what ended it: {reasons}"
    if done.exit != 1 or done.statuses()["task_3"] != "succeeded":
        yield f"others were not run to their end: {done!r}"


def _limited_program(root: Path, blocks: int) -> Iterator[str]:
    """The program itself under the limit of so many blocks of 512 bytes."""
    project = _project(root, _TWO)
    with SizeLimit(root / ".orchestrator") as disk:
        disk.fill(leave=blocks * 512)
        done = runs.run_on(project, disk, "execute_task", runs.TASK)
        if done.exit:
            yield from (f"{blocks} blocks: {line}" for line in runs.complaints(done, 74, 1))
        yield from runs.unsound(disk.seen)
        kept = runs.successes(disk.seen)
        disk.free()
        for line in runs.broken_promises(project, disk, kept):
            yield f"{blocks} blocks, after {_words(done)}: {line}"


def _words(done: Result) -> str:
    return f"exit {done.exit} {done.stderr!r}"
