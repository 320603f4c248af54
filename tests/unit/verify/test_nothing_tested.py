"""Tests of what is read from the last words of test runners."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from orchestrator.document.expect import Comparison, Expect, JsonMatch, MatchMode, TextMatch
from orchestrator.verify.nothing_tested import asks_for_it, nothing_tested

CARGO = "test result: ok. {} passed; 0 failed; {} ignored; 0 measured; 0 filtered out; finished"
NODE = "# tests {0}\n# suites 0\n# pass {1}\n# fail 0\n# cancelled 0\n# skipped {2}\n# todo 0\n"

NOTHING = [
    ("sss         [100%]\n3 skipped in 0.01s\n", "3 skipped in 0.01s"),
    ("====== 3 skipped, 1 warning in 63.01s (0:01:03) ======\n", "3 skipped, 1 warning in 63.01s"),
    (
        "\x1b[33m== \x1b[33m\x1b[1m2 skipped\x1b[0m\x1b[33m in 0.01s\x1b[0m\x1b[33m ==\x1b[0m",
        "2 skip",
    ),
    ("=== 4 deselected in 0.01s ===", "4 deselected"),
    ("no tests ran in 0.00s\r\n", "no tests ran"),
    ("test_a.py ss     [100%]\n", "[100%]"),
    ("Ran 0 tests in 0.000s\n\nOK\n", "Ran 0 tests"),
    ("Ran 0 tests in 0.000s\n\nNO TESTS RAN (skipped=1)\n", "NO TESTS RAN"),
    ("Ran 3 tests in 0.001s\n\nOK (skipped=3)\n", "OK (skipped=3)"),
    (
        "Test Suites: 1 skipped, 0 of 1 total\nTests:       3 skipped, 3 total\n",
        "3 skipped, 3 total",
    ),
    ("No tests found, exiting with code 0", "No tests found"),
    (" Test Files  1 skipped (1)\n      Tests  3 skipped (3)\n", "Tests 3 skipped (3)"),
    ("\n  0 passing (2ms)\n  3 pending\n", "0 passing"),
    ("?   \texample.com/x\t[no test files]\n", "[no test files]"),
    ("testing: warning: no tests to run\nPASS\nok  \tx\t0.002s [no tests to run]\n", "no tests"),
    ("=== RUN   TestA\n--- SKIP: TestA (0.00s)\nPASS\nok  \tx\t0.002s\n", "--- SKIP: TestA"),
    (CARGO.format(0, 3) + "\n\n" + CARGO.format(0, 0) + "\n", "0 passed"),
    (NODE.format(3, 0, 3), "# pass 0"),
    ("TAP version 13\n1..2\nok 1 - a # SKIP later\nok 2 b # skip\n", "# skip"),
    ("1..0 # SKIP no network\n", "1..0"),
    ("t/a.t .. skipped: no network\nResult: NOTESTS\n", "NOTESTS"),
    ("0 examples, 0 failures\n", "0 examples"),
    ("2 examples, 0 failures, 2 pending\n", "2 pending"),
    ("3 runs, 0 assertions, 0 failures, 0 errors, 3 skips\n", "3 skips"),
    ("[WARNING] Tests run: 3, Failures: 0, Errors: 0, Skipped: 3\n", "Skipped: 3"),
    ("No tests were found!!!\n", "No tests were found"),
]
SOMETHING = [
    "..s         [100%]\n2 passed, 1 skipped in 0.01s\n",
    "1 xfailed in 0.02s\n",
    "=== 1 failed, 2 skipped in 0.02s ===\n",
    "3 skipped in 0.01s\nRan 2 tests in 0.001s\n\nOK\n",
    "Ran 3 tests in 0.001s\n\nOK (skipped=2)\n",
    "Ran 3 tests in 0.001s\n\nOK (expected failures=1)\n",
    "Tests:       2 skipped, 1 passed, 3 total\n",
    "      Tests  1 passed | 2 skipped (3)\n",
    "  2 passing (2ms)\n  3 pending\n",
    "?   \ta\t[no test files]\nok  \tb\t0.002s\n",
    "--- SKIP: TestA (0.00s)\n--- PASS: TestB (0.00s)\nok  \tb\t0.002s\n",
    CARGO.format(2, 1) + "\n" + CARGO.format(0, 0) + "\n",
    NODE.format(3, 1, 2),
    "1..2\nok 1 - a # SKIP later\nok 2 b\n",
    "2 examples, 0 failures, 1 pending\n",
    "3 tests collected in 0.57s\n",
    "",
    "3 files skipped in 0.2 seconds\n",
    "no tests are needed here; 0 skipped\n",
    "\xff\x00 compiled in 0.3s\n",
    "Copied 3 files, 1 skipped in 2s of waiting\n",
]


@pytest.mark.parametrize(("printed", "words"), NOTHING)
def test_runners_that_tested_nothing_say_so(printed: str, words: str) -> None:
    said = nothing_tested(printed.encode())
    assert said is not None
    assert words in said
    assert "\x1b" not in said
    assert len(said) <= 80


@pytest.mark.parametrize("printed", SOMETHING)
def test_one_test_that_ran_is_enough(printed: str) -> None:
    assert nothing_tested(printed.encode("latin-1")) is None


SUITE = """
import unittest

class Test(unittest.TestCase):
    {skip}
    def test_one(self): pass
"""


@pytest.mark.parametrize("runner", [("pytest", "-q", "-p", "no:cacheprovider"), ("unittest",)])
@pytest.mark.parametrize("skipped", [True, False])
def test_what_the_runners_of_today_print_is_read(
    tmp_path: Path, runner: tuple[str, ...], skipped: bool
) -> None:
    skip = "@unittest.skip('later')" if skipped else "pass"
    (tmp_path / "test_suite.py").write_text(SUITE.format(skip=skip))
    words = [sys.executable, "-m", *runner, "test_suite.py"]
    ended = subprocess.run(words, cwd=tmp_path, capture_output=True, check=True)
    said = nothing_tested(ended.stdout + ended.stderr)
    assert (said is not None and "skipped" in said) is skipped, ended


def test_long_output_takes_no_time_to_speak_of() -> None:
    began = time.process_time()
    assert nothing_tested(b"Tests  1 passing in 3 s %] pass ok example --- s \n" * 700) is None
    assert nothing_tested(b" in 1 passed" * 2_700) is None
    assert nothing_tested((b"1 passed in " * 30 + b"\n") * 90) is None
    nothing_tested(b" " * 32_000 + b"passing in %] ok " * 20)
    assert time.process_time() - began < 1.0


@pytest.mark.parametrize(
    ("expect", "asked"),
    [
        (Expect(), False),
        (Expect(exit_code=(0,)), False),
        (Expect(stderr=(TextMatch(mode=MatchMode.REGEX, text="^OK", line=1),)), False),
        (Expect(stdout=(TextMatch(mode=MatchMode.CONTAINS, text="3 skipped", line=1),)), True),
        (Expect(output=(TextMatch(mode=MatchMode.EQUALS, text="...\nNo test", line=1),)), True),
        (Expect(json=(JsonMatch(path=".a", op=Comparison.EQ, value="1", line=1),)), True),
    ],
)  # fmt: skip
def test_somebody_may_expect_it(expect: Expect, asked: bool) -> None:
    assert asks_for_it(expect) is asked
