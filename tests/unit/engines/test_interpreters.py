"""Tests of which program runs what, and of what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestrator.diagnostics import InputError
from orchestrator.engines.interpreters import command_line, missing, needs_file


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder with every interpreter there is, none of which does anything."""
    folder = tmp_path / "bin"
    folder.mkdir()
    shells = ("sh", "bash", "zsh", "fish", "pwsh")
    for name in (*shells, "python", "node", "ruby", "php", "perl", "own", "just"):
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    return folder


def words(
    programs: Path,
    language: str,
    *,
    languages: dict[str, tuple[str, ...]] | None = None,
    script_file: str | None = None,
) -> list[str | bytes]:
    program, *rest = command_line(
        language,
        "S",
        languages=languages or {},
        search_path=f"/nonexistent:{programs}",
        folder=programs.parent,
        script_file=script_file,
    )
    assert isinstance(program, str)
    return [program.removeprefix(f"{programs}/"), *rest]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("sh", ["sh", "-e", "-c", b"S"]),
        ("bash", ["bash", "-e", "-o", "pipefail", "-c", b"S"]),
        ("zsh", ["zsh", "-c", b"S"]),
        ("fish", ["fish", "-c", b"S"]),
        ("python", ["python", "-c", b"S"]),
        ("node", ["node", "-e", b"S"]),
        ("ruby", ["ruby", "-e", b"S"]),
        ("php", ["php", "-r", b"S"]),
        ("perl", ["perl", "-e", b"S"]),
        ("bash +e", ["bash", "+e", "-c", b"S"]),
        ("pwsh", ["pwsh", "-NoProfile", "-Command", b"S"]),
        ("just", ["sh", "-e", "-c", b"S"]),
        ("bash -eu", ["bash", "-eu", "-c", b"S"]),
        ("node --trace", ["node", "--trace", "-e", b"S"]),
        ("own 'a b'", ["own", "a b", "-c", b"S"]),
        ("own", ["own", "--run", b"S"]),
    ],
)
def test_words_of_each_language(programs: Path, language: str, expected: list[str | bytes]) -> None:
    assert words(programs, language, languages={"own": ("own", "--run")}) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("sh", ["sh", "-e", "/f"]),
        ("bash", ["bash", "-e", "-o", "pipefail", "/f"]),
        ("php", ["php", "-r", "eval(file_get_contents($argv[1]));", "/f"]),
        ("perl", ["perl", "/f"]),
        ("pwsh", ["pwsh", "-NoProfile", "-File", "/f"]),
        ("bash -eu", ["bash", "-eu", "/f"]),
        ("own", ["own", "/f"]),
    ],
)
def test_words_with_a_file(programs: Path, language: str, expected: list[str]) -> None:
    languages: dict[str, tuple[str, ...]] = {"own": ("own", "-c")}
    assert words(programs, language, languages=languages, script_file="/f") == expected


def test_python3_is_taken_before_python(programs: Path) -> None:
    (programs / "python3").write_text("#!/bin/sh\n")
    (programs / "python3").chmod(0o755)
    assert words(programs, "python")[0] == "python3"


def test_settings_have_the_first_word(programs: Path) -> None:
    assert words(programs, "sh", languages={"sh": ("own", "-x")}) == ["own", "-x", b"S"]


def test_relative_entries_of_the_path_start_at_the_folder(programs: Path) -> None:
    line = command_line(
        "sh", "S", languages={}, search_path="bin", folder=programs.parent, script_file=None
    )
    assert line[0] == str(programs / "sh")


def test_program_that_went_away_is_not_started(programs: Path) -> None:
    assert words(programs, "fish")[0] == "fish"
    (programs / "fish").unlink()
    with pytest.raises(InputError, match="fish is not on PATH"):
        words(programs, "fish")


@pytest.mark.parametrize("language", ["", "cobol", "'unclosed x", "zsh-5"])
def test_unknown_language(programs: Path, language: str) -> None:
    with pytest.raises(InputError) as caught:
        words(programs, language)
    assert caught.value.hint


def test_missing_names_each_once_in_order(programs: Path) -> None:
    (programs / "ruby").unlink()
    (programs / "perl").chmod(0o644)
    asked = ["sh", "ruby", "cobol", "perl", "ruby", "own -x", "nosuch -c"]
    found = missing(asked, search_path=str(programs), folder=programs)
    # Whoever may run anything (root) may still not run what nobody may run.
    assert found == ["ruby", "cobol", "perl", "nosuch -c"]


@pytest.mark.parametrize(
    ("script", "long"), [("x" * 100_000, False), ("x" * 100_001, True), ("é" * 50_001, True)]
)
def test_long_scripts_need_a_file(script: str, long: bool) -> None:
    assert needs_file(script, "sh") is long


def test_what_its_scripts_start_has_to_be_there_too(programs: Path) -> None:
    assert missing(["just"], search_path=str(programs), folder=programs) == []
    (programs / "just").unlink()
    assert missing(["just", "sh"], search_path=str(programs), folder=programs) == ["just"]
    with pytest.raises(InputError, match="just is not on PATH"):
        words(programs, "just")


def test_the_program_of_a_first_line_gets_a_file(programs: Path) -> None:
    assert needs_file("BEGIN { print }", "#!perl -w")
    found = command_line(
        "#!perl -w",
        "BEGIN { print }",
        languages={},
        search_path=str(programs),
        folder=programs,
        script_file="/s",
    )
    assert found == [str(programs / "perl"), "-w", "/s"]
    assert missing(["#!", "#!nosuch"], search_path=str(programs), folder=programs) == [
        "#!",
        "#!nosuch",
    ]


def test_sh_stands_in_where_there_is_no_bash(programs: Path) -> None:
    def words() -> list[str | bytes]:
        return command_line(
            "bash-or-sh", "true", languages={}, search_path=str(programs), folder=programs
        )

    assert words() == [str(programs / "bash"), "-e", "-c", b"true"]
    (programs / "bash").unlink()
    assert words() == [str(programs / "sh"), "-e", "-c", b"true"]
