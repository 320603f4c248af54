"""Which program runs a script of which language, and how it gets the script.

A script reaches its interpreter whole, as one argument, or as a file where it is too long
for one; it is never spliced into other text. Starts nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from msgspec import Struct

from orchestrator.diagnostics import InputError
from orchestrator.document.languages import BASH_OR_SH, SCRIPT_FILE

# One argument may have 128 KiB on Linux; above this a script goes through a file.
LONGEST_ARGUMENT = 100_000


class Interpreter(Struct, frozen=True):
    """Programs to choose from (the first that is there), their options, what precedes the
    script as an argument, and what precedes it as a file. `needs` are programs that every script
    starts. `SCRIPT_FILE` in front of a language's name tells that its program only takes files."""

    programs: tuple[str, ...]
    options: tuple[str, ...]
    inline: tuple[str, ...]
    from_file: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


# Python, node and php give a file another meaning than an argument (where imports start, what
# opens a script), so a long script is loaded by a short one.
_PYTHON_LOADER = "import sys; exec(compile(open(sys.argv.pop(1), 'rb').read(), '<string>', 'exec'))"
_NODE_LOADER = (
    "require('vm').runInThisContext("
    "require('fs').readFileSync(process.argv.splice(1, 1)[0], 'utf8'), '[eval]')"
)
_PHP_LOADER = "eval(file_get_contents($argv[1]));"

INTERPRETERS: Mapping[str, Interpreter] = {
    "sh": Interpreter(("sh",), ("-e",), ("-c",)),
    "bash": Interpreter(("bash",), ("-e", "-o", "pipefail"), ("-c",)),
    BASH_OR_SH: Interpreter(("bash", "sh"), ("-e",), ("-c",)),
    "zsh": Interpreter(("zsh",), (), ("-c",)),
    "fish": Interpreter(("fish",), (), ("-c",)),
    "python": Interpreter(("python3", "python"), (), ("-c",), ("-c", _PYTHON_LOADER)),
    "node": Interpreter(("node",), (), ("-e",), ("-e", _NODE_LOADER)),
    "ruby": Interpreter(("ruby",), (), ("-e",)),
    "php": Interpreter(("php",), (), ("-r",), ("-r", _PHP_LOADER)),
    "perl": Interpreter(("perl",), (), ("-e",)),
    "pwsh": Interpreter(("pwsh",), ("-NoProfile",), ("-Command",), ("-File",)),
    # The command line that starts a recipe; just itself reads the recipe from its file.
    "just": Interpreter(("sh",), ("-e",), ("-c",), needs=("just",)),
}
# Where programs were found last time: a search costs as much as the rest of a start.
_FOUND: dict[tuple[str, str, Path], str] = {}
_TAKES_CODE = frozenset({"-c", "-e", "--eval", "-Command"})


def interpreter_of(language: str, languages: Mapping[str, tuple[str, ...]]) -> Interpreter:
    """What runs the language: the settings' word first, then the table, then the author's
    own command line (`bash -eu`, `/bin/zsh`).

    Raises:
        InputError: nothing is known to run it.
    """
    own = languages.get(language)
    if own:
        return _of_prefix(own)
    known = INTERPRETERS.get(language)
    if known is not None:
        return known
    if language.startswith(SCRIPT_FILE) and language != SCRIPT_FILE:
        program, *options = language.removeprefix(SCRIPT_FILE).split()
        return Interpreter((program,), tuple(options), ())
    if "/" in language or len(language.split()) > 1:
        return _of_command_line(language)
    raise InputError(
        f"no interpreter is known for {language or 'an empty language'}",
        hint="use a language that has one, or add it to the settings under languages",
    )


def command_line(
    language: str,
    script: str,
    *,
    languages: Mapping[str, tuple[str, ...]],
    search_path: str,
    folder: Path,
    script_file: str | None = None,
) -> list[str | bytes]:
    """The words to start: the script itself among them, or `script_file` in its stead.

    `search_path` is the PATH of the command, `folder` where relative entries of it start.

    Raises:
        InputError: no interpreter is known, or its program is not there.
        UnicodeEncodeError: the script holds characters that no file can.
    """
    interpreter = interpreter_of(language, languages)
    program = _find(interpreter, search_path, folder)
    if program is None:
        programs = interpreter.needs or interpreter.programs
        raise InputError(
            f"no interpreter for {language}: {' or '.join(programs)} is not on PATH",
            hint=f"install {programs[0]}, or put its folder on PATH",
        )
    words: list[str | bytes] = [program, *interpreter.options]
    if script_file is None:
        # Encoded here: the words of a task file are UTF-8 whatever the locale says.
        return [*words, *interpreter.inline, script.encode()]
    return [*words, *interpreter.from_file, script_file]


def needs_file(script: str, language: str) -> bool:
    """Whether the script is too long to be an argument, or its program takes none."""
    if language.startswith(SCRIPT_FILE):
        return True
    # A character takes at most four bytes; only a script near the limit is encoded to see.
    if len(script) * 4 <= LONGEST_ARGUMENT:
        return False
    return len(script.encode("utf-8", "replace")) > LONGEST_ARGUMENT


def missing(
    names: Iterable[str],
    *,
    languages: Mapping[str, tuple[str, ...]] | None = None,
    search_path: str | None = None,
    folder: Path | None = None,
) -> list[str]:
    """The languages among `names` that nothing here can run, in order, each once."""
    path = os.environ.get("PATH", os.defpath) if search_path is None else search_path
    return [
        name
        for name in dict.fromkeys(names)
        if not _available(name, languages or {}, path, folder or Path.cwd())
    ]


def _available(
    language: str, languages: Mapping[str, tuple[str, ...]], path: str, folder: Path
) -> bool:
    try:
        interpreter = interpreter_of(language, languages)
    except InputError:
        return False
    return _find(interpreter, path, folder) is not None


def _find(interpreter: Interpreter, search_path: str, folder: Path) -> str | None:
    """The program, if all that its scripts need is there, too."""
    if any(find_program(each, search_path, folder) is None for each in interpreter.needs):
        return None
    found = (find_program(each, search_path, folder) for each in interpreter.programs)
    return next(filter(None, found), None)


def find_program(program: str, search_path: str, folder: Path) -> str | None:
    """Where a program is; relative entries of the path start at `folder`."""
    where = (program, search_path, folder)
    found = _FOUND.get(where)
    # A program may be installed, moved or removed by a step, so only what is still
    # there counts, and what was not there is looked for again.
    if found is None or not os.access(found, os.X_OK):
        found = _search(*where)
    if found is not None:
        _FOUND[where] = found
    return found


def _search(program: str, search_path: str, folder: Path) -> str | None:
    entries = [""] if "/" in program else search_path.split(os.pathsep)
    for entry in entries:
        # An empty entry of PATH is the current folder, as it always was.
        candidate = os.path.join(folder, entry, program)
        if os.access(candidate, os.X_OK) and os.path.isfile(candidate):
            return candidate
    return None


def _of_prefix(words: tuple[str, ...]) -> Interpreter:
    """A command line from the settings; the script is its last argument."""
    program, *rest = words
    if rest and rest[-1] in _TAKES_CODE:
        return Interpreter((program,), tuple(rest[:-1]), (rest[-1],))
    return Interpreter((program,), tuple(rest), ())


def _of_command_line(language: str) -> Interpreter:
    import shlex

    try:
        program, *options = shlex.split(language)
    except ValueError as error:
        raise InputError(
            f"the shell {language!r} is no command line: {error}",
            hint="close the quotation, or name a shell alone",
        ) from error
    known = INTERPRETERS.get(os.path.basename(program))
    inline = known.inline if known else ("-c",)
    return Interpreter((program,), tuple(options), inline, known.from_file if known else ())
