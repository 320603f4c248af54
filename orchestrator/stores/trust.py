"""What people allowed to run: a file a key, in a folder of the user's; knows no plan.

A permission is believed only where nobody else could have written it: each file, its folder and
the one above belong to the user, only the user may write them, and none is a link.
"""

from __future__ import annotations

import os
import pwd
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from orchestrator.asdata import as_data
from orchestrator.atomic import cannot_write, kind_of, write_atomic
from orchestrator.diagnostics import InputError, StorageError
from orchestrator.operations.project import Allowed
from orchestrator.workspace import inside

SCHEMA_VERSION = 1
_KEY = re.compile(r"[0-9a-f]{64}")
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH


def folder_of(environ: Mapping[str, str], *, project: Path) -> Path:
    """Where the user's permissions lie, outside of the project: a checkout could bring its own.

    Raises:
        InputError: the place is in the project, or the user has no home.
    """
    place = environ.get("XDG_STATE_HOME", "")
    # By its specification a relative path there is none.
    state = Path(place) if os.path.isabs(place) else _home(environ) / ".local" / "state"
    folder = Path(os.path.realpath(state)) / "orchestrator" / "allowed"
    if inside(project, folder):
        raise InputError(
            f"what is allowed is kept in {folder}, which lies in the project {project}: whoever "
            "writes the project could allow it",
            hint="choose a smaller project (-C ROOT), or set XDG_STATE_HOME to a folder elsewhere",
        )
    return folder


def _home(environ: Mapping[str, str]) -> Path:
    home = environ.get("HOME", "")
    if os.path.isabs(home):
        return Path(home)
    try:
        return Path(pwd.getpwuid(os.geteuid()).pw_dir)
    except KeyError:
        raise InputError(
            "no home folder is known here, where it stands what is allowed",
            hint="set XDG_STATE_HOME to a folder of yours",
        ) from None


class FileTrust:
    """The permissions in a folder, which is made with the first of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def allowed(self, key: str) -> bool:
        """Whether a file that can be believed says so.

        Raises:
            InputError: others could have written it.
            StorageError: it cannot be read.
        """
        return self._is_there() and _read(self._folder / key) is not None

    def allow(self, key: str, about: Allowed) -> None:
        """Write the file, for its owner alone.

        Raises:
            InputError: others could write in the folder.
            StorageError: it cannot be written.
        """
        self._is_there()
        data = {"schema_version": SCHEMA_VERSION, **as_data(about)}
        text = msgspec.json.format(msgspec.json.encode(data), indent=1)
        write_atomic(self._folder / key, text + b"\n", mode=0o600)

    def forget(self, key: str) -> None:
        """Remove the file, or whatever stands in its place.

        Raises:
            StorageError: it cannot be removed.
        """
        path = self._folder / key
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(path, error) from error

    def entries(self) -> Mapping[str, Allowed]:
        """What the files say that can be believed.

        Raises:
            InputError: others could write in the folder.
            StorageError: it cannot be read.
        """
        if not self._is_there():
            return {}
        with _reading(self._folder):
            names = sorted(filter(_KEY.fullmatch, os.listdir(self._folder)))
        found = {}
        for name in names:
            with suppress(InputError):
                found[name] = _read(self._folder / name)
        return {name: about for name, about in found.items() if about is not None}

    def _is_there(self) -> bool:
        """Whether there is a folder; raises InputError where it is not to be believed."""
        for folder in (self._folder.parent, self._folder):
            try:
                with _reading(folder):
                    facts = os.lstat(folder)
            except FileNotFoundError:
                return False
            if not stat.S_ISDIR(facts.st_mode):
                raise _unbelievable(folder, f"is {_kind(facts)}, not a folder", f"rm {folder}")
            _refuse_others(folder, facts, f"chmod go-w {folder}")
        return True


def _read(path: Path) -> Allowed | None:
    """What a file says; None where there is none, or it says nothing that can be read."""
    again = f"remove it, then allow it anew: rm {path}"
    try:
        with _reading(path):
            facts = os.lstat(path)
            if not stat.S_ISREG(facts.st_mode) or facts.st_nlink > 1:
                raise _unbelievable(path, f"is {_kind(facts)}", again)
            _refuse_others(path, facts, again)
            data = path.read_bytes()
        return msgspec.json.decode(data, type=Allowed)
    except (FileNotFoundError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Say which file the system does not show; that there is none is for the caller."""
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StorageError(
            f"cannot read {path}: {error.strerror or error}",
            hint="make it readable for yourself, or remove it",
        ) from error


def _kind(facts: os.stat_result) -> str:
    return "a file of several names" if stat.S_ISREG(facts.st_mode) else kind_of(facts.st_mode)


def _refuse_others(path: Path, facts: os.stat_result, hint: str) -> None:
    """Raise InputError for what somebody else wrote, or could have."""
    if facts.st_uid != os.geteuid():
        raise _unbelievable(path, f"belongs to another user (uid {facts.st_uid})", f"rm -r {path}")
    if facts.st_mode & _OTHERS_WRITE:
        raise _unbelievable(path, "can be written by others", hint)


def _unbelievable(path: Path, what: str, hint: str) -> InputError:
    return InputError(f"{path} {what}: nothing is allowed by it", hint=hint)
