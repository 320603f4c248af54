"""Permissions on disk: whose they are, who could have written them, and where they lie."""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator.diagnostics import InputError, OrchestratorError, StorageError
from orchestrator.operations.project import Allowed
from orchestrator.stores.trust import FileTrust, folder_of

KEY, OTHER = "1" * 64, "2" * 64
ABOUT = Allowed(root="/srv/p", path="t.md", task="t", sha256="3" * 64, at="2030-01-01T00:00:00Z")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "orchestrator" / "allowed"


@pytest.fixture
def trust(folder: Path) -> FileTrust:
    made = FileTrust(folder)
    made.allow(KEY, ABOUT)
    assert made.allowed(KEY)
    return made


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_what_is_written_is_for_its_owner_alone(trust: FileTrust, folder: Path) -> None:
    assert [_mode(each) for each in (folder.parent, folder, folder / KEY)] == [0o700, 0o700, 0o600]
    assert os.listdir(folder) == [KEY]


def _link(path: Path) -> None:
    path.rename(path.with_name("real"))
    path.symlink_to("real")


def _give_away(path: Path) -> None:
    os.chown(path, 4711, -1)


def _second_name(path: Path) -> None:
    os.link(path, path.with_name("second"))


def _folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir()


needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
HARMS = [
    pytest.param(lambda path: path.chmod(0o620), "can be written by others", id="group"),
    pytest.param(lambda path: path.chmod(0o702), "can be written by others", id="all"),
    pytest.param(_link, "is a symbolic link", id="link"),
    pytest.param(_give_away, "belongs to another user (uid 4711)", id="owner", marks=needs_root),
]
OF_FILES = [
    pytest.param(_second_name, "is a file of several names", id="hard link"),
    pytest.param(_folder_instead, "is a folder", id="folder"),
]


@pytest.mark.parametrize(("harm", "words"), [*HARMS, *OF_FILES])
def test_a_file_that_others_could_write_counts_as_nothing(
    trust: FileTrust, folder: Path, harm: Callable[[Path], None], words: str
) -> None:
    trust.allow(OTHER, ABOUT)
    harm(folder / KEY)
    with pytest.raises(InputError) as refused:
        trust.allowed(KEY)
    assert words in refused.value.message
    assert str(folder / KEY) in (refused.value.hint or "")
    # The others are not lost for it.
    assert trust.allowed(OTHER)
    assert trust.entries() == {OTHER: ABOUT}


@pytest.mark.parametrize("which", ["folder", "above"])
@pytest.mark.parametrize(("harm", "words"), HARMS)
def test_in_a_folder_that_others_could_write_nothing_counts(
    trust: FileTrust, folder: Path, which: str, harm: Callable[[Path], None], words: str
) -> None:
    harmed = folder if which == "folder" else folder.parent
    harm(harmed)
    for ask in (lambda: trust.allowed(KEY), trust.entries, lambda: trust.allow(OTHER, ABOUT)):
        with pytest.raises(InputError) as refused:
            ask()
        assert words in refused.value.message
        assert str(harmed) in (refused.value.hint or "")
    assert not (folder / OTHER).exists()


def test_the_next_step_mends_it(trust: FileTrust, folder: Path) -> None:
    folder.chmod(0o777)
    with pytest.raises(InputError) as refused:
        trust.allowed(KEY)
    assert refused.value.hint == f"chmod go-w {folder}"
    folder.chmod(folder.stat().st_mode & ~0o022)
    assert trust.allowed(KEY)


def test_what_is_allowed_anew_stands_in_a_file_of_our_own(trust: FileTrust, folder: Path) -> None:
    (folder / KEY).chmod(0o666)
    trust.allow(KEY, ABOUT)
    assert _mode(folder / KEY) == 0o600
    assert trust.allowed(KEY)


def test_nothing_is_written_through_a_link(trust: FileTrust, folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("mine")
    (folder / OTHER).symlink_to(target)
    with pytest.raises(OrchestratorError):
        trust.allow(OTHER, ABOUT)
    trust.forget(OTHER)
    assert not (folder / OTHER).is_symlink()
    assert target.read_text() == "mine"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"root": 1}', b"\xff\xfe"])
def test_a_torn_file_allows_nothing(trust: FileTrust, folder: Path, content: bytes) -> None:
    (folder / KEY).write_bytes(content)
    assert not trust.allowed(KEY)
    assert trust.entries() == {}


def test_other_files_are_no_permissions(trust: FileTrust, folder: Path) -> None:
    for name in (".tmp-1-0123456789ab", "README", KEY[:-1], KEY.replace("1", "A")):
        (folder / name).write_bytes((folder / KEY).read_bytes())
    assert list(trust.entries()) == [KEY]


def test_fields_of_a_later_release_are_passed_over(trust: FileTrust, folder: Path) -> None:
    text = (folder / KEY).read_text()
    (folder / KEY).write_text(text.replace("{", '{ "by": "Ada",', 1))
    assert trust.entries() == {KEY: ABOUT}


def test_what_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        FileTrust(tmp_path / "file" / "orchestrator" / "allowed").allow(KEY, ABOUT)


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"XDG_STATE_HOME": "/there/state", "HOME": "/there"}, "/there/state"),
        ({"XDG_STATE_HOME": "", "HOME": "/there"}, "/there/.local/state"),
        ({"XDG_STATE_HOME": "in/the/project", "HOME": "/there"}, "/there/.local/state"),
        ({"HOME": "/there"}, "/there/.local/state"),
    ],
)
def test_it_lies_in_the_state_of_the_user(
    tmp_path: Path, environ: dict[str, str], folder: str
) -> None:
    assert folder_of(environ, project=tmp_path) == Path(folder) / "orchestrator" / "allowed"


def test_without_a_home_it_is_the_one_that_the_system_knows(tmp_path: Path) -> None:
    home = os.path.realpath(Path(pwd.getpwuid(os.geteuid()).pw_dir) / ".local" / "state")
    assert folder_of({"HOME": "relative"}, project=tmp_path).parent.parent == Path(home)


@pytest.mark.parametrize("place", ["", "deeper", "link"])
def test_a_project_does_not_bring_its_own(tmp_path: Path, place: str) -> None:
    project = tmp_path / "project"
    (project / "deeper").mkdir(parents=True)
    (tmp_path / "link").symlink_to(project)
    state = tmp_path / "link" if place == "link" else project / place
    with pytest.raises(InputError) as refused:
        folder_of({"XDG_STATE_HOME": str(state)}, project=project)
    assert "lies in the project" in refused.value.message
    assert "XDG_STATE_HOME" in (refused.value.hint or "")
