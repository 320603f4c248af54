"""A root in the midst of canaries: files that nothing may make, change or read; runs nothing."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

_DEPTH = ("a", "b")
_TRAPS = ("x", "x.md", "x.json", "etc/x", "etc/passwd", "reports/x.md", "tasks/x.md", "b/x")
_REAL = tuple(map(Path, ("/x", "/etc/x", "/etc/passwd", "/x.md", "/x.json", "/var/x")))


class Surroundings:
    """`root` is an empty folder; around it, wherever a name may lead, lie canaries. Their
    content is `secret` and their place."""

    def __init__(self, folder: Path, secret: str) -> None:
        self.around = folder / "around"
        self.root = self.around.joinpath(*_DEPTH, "root")
        self.outside = self.around / "outside"
        self._secret = secret.encode()
        self.root.mkdir(parents=True)
        self.outside.mkdir()
        for place in (self.around, self.outside, *list(self.root.parents)[: len(_DEPTH)]):
            for trap in _TRAPS:
                file = place / trap
                file.parent.mkdir(exist_ok=True)
                file.write_bytes(self._content(file))
        self._digests = {
            hashlib.sha256(path.read_bytes()).hexdigest().encode()
            for path in self.around.rglob("*")
            if path.is_file()
        }
        self._before = self._seen()

    def changed(self) -> list[str]:
        """What is otherwise outside the root than it was, a line each."""
        now = self._seen()
        return [
            f"{path}: {self._before.get(path, 'was not there')} -> {now.get(path, 'is gone')}"
            for path in sorted({*self._before, *now})
            if self._before.get(path) != now.get(path)
        ]

    def read(self, outputs: Iterable[bytes] = ()) -> list[str]:
        """Where inside the root, or in what was printed, something of a canary stands."""
        found = [
            f"{path}: holds what stands outside the root"
            for path in files_below(self.root)
            if self._tells(path.read_bytes())
        ]
        told = [f"printed: {text[:300]!r}" for text in outputs if self._tells(text)]
        return found + told

    def _tells(self, data: bytes) -> bool:
        return self._secret in data or any(digest in data for digest in self._digests)

    def _content(self, file: Path) -> bytes:
        return self._secret + b" " + os.fsencode(file.relative_to(self.around)) + b"\n"

    def _seen(self) -> dict[str, str]:
        seen = {str(path): _facts(path) for path in _REAL if os.path.lexists(path)}
        for folder, folders, names in os.walk(self.around):
            folders[:] = [name for name in folders if Path(folder, name) != self.root]
            for name in (*folders, *names):
                path = Path(folder, name)
                seen[str(path)] = _facts(path)
        return seen


def files_below(folder: Path) -> Iterator[Path]:
    """The regular files, links not followed."""
    for parent, _, names in os.walk(folder):
        for name in sorted(names):
            path = Path(parent, name)
            if stat.S_ISREG(path.lstat().st_mode):
                yield path


def _facts(path: Path) -> str:
    facts = path.lstat()
    said = stat.filemode(facts.st_mode)
    if stat.S_ISREG(facts.st_mode):
        return f"{said} {hashlib.sha256(path.read_bytes()).hexdigest()[:16]}"
    return said
