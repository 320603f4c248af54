"""Every way a command can end, in a real process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PREFACE = """
import sys
from orchestrator.cli.boundary import guarded
from orchestrator.cli.output import output
from orchestrator.diagnostics import *
def command():
"""


def program(body: str, *, as_json: bool = False) -> list[str]:
    ending = f"sys.exit(guarded(command, as_json={as_json}))"
    return [sys.executable, "-c", f"{PREFACE}    {body}\n{ending}\n"]


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def run(body: str, cwd: Path, *, as_json: bool = False) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        program(body, as_json=as_json),
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env=environment(TMPDIR=str(cwd)),
    )


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("InputError", 2),
        ("HeldError", 75),
        ("StorageError", 74),
        ("MissingExtraError", 5),
    ],
)
def test_an_error_is_two_lines_and_its_exit_code(kind: str, code: int, tmp_path: Path) -> None:
    ended = run(f"raise {kind}('it is so', hint='do this')", tmp_path)
    assert ended.returncode == code
    assert ended.stderr == "error: it is so\nnext: do this\n"
    assert ended.stdout == ""


def test_as_json_the_error_is_data_on_standard_output(tmp_path: Path) -> None:
    ended = run("raise InputError('it is so', hint='do this')", tmp_path, as_json=True)
    assert json.loads(ended.stdout) == {
        "schema_version": 1,
        "findings": [],
        "error": {"message": "it is so", "hint": "do this"},
    }


def test_all_findings_are_shown(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("first line\nsecond line\n")
    body = (
        "raise InputError('x', findings=[Diagnostic(code=f'c{n}', severity=Severity.ERROR,"
        " message='m', path='a.md', line=n, column=1) for n in (1, 2)])"
    )
    ended = run(body, tmp_path)
    assert ended.returncode == 2
    assert "a.md:1:1: error[c1]: m\n    1 | first line\n" in ended.stderr
    assert "a.md:2:1: error[c2]: m\n    2 | second line\n" in ended.stderr
    found = json.loads(run(body, tmp_path, as_json=True).stdout)["findings"]
    assert [each["code"] for each in found] == ["c1", "c2"]


def test_a_bug_is_a_line_and_a_log_without_values(tmp_path: Path) -> None:
    body = "secret = 'hunter2'; return {}['key']"
    ended = run(body, tmp_path)
    assert ended.returncode == 70
    first, second = ended.stderr.splitlines()
    assert first == "error: a bug: KeyError: 'key'"
    log = Path(second.removeprefix("next: report it with "))
    assert log.parent == tmp_path
    text = log.read_text()
    assert "Traceback" in text
    assert "Python 3" in text
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_bug_in_a_project_leaves_its_log_with_the_state(tmp_path: Path) -> None:
    (tmp_path / ".orchestrator").mkdir()
    ended = run("raise RuntimeError('two\\nlines')", tmp_path)
    assert ended.stderr.startswith("error: a bug: RuntimeError: two lines\n")
    (log,) = (tmp_path / ".orchestrator" / "crash").iterdir()
    assert str(log) in ended.stderr


def test_ctrl_c_ends_without_a_word(tmp_path: Path) -> None:
    ended = run("raise KeyboardInterrupt", tmp_path)
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")


def test_a_reader_that_goes_away_is_no_error() -> None:
    body = "[output().line('x' * 1000) for _ in range(1000)]; return 3"
    with subprocess.Popen(
        program(body), stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as writer:
        assert writer.stdout is not None
        assert writer.stderr is not None
        writer.stdout.read(10)
        writer.stdout.close()
        assert writer.stderr.read() == b""
        assert writer.wait() == 3


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_cannot_be_written_is_an_error() -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            program("output().line('x'); return 0"),
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            env=environment(),
        )
    assert ended.returncode == 74
    assert b"cannot write the output" in ended.stderr


def test_a_narrow_encoding_gets_numbers_instead_of_a_traceback() -> None:
    ended = subprocess.run(
        program(r"output().line('ok \u2705 \ud800'); return 0"),
        capture_output=True,
        check=False,
        env=environment(PYTHONIOENCODING="ascii"),
    )
    assert (ended.returncode, ended.stdout) == (0, rb"ok \u2705 \ud800" + b"\n")


def test_without_standard_output_a_command_still_works() -> None:
    ended = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", *program("output().line('x'); return 3")],
        check=False,
        env=environment(),
    )
    assert ended.returncode == 3


def test_a_bug_finds_another_place_where_the_state_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / ".orchestrator").mkdir()
    (tmp_path / ".orchestrator/crash").write_text("in the way")
    ended = run("raise RuntimeError('it is so')", tmp_path)
    (log,) = tmp_path.glob("orchestrator-crash-*.log")
    assert ended.returncode == 70
    assert ended.stderr == f"error: a bug: RuntimeError: it is so\nnext: report it with {log}\n"


def test_a_bug_in_a_folder_that_is_gone_has_its_log_all_the_same(tmp_path: Path) -> None:
    body = "import os; os.mkdir('gone'); os.chdir('gone'); os.rmdir('../gone'); {}['key']"
    ended = run(body, tmp_path)
    assert ended.returncode == 70
    assert "Traceback" not in ended.stderr
    assert len([*tmp_path.glob("orchestrator-crash-*.log")]) == 1


def test_what_errors_quote_controls_no_terminal(tmp_path: Path) -> None:
    ended = run(r"raise InputError('there is no \x1b[31mred', hint='a\nb\x9b')", tmp_path)
    assert ended.stderr == "error: there is no \\x1b[31mred\nnext: a\nnext: b\\x9b\n"
    ended = run(r"raise RuntimeError('\x1b[31mred')", tmp_path)
    assert ended.stderr.startswith("error: a bug: RuntimeError: \\x1b[31mred\n")


def test_a_limit_of_the_system_is_no_bug(tmp_path: Path) -> None:
    ended = run("import errno; raise OSError(errno.EMFILE, 'Too many open files')", tmp_path)
    assert ended.returncode == 74
    first, second = ended.stderr.splitlines()
    assert first == "error: a limit of this system was reached: Too many open files"
    assert second.startswith("next: raise it (`ulimit -n`")
