from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestrator.diagnostics import StorageError
from orchestrator.mcp_server.http.token import Token, refuse_open, token_of
from orchestrator.workspace import Workspace

ROOT = Path(__file__).resolve().parents[4]
GOOD = "k7Qm-2uT_x9ZcVbN4aLsP0dFgHjKlWeR"


def test_a_token_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path)
    made = token_of(workspace)
    assert made.path == workspace.mcp_token == tmp_path / ".orchestrator" / "mcp.token"
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", made.value)
    assert made.path.stat().st_mode & 0o7777 == 0o600
    assert made.path.read_text() == made.value + "\n"
    assert token_of(workspace) == made


def test_two_projects_have_two_tokens(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = token_of(Workspace(tmp_path / "a")), token_of(Workspace(tmp_path / "b"))
    assert first.value != second.value


def test_whatever_the_mask_says_nobody_else_can_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = token_of(Workspace(tmp_path))
    finally:
        os.umask(before)
    assert made.path.stat().st_mode & 0o7777 == 0o600


@pytest.mark.parametrize(
    "text", [GOOD, GOOD + "\n", GOOD + "\r\n", "a" * 32, "a+/b=".rjust(40, "x"), "a" * 4000]
)
def test_a_token_of_ones_own_is_taken(tmp_path: Path, text: str) -> None:
    workspace = Workspace(tmp_path)
    workspace.write_state(workspace.mcp_token, text.encode())
    assert token_of(workspace) == Token(text.rstrip("\r\n"), workspace.mcp_token)


def _link(path: Path) -> None:
    other = path.parent.parent / "other"
    other.write_text(GOOD)
    other.chmod(0o600)
    path.symlink_to(other)


def _hard_link(path: Path) -> None:
    other = path.parent.parent / "other"
    other.write_text(GOOD)
    other.chmod(0o600)
    path.hardlink_to(other)


def _holding(text: str | bytes, mode: int = 0o600) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        path.chmod(mode)

    return write


BAD = {
    "open to its group": (_holding(GOOD, 0o640), r"open to others \(mode 0640\)", "chmod 600 "),
    "open to all": (_holding(GOOD, 0o644), r"open to others \(mode 0644\)", "chmod 600 "),
    "written by all": (_holding(GOOD, 0o602), r"open to others \(mode 0602\)", "chmod 600 "),
    "a link": (_link, "is a symbolic link", "remove it"),
    "a dangling link": (lambda path: path.symlink_to("nowhere"), "symbolic link", "remove it"),
    "a hard link": (_hard_link, "a hard link", "remove it"),
    "a pipe": (lambda path: os.mkfifo(path, 0o600), "not a regular file", "remove it"),
    "a folder": (lambda path: path.mkdir(), "is a folder", "remove it"),
    "empty": (_holding(""), "is empty", "rm "),
    "a line end": (_holding("\n"), "is empty", "rm "),
    "short": (_holding(GOOD[:31]), "holds no token", "rm "),
    "two lines": (_holding(f"{GOOD}\n{GOOD}\n"), "holds no token", "rm "),
    "blanks": (_holding(f"{GOOD} {GOOD}"), "holds no token", "rm "),
    "a header": (_holding(f"Bearer {GOOD}"), "holds no token", "rm "),
    "a line end within": (_holding(f"{GOOD}\r\nX-Evil: {GOOD}"), "holds no token", "rm "),
    "no text": (_holding(bytes(range(128, 192))), "holds no token", "rm "),
    "zeros": (_holding(bytes(64)), "holds no token", "rm "),
}


@pytest.mark.parametrize("case", BAD)
def test_a_file_that_is_not_right_is_one_error(tmp_path: Path, case: str) -> None:
    lay, said, hint = BAD[case]
    workspace = Workspace(tmp_path)
    workspace.prepare()
    lay(workspace.mcp_token)
    with pytest.raises(StorageError, match=said) as caught:
        token_of(workspace)
    assert hint in (caught.value.hint or "")
    assert GOOD not in f"{caught.value} {caught.value.hint}"
    assert os.path.lexists(workspace.mcp_token)


def test_a_refused_file_is_right_after_the_step_that_is_named(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "with blank's")
    workspace.root.mkdir()
    made = token_of(workspace)
    made.path.chmod(0o644)
    with pytest.raises(StorageError) as caught:
        token_of(workspace)
    step = (caught.value.hint or "").splitlines()[0]
    assert subprocess.run(["sh", "-c", step], check=False).returncode == 0
    assert token_of(workspace) == made


def test_a_linked_state_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".orchestrator").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageError, match="symbolic link"):
        token_of(Workspace(tmp_path))
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize(
    ("mode", "owner", "user", "said"),
    [
        (0o100600, 1000, 1000, None),
        (0o100400, 1000, 1000, None),
        (0o100600, 0, 0, None),
        (0o100600, 1001, 1000, "belongs to another user (uid 1001)"),
        (0o100600, 1000, 0, "belongs to another user (uid 1000)"),
        (0o100600, 0, 1000, "belongs to another user (uid 0)"),
        (0o100604, 1000, 1000, "mode 0604"),
        (0o100610, 1000, 1000, "mode 0610"),
        (0o100777, 1000, 1000, "mode 0777"),
    ],
)
def test_who_may_have_the_file(mode: int, owner: int, user: int, said: str | None) -> None:
    if said is None:
        refuse_open(Path("t"), mode, owner, user)
        return
    with pytest.raises(StorageError) as caught:
        refuse_open(Path("t"), mode, owner, user)
    assert said in caught.value.message
    assert caught.value.hint


@pytest.mark.skipif(os.geteuid() != 0, reason="only a superuser can give a file away")
def test_the_file_of_another_user_is_refused(tmp_path: Path) -> None:
    made = token_of(Workspace(tmp_path))
    os.chown(made.path, 12345, 12345)
    with pytest.raises(StorageError, match="another user"):
        token_of(Workspace(tmp_path))


MAKING = """
import sys
from pathlib import Path
from orchestrator.mcp_server.http.token import token_of
from orchestrator.workspace import Workspace
print("ready", flush=True)
sys.stdin.readline()
print(token_of(Workspace(Path(sys.argv[1]))).value)
"""


@pytest.mark.parametrize("n", range(3))
def test_servers_that_start_together_have_one_token(tmp_path: Path, n: int) -> None:
    starting = [
        subprocess.Popen(
            [sys.executable, "-c", MAKING, str(tmp_path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        for _ in range(8)
    ]
    for process in starting:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in starting:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    ended = [process.communicate(timeout=30) for process in starting]
    assert {errors for _, errors in ended} == {""}
    assert {said for said, _ in ended} == {Workspace(tmp_path).mcp_token.read_text()}
    assert not [path for path in (tmp_path / ".orchestrator").iterdir() if "tmp" in path.name]
