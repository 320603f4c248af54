"""What every engine promises of evidence: expectations, files, output and secrets."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from urllib.parse import quote

import pytest

from orchestrator.document.expect import (
    Comparison,
    Expect,
    FileMatch,
    FileState,
    JsonMatch,
    MatchMode,
)
from orchestrator.engines.local import LocalEngine
from orchestrator.run import events as ev
from orchestrator.run.ports import AttemptEnd
from orchestrator.verify.model import Outcome
from tests.contract.conftest import MakeEngine
from tests.driving import asks, end_of, log_of, result_of, results, run
from tests.works import check, step, steps, with_env, work

# --- what is expected --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("script", "expect", "good"),
    [
        ("echo out; echo err >&2", Expect(stdout=asks(MatchMode.EQUALS, "out")), True),
        ("echo out; echo err >&2", Expect(stderr=asks(MatchMode.EQUALS, "err")), True),
        ("echo out; echo err >&2", Expect(stdout=asks(MatchMode.CONTAINS, "err")), False),
        ("echo err >&2", Expect(output=asks(MatchMode.CONTAINS, "err")), True),
        ("echo out; echo err >&2", Expect(output=asks(MatchMode.CONTAINS, "out")), True),
        ("echo out; echo err >&2", Expect(output=asks(MatchMode.EQUALS, "out")), False),
        ("exit 3", Expect(exit_code=(0, 3)), True),
        ("exit 3", Expect(exit_code="non_zero"), True),
        ("nonesuch", Expect(exit_code="non_zero"), False),
        ("kill -9 $$", Expect(exit_code="non_zero"), False),
        ("sh -c 'kill -9 $$'", Expect(exit_code="non_zero"), False),
        ("true", Expect(no_output=True), True),
        ("echo >&2", Expect(no_output=True), False),
        ("sleep 0.2", Expect(max_duration_ms=100), False),
        ("ls", Expect(max_duration_ms=10_000), True),
    ],
)
def test_expectations_decide(
    engine: LocalEngine, tmp_path: Path, script: str, expect: Expect, good: bool
) -> None:
    made = work(step(script, expect=expect))
    result = result_of(engine, made)
    assert (result.outcome is Outcome.SUCCEEDED) == good, result
    engine.close()
    assert len(list((tmp_path / made.log).parent.iterdir())) == 1


def test_streams_told_apart_still_reach_the_log(engine: LocalEngine, tmp_path: Path) -> None:
    expect = Expect(
        stdout=asks(MatchMode.CONTAINS, "out"),
        json=(JsonMatch(path=".x", op=Comparison.EQ, value="1", line=1),),
    )
    made = work(*steps("echo before"), step("echo err >&2; echo out", id="2", expect=expect))
    second = results(run(engine, made))[1]
    log = log_of(tmp_path, made)
    assert log == b"before\nerr\nout\n"
    assert log[second.log_start : second.log_end] == b"err\nout\n"
    assert second.output_bytes == 8
    assert second.outcome is Outcome.FAILED
    assert "no JSON" in (second.reason or "")


def test_files_are_seen_from_the_commands_folder(engine: LocalEngine, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    old = tmp_path / "sub" / "old"
    old.write_text("x")
    os.utime(old, (1, 1))
    expect = Expect(
        files=(
            FileMatch(path="new", is_=FileState.CONTAINS, value="fresh", line=1),
            FileMatch(path="old", is_=FileState.EXISTS, line=1),
            FileMatch(path="gone", is_=FileState.MISSING, line=1),
        )
    )
    result = result_of(engine, work(step("echo fresh > new", cwd="sub", expect=expect)))
    assert result.outcome is Outcome.SUCCEEDED
    got = {judgement.what: judgement.got for judgement in result.judgements}
    assert got["file new"] == '6 bytes: "fresh\\n"'
    assert got["file old"] == "1 bytes, older than the attempt"


@pytest.mark.parametrize(
    ("script", "expect", "proves"),
    [
        ("grep x old", Expect(), True),
        ("echo fine", Expect(stdout=asks(MatchMode.CONTAINS, "fine")), False),
        ("true", Expect(files=(FileMatch(path="old", is_=FileState.EXISTS, line=1),)), False),
    ],
)
def test_command_that_cannot_fail_proves_nothing(
    engine: LocalEngine, tmp_path: Path, script: str, expect: Expect, proves: bool
) -> None:
    (tmp_path / "old").write_text("x")
    os.utime(tmp_path / "old", (1, 1))
    result = result_of(engine, work(step(script, expect=expect)))
    assert (result.outcome, result.proves) == (Outcome.SUCCEEDED, proves)


def test_file_of_this_attempt_is_proof_whatever_asks_for_it(engine: LocalEngine) -> None:
    asked = Expect(files=(FileMatch(path="new", is_=FileState.EXISTS, line=1),))
    reports = run(engine, work(step("touch new"), step("true", id="2", expect=asked)))
    assert [result.proves for result in results(reports)] == [True, True]


@pytest.mark.parametrize(
    ("script", "fresh"), [("true", False), ("echo more >> made/file", True), ("rm -r made", None)]
)
def test_what_the_work_before_made_a_moment_ago_is_not_this_ones(
    engine: LocalEngine, script: str, fresh: bool | None
) -> None:
    run(engine, work(step("mkdir made; echo x > made/file"), id="task_0"))
    expect = Expect(files=(FileMatch(path="made/file", is_=FileState.EXISTS, line=1),))
    made = work(step(script, expect=expect), outputs=("made", "made/*"))
    reports = run(engine, made)
    artifacts = end_of(reports).artifacts
    assert [artifact.fresh for artifact in artifacts] == [fresh] * 2 * (fresh is not None)
    got = results(reports)[0].judgements[1].got or ""
    assert ("older" in got) == (fresh is False)


@pytest.mark.parametrize(("script", "good"), [("mkdir made", False), ("mkdir -p made/x", True)])
def test_folder_is_empty_by_what_is_in_it(engine: LocalEngine, script: str, good: bool) -> None:
    expect = Expect(files=(FileMatch(path="made", is_=FileState.NOT_EMPTY, line=1),))
    result = result_of(engine, work(step(script, expect=expect)))
    assert (result.outcome is Outcome.SUCCEEDED) == good


def test_declared_outputs_are_looked_up(engine: LocalEngine, tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_text("old")
    os.utime(tmp_path / "old.txt", (1, 1))
    made = work(
        step("mkdir -p dist/a/b; printf new > dist/a/b/x.whl; printf y > dist/y"),
        outputs=("dist/**/*.whl", "old.txt", "missing*", "../*", "dist"),
    )
    ended = end_of(run(engine, made))
    assert ended.end is AttemptEnd.SUCCEEDED
    found = {(item.pattern, item.path): item for item in ended.artifacts}
    assert list(found) == [
        ("dist/**/*.whl", "dist/a/b/x.whl"),
        ("old.txt", "old.txt"),
        ("dist", "dist"),
    ]
    wheel = found["dist/**/*.whl", "dist/a/b/x.whl"]
    assert (wheel.size, wheel.fresh) == (3, True)
    assert wheel.sha256 == "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437"
    assert not found["old.txt", "old.txt"].fresh
    assert found["dist", "dist"].size == 4


def test_attempt_that_goes_on_counts_files_since_it_began(
    engine: LocalEngine, tmp_path: Path
) -> None:
    made_before = tmp_path / "out"
    made_before.write_text("x")
    os.utime(made_before, (1_000_000_100, 1_000_000_100))
    made = work(step("true"), outputs=("out",), since="2001-09-09T01:46:40Z")
    assert end_of(run(engine, made)).artifacts[0].fresh


# --- output of any size and kind ---------------------------------------------------------


def test_output_that_is_no_text_is_kept_as_it_is(engine: LocalEngine, tmp_path: Path) -> None:
    made = work(step(r"printf '\377\000\355\240\200x'"))
    result = result_of(engine, made)
    assert log_of(tmp_path, made) == b"\xff\x00\xed\xa0\x80x"
    assert result.output.endswith("x")
    result.output.encode("utf-8")


@pytest.mark.parametrize("expect", [Expect(), Expect(stdout=asks(MatchMode.CONTAINS, "first"))])
def test_where_a_log_was_cut_its_result_says_so_and_where_it_is_now(
    make_engine: MakeEngine, tmp_path: Path, expect: Expect
) -> None:
    engine = make_engine(log_limit_bytes=10_000)
    long = "print('first'); print('x' * 90_000)"
    made = work(
        step(long, language="python", expect=expect),
        step("echo second", id="2"),
        step(long.replace("x", "y"), id="3", language="python", expect=expect),
        step("echo fourth", id="4"),
    )
    reports = run(engine, made)
    log = log_of(tmp_path, made)
    first, second, third, fourth = results(reports)
    for result, printed in ((first, 90_007), (second, 7), (third, 90_007), (fourth, 7)):
        assert result.output_bytes == printed
        assert result.note == (
            f"its log was cut to {result.log_end} bytes, so what stood in the middle is not there"
        )
        assert result.log_end < 10_040
    assert first.log_start == 0
    assert log[fourth.log_start : fourth.log_end] == b"fourth\n"
    assert fourth.log_end == len(log)
    left_out = int(log.partition("… ".encode())[2].split()[0])
    assert len(log) - len(f"\n… {left_out} bytes left out …\n".encode()) + left_out == 180_028


def test_long_output_is_cut_to_head_and_tail(make_engine: MakeEngine, tmp_path: Path) -> None:
    engine = make_engine(log_limit_bytes=100_000)
    script = "print('first'); print('x' * 3_000_000); print('last')"
    made = work(step(script, language="python"))
    result = result_of(engine, made)
    log = log_of(tmp_path, made)
    assert result.output_bytes == 3_000_012
    assert len(log) < 101_000
    assert log.startswith(b"first\n")
    assert log.endswith(b"x\nlast\n")
    assert b"bytes left out" in log
    assert len(result.output) < 9000
    assert result.output.startswith("first\n")
    assert "… 2991820 bytes left out …" in result.output
    assert (tmp_path / made.log).stat().st_mode & 0o777 == 0o600
    assert len(list((tmp_path / made.log).parent.iterdir())) == 1


@pytest.mark.long
@pytest.mark.parametrize("secrets", [(), ("TOKEN",)])
def test_expectations_see_both_ends_of_too_much_output(
    engine: LocalEngine, secrets: tuple[str, ...]
) -> None:
    script = "print('first'); print('x' * 12_000_000); print('last')"
    good = Expect(stdout=(*asks(MatchMode.CONTAINS, "first"), *asks(MatchMode.REGEX, "last$")))
    bad = Expect(stdout=asks(MatchMode.EQUALS, "first\n...\nlast"))
    made = work(
        step(script, language="python", expect=good),
        step(script, language="python", expect=bad, id="2"),
    )
    first, second = results(run(engine, with_env(made, {"TOKEN": "s3cret"}, *secrets)))
    assert (first.outcome, second.outcome) == (Outcome.SUCCEEDED, Outcome.FAILED)
    assert "were not compared" in (second.reason or "")
    assert first.output_bytes == second.output_bytes == 12_000_012


# --- secrets -----------------------------------------------------------------------------

SECRET = "tok/en+42 'ß\""


def test_no_secret_reaches_disk_or_events(engine: LocalEngine, tmp_path: Path) -> None:

    raw = SECRET.encode()
    shapes = [raw, raw.hex().encode(), quote(SECRET).encode(), json.dumps(SECRET)[1:-1].encode()]
    shapes += [base64.b64encode(b"x" * shift + raw)[4:-6] for shift in range(3)]
    script = (
        "import os, base64, json, sys, urllib.parse as u\n"
        "s = os.environ['TOKEN']; r = s.encode()\n"
        "for part in (r[:5], r[5:] + b'\\n'): sys.stdout.buffer.write(part); sys.stdout.flush()\n"
        "print(r.hex(), u.quote(s), json.dumps(s), file=sys.stderr)\n"
        "for n in range(3): print(base64.b64encode(b'x' * n + r).decode())\n"
        "open(os.environ['ORCHESTRATOR_OUTPUTS'], 'w').write('handed=' + s)\n"
    )
    expect = Expect(
        stdout=(*asks(MatchMode.CONTAINS, SECRET), *asks(MatchMode.EQUALS, f"{SECRET}\nno"))
    )
    made = with_env(
        work(step(script, language="python", expect=expect), step('test "$handed" = "$TOKEN"')),
        {"TOKEN": SECRET},
        "TOKEN",
    )
    reports = run(engine, made)
    first = reports[0]
    assert isinstance(first, ev.StepFinished)
    # The comparison saw the real bytes: the first expectation is met, the second is not.
    assert [judgement.passed for judgement in first.result.judgements] == [True, True, False]
    assert first.values == (("handed", "***"),)
    assert "***" in first.result.output
    everything = log_of(tmp_path, made) + repr(reports).encode()
    assert [shape for shape in shapes if shape in everything] == []


def test_later_commands_get_handed_on_secrets_as_they_are(engine: LocalEngine) -> None:
    made = work(
        step('echo "handed=$TOKEN" > "$ORCHESTRATOR_OUTPUTS"'),
        step('test "$handed" = "$TOKEN"', id="2"),
    )
    assert end_of(run(engine, with_env(made, {"TOKEN": SECRET}, "TOKEN"))).end is (
        AttemptEnd.SUCCEEDED
    )


OF_STDOUT = Expect(stdout=asks(MatchMode.CONTAINS, "collected"))
OF_BOTH = Expect(output=asks(MatchMode.CONTAINS, "collected"))
MADE = Expect(files=(FileMatch(path="made", is_=FileState.EXISTS, line=1),))


@pytest.mark.parametrize("expect", [Expect(), OF_STDOUT, OF_BOTH])
@pytest.mark.parametrize("secrets", [(), ("TOKEN",)])
@pytest.mark.parametrize("stream", ["1", "2"])
def test_command_whose_output_says_that_it_tested_nothing(
    engine: LocalEngine, expect: Expect, secrets: tuple[str, ...], stream: str
) -> None:
    script = (
        "seq 20000; echo collected 2 items; "
        f"echo '2 skipped in 0.01s' >&{stream}; test -n \"$TOKEN\""
    )
    made = work(step(script, expect=expect), checks=(check(script + " # again", expect=expect),))
    for result in results(run(engine, with_env(made, {"TOKEN": "x"}, *secrets))):
        assert result.outcome is Outcome.SUCCEEDED
        assert result.proves is False
        assert result.unproved == "its output says that no test ran: 2 skipped in 0.01s"


@pytest.mark.parametrize(
    ("script", "expect"),
    [
        ("echo '2 skipped in 0.01s'", Expect(stdout=asks(MatchMode.CONTAINS, "2 skipped"))),
        ("echo '2 skipped in 0.01s'; echo '1 passed in 0.01s' >&2", Expect()),
        ("echo '2 skipped in 0.01s'; test ! -e there || exit 5", Expect(exit_code=(5,))),
        ("echo '2 skipped in 0.01s'; echo x > made", MADE),
    ],
)
def test_a_test_that_ran_or_what_was_asked_for_proves_all_the_same(
    engine: LocalEngine, tmp_path: Path, script: str, expect: Expect
) -> None:
    (tmp_path / "there").touch()
    (result,) = results(run(engine, work(step(f"test -f there; {script}", expect=expect))))
    assert (result.outcome, result.unproved) == (Outcome.SUCCEEDED, None)
    assert result.proves


def test_a_command_that_fails_is_not_said_to_have_tested_nothing(engine: LocalEngine) -> None:
    (result,) = results(run(engine, work(step("echo '2 skipped in 0.01s'; test -f nowhere"))))
    assert (result.outcome, result.unproved) == (Outcome.FAILED, None)


@pytest.mark.parametrize(
    ("code", "expect", "outcome", "skipped"),
    [
        (80, Expect(skip_code=80), Outcome.SUCCEEDED, True),
        (80, Expect(skip_code=80, stdout=asks(MatchMode.EQUALS, "x")), Outcome.SUCCEEDED, True),
        (80, Expect(skip_code=80, exit_code=(80,)), Outcome.SUCCEEDED, False),
        (80, Expect(skip_code=80, exit_code="non_zero"), Outcome.SUCCEEDED, False),
        (80, Expect(skip_code=77), Outcome.FAILED, False),
        (80, Expect(), Outcome.FAILED, False),
        (3, Expect(skip_code=80), Outcome.FAILED, False),
    ],
)
def test_command_that_skips_itself_proves_nothing(
    engine: LocalEngine, code: int, expect: Expect, outcome: Outcome, skipped: bool
) -> None:
    (result,) = results(run(engine, work(step(f"test -e nowhere || exit {code}", expect=expect))))
    told = "it skipped itself with exit code 80" if skipped else None
    assert (result.outcome, result.unproved) == (outcome, told)
    assert (result.judgements == ()) is skipped
    assert (result.reason == told) or outcome is Outcome.FAILED
    assert not (skipped and result.proves)


# --- what is measured --------------------------------------------------------------------


def test_what_a_command_and_its_children_used_is_told(engine: LocalEngine) -> None:
    busy = "data = b'x' * 60_000_000; end = __import__('time').process_time() + 0.3\n" + (
        "while __import__('time').process_time() < end: pass"
    )
    result = result_of(engine, work(step(f"python3 - <<'E'\n{busy}\nE\n")))
    assert 300 <= result.cpu_ms < 20_000
    assert 60_000 < result.memory_kb < 600_000
    idle = result_of(engine, work(step("sleep 0.2")))
    assert idle.cpu_ms < 150
    assert idle.memory_kb < 60_000
