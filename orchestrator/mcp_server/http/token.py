"""The token that callers over HTTP must send, and its file; knows no server.

Whoever can read the file may call the server, so it is for its owner alone, and one that was not
so is refused, not mended: somebody else may have read it meanwhile.
"""

from __future__ import annotations

import fcntl
import os
import re
import secrets
import shlex
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from orchestrator.atomic import cannot_write
from orchestrator.diagnostics import StorageError
from orchestrator.workspace import Workspace, refuse_planted

TOKEN_VARIABLE = "ORCHESTRATOR_MCP_TOKEN"
"""Where clients take the token from that can read a variable."""
_RANDOM_BYTES = 32
_LEAST_CHARS = 32
_MOST_BYTES = 4096
# What may follow `Bearer` in a header (RFC 6750).
_FORM = re.compile(r"[A-Za-z0-9._~+/-]+=*")


class Token(Struct, frozen=True):
    """What callers must send, and the file that it is kept in. Never shows its value."""

    value: str
    path: Path

    def __repr__(self) -> str:
        return f"Token(path={self.path!r})"


def token_of(workspace: Workspace) -> Token:
    """The workspace's token; a new one where there is none.

    Raises:
        StorageError: the file cannot be made or read, is not for its owner alone, or holds none.
    """
    workspace.prepare()
    path = workspace.mcp_token
    with _alone(workspace.state_dir):
        text = _read(path)
        if text is None:
            text = secrets.token_urlsafe(_RANDOM_BYTES)
            workspace.write_state(path, text.encode("ascii") + b"\n")
    return Token(value=text, path=path)


def refuse_open(path: Path, mode: int, owner: int, user: int) -> None:
    """Refuse a token's file that others than `user` may read or write, by its mode and owner.

    Raises:
        StorageError: they may.
    """
    if owner != user:
        raise StorageError(
            f"{path} belongs to another user (uid {owner})", hint=f"{_remove(path)} or run as them"
        )
    if mode & 0o077:
        raise StorageError(
            f"{path} is open to others (mode {stat.S_IMODE(mode):04o})",
            hint=f"chmod 600 {shlex.quote(str(path))}\n"
            f"if somebody else may have read it: {_remove(path)}",
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """While no other server looks for the token, or makes it. The kernel ends it with the
    process, and there is no file of a lock that could be left behind."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise cannot_write(folder, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _read(path: Path) -> str | None:
    """The token in the file; None where there is no file."""
    refuse_planted(path)
    try:
        # What is looked at is what is read: not what was put there in between.
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise _unreadable(path, error) from error
    try:
        facts = os.fstat(handle)
        refuse_open(path, facts.st_mode, facts.st_uid, os.geteuid())
        data = os.read(handle, _MOST_BYTES)
    except OSError as error:
        raise _unreadable(path, error) from error
    finally:
        os.close(handle)
    text = data.decode("ascii", "replace").removesuffix("\n").removesuffix("\r")
    if len(text) < _LEAST_CHARS or not _FORM.fullmatch(text):
        what = "is empty" if not text else "holds no token of at least 32 letters and digits"
        raise StorageError(f"{path} {what}", hint=_remove(path))
    return text


def _unreadable(path: Path, error: OSError) -> StorageError:
    return StorageError(
        f"cannot read {path}: {error.strerror or error}",
        hint=f"chmod 600 {shlex.quote(str(path))}",
    )


def _remove(path: Path) -> str:
    return f"rm {shlex.quote(str(path))}  (the next start makes a new one)"
