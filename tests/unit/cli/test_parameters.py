"""Words of a command line against what can be given."""

from __future__ import annotations

import pytest

from orchestrator.cli.parameters import argument, flag, option, switch, values_of, whole_number
from orchestrator.diagnostics import InputError

GIVEN = (
    argument("task", "TASK", "A file."),
    argument("more", "MORE", "Others.", optional=True, many=True),
    option("-j", "--jobs", value="N", read=whole_number(least=1), help="At most N."),
    option("--only", value="ID", many=True, help="These."),
    option("--max-rounds", value="N", default="10", help="As often."),
    flag("-q", "--quiet", help="Little."),
    flag("-f", "--dry-run", help="Nothing."),
    switch("--report", "--no-report", "Write."),
)
NOTHING = {"task": "t", "more": [], "jobs": None, "only": [], "max_rounds": "10",
           "quiet": False, "dry_run": False, "report": None}  # fmt: skip


@pytest.mark.parametrize(
    ("words", "values"),
    [
        ("t", {}),
        ("--jobs 4 t", {"jobs": 4}),
        ("t --jobs=4 -j5", {"jobs": 5}),
        ("-qfj 4 t", {"jobs": 4, "quiet": True, "dry_run": True}),
        ("--only a t --only b,c", {"only": ["a", "b,c"]}),
        ("t --dry_run --max_rounds 3", {"dry_run": True, "max_rounds": "3"}),
        ("--max-rounds --dry_run t", {"max_rounds": "--dry_run"}),
        ("--only -q t", {"only": ["-q"]}),
        ("t --report --no-report", {"report": False}),
        ("t --no_report --report", {"report": True}),
        ("t u -q v", {"more": ["u", "v"], "quiet": True}),
        ("-- t --quiet", {"more": ["--quiet"]}),
        ("- -", {"task": "-", "more": ["-"]}),
        ("t --max-rounds=", {"max_rounds": ""}),
    ],
)
def test_words_become_values(words: str, values: dict[str, object]) -> None:
    assert values_of(GIVEN, words.split(" "), see="x --help") == NOTHING | values


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "TASK is missing: a file."),
        ("t -j 0", "-j '0' is less than 1"),
        ("t --jobs x", "--jobs 'x' is not a whole number"),
        ("t --jobs", "--jobs needs a value"),
        ("t -j", "-j needs a value"),
        ("t --quiet=1", "--quiet takes no value"),
        ("t --job 4", "there is no option --job; is --jobs meant?"),
        ("t --dry_rn", "there is no option --dry_rn; is --dry-run meant?"),
        ("t --zzz", "there is no option --zzz"),
        ("t -z", "there is no option -z"),
    ],
)
def test_what_cannot_be_given_is_told(words: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        values_of(GIVEN, words.split(), see="x --help")
    assert caught.value.message == said
    assert caught.value.hint == "see x --help"


def test_one_argument_too_many_is_told() -> None:
    with pytest.raises(InputError, match="'u' is one argument too many"):
        values_of(GIVEN[:1], ["t", "u"], see="x --help")


def test_an_option_may_be_required() -> None:
    given = (option("--evidence", value="TEXT", help="What shows it.", required=True),)
    with pytest.raises(InputError, match=r"--evidence is missing: what shows it\."):
        values_of(given, [], see="x --help")
