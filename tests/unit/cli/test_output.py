"""Standard handles that the caller closed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import os, sys
from orchestrator.cli.output import hold_standard_handles
hold_standard_handles()
with open(sys.argv[1], "w") as file:
    os.write(1, b"to nobody")
    os.write(2, b"to nobody")
    file.write(str(file.fileno() > 2))
"""


def test_no_file_stands_where_the_caller_closed_a_handle(tmp_path: Path) -> None:
    file = tmp_path / "file"
    words = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, "-c", PROGRAM, str(file)]
    subprocess.run(words, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert file.read_text() == "True"
