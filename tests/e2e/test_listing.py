"""What `list_reports` says of reports that it cannot read, and of names that are odd."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.project import COMMAND, Project

# A superuser may read everything, unless that power is laid down.
_POWERS = "-dac_override,-dac_read_search"
_PLAIN = ("setpriv", f"--inh-caps={_POWERS}", f"--bounding-set={_POWERS}")
_PREFIX = _PLAIN if os.geteuid() == 0 else ()

pytestmark = pytest.mark.skipif(
    bool(_PREFIX) and shutil.which("setpriv") is None, reason="a superuser may read everything"
)


def listed(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*_PREFIX, *COMMAND, "list_reports", *arguments]
    return subprocess.run(
        command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_a_folder_that_cannot_be_read_is_an_error(project: Project) -> None:
    folder = project.file("docs/reports/mine.md", "# Mine").parent
    folder.chmod(0)
    try:
        result = listed(project.root)
    finally:
        folder.chmod(0o755)
    assert result.returncode == 74
    assert "cannot read the reports folder" in result.stderr


def test_a_report_that_cannot_be_read_hides_no_other(project: Project) -> None:
    project.file("docs/reports/mine.md", "# Mine")
    project.file("docs/reports/yours.md", "# Yours").chmod(0)
    inner = project.file("docs/reports/inner/a.md", "# A").parent
    inner.chmod(0)
    try:
        result = listed(project.root)
    finally:
        inner.chmod(0o755)
    assert result.returncode == 0
    assert "docs/reports/mine.md" in result.stdout
    assert "yours" not in result.stdout
    for path in ("docs/reports/yours.md", "docs/reports/inner"):
        assert f"warning: cannot read {path}: Permission denied; it is left out" in result.stderr


def test_data_is_utf_8_whatever_the_name(project: Project) -> None:
    project.file(os.fsdecode(b"docs/reports/odd\xff.md"), "# Odd")
    result = listed(project.root, "--json", "--search", "odd")
    (found,) = json.loads(result.stdout)["reports"]
    assert found["path"] == "docs/reports/odd\ufffd.md"
    assert "\\ud" not in result.stdout
