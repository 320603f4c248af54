"""Where the program's modules come from: what is installed, never a project's folder.

Who may write files into a project is not by that who says what this program does.
"""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path


def installed(folder: Path) -> list[str]:
    """`sys.path` without what is in the folder, but for what is installed there: an environment,
    or this program itself."""
    root = folder.resolve()
    places = [Path(each).resolve() for each in sysconfig.get_paths().values()]
    own = Path(__file__).resolve().parents[1]

    def is_taken(entry: str) -> bool:
        path = Path(entry).resolve()
        is_installed = path == own or any(path.is_relative_to(each) for each in places)
        return is_installed or not path.is_relative_to(root)

    return [entry for entry in sys.path if is_taken(entry)]
