"""What is asked of who runs a recipe, and the line that starts just."""

from __future__ import annotations

import pytest

from orchestrator.document.justblocks.justcalls import Job
from orchestrator.document.justblocks.justcommands import Commands, question
from orchestrator.document.justblocks.justfile import read_justfile


def of(text: str, *, file: str = "README.md", whole: bool = False) -> tuple[Commands, Job]:
    justfile = read_justfile(text.split("\n"))
    return Commands(file, justfile), Job(justfile.recipes[0], None, whole=whole)


def script(text: str, *, file: str = "README.md", whole: bool = False) -> str:
    commands, job = of(text, file=file, whole=whole)
    return commands.scripts(job, commands.asked(job))[0]


@pytest.mark.parametrize(
    ("header", "asked", "words"),
    [
        ("r a:", [("a", True, None, "")], '"$a"'),
        ("r dry-run='no':", [("dry_run", False, "", "no where none is given")],
         '"${dry_run:-no}"'),
        ("r a='}$`\"\\':", [("a", False, "", "}$`\"\\ where none is given")],
         '"${a:-\\}\\$\\`\\"\\\\}"'),
        ("r a=`x` b='1':", [("a", False, "", "just knows where none is given")], '${a:+"$a"}'),
        ("r *a:", [("a", False, "", "words between blanks")], "$a"),
        ("r +a:", [("a", True, None, "words between blanks")], "$a"),
        ("[arg('a', long, help='how')]\nr a='1':", [], ""),
        ("[arg('a', help='how')]\nr a:", [("a", True, None, "how")], '"$a"'),
    ],
)  # fmt: skip
def test_parameters_are_asked_for(
    header: str, asked: list[tuple[str, bool, str | None, str]], words: str
) -> None:
    commands, job = of(f"{header}\n  false")
    found = commands.asked(job)
    assert [(p.name, p.required, p.default, p.description) for p in found.params] == asked
    assert " ".join(found.words) == words


def test_the_recipe_stands_below_its_line() -> None:
    assert script("r: \n  false\n\n  true\n\n") == (
        "just --justfile README.md --no-deps r\n# r:\n#   false\n#\n#   true\n"
    )


@pytest.mark.parametrize(
    "changed", ["r:\n  true", "v := '2'\nr:\n  false", "set quiet\nr:\n  false"]
)
def test_another_recipe_is_another_command(changed: str) -> None:
    before = "v := '1'\nr:\n  false"
    assert script(before) == script(f"# words\n\n{before}\n")
    assert script(before) != script(changed)


def test_what_just_runs_with_all_it_calls_changes_with_any_of_it() -> None:
    one, other = "r: s\ns:\n  false", "r: s\ns:\n  true"
    assert script(one) == script(other)
    assert script(one, whole=True) != script(other, whole=True)
    assert script(one, whole=True).startswith("just --justfile README.md r\n")


def test_names_of_files_are_no_options_and_no_code() -> None:
    assert script("r:", file="-a.md").startswith("just --justfile ./-a.md ")
    assert script("r:", file="a b;c.md").startswith("just --justfile 'a b;c.md' ")


def test_who_has_approved_is_not_asked_by_just() -> None:
    _, job = of("[confirm]\nr:")
    assert question(job) == "Run recipe `r`?"
    _, job = of("[confirm('Sure?')]\nr:")
    assert question(job) == "Sure?"
    assert " --yes " in script("[confirm]\nr:")
    assert " --yes" not in script("[confirm]\nr:", whole=True)
