"""What a fuzzer once found, in the files of `cases/fuzz`: each is survived since."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stress.reading import wrong_with_plan, wrong_with_text

_CASES = Path(__file__).parents[1] / "cases" / "fuzz"


@pytest.mark.parametrize("name", sorted(path.name for path in _CASES.glob("*.md")))
def test_a_task_file_gives_a_plan_or_findings(name: str) -> None:
    assert wrong_with_text((_CASES / name).read_bytes()) == []


@pytest.mark.parametrize("name", sorted(path.name for path in _CASES.glob("*.json")))
def test_a_converted_plan_is_read_or_refused(name: str) -> None:
    assert wrong_with_plan((_CASES / name).read_bytes()) == []
