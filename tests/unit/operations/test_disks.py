"""Which file system a path is on by the system's table, and whether there is room."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.operations.running.disks import is_full, is_shared, kind_at, shared_kind

TABLE = r"""22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
23 22 0:5 / /proc rw - proc proc rw
40 22 0:40 / /data rw,relatime shared:20 master:1 - nfs4 server:/data rw,vers=4.2
41 40 0:41 / /data/own/fast rw - xfs /dev/sdb1 rw
42 22 0:42 / /mnt/with\040blank\134s rw - cifs //server/share rw
43 22 0:43 / /mnt/twice rw - ext4 /dev/sdc1 rw
44 22 0:44 / /mnt/twice rw - fuse.sshfs me@there: rw
45 22 0:45 /sub /data/own/shared rw shared:1 shared:2 - 9p drvfs rw
46 22 0:46 / /srv/a-b rw - overlay overlay rw
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/", "ext4"),
        ("/usr/lib", "ext4"),
        ("/data", "nfs4"),
        ("/data/own", "nfs4"),
        ("/database", "ext4"),
        ("/data/own/fast/project/.orchestrator", "xfs"),
        ("/data/own/faster", "nfs4"),
        ("/mnt/with blank\\s/project", "cifs"),
        ("/mnt/twice/x", "fuse.sshfs"),
        ("/data/own/shared", "9p"),
        ("/srv/a-b/c", "overlay"),
    ],
)
def test_the_deepest_and_latest_mount_counts(place: str, kind: str) -> None:
    assert kind_at(place, TABLE) == kind


@pytest.mark.parametrize(
    "table",
    ["", "\n\n", "no table at all", "1 2 3 - ext4", "22 1 8:1 / / rw", "22 1 8:1 / / rw - "],
)
def test_what_is_no_table_says_nothing(table: str) -> None:
    assert kind_at("/data", table) is None


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "ceph"])
def test_others_may_write_there(kind: str) -> None:
    assert is_shared(kind)


@pytest.mark.parametrize(
    "kind", ["ext4", "xfs", "btrfs", "tmpfs", "overlay", "fuseblk", "zfs", "fuse.fuse-overlayfs"]
)
def test_disks_of_this_machine_are_its_own(kind: str) -> None:
    assert not is_shared(kind)


def test_a_folder_of_ours_is_on_a_disk_with_room(tmp_path: Path) -> None:
    assert shared_kind(tmp_path) is None or is_shared(str(shared_kind(tmp_path)))
    assert not is_full(tmp_path)


def test_what_is_not_there_is_not_full(tmp_path: Path) -> None:
    assert not is_full(tmp_path / "nowhere")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
def test_what_counts_no_room_is_not_full() -> None:
    assert not is_full(Path("/proc"))
