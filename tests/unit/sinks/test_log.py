from pathlib import Path

import pytest

from orchestrator.diagnostics import StorageError
from orchestrator.run import events as ev
from orchestrator.sinks.log import LogSink
from tests.cases.report.runs import CASES, Told, plan_of, run_started, subtask, told


def write(told_: Told, path: Path) -> list[str]:
    sink = LogSink(path)
    for record in told_.records:
        sink.tell(record, told_.state)
    sink.close()
    sink.close()
    return path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", CASES)
def test_a_line_an_event(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    case = CASES[name]()
    lines = write(case, tmp_path / "run.log")
    assert len(lines) == len(case.records)
    assert all("DEBUG" in line and '"type"' in line and line.isprintable() for line in lines)
    assert capfd.readouterr() == ("", "")


def test_the_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    path = tmp_path / "run.log"
    path.touch(0o644)
    write(CASES["untouched"](), path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_text_is_never_a_format(tmp_path: Path) -> None:
    plan = plan_of(subtask(1, "x"))
    event = ev.SubtaskReset(subtask="task_1", reason="{} {0.__class__} <red>x</red> %s")
    *_, line = write(told(plan, run_started(plan), event), tmp_path / "run.log")
    assert "{} {0.__class__} <red>x</red> %s" in line


def test_a_long_entry_is_cut(tmp_path: Path) -> None:
    plan = plan_of(subtask(1, "x"))
    event = ev.SubtaskReset(subtask="task_1", reason="x" * 100_000)
    *_, line = write(told(plan, run_started(plan), event), tmp_path / "run.log")
    assert len(line) < 2200
    assert line.endswith("characters)")


def test_two_logs_do_not_mix(tmp_path: Path) -> None:
    case = CASES["untouched"]()
    first, second = LogSink(tmp_path / "a.log"), LogSink(tmp_path / "b.log")
    first.tell(case.records[0], case.state)
    first.close()
    second.close()
    assert (tmp_path / "a.log").read_text()
    assert (tmp_path / "b.log").read_text() == ""


def test_a_log_that_cannot_be_opened_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be opened"):
        LogSink(tmp_path / "file" / "run.log")


@pytest.mark.parametrize("name", ["no\0name", "is-a-folder"])
def test_a_file_that_cannot_be_opened_is_told_with_a_next_step(tmp_path: Path, name: str) -> None:
    (tmp_path / "is-a-folder").mkdir()
    with pytest.raises(StorageError) as raised:
        LogSink(tmp_path / name)
    assert raised.value.hint


def test_nothing_is_appended_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "victim").write_text("mine")
    (tmp_path / "run.log").symlink_to(tmp_path / "victim")
    with pytest.raises(StorageError, match="symbolic link"):
        LogSink(tmp_path / "run.log")
    assert (tmp_path / "victim").read_text() == "mine"
