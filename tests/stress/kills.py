"""Kills of the orchestrator, at random moments and at named points, and what must come of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count as numbers
from pathlib import Path
from random import Random

from tests.e2e.project import Project
from tests.stress.looks import LOOKS, looked_at
from tests.stress.midway import edited_midway
from tests.stress.points import RESUMING, STARTING, Point
from tests.stress.probes import SMALL, SMALL_SETTINGS, STUCK_AT, TASK, lay_out, small, wide
from tests.stress.starts import AT_ONCE, at_once, crash, kill_after, run, start
from tests.stress.trial import Tally, Trial
from tests.stress.witness import Witness

_KILLS_A_RUN = 5
_WIDE, _NARROW = 50, 6
_NARROW_S = 1.5
_IN_A_ROW = 3
_RUN = ("execute_task", TASK, "--quiet")
_RESUME = (*_RUN, "--resume")

# How often something was killed, and who watched it.
Watched = tuple[int, Witness]


def _at_random(children: bool, folder: Path, count: int, random: Random) -> Tally:
    """Kills at moments spread evenly over the length of an undisturbed run."""
    subtasks, length, seen = _NARROW, _NARROW_S, list[Watched]()
    if count > _KILLS_A_RUN:
        whole = _wide(folder / "whole", subtasks := _WIDE)
        began = time.monotonic()
        whole.end(run(whole.project, *_RUN))
        length = time.monotonic() - began
        seen.append((0, whole))
    names = (folder / f"run{number}" for number in numbers())
    while (left := count - sum(kills for kills, _ in seen)) > 0:
        jobs = [
            partial(
                _killed, root, subtasks, [random.uniform(0, length) for _ in range(kills)], children
            )
            for kills, root in zip(_shares(left), names, strict=False)
        ]
        seen += at_once(jobs)
    return _tally(seen)


def _shares(kills: int) -> Iterator[int]:
    """So many kills, as runs at once suffer them."""
    runs = min(AT_ONCE, -(-kills // _KILLS_A_RUN))
    return (min(_KILLS_A_RUN, -(-kills // runs)) for _ in range(runs))


def _killed(root: Path, subtasks: int, moments: Sequence[float], children: bool) -> Watched:
    """One run, killed so long after each of its starts, and brought to its end."""
    witness = _wide(root, subtasks)
    kills, exit_ = 0, None
    for moment in moments:
        process = start(witness.project, *(_RESUME if kills else _RUN))
        if not kill_after(process, moment, children=children):
            exit_ = process.returncode
            break
        kills += 1
        witness.look(f"after kill {kills} at {moment:.3f} s")
    witness.end(exit_ if exit_ == 0 else _to_the_end(witness.project))
    return kills, witness


def _at_points(folder: Path, count: int, random: Random) -> Tally:
    """Every point in turn, at one of the times that a run comes by."""
    return _tally(at_once(_each(STARTING, _crashed, folder, count, random)))


def _in_resumes(folder: Path, count: int, random: Random) -> Tally:
    """Every point of a resume in turn, three times in a row."""
    tries = -(-count // _IN_A_ROW)
    return _tally(at_once(_each(RESUMING, _crashed_in_resumes, folder, tries, random)))


def _each(
    points: Sequence[Point],
    crashed: Callable[[Path, Point, int], Watched],
    folder: Path,
    count: int,
    random: Random,
) -> Iterator[Callable[[], Watched]]:
    order = random.sample(points, len(points))
    for number in range(count):
        point = order[number % len(order)]
        nth = random.randint(1, point.times)
        yield partial(crashed, folder / f"run{number}", point, nth)


def _crashed(root: Path, point: Point, nth: int) -> Watched:
    witness = _small(root)
    if not crash(witness.project, point, nth, *_RUN):
        witness.wrong.append(f"never came to “{point.name}” for the {nth}. time")
    witness.look(f"killed when {point.name} ({nth})")
    witness.end(_to_the_end(witness.project))
    return 1, witness


def _crashed_in_resumes(root: Path, point: Point, nth: int) -> Watched:
    """A run of which something goes on that will not end, and resumes that die as well."""
    witness = _small(root, stuck=True)
    process = start(witness.project, *_RUN)
    witness.project.wait_for(STUCK_AT)
    kill_after(process, 0)
    witness.look("after the first kill")
    for number in range(1, _IN_A_ROW + 1):
        if not crash(witness.project, point, nth, *_RESUME):
            witness.wrong.append(f"resume {number} never came to “{point.name}”")
        witness.look(f"resume {number} killed when {point.name}")
    witness.end(_to_the_end(witness.project))
    return _IN_A_ROW, witness


def _wide(root: Path, subtasks: int) -> Witness:
    root.mkdir()
    lay_out(project := Project(root), wide(subtasks))
    return Witness(project, subtasks)


def _small(root: Path, *, stuck: bool = False) -> Witness:
    root.mkdir()
    lay_out(project := Project(root), small(stuck=stuck), SMALL_SETTINGS)
    return Witness(project, SMALL)


def _to_the_end(project: Project) -> int:
    """Resume until it is well; what was killed from outside has failed, and runs once more."""
    for _ in range(_IN_A_ROW):
        if (exit_ := run(project, *_RESUME)) != 1:
            break
    return exit_


def _tally(seen: Sequence[Watched]) -> Tally:
    watched = [witness for _, witness in seen]
    kills = sum(kills for kills, _ in seen)
    wrong = [line for witness in watched for line in witness.wrong]
    figures = {
        "kills survived": kills,
        "overlaps": sum(witness.overlaps for witness in watched),
        "recorded successes rerun": sum(witness.reruns for witness in watched),
        "repeated effects": sum(witness.repeated() for witness in watched),
        "lost": sum(witness.lost for witness in watched),
        "processes left": sum(witness.left for witness in watched),
    }
    return Tally(tried=kills, wrong=tuple(wrong), figures=figures)


TRIALS = (
    Trial(
        name="kills",
        promise="a SIGKILL at any moment loses, repeats and doubles nothing that was recorded",
        run=partial(_at_random, False),
        short=2,
        full=200,
    ),
    Trial(
        name="kills-of-children",
        promise="the same when all its children are killed before it",
        run=partial(_at_random, True),
        short=1,
        full=50,
    ),
    Trial(
        name="crash-points",
        promise="the same at every named point of a run",
        run=_at_points,
        short=3,
        full=5 * len(STARTING),
    ),
    Trial(
        name="crashing-resumes",
        promise="resumes that are killed themselves, three in a row, are gone on with as well",
        run=_in_resumes,
        short=1,
        full=5 * _IN_A_ROW * len(RESUMING),
    ),
    Trial(
        name="edits-midway",
        promise="a file that is edited while it is run changes no run, and later ones as it must",
        run=edited_midway,
        short=1,
        full=24,
    ),
    Trial(
        name="looks",
        promise="looking at a run that was killed changes not a byte",
        run=looked_at,
        short=4,
        full=20 * len(LOOKS),
    ),
)
