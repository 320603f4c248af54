"""What is asked of who runs a recipe, and the line that starts just."""

from __future__ import annotations

import pytest

from orchestrator.document.justblocks.justcalls import Job, jobs_of
from orchestrator.document.justblocks.justcommands import Commands
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


def test_the_constants_of_a_recipe_stand_below_it() -> None:
    text = """a := "1"
b := '2'
c := a
export d := "4"
e := "5"
f := "6"
f := `date`
r e:
  {{a}} {{ b }} {{c}}{{d}} {{e}} {{a + b}} {{f}} {{a}}
"""
    assert script(text).split("\n")[3:-2] == ['# a := "1"', "# b := '2'", '# d := "4"']


def test_what_runs_afterwards_stands_below_its_line_too() -> None:
    commands, job = of("r: && (s 'x') t\ns a:\n  true\nt: s\n  true")
    job.then = [(("s", ("x",)), True), (("t", None), False)]
    assert commands.scripts(job, commands.asked(job))[1:] == [
        "just --justfile README.md --no-deps s x\n# s a:\n#   true\n",
        "just --justfile README.md t\n",
    ]


def test_names_of_files_are_no_options_and_no_code() -> None:
    assert script("r:", file="-a.md").startswith("just --justfile ./-a.md ")
    assert script("r:", file="a b;c.md").startswith("just --justfile 'a b;c.md' ")


def asked_and_run(text: str, recipe: str, *, whole: bool = False) -> tuple[str | None, list[str]]:
    justfile = read_justfile(text.split("\n"))
    jobs = jobs_of({each.name: each for each in justfile.recipes}, {recipe} if whole else ())
    commands, job = Commands("a.md", justfile), jobs[recipe, None]
    scripts = commands.scripts(job, commands.asked(job))
    lines = [script.split("\n")[0].removeprefix("just --justfile a.md ") for script in scripts]
    assert commands.is_refused(job) == ("elsewhere" in text and "[confirm" in text)
    return commands.question(job), lines


@pytest.mark.parametrize(
    ("text", "whole", "question", "lines"),
    [
        ("[confirm]\nr:", False, "Run recipe `r`?", ["--yes --no-deps r"]),
        ("[confirm('Sure?')]\nr:", False, "Sure?", ["--yes --no-deps r"]),
        ("[confirm]\nr:", True, "Run recipe `r`?", ["--yes r"]),
        ("r: && s\n[confirm('S?')]\ns:", False, "S?", ["--no-deps r", "--yes --no-deps s"]),
        ("r: && s\ns: t\n[confirm('T?')]\nt:", False, "T?", ["--no-deps r", "--yes s"]),
        ("r: (s v)\n[confirm('S?')]\ns a: && t\n[confirm]\nt:", False, "S? Run recipe `t`?",
         ["--yes r"]),
        ("[confirm]\nr: && s s\n[confirm('Run recipe `r`?')]\ns:", False, "Run recipe `r`?",
         ["--yes --no-deps r", "--yes --no-deps s"]),
        # What it requires is a subtask, which asks for itself.
        ("r: s\n[confirm]\ns:", False, None, ["--no-deps r"]),
        ("r: && s\ns: t\nt:\n[confirm]\nu:", False, None, ["--no-deps r", "s"]),
        # Nobody has read what those of another file ask.
        ("r: (s v) elsewhere\n[confirm]\ns a:", False, None, ["r"]),
        ("r: elsewhere\ns:", False, None, ["r"]),
        ("[confirm('Old?')]\nr:\n[confirm('New?')]\nr:", True, "Old? New?", ["--yes r"]),
        ("set allow-duplicate-recipes\n[confirm('Old?')]\nr:\nr:", True, None, ["r"]),
    ],
)  # fmt: skip
def test_what_just_would_ask_is_to_be_approved(
    text: str, whole: bool, question: str | None, lines: list[str]
) -> None:
    assert asked_and_run(text, "r", whole=whole) == (question, lines)


def test_who_asks_what_in_thousands_of_recipes_is_known_or_refused_at_once() -> None:
    count = 5_000
    text = "".join(f"r{n}: (r{n + 1} v)\n" for n in range(count)) + f"[confirm]\nr{count} a='':\n"
    justfile = read_justfile(text.split("\n"))
    jobs = jobs_of({each.name: each for each in justfile.recipes}, ())
    commands = Commands("a.md", justfile)
    refused = [job for job in jobs.values() if commands.is_refused(job)]
    asking = [job for job in jobs.values() if commands.question(job)]
    assert refused
    assert asking
    assert len(refused) + len(asking) == len(jobs)
