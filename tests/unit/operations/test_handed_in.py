from pathlib import Path

import pytest

from orchestrator.operations.byhand.attest import attest
from orchestrator.operations.reporting.handed_in import contents, handed_in
from tests.projects import Bench

TASK = "# Look\n\n### Task 1: Look\n- [ ] 1.1 Look at it\n"


def given(root: Path, data: bytes) -> tuple[Bench, Path]:
    """A run to which a file was handed in, and the copy of it."""
    bench = Bench(root)
    bench.run(bench.plan("031_look.md", TASK))
    path = root / "seen.txt"
    path.write_bytes(data)
    attest(bench.project, "031_look", "1", str(path), step="1.1", by="ann")
    (one,) = handed_in(records(bench))
    return bench, root / one.file.path


def records(bench: Bench):
    row = bench.store.latest_run("031_look")
    assert row is not None
    return tuple(bench.store.events(row.run))


def test_files_stand_with_their_attestation(tmp_path: Path) -> None:
    bench, _ = given(tmp_path, b"green")
    (one,) = handed_in(records(bench))
    assert (one.subtask, one.word.by, one.file.name) == ("task_1", "ann", "seen.txt")


def test_a_short_text_is_shown(tmp_path: Path) -> None:
    bench, copy = given(tmp_path, "gr\u00fcn\n".encode())
    assert contents(bench.project, records(bench)) == {
        copy.relative_to(tmp_path).as_posix(): "gr\u00fcn\n"
    }


@pytest.mark.parametrize("data", [b"\0", b"\xff", b"long" * 20_000])
def test_what_is_no_short_text_is_not_shown(tmp_path: Path, data: bytes) -> None:
    bench, _ = given(tmp_path, data)
    assert contents(bench.project, records(bench)) == {}


def test_a_copy_that_was_changed_is_not_what_was_handed_in(tmp_path: Path) -> None:
    bench, copy = given(tmp_path, b"green")
    copy.write_bytes(b"GREEN")
    assert contents(bench.project, records(bench)) == {}


def test_a_copy_that_is_gone_or_leads_away_is_not_read(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bench, copy = given(tmp_path, b"green")
    copy.unlink()
    assert contents(bench.project, records(bench)) == {}
    outside = tmp_path_factory.mktemp("outside") / "green.txt"
    outside.write_bytes(b"green")
    copy.symlink_to(outside)
    assert contents(bench.project, records(bench)) == {}
