"""Which languages of fenced blocks have an interpreter by themselves; starts none of them."""

from __future__ import annotations

_ALIASES: dict[str, tuple[str, ...]] = {
    "sh": ("shell",),
    "bash": (),
    "zsh": (),
    "fish": (),
    "python": ("python3", "py"),
    "node": ("js", "javascript"),
    "ruby": (),
    "perl": (),
    "pwsh": ("powershell",),
}

BUILT_IN: dict[str, str] = {
    alias: name for name, aliases in _ALIASES.items() for alias in (name, *aliases)
}
"""Every name and alias, lower case, with its canonical name."""

SHELLS = frozenset({"sh", "bash", "zsh", "fish", "pwsh"})
"""Languages in which a command line as people type it is a script."""

CONSOLES = frozenset({"console", "shell-session", "shellsession", "sh-session", "scrut"})
"""Languages of blocks that show prompts, commands and their output."""

BASH_OR_SH = "bash-or-sh"
"""Of scripts that are written for bash and mostly run in any shell: bash where there is one, else
sh, with `-e` alone."""

GOES_ON = "+e"
"""Behind sh or bash: a command that fails does not end the script."""

SCRIPT_FILE = "#!"
"""In front of a program and its options, which make a language: the script is a file for it."""

_C_COMMENTS = frozenset({"node"})


def canonical(name: str, extra: frozenset[str] = frozenset()) -> str | None:
    """The canonical name of a language with an interpreter, None for any other.

    `extra` are names (lower case) that the settings add.
    """
    name = name.lower()
    if name in extra or name == BASH_OR_SH:
        return name
    return BUILT_IN.get(name)


def going_on(name: str) -> str:
    """The language of scripts that go on after a command that fails, where it is a shell's."""
    return f"{name} {GOES_ON}" if name in ("sh", "bash") else name


def only_comments(script: str, language: str) -> bool:
    """Whether a script holds nothing but comments and blank lines."""
    mark = "//" if language in _C_COMMENTS else "#"
    lines = (line.strip() for line in script.split("\n"))
    return all(not line or line.startswith((mark, "#!")) for line in lines)
