"""What the disk below a folder is like: whether it is full, and whether it is another
machine's. Reads the system's own tables, and decides nothing."""

from __future__ import annotations

import os
import re
from pathlib import Path

_TABLE = Path("/proc/self/mountinfo")
# Kinds of file systems that other machines may write to at the same time, or a host beside
# its guest: none keeps the memory that processes share in step.
_SHARED = frozenset(
    {
        "9p", "afs", "beegfs", "ceph", "cifs", "coda", "davfs", "drvfs", "gfs2", "glusterfs",
        "gpfs", "lustre", "ncpfs", "nfs", "nfs4", "ocfs2", "orangefs", "prl_fs", "smb3", "smbfs",
        "vboxsf", "virtiofs", "vmhgfs", "fuse",
    }
)  # fmt: skip
# These lie over a folder of this machine; of all others in user space nobody can tell.
_LOCAL_IN_USER_SPACE = frozenset(
    {"fuse.bindfs", "fuse.encfs", "fuse.fuse-overlayfs", "fuse.gocryptfs", "fuse.mergerfs"}
)
_ESCAPE = re.compile(r"\\([0-7]{3})")


def is_full(folder: Path) -> bool:
    """Whether there is no room left for us on the disk of a folder; a quota is not seen."""
    try:
        facts = os.statvfs(folder)
    except OSError:
        return False
    # Some kinds of file systems do not count at all. The last of the room is root's alone.
    left = facts.f_bfree if os.geteuid() == 0 else facts.f_bavail
    return facts.f_blocks > 0 and left == 0


def shared_kind(folder: Path) -> str | None:
    """The kind of the file system that a folder is on, when other machines may write there
    too; None when not, or when the system does not say."""
    try:
        table = _TABLE.read_text(encoding="utf-8", errors="surrogateescape")
        place = os.path.realpath(folder)
    except OSError:
        return None
    kind = kind_at(place, table)
    return kind if kind is not None and is_shared(kind) else None


def is_shared(kind: str) -> bool:
    """Whether a kind of file system is one that other machines may write to."""
    if kind.startswith("fuse."):
        return kind not in _LOCAL_IN_USER_SPACE
    return kind in _SHARED


def kind_at(place: str, table: str) -> str | None:
    """The kind of the file system at an absolute path without links, by a table as Linux has
    it in /proc/self/mountinfo: `id parent device root mountpoint options [tag …] - kind …`.

    Lines that are none are passed over. Of two mounts at one place the later hides the other.
    """
    best, found = -1, None
    for line in table.splitlines():
        facts, _, source = line.partition(" - ")
        fields, kinds = facts.split(" "), source.split(" ")
        if len(fields) < 5 or not kinds[0]:
            continue
        point = _ESCAPE.sub(lambda match: chr(int(match[1], 8)), fields[4])
        depth = len(point.rstrip("/"))
        if depth >= best and (place + "/").startswith(point.rstrip("/") + "/"):
            best, found = depth, kinds[0]
    return found
