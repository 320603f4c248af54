"""What every engine promises of agents: real stand-ins that read their prompt and print."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from orchestrator.engines.local import LocalEngine
from orchestrator.plan.model import Action, ActionKind, Step
from orchestrator.run import events as ev
from orchestrator.run.ports import AttemptEnd, Ended, Work
from orchestrator.verify.model import Outcome
from tests.contract.conftest import MakeEngine
from tests.driving import collect, end_of, log_of, nap, result_of, results, run, running
from tests.works import check, prose, step, with_env, work

ASKED = Step(id="1", text="do it", line=1, action=Action(kind=ActionKind.AGENT, line=1))
KEEPS_ITS_PROMPT = "open('got', 'wb').write(sys.stdin.buffer.read()); print('done')"


def agent_in(folder: Path, code: str, *, name: str = "agent") -> tuple[str, ...]:
    """The command line of an agent made of this Python."""
    program = folder / f"{name}.py"
    program.write_text(f"import json, os, sys\n{code}\n")
    return (sys.executable, str(program))


def stand_in(folder: Path, name: str, code: str) -> Path:
    """A program of that name in a folder for PATH, made of this Python."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!{sys.executable}\nimport json, os, sys\n{code}\n")
    program.chmod(0o755)
    return folder


def asked(prompt: str = "please", *, agent: str = "mine", **fields: Any) -> Work:
    return work(ASKED, agent=agent, prompts={"1": prompt}, **fields)


def path_with(folder: Path) -> dict[str, str]:
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


# --- what it gets ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "prompt",
    ["", "no newline at the end", "ünï\u2028cödé 🦊\r\n\t$HOME `id` 'q\" \0\x1b[1m", "é" * 50_000],
)
def test_prompt_arrives_byte_for_byte(make_engine: MakeEngine, tmp_path: Path, prompt: str) -> None:
    engine = make_engine(agents={"mine": agent_in(tmp_path, KEEPS_ITS_PROMPT)})
    made = asked(prompt)
    result = result_of(engine, made)
    assert (result.outcome, result.agent, result.said) == (Outcome.SUCCEEDED, "mine", "done")
    assert (tmp_path / "got").read_bytes() == prompt.encode()
    kept = tmp_path / f"{made.log}.1.prompt"
    assert kept.read_bytes() == prompt.encode()
    assert kept.stat().st_mode & 0o777 == 0o600
    assert sorted(kept.parent.iterdir()) == [tmp_path / made.log, kept]


def test_prompt_that_no_file_can_hold_is_spelled_out(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    engine = make_engine(agents={"mine": agent_in(tmp_path, KEEPS_ITS_PROMPT)})
    assert result_of(engine, asked("a\ud800b")).outcome is Outcome.SUCCEEDED
    assert (tmp_path / "got").read_bytes() == rb"a\ud800b"


def test_prompt_is_no_argument_and_no_variable(make_engine: MakeEngine, tmp_path: Path) -> None:
    tells = "print(sys.argv[1:], 'xyzzy' in repr(dict(os.environ)))"
    engine = make_engine(agents={"mine": (*agent_in(tmp_path, tells), "$HOME", "*")})
    assert result_of(engine, asked("xyzzy")).said == "['$HOME', '*'] False"


def test_prompt_is_never_written_through_a_link(make_engine: MakeEngine, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    engine = make_engine(agents={"mine": agent_in(tmp_path, KEEPS_ITS_PROMPT)})
    made = asked()
    (tmp_path / made.log).parent.mkdir(parents=True)
    (tmp_path / f"{made.log}.1.prompt").symlink_to(victim)
    result = result_of(engine, made)
    assert (result.outcome, result.exit_code) == (Outcome.FAILED, None)
    assert "cannot start" in (result.reason or "")
    assert victim.read_text() == "mine"


def test_agent_that_reads_nothing_does_well(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine(agents={"mine": agent_in(tmp_path, "print('fine')")})
    result = result_of(engine, asked("x" * 1_000_000))
    assert (result.outcome, result.said) == (Outcome.SUCCEEDED, "fine")


def test_agent_sees_what_any_step_sees(make_engine: MakeEngine, tmp_path: Path) -> None:
    code = (
        "names = ['STEP', 'SUBTASK', 'RUN', 'IDEMPOTENCY_KEY']\n"
        "print(*(os.environ['ORCHESTRATOR_' + name] for name in names), os.environ['OWN'])\n"
        "print(os.environ['FIRST'])\n"
        "open(os.environ['ORCHESTRATOR_OUTPUTS'], 'w').write('SECOND=two')"
    )
    engine = make_engine(agents={"mine": agent_in(tmp_path, code)})
    made = work(
        step('echo FIRST=one > "$ORCHESTRATOR_OUTPUTS"', id="0"),
        ASKED,
        step('test "$SECOND" = two', id="2"),
        agent="mine",
        prompts={"1": ""},
    )
    reports = run(engine, with_env(made, {"OWN": "yes"}))
    assert end_of(reports).end is AttemptEnd.SUCCEEDED
    said = results(reports)[1].said
    assert said == f"1 task_1 {made.run} {made.idempotency_key} yes\none"


@pytest.mark.parametrize(("of_step", "folder"), [(None, "."), ("other", "other")])
def test_agent_works_in_the_root_unless_its_step_says_otherwise(
    make_engine: MakeEngine, tmp_path: Path, of_step: str | None, folder: str
) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "other").mkdir()
    engine = make_engine(agents={"mine": agent_in(tmp_path, "print(os.getcwd())")})
    action = Action(kind=ActionKind.AGENT, line=1, cwd=of_step)
    made = work(
        Step(id="1", text="x", line=1, action=action), agent="mine", prompts={"1": "x"}, cwd="sub"
    )
    assert result_of(engine, made).said == str((tmp_path / folder).resolve())


@pytest.mark.parametrize("name", ["./tool/agent --x", "agent 'a b'"])
def test_agent_may_be_a_command_line(make_engine: MakeEngine, tmp_path: Path, name: str) -> None:
    folder = stand_in(tmp_path / "tool", "agent", "print(sys.argv[1:], sys.stdin.read())")
    (tmp_path / "sub").mkdir()
    engine = make_engine(stdenv=path_with(folder))
    result = result_of(engine, asked("hi", agent=name, cwd="sub"))
    words = "['--x']" if "--x" in name else "['a b']"
    assert (result.agent, result.said) == (name, f"{words} hi")


# --- what it says ------------------------------------------------------------------------


def claude(folder: Path, printed: str, *, exit_code: int = 0) -> dict[str, str]:
    """Variables under which `claude` prints this, and something else to standard error."""
    code = (
        "assert sys.argv[1:4] == ['-p', '--output-format', 'json'], sys.argv\n"
        f"print('thinking', file=sys.stderr, flush=True); print({printed!r}); sys.exit({exit_code})"
    )
    return path_with(stand_in(folder / "bin", "claude", code))


def test_word_of_the_agent_is_read_and_proves_nothing(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    printed = json.dumps(
        {"type": "result", "is_error": False, "result": "All ✅", "num_turns": 2,
         "total_cost_usd": 0.5}
    )  # fmt: skip
    made = asked(agent="claude")
    engine = make_engine(stdenv=claude(tmp_path, printed))
    result = result_of(engine, made)
    engine.close()
    assert (result.outcome, result.proves) == (Outcome.SUCCEEDED, False)
    assert (result.said, result.note) == ("All ✅", "2 turns; cost $0.5000")
    assert log_of(tmp_path, made) == f"thinking\n{printed}\n".encode()
    assert result.output == f"thinking\n{printed}\n"
    assert len(list((tmp_path / made.log).parent.iterdir())) == 2


@pytest.mark.parametrize("exit_code", [0, 1])
def test_agent_that_reports_an_error_has_failed(
    make_engine: MakeEngine, tmp_path: Path, exit_code: int
) -> None:
    printed = json.dumps({"type": "result", "is_error": True, "result": "No\ncredit"})
    engine = make_engine(stdenv=claude(tmp_path, printed, exit_code=exit_code))
    reports = run(engine, asked(agent="claude"))
    (result,) = results(reports)
    assert (result.outcome, result.exit_code) == (Outcome.FAILED, exit_code)
    assert result.reason == "the agent reports an error: No credit"
    assert end_of(reports).reason == f"step 1: {result.reason}"


@pytest.mark.parametrize("exit_code", [0, 3])
def test_what_is_not_json_is_taken_as_text(
    make_engine: MakeEngine, tmp_path: Path, exit_code: int
) -> None:
    engine = make_engine(stdenv=claude(tmp_path, "I am {done}", exit_code=exit_code))
    result = result_of(engine, asked(agent="claude"))
    assert result.outcome is (Outcome.FAILED if exit_code else Outcome.SUCCEEDED)
    assert (result.reason is None) == (exit_code == 0)
    assert (result.said or "").split("\n") == ["thinking", "I am {done}"]
    assert result.note == "what it printed is not the JSON that was asked for"
    assert not result.proves


def test_gemini_reports_in_its_own_form(make_engine: MakeEngine, tmp_path: Path) -> None:
    printed = json.dumps({"response": "ok", "error": {"message": "quota", "code": 429}})
    folder = stand_in(tmp_path / "bin", "gemini", f"print({printed!r})")
    result = result_of(make_engine(stdenv=path_with(folder)), asked(agent="gemini"))
    assert (result.outcome, result.said) == (Outcome.FAILED, "ok")
    assert result.reason == "the agent reports an error: quota"


def test_long_words_are_cut_and_the_log_is_whole(make_engine: MakeEngine, tmp_path: Path) -> None:
    code = "print('first'); print('x' * 100_000); print('last')"
    made = asked()
    result = result_of(make_engine(agents={"mine": agent_in(tmp_path, code)}), made)
    said = result.said or ""
    assert len(said) <= 4000
    assert (said[:5], said[-4:]) == ("first", "last")
    assert len(log_of(tmp_path, made)) == 100_012


def test_no_secret_of_the_prompt_or_of_the_words_is_kept(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    code = (
        "s = os.environ['TOKEN']; asked = sys.stdin.read()\n"
        "text = 'x' * 1960 + s + asked + 'y' * 4000\n"
        "print(json.dumps({'type': 'result', 'is_error': True, 'result': text}))"
    )
    engine = make_engine(stdenv=path_with(stand_in(tmp_path / "bin", "claude", code)))
    secret = "s3cret-ünd-lang"
    made = with_env(asked(f"use {secret}!", agent="claude"), {"TOKEN": secret}, "TOKEN")
    reports = run(engine, made)
    (result,) = results(reports)
    assert result.outcome is Outcome.FAILED
    assert "s3c" not in repr(reports)
    assert "***" in (result.said or "")
    folder = (tmp_path / made.log).parent
    assert (tmp_path / f"{made.log}.1.prompt").read_bytes() == b"use ***!"
    assert all(b"s3cret" not in file.read_bytes() for file in folder.iterdir())


# --- how it ends -------------------------------------------------------------------------


def test_agent_that_fails_ends_the_attempt(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine(agents={"mine": agent_in(tmp_path, "sys.exit('out of ideas')")})
    reports = run(engine, asked(checks=(check("touch checked"),)))
    (result,) = results(reports)
    assert (result.outcome, result.exit_code, result.said) == (Outcome.FAILED, 1, "out of ideas")
    assert result.reason == "exit code 1, expected 0"
    assert end_of(reports).end is AttemptEnd.FAILED
    assert not (tmp_path / "checked").exists()


def test_optional_step_of_an_agent_may_fail(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine(agents={"mine": agent_in(tmp_path, "sys.exit(1)")})
    first = prose("1", kind=ActionKind.AGENT, optional=True)
    made = work(first, step("true", id="2"), agent="mine", prompts={"1": "x"})
    reports = run(engine, made)
    assert [result.outcome for result in results(reports)] == [Outcome.FAILED, Outcome.SUCCEEDED]
    assert end_of(reports).end is AttemptEnd.SUCCEEDED


@pytest.mark.parametrize(
    ("agent", "reason"),
    [
        ("codex", "no program for the agent codex: codex is not on PATH"),
        ("gone/agent -x", "gone/agent is not on PATH"),
        ("nobody", "no agent preset “nobody”"),
        (None, "no agent is chosen"),
    ],
)
def test_agent_that_is_not_there_is_a_failed_result(
    make_engine: MakeEngine, tmp_path: Path, agent: str | None, reason: str
) -> None:
    engine = make_engine(stdenv={"PATH": str(tmp_path)})
    reports = run(engine, work(ASKED, agent=agent, prompts={"1": "x"}))
    (result,) = results(reports)
    assert (result.outcome, result.exit_code, result.proves) == (Outcome.FAILED, None, False)
    assert result.agent == (agent or "")
    assert reason in (result.reason or "")


def test_timeout_ends_all_of_an_agent(make_engine: MakeEngine, tmp_path: Path) -> None:
    seconds = nap(71)
    code = (
        "import subprocess\nprint('begun', flush=True)\n"
        f"subprocess.run(['setsid', 'sleep', '{seconds}'])"
    )
    engine = make_engine(stdenv=path_with(stand_in(tmp_path / "bin", "claude", code)), grace_s=0.2)
    action = Action(kind=ActionKind.AGENT, line=1, timeout_s=0.5)
    made = work(Step(id="1", text="x", line=1, action=action), agent="claude", prompts={"1": "x"})
    reports = run(engine, made)
    (result,) = results(reports)
    assert (result.outcome, result.reason) == (Outcome.TIMED_OUT, "timed out after 0.5 s")
    assert (result.said, result.agent) == ("begun", "claude")
    assert "JSON" not in (result.note or "")
    assert end_of(reports).end is AttemptEnd.TIMED_OUT
    assert running(seconds) == []


def test_handles_are_given_back(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine(agents={"mine": agent_in(tmp_path, "print('fine')")})
    made = asked(checks=(check("true"), check("x", id="check_2")), mend="mend")
    broken = work(ASKED, id="task_2", agent="gone/agent", prompts={"1": "x"}, mend="mend")
    run(engine, made)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(3):
        run(engine, made)
        run(engine, broken)
    assert len(os.listdir("/proc/self/fd")) == before


# --- mending and validating --------------------------------------------------------------


def test_mending_comes_before_everything(make_engine: MakeEngine, tmp_path: Path) -> None:
    code = "open('mended', 'w').write(sys.stdin.read()); sys.exit(3)"
    engine = make_engine(agents={"mine": agent_in(tmp_path, code)})
    made = work(
        step("test -f mended"), checks=(check("grep why mended"),), agent="mine", mend="that is why"
    )
    reports = run(engine, made)
    assert [type(report) for report in reports] == [
        ev.MendFinished,
        ev.StepFinished,
        ev.CheckFinished,
        Ended,
    ]
    assert [result.exit_code for result in results(reports)] == [3, 0, 0]
    assert end_of(reports).end is AttemptEnd.SUCCEEDED
    assert (tmp_path / f"{made.log}.mend.prompt").read_text() == "that is why"


@pytest.mark.parametrize("mend", [None, "go"])
def test_validation_runs_checks_alone(
    make_engine: MakeEngine, tmp_path: Path, mend: str | None
) -> None:
    engine = make_engine(agents={"mine": agent_in(tmp_path, "open('mended', 'w')")})
    made = work(
        step("exit 9"),
        prose("2"),
        checks=(check("test -f mended"), check("true", id="check_2")),
        agent="mine",
        mend=mend,
        checks_only=True,
    )
    reports = run(engine, made)
    told = [report.check for report in reports if isinstance(report, ev.CheckFinished)]
    assert told == ["check_1", "check_2"]
    assert len(reports) == 3 + bool(mend)
    assert end_of(reports).end is (AttemptEnd.SUCCEEDED if mend else AttemptEnd.FAILED)


def test_stopping_an_agent_that_mends_ends_the_attempt(
    make_engine: MakeEngine, tmp_path: Path
) -> None:
    engine: LocalEngine = make_engine(agents={"mine": ("sleep", "60")})
    engine.start(work(step("touch ran"), agent="mine", mend="go"))
    engine.stop(grace_s=0)
    reports = collect(engine)
    assert [result.outcome for result in results(reports)] == [Outcome.CANCELLED]
    assert end_of(reports).end is AttemptEnd.CANCELLED
    assert not (tmp_path / "ran").exists()
