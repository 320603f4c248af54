from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.cli.arguments import ids, seconds, target_file, variables
from orchestrator.diagnostics import InputError


def test_ids_come_one_by_one_or_with_commas() -> None:
    assert ids(["task_1, 2", "Task 3"]) == ("task_1", "2", "Task 3")
    assert ids([]) == ids([" , "]) == ()


def test_variables_keep_everything_after_the_first_sign() -> None:
    assert variables("--env", ["A=1", "B=x=y z", "C="]) == {"A": "1", "B": "x=y z", "C": ""}
    assert variables("--env", []) == {}


@pytest.mark.parametrize("text", ["A", "=x", "1A=x", "A B=x", "é=x"])
def test_what_is_no_variable_is_refused_without_its_value(text: str) -> None:
    with pytest.raises(InputError) as caught:
        variables("--env", [f"{text}hunter2" if "=" in text else text])
    assert "hunter2" not in caught.value.message


def test_seconds_reads_durations_of_task_files() -> None:
    assert seconds("--timeout", None) is None
    assert seconds("--timeout", "1m30s") == 90.0
    with pytest.raises(InputError, match="--timeout 'soon'"):
        seconds("--timeout", "soon")


def test_a_folder_is_no_file_to_write(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        target_file(str(tmp_path))
    assert target_file(str(tmp_path / "new.md")) == tmp_path / "new.md"
