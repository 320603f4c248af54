"""Here-documents taken out of a script, and functions that call each other without end."""

from __future__ import annotations

import time

import pytest

from orchestrator.plan.vacuous import cannot_fail
from orchestrator.plan.vacuous.statements import taken_apart


@pytest.mark.parametrize(
    ("script", "text", "documents"),
    [
        ("cat <<E\na\nE\nls", "cat <<@0 \nls", ["a\n"]),
        ("cat <<'E' | grep a\na\n\nE", "cat <<@0  | grep a", ["a\n"]),
        ("cat <<-E\n\ta\n\tE\n", "cat <<@0 \n", ["\ta\n"]),
        ("cat <<E\nE\n", "cat <<@0 \n", [""]),
        ("cat <<A <<B\nb\nB\n", "cat <<A <<@0 \n", ["b\n"]),
        ("cat <<E\na", "cat <<E\na", []),
        ("a <<E\n1\nE\nb <<E\n2\nE", "a <<@0 \nb <<@1 ", ["1\n", "2\n"]),
        ("a &&\n b", "a && b", []),
    ],
)
def test_here_documents_are_marked(script: str, text: str, documents: list[str]) -> None:
    assert taken_apart(script) == (text, documents)


def test_here_documents_that_never_end_take_time_by_the_length() -> None:
    began = time.process_time()
    taken_apart("cat <<a <<b\n" * 20_000)
    taken_apart("<<a " * 50_000)
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("language", "first", "form", "last"),
    [
        ("bash", "f0() { true; }\n", "f{}() {{ f{}; f{}; }}\n", "f29\n"),
        ("python", "def f0(): pass\n", "def f{}(): f{}(); f{}()\n", "f18()\n"),
    ],
)
def test_functions_that_double_what_there_is_to_judge(
    language: str, first: str, form: str, last: str
) -> None:
    began = time.process_time()
    cannot_fail(
        language, first + "".join(form.format(n, n - 1, n - 1) for n in range(1, 30)) + last
    )
    assert time.process_time() - began < 2
