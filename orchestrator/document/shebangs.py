"""Which language a script is in by its own first line, such as `#!/usr/bin/env python3`.

Pure text: whether that interpreter is there, nobody here knows.
"""

from __future__ import annotations

import posixpath

from orchestrator.document.languages import SCRIPT_FILE, canonical

_SHELLS = frozenset({"sh", "ash", "bash", "bats", "dash", "ksh", "mksh", "zsh"})
_USUAL_FOLDERS = frozenset({"", "/bin", "/usr/bin", "/usr/local/bin"})


def language_of_first_line(script: str, extra: frozenset[str] = frozenset()) -> str | None:
    """The language with that interpreter, or else one that gives its program the script as a
    file. None where there is no such line, or it names a shell: any will do for such a script.

    `extra` are names (lower case) that the settings add.
    """
    line = script.lstrip().partition("\n")[0]
    words = line.removeprefix("#!").split() if line.startswith("#!") else []
    if words and posixpath.basename(words[0]) == "env":
        words = [word for word in words[1:] if word != "-S"]
    if not words:
        return None
    folder, name = posixpath.split(words[0])
    if name in _SHELLS:
        return None
    known = canonical(name, extra) if folder in _USUAL_FOLDERS else None
    return known if known and len(words) == 1 else SCRIPT_FILE + " ".join(words)
