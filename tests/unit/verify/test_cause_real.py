"""Programs that really fail, run twice: one cause has one hash, and no other has it."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestrator.document.expect import NOTHING_EXPECTED
from orchestrator.engines.log import Log
from orchestrator.verify.cause import Cause, cause_of
from orchestrator.verify.expectations import judge, why_not
from orchestrator.verify.model import CommandResult, Outcome
from orchestrator.verify.seen import Seen
from tests.cases.causes.scripts import DIFFERENT, SAME, Script

COMMENT = {".py": "#", ".sh": "#", ".js": "//", ".c": "//", ".pl": "#"}


@dataclass(frozen=True)
class World:
    """What differs from one time to the next and is no cause: the folder, the home, how many
    comments stand above the code, colours, how deep or how much."""

    folder: str
    home: str
    comments: int
    colour: str
    depth: int


HERE = World("a", "home/ada", 0, "never", 120)
THERE = World("another-place/deep/down/run_2/work", "home/grace.hopper", 7, "always", 900)


def result_of(script: Script, world: World, root: Path) -> CommandResult:
    """Run it in a world, and make of its end and its output what a run keeps."""
    folder = root / world.folder
    folder.mkdir(parents=True)
    for name, text in script.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        mark = COMMENT.get(path.suffix)
        path.write_text(f"{mark} a remark\n" * world.comments + text if mark else text)
    log = Log(root, "log")
    ended = subprocess.run(
        ["bash", "-c", script.command],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=log.handle,
        stderr=log.handle,
        env={
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PWD": str(folder),
            "HOME": str(root / world.home),
            "COLOUR": world.colour,
            "DEPTH": str(world.depth),
            "TMPDIR": str(root),
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        check=False,
        timeout=60,
    )
    output = log.excerpt(0, log.size())
    log.close()
    code = ended.returncode
    return command_result(output, code if code >= 0 else None, -code if code < 0 else None)


def command_result(output: str, exit_code: int | None, number: int | None = None) -> CommandResult:
    name = None if number is None else signal.Signals(number).name
    judgements = judge(NOTHING_EXPECTED, Seen(exit_code=exit_code, signal=name))
    return CommandResult(
        outcome=Outcome.FAILED,
        started_at="2030-01-01T00:00:00Z",
        duration_ms=1,
        exit_code=exit_code,
        signal=number,
        reason=f"ended by {name}" if name else why_not(judgements),
        judgements=judgements,
        output=output,
        output_bytes=len(output),
    )


def cause_in(script: Script, world: World, root: Path) -> tuple[Cause, CommandResult]:
    result = result_of(script, world, root)
    assert result.exit_code != 0, result.output
    cause = cause_of([result], scripts=[script.files.get("main.sh", "")])
    assert cause is not None
    return cause, result


def run_both(
    first: tuple[Script, World], second: tuple[Script, World], root: Path
) -> list[tuple[Cause, CommandResult]]:
    needs = {first[0].needs, second[0].needs}
    if missing := [each for each in needs if shutil.which(each) is None]:
        pytest.skip(f"{missing[0]} is not here")
    with ThreadPoolExecutor(max_workers=2) as pool:
        return list(
            pool.map(
                lambda each: cause_in(*each), [(*first, root / "first"), (*second, root / "second")]
            )
        )


@pytest.mark.parametrize("script", SAME, ids=lambda script: script.name)
def test_one_cause_has_one_hash(script: Script, tmp_path: Path, seen: dict[str, str]) -> None:
    (here, one), (there, two) = run_both((script, HERE), (script, THERE), tmp_path)
    assert here.hash == there.hash, f"{here}\n{one.output}\n{there}\n{two.output}"
    assert here.type == there.type
    # Nor has any other of these programs the same one.
    assert seen.setdefault(here.hash, script.name) == script.name


@pytest.fixture(scope="module")
def seen() -> dict[str, str]:
    return {}


@pytest.mark.parametrize("world", [HERE, THERE], ids=["here", "there"])
@pytest.mark.parametrize("what", DIFFERENT)
def test_different_causes_have_different_hashes(what: str, world: World, tmp_path: Path) -> None:
    one, other = DIFFERENT[what]
    (here, first), (there, second) = run_both((one, HERE), (other, world), tmp_path)
    assert here.hash != there.hash, f"{here}\n{first.output}\n{there}\n{second.output}"


def test_there_are_enough_of_them() -> None:
    assert len(SAME) >= 30
    assert len(DIFFERENT) >= 30
    assert len({script.name for script in SAME}) == len(SAME)
    assert all(one != other for one, other in itertools.chain(DIFFERENT.values()))
