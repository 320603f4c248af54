"""Tests of telling command lines from other code."""

from __future__ import annotations

import pytest

from orchestrator.document.commandlike import looks_like_command


@pytest.mark.parametrize(
    "code",
    [
        "pytest",
        "grep ' 0 failed' result.txt",
        "! grep -q x y",
        "MODE=fast make check",
        "./run.sh",
        "scripts/check.py --all",
        "make",
        "wc < a.txt",
        "go vet",
        "[ -s words.txt ]",
        "[[ -n $X ]]",
        "test -f a",
        "mytool --check",
        "wc -l < a.txt",
        "bin/serve --port 80",
        "sudo systemctl status $unit",
    ],
)
def test_what_is_typed_at_a_prompt(code: str) -> None:
    assert looks_like_command(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "config.yml",
        "src/app.py is there",
        "src/app.py",
        "/health",
        "scripts/check.sh",
        'status == "ok"',
        "find",
        "the_function",
        'print("x")',
        "GET /api/users",
        "import os.path",
        'const x = "y"',
        "x = [1]",
        "src/",
        "test > 3",
    ],
)
def test_what_is_not(code: str) -> None:
    assert not looks_like_command(code)
