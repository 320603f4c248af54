"""Who was started by a step of a run, as the kernel knows it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ASKS = (
    "from orchestrator.engines.inside import is_inside; import sys;"
    "driver = int(sys.argv[1]) or None; print(is_inside(eval(sys.argv[2]), driver))"
)
CHECKOUT = Path(__file__).resolve().parents[3]
PYTHON = f"'{sys.executable}' -c \"{ASKS}\""


def asked(command: str, driver: int = 0, of: str | None = "the-run", **more: str) -> str:
    asks = f'{PYTHON} {driver} "{of!r}"'
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(CHECKOUT), **more}
    done = subprocess.run(
        ["sh", "-c", command.replace("ASK", asks)],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("command", "run", "expected"),
    [
        ("ASK", "the-run", "True"),
        ("ASK", "another-run", "False"),
        ("ASK", None, "False"),
        ("(unset ORCHESTRATOR_RUN; ASK); true", "the-run", "True"),
        ("env -u ORCHESTRATOR_RUN sh -c 'sh -c \"exec env true\"'; ASK", "the-run", "True"),
    ],
)
def test_the_variables_of_a_step_tell(command: str, run: str | None, expected: str) -> None:
    more = {} if run is None else {"ORCHESTRATOR_RUN": run}
    assert asked(command, **more) == expected


def test_the_driver_above_tells_where_the_variables_are_gone() -> None:
    assert asked("exec ASK", driver=os.getpid()) == "True"
    assert asked("exec ASK", driver=1) == "False"


@pytest.mark.parametrize(
    ("command", "variables", "expected"),
    [
        ("ASK", {}, "False"),
        ("ASK", {"ORCHESTRATOR_JOBS": "2"}, "False"),
        ("ASK", {"ORCHESTRATOR_RUN": "any"}, "True"),
        ("(unset ORCHESTRATOR_RUN; ASK); true", {"ORCHESTRATOR_RUN": "any"}, "True"),
        # What starts the steps of all runs stands above one that dropped its variables.
        ("(unset ORCHESTRATOR_WARDEN; ASK); true", {"ORCHESTRATOR_WARDEN": "1"}, "True"),
    ],
)
def test_without_a_run_the_steps_of_any_count(
    command: str, variables: dict[str, str], expected: str
) -> None:
    assert asked(command, of=None, **variables) == expected
