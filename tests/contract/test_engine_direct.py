"""A plain command that is started without a shell cannot be told from one that is not."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest

from orchestrator.engines.direct import without_shell
from orchestrator.engines.local import LocalEngine
from orchestrator.verify.model import CommandResult
from tests.driving import result_of
from tests.works import step, work

SH = shutil.which("sh") or ""
is_dash = os.path.basename(os.path.realpath(SH)) == "dash"
needs_dash = pytest.mark.skipif(not is_dash, reason="only dash is left out")

PLAIN = ["true\n", "ls -la a/b", "\tmake -j4 X=1 all  \n", "./run.sh", "pytest -q tests::a,b"]
NOT_PLAIN = [
    *("", "\n", "a=1 ls", "ls | wc", "ls > x", "ls; ls", "ls &", "ls 'a b'", "ls $HOME", "ls *"),
    *(
        "ls ~",
        "ls # no",
        "ls\nls",
        "ls \\\n-l",
        "cd /",
        "test -d .",
        "[ -d . ]",
        "echo x",
        "exit 3",
    ),
    *("if", "! true", "{ ls", "exec ls", ". ./x", "kill 1", "ls `x`", "ls {a,b}", "ls é", "ls a?"),
    *("exit 3", "no-such-program-anywhere", "sh x", "/bin/bash x", "./script", "./empty"),
]


def binary(path: Path, rest: bytes = b"") -> None:
    path.write_bytes(b"\x7fELF" + rest)
    path.chmod(0o755)


@needs_dash
@pytest.mark.parametrize("script", PLAIN)
def test_plain_words_do_without(script: str, tmp_path: Path) -> None:
    for name in ("true", "ls", "make", "pytest", "run.sh"):
        binary(tmp_path / name)
    found = without_shell(script, SH, "", tmp_path, str(tmp_path))
    assert found is not None
    assert found.words == script.split()


@pytest.mark.parametrize("script", NOT_PLAIN)
def test_all_else_takes_the_shell(script: str, tmp_path: Path) -> None:
    for name, text in (("script", "#!/bin/sh\n"), ("empty", "")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    assert without_shell(script, SH, "", tmp_path, os.environ["PATH"]) is None


def test_another_shell_stays(tmp_path: Path) -> None:
    other = tmp_path / "sh"
    other.write_text("")
    assert without_shell("true", str(other), "", tmp_path, os.environ["PATH"]) is None


TOLD = """\
import os, signal, sys
print(sorted((k, v) for k, v in os.environ.items() if k not in UNLIKE))
print(sys.argv, os.getcwd(), os.getsid(0) == os.getpgid(0), os.read(0, 9))
print([signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)])
print(sorted(os.listdir("/proc/self/fd"))[:3], flush=True)
"""
UNLIKE = ("ORCHESTRATOR_OUTPUTS",)
ENDS = {
    "0": "",
    "3": "sys.exit(3)",
    "segfault": "os.kill(os.getpid(), 11)",
    "killed": "os.kill(os.getpid(), 9)",
    "interrupted": "signal.signal(2, signal.SIG_DFL); os.kill(os.getpid(), 2)",
    "pipe": "signal.signal(13, signal.SIG_DFL); os.kill(os.getpid(), 13)",
    "term": "os.kill(os.getpid(), 15)",
}


def seen(result: CommandResult) -> tuple[object, ...]:
    return (result.outcome, result.exit_code, result.signal, result.reason, result.output)


@needs_dash
@pytest.mark.parametrize("end", ENDS)
def test_nothing_tells_them_apart(engine: LocalEngine, tmp_path: Path, end: str) -> None:
    (tmp_path / "tell.py").write_text(f"UNLIKE = {UNLIKE!r}\n{TOLD}\n{ENDS[end]}\n")
    (tmp_path / "program").symlink_to(sys.executable)
    plain = "./program -I tell.py one --x=2"
    assert without_shell(plain, SH, "", tmp_path, "") is not None
    direct = result_of(engine, work(step(plain), id="a"))
    # A command before it is all that it takes to need the shell; its PWD is the shell's.
    through = result_of(engine, work(step(f":; {plain}"), id="a"))
    assert direct.output
    assert seen(direct) == seen(through)


@needs_dash
def test_what_does_not_start_goes_to_the_shell(engine: LocalEngine, tmp_path: Path) -> None:
    binary(tmp_path / "program", b"\nnot really one\n")
    program = f"{tmp_path}/program"
    assert without_shell(program, SH, "", tmp_path, "") is not None
    direct = result_of(engine, work(step(program)))
    through = result_of(engine, work(step(f":; {program}")))
    assert direct.exit_code != 0
    assert seen(direct) == seen(through)


def test_a_program_that_is_not_there_is_the_shells_to_tell(engine: LocalEngine) -> None:
    result = result_of(engine, work(step("no-such-program-anywhere")))
    assert result.exit_code == 127
    assert "not found" in result.output
