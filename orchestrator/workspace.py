"""Every path of a project; knows nothing of what the files say."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from msgspec import Struct

from orchestrator.atomic import cannot_write, kind_of, write_atomic
from orchestrator.diagnostics import InputError, StorageError

STATE_DIR = ".orchestrator"
MCP_TOKEN = "mcp.token"
_NAME_BYTES = 100
_DIGEST_CHARS = 8
_MOST_PARTS = 200
# How a made name ends; a text that ends so gets a digest too, so that it is nobody else's.
_LIKE_MADE = re.compile(rf"-[0-9a-f]{{{_DIGEST_CHARS}}}$")
# Names that Windows keeps for devices, whatever the suffix; a checkout may be shared with it.
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul"] + [f"{port}{n}" for port in ("com", "lpt") for n in range(10)]
)


class Workspace(Struct, frozen=True):
    """The paths below a root. `tasks` and `reports` are the folders' names under it."""

    root: Path
    tasks: str = "docs/tasks"
    reports: str = "docs/reports"

    @property
    def state_dir(self) -> Path:
        return self.root / STATE_DIR

    @property
    def database(self) -> Path:
        return self.state_dir / "state.db"

    @property
    def mcp_token(self) -> Path:
        """Where the token is kept that callers of the MCP server over HTTP must send."""
        return self.state_dir / MCP_TOKEN

    @property
    def plans_dir(self) -> Path:
        return self.state_dir / "plans"

    @property
    def converted_dir(self) -> Path:
        return self.state_dir / "converted"

    @property
    def crash_dir(self) -> Path:
        return self.state_dir / "crash"

    @property
    def tasks_dir(self) -> Path:
        return self.root / self.tasks

    @property
    def reports_dir(self) -> Path:
        return self.root / self.reports

    def plan_file(self, task: str) -> Path:
        """Where the converted plan of a task is kept."""
        return self.plans_dir / f"{safe_name(task)}.json"

    def run_dir(self, run: str) -> str:
        """Where everything of a run lies that is no record, relative to the root."""
        return f"{STATE_DIR}/runs/{safe_name(run)}"

    def log_file(self, run: str, subtask: str, attempt: int) -> str:
        """The log of one attempt, relative to the root, with forward slashes."""
        # Dots part what follows, so that `T1.1` and an attempt of `T1` never share a log.
        return f"{self.run_dir(run)}/{safe_name(subtask, dots=False)}.{attempt}.log"

    def evidence_dir(self, run: str) -> str:
        """Where copies of the evidence files of a run lie, relative to the root."""
        return f"{self.run_dir(run)}/evidence"

    def appointment_file(self, task: str) -> Path:
        """The file whose lock says that a process waits for the moment to run a task."""
        return self.lock_file(task).with_suffix(".later")

    def lock_file(self, task: str) -> Path:
        """The file whose lock says that a task is being run; it is never deleted."""
        return self.state_dir / "locks" / f"{safe_name(task)}.lock"

    def prepare(self) -> None:
        """Make the state folder, for its owner alone and unseen by git.

        Raises:
            StorageError: it cannot be made, or it or something right in it is not ours.
        """
        folder = self.state_dir
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            _refuse_foreign(folder)
            _refuse_planted_in(folder)
            ignore = folder / ".gitignore"
            if not ignore.exists():
                write_atomic(ignore, b"*\n", mode=0o600)
        except OSError as error:
            raise cannot_write(folder, error) from error

    def prepare_run(self, run: str) -> None:
        """Look at the folder of a run that goes on: its files are about to be appended to.

        Raises:
            StorageError: something in it is not ours.
        """
        folder = self.root / self.run_dir(run)
        refuse_planted(folder / "-")
        _refuse_planted_in(folder)

    def write_state(self, path: Path, data: bytes | Iterable[bytes]) -> None:
        """Write a file of the state folder, whole or in pieces, for its owner alone.

        Raises:
            StorageError: it cannot be written.
        """
        self.prepare()
        refuse_planted(path)
        write_atomic(path, data, mode=0o600)


def templates_dir() -> Path:
    """The templates of this program: inside the package when installed, beside it in a
    checkout."""
    package = Path(__file__).resolve().parent
    inside_package = package / "templates"
    return inside_package if inside_package.is_dir() else package.parent / "templates"


def find_root(start: Path, given: Path | None) -> Path:
    """The project's root: the given one, else the nearest folder upwards that holds
    state, else the root of the git checkout, else `start`.

    Raises:
        InputError: the given root is not a folder.
    """
    if given is not None:
        if not given.is_dir():
            raise InputError(
                f"the root {given} is not a folder", hint="name an existing folder after -C"
            )
        return given.resolve()
    start = start.resolve()
    upwards = (start, *start.parents)
    for folder in upwards:
        if (folder / STATE_DIR).is_dir():
            return folder
    for folder in upwards:
        if (folder / ".git").exists():
            return folder
    return start


@lru_cache(maxsize=1024)
def safe_name(text: str, *, dots: bool = True) -> str:
    """A file name for any text: the text itself where it can be one, else a readable part
    of it and a digest that tells it from others. At most 100 bytes, ASCII, no separator, and
    without `dots` no dot."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", text).lstrip("-.").rstrip(".")
    stem, dot, _ = name.partition(".")
    is_taken = stem.lower() in _RESERVED or _LIKE_MADE.search(name) or (dot and not dots)
    if name == text and name and len(name) <= _NAME_BYTES and not is_taken:
        return name
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGEST_CHARS]
    readable = name[: _NAME_BYTES - _DIGEST_CHARS - 1].replace(".", "-").strip("-")
    return f"{readable}-{digest}" if readable else f"x-{digest}"


def inside(root: Path, path: Path) -> bool:
    """Whether `path`, links followed, lies in `root` or is it."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, ValueError, RuntimeError):
        # A NUL, an endless name or a loop of links leads nowhere, so not inside either.
        return False


def glob_inside(root: Path, folder: Path, pattern: str) -> set[Path]:
    """What a glob, taken from `folder`, leads to: inside the root or, through a link, out of
    it. One that starts outside is not even looked up: it might be the whole disk."""
    glob = Path(os.path.normpath(pattern))
    start, parts = folder, list(glob.parts)
    if glob.is_absolute():
        if not glob.is_relative_to(root):
            return set()
        start, parts = root, list(glob.relative_to(root).parts)
    while parts and parts[0] == "..":
        start = start.parent
        del parts[0]
    # No path has so many parts, and several `**` in a row mean one, in ever longer times.
    parts = [part for n, part in enumerate(parts) if part != "**" or parts[n - 1 : n] != ["**"]]
    if len(parts) > _MOST_PARTS or not inside(root, start):
        return set()
    try:
        return {Path(os.path.normpath(path)) for path in start.glob("/".join(parts) or ".")}
    except (ValueError, NotImplementedError, IndexError, OSError):
        return set()  # it is no pattern, so nothing matches it


def is_state(root: Path, path: Path) -> bool:
    """Whether `path`, links followed, lies in the state folder: what the orchestrator itself
    writes during an attempt is no evidence of anything."""
    return inside(root / STATE_DIR, path)


def refuse_planted(path: Path) -> None:
    """Refuse what somebody laid where a file of the state folder belongs: a link, also as one
    of the folders above it, a pipe, a device, a folder, a file that has another name too.

    Raises:
        StorageError: it is there.
    """
    above = [folder for folder in path.parents if STATE_DIR in folder.parts]
    for folder in above:
        if folder.is_symlink():
            raise _planted(folder, "a symbolic link")
        if folder.name == STATE_DIR:
            break
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        facts = os.lstat(path)
        if not stat.S_ISREG(facts.st_mode):
            raise _planted(path, kind_of(facts.st_mode))
        if facts.st_nlink > 1:
            raise _planted(path, "a file that has another name (a hard link)")


def _refuse_planted_in(folder: Path) -> None:
    """Everything right in a folder is a folder, or a file of one name."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        for entry in os.scandir(folder):
            if not entry.is_dir(follow_symlinks=False):
                refuse_planted(Path(entry.path))


def _planted(path: Path, what: str) -> StorageError:
    return StorageError(
        f"{path} is {what}, not a file of the orchestrator",
        hint="remove it; what belongs there is made again when it is needed",
    )


def _refuse_foreign(folder: Path) -> None:
    facts = os.lstat(folder)
    if not stat.S_ISDIR(facts.st_mode):
        raise StorageError(
            f"{folder} is a symbolic link or a file, not a folder",
            hint="remove it; the folder is made again when it is needed",
        )
    user = os.geteuid()
    if facts.st_uid != user and user != 0:
        raise StorageError(
            f"{folder} belongs to another user (uid {facts.st_uid})",
            hint=f"let them run it, or give it to yourself: sudo chown -R {user} {folder}",
        )
    if facts.st_uid == user and facts.st_mode & 0o077:
        os.chmod(folder, 0o700)
