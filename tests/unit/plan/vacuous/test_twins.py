"""Which scripts cannot turn out otherwise, each beside an honest one that is nearly the same."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestrator.document.expect import Expect, MatchMode, TextMatch
from orchestrator.plan.vacuous import cannot_fail, proves_nothing
from tests.cases.vacuous.closed import CLOSED
from tests.cases.vacuous.twins import ALWAYS_FAIL, TWINS

FAILURE = Expect(exit_code="non_zero")


@pytest.mark.parametrize(("language", "lie", "honest"), TWINS)
def test_a_lie_is_seen_and_its_twin_is_not_accused(language: str, lie: str, honest: str) -> None:
    assert cannot_fail(language, lie)
    assert cannot_fail(language, honest) is None


@pytest.mark.parametrize(("language", "lie", "honest"), CLOSED)
def test_a_check_that_looks_at_itself_is_seen(language: str, lie: str, honest: str) -> None:
    assert proves_nothing(language, lie, Expect(), check=True)
    assert proves_nothing(language, lie, FAILURE, check=True)
    assert proves_nothing(language, honest, Expect(), check=True) is None


@pytest.mark.parametrize(
    "script", ["echo ok > r; cat r | grep ok", "echo ok > r && grep ok r", "touch x && test -f x"]
)
def test_writing_a_file_is_work_for_an_action(script: str) -> None:
    assert proves_nothing("sh", script, Expect()) is None
    assert proves_nothing("sh", script, Expect(), check=True)


@pytest.mark.parametrize("script", ["echo ok >> r", "mkdir -p out", "touch x", "date > stamp"])
def test_a_check_that_only_writes_may_be_for_another(script: str) -> None:
    assert proves_nothing("sh", script, Expect(), check=True) is None


@pytest.mark.parametrize(("language", "lie", "honest"), ALWAYS_FAIL)
def test_what_must_fail_and_always_does_proves_nothing(
    language: str, lie: str, honest: str
) -> None:
    assert proves_nothing(language, lie, FAILURE)
    assert proves_nothing(language, honest, FAILURE) is None
    # Without being expected it is a failure like any other.
    assert proves_nothing(language, lie, Expect()) is None


def test_there_are_many_of_them() -> None:
    assert len(TWINS) >= 120


@pytest.mark.parametrize(
    ("script", "codes", "proves"),
    [
        ("exit 3", (3,), False),
        ("exit 3", (0, 3), False),
        ("make && exit 3", (3,), True),
        ("make; exit 3", (3,), True),
        ("if test -f x; then exit 3; fi", (3,), True),
        ("make", (0, 3), True),
        ("make", (0, 1), False),
        ("make", (1, 0, 2), False),
    ],
)
def test_exit_codes_that_are_met_anyway(script: str, codes: tuple[int, ...], proves: bool) -> None:
    assert (proves_nothing("sh", script, Expect(exit_code=codes)) is None) is proves


def test_either_exit_code_will_do_where_something_else_is_expected() -> None:
    passed = TextMatch(mode=MatchMode.CONTAINS, text="passed", line=1)
    nothing = TextMatch(mode=MatchMode.CONTAINS, text="", line=1)
    assert proves_nothing("sh", "make", Expect(exit_code=(0, 1), stdout=(passed,))) is None
    assert proves_nothing("sh", "make", Expect(exit_code=(0, 1), stdout=(nothing,)))


WORDS = (
    "if then else fi for in do done while case esac ;; a) make true exit 1 0 ; & | || && "
    "( ) { } ! \n ' \" $x $( ` <<E E echo test [ ] set -e +e trap eval sh -c"
)
SHELL_LIKE = st.lists(st.sampled_from(WORDS.split(" ")), max_size=25).map(" ".join)
PYTHON_LIKE = st.lists(
    st.sampled_from(
        ["import os", "try:", "    run()", "except:", "    pass", "x = 1", "assert x", "if x:",
         "    print(1)", "raise", "exit(", "def f():", "    f()", "f()", "print(f'{x}')"]
    ),
    max_size=12,
).map("\n".join)  # fmt: skip


@given(SHELL_LIKE)
def test_any_words_of_a_shell_are_judged_without_an_error(script: str) -> None:
    for language in ("sh", "bash", "zsh", "/bin/sh -u", "fish"):
        reason = cannot_fail(language, script)
        assert reason is None or reason


@given(PYTHON_LIKE)
def test_any_lines_of_python_are_judged_without_an_error(script: str) -> None:
    for language in ("python", "node", "ruby", "perl", "klingon"):
        reason = cannot_fail(language, script)
        assert reason is None or reason


def test_a_script_that_calls_itself_is_judged() -> None:
    assert cannot_fail("sh", "f() { f; }\nf") is None
    assert cannot_fail("python", "def f():\n    f()\nf()") is None
    nested = "true"
    for _ in range(40):
        nested = f"eval eval {nested}"
    # Deeper than anybody looks: in doubt it can fail.
    assert cannot_fail("sh", nested) is None
    assert cannot_fail("sh", "eval eval true")


@pytest.mark.parametrize(
    "script",
    ["(" * 3000 + "true" + ")" * 3000, "if true; then " * 800, "a | " * 5000, "<<E\n" * 3000,
     "x=" + "$(" * 3000, ":\n" * 20_000, "'" + "a" * 200_000, "echo " + "<<< 'a' " * 5000],
    ids=range(8),
)  # fmt: skip
def test_scripts_made_to_take_long_do_not(script: str) -> None:
    began = time.process_time()
    reason = cannot_fail("sh", script)
    assert reason is None or reason
    assert time.process_time() - began < 3.0
