"""The house stands as it is drawn: layers, names, sizes, and no word that has no place here."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tokenize
from functools import cache
from pathlib import Path

import pytest

from orchestrator.cli.commands import COMMANDS
from orchestrator.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "orchestrator"
MODULES = sorted(path for path in PACKAGE.rglob("*.py"))
MADE_UP = "tests/cases/personal/"
MOST_LINES = 400
MOST_LINES_OF_FUNCTION = 60

# Paths of one machine, and hosts of package registries: nobody else has them. Paths of people who
# do not exist are in the corpus of what points to a person.
FORBIDDEN = re.compile(
    r"(?<![\w.$}/-])/(?:work|root|home/\w+|Users/\w+)/"
    r"|\bpypi\.org|pythonhosted\.org|registry\.npmjs\.|proxy\.golang\.|\bconda\.anaconda\."
)


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _code_lines(path: Path) -> int:
    """Lines that hold more than blanks and comments."""
    blank = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
             tokenize.ENCODING, tokenize.ENDMARKER}  # fmt: skip
    with tokenize.open(path) as file:
        tokens = [
            each for each in tokenize.generate_tokens(file.readline) if each.type not in blank
        ]
    return len({line for each in tokens for line in range(each.start[0], each.end[0] + 1)})


@cache
def _repository() -> list[str]:
    """The files that git has, or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    return [name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def test_the_import_contracts_hold() -> None:
    code = "from importlinter.cli import lint_imports_command as run; run()"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_imports_itself_in_a_circle() -> None:
    import grimp
    import networkx

    imports = grimp.build_graph("orchestrator", cache_dir=None)
    graph: networkx.DiGraph[str] = networkx.DiGraph(
        (module, other)
        for module in imports.modules
        for other in imports.find_modules_directly_imported_by(module)
    )
    circles = [knot for knot in networkx.strongly_connected_components(graph) if len(knot) > 1]
    assert graph.number_of_edges() > len(MODULES)
    assert not circles


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_says_what_it_owns(path: Path) -> None:
    first = (ast.get_docstring(_tree(path)) or "").partition("\n")[0]
    assert len(first) >= 20 or path.stat().st_size == 0


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_a_module_can_be_read(path: Path) -> None:
    assert _code_lines(path) <= MOST_LINES
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= MOST_LINES_OF_FUNCTION
    ]
    assert not long


def test_the_one_broad_except_is_in_the_boundary() -> None:
    broad = {
        _name(path)
        for path in MODULES
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") == "Exception")
    }
    assert broad == {"orchestrator/cli/boundary.py"}


@pytest.mark.parametrize(
    "name",
    sorted(
        path.name + ("/" if path.is_dir() else "")
        for path in PACKAGE.iterdir()
        if (path / "__init__.py").is_file() or (path.suffix == ".py" and path.stem != "__init__")
    ),
)
def test_the_drawing_has_every_package_and_module_at_the_top(name: str) -> None:
    assert f"`{name}" in _text("ARCHITECTURE.md")


def test_the_drawing_names_nothing_that_is_not_there() -> None:
    named = re.findall(r"`(\w+(?:/\w+)*/?(?:\.py)?)`", _text("ARCHITECTURE.md"))
    paths = [name for name in named if name.endswith(".py") or "/" in name]
    homes = [ROOT, PACKAGE, *(path for path in PACKAGE.iterdir() if path.is_dir()),
             PACKAGE / "document"]  # fmt: skip
    assert paths
    assert [name for name in paths if not any((home / name).exists() for home in homes)] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_has_a_help_and_stands_in_the_readme(command: str) -> None:
    assert re.fullmatch(r"[A-Z].*\.", COMMANDS[command])
    assert f"`{command}" in _text("README.md")
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator", command, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stdout.startswith(f"Usage: orchestrator {command}")


@pytest.mark.parametrize("setting", Settings.__struct_fields__)
def test_a_setting_stands_in_the_readme(setting: str) -> None:
    assert re.search(rf"(?m)^\[?{setting}\b", _text("README.md"))


def test_nothing_of_one_machine_is_in_the_repository() -> None:
    names = [name for name in _repository() if not name.startswith(MADE_UP)]
    if not names:
        pytest.skip("not a git checkout")
    found = []
    for name in names:
        text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.split("\n"), start=1):
            if FORBIDDEN.search(line):
                found.append(f"{name}:{number}: {line.strip()[:100]}")
    assert found == []


@pytest.mark.parametrize(
    ("line", "forbidden"),
    [
        ("see /work" + "/main", True),
        ("HOME=/root" + "/x", True),
        ("https://pypi" + ".org/simple", True),
        ("build/rehearsal/work/greet", False),
        ("$WORK/greet", False),
        ("/tmp/x", False),
    ],
)
def test_what_is_of_one_machine(line: str, forbidden: bool) -> None:
    assert bool(FORBIDDEN.search(line)) is forbidden
