"""Which scripts cannot fail."""

from __future__ import annotations

import pytest

from orchestrator.plan.vacuous import cannot_fail


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("sh", "true"),
        ("bash", ":\n"),
        ("sh", "echo ok"),
        ("sh", "printf '%s\\n' done  # said"),
        ("sh", "pytest -q || true"),
        ("sh", "pytest -q || echo failed"),
        ("sh", "exit 0"),
        ("sh", "# only a comment\n\n"),
        ("sh", "A=1\nB='x; y'"),
        ("bash", "set +e\npytest -q\nexit 0"),
        ("sh", "echo 'a\nb'"),
        ("sh", "echo ok >/dev/null 2>&1"),
        ("/bin/bash -eu", "true"),
        ("python", "print('OK')"),
        ("python", "# nothing\n"),
        ("node", "console.log('ok');"),
    ],
)
def test_these_cannot(language: str, script: str) -> None:
    assert cannot_fail(language, script)


@pytest.mark.parametrize(
    ("language", "script"),
    [
        ("sh", "pytest -q"),
        ("sh", "echo ok; false"),
        ("sh", "test -f x && echo ok"),
        ("sh", "A=$(false)"),
        ("sh", "A=1 pytest"),
        ("sh", "echo x > build/file"),
        ("sh", "pytest -q; exit 0"),
        ("sh", "echo hi | grep hi"),
        ("bash", "cat <<E | sh\nfalse\nE"),
        ("python", "import app"),
        ("python", "print(open('x').read())"),
        ("ruby", "require 'x'"),
    ],
)
def test_these_can(language: str, script: str) -> None:
    assert cannot_fail(language, script) is None
