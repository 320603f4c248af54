"""What test runners say at their end when they tested nothing: exit code 0, and no test ran.

Looks at printed text alone. One test that ran anywhere in it is enough for nothing to be said.
"""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from orchestrator.document.expect import Expect

# So much from the end of each stream is looked at, in bytes.
TAIL = 32_768
_SHOWN_CHARACTERS = 80
_LONGEST_LINE = 400


class Ending(Struct, frozen=True):
    """A line with which a runner ends, to be looked for where `cue` occurs at all.

    Of the named groups in `line`, `ran` is how many tests ran, or a word for one that did;
    `whole` is how many there are, `left` how many of them were left out. Without a group the
    line says that nothing was tested. It counts for nothing where `unless` occurs.
    """

    cue: str
    line: str
    unless: str = "\0"


_ENDINGS = (
    # pytest
    Ending("no tests ", r"=* ?no tests (?:ran|collected)\b.* in [\d.]+s\b.*"),
    Ending(" in ", r"=* ?(?!.*\d (?:passed|failed|errors?|x\w+|subtests))"
                   r"\d+ (?:skipped|deselected)\b.* in [\d.]+s\b.*"),
    Ending(" in ", r"=* ?(?=\d).*?(?P<ran>\d+) (?:passed|failed|errors?|x\w+|subtests)\b"
                   r".* in [\d.]+s\b.*"),
    Ending("%]", r"(?:\S+ )?s+ +\[100%\]"),
    Ending("%]", r"(?:\S+ )?[sxXFE]*(?P<ran>\.)[.sxXFE]* +\[ *\d+%\]"),
    # unittest
    Ending("Ran ", r"Ran (?P<whole>\d+) tests? in [\d.]+s"
                   r"(?:\n+(?:OK|NO TESTS RAN|FAILED) \((?:.*, )?skipped=(?P<left>\d+))?.*"),
    # jest, vitest, mocha
    Ending("Tests:", r"Tests:(?!.*\d (?:passed|failed)).*\b\d+ total"),
    Ending("Tests:", r"Tests:.*?(?P<ran>\d+) (?:passed|failed)\b.*\btotal"),
    Ending("Tests ", r" *Tests  +(?!.*\d (?:passed|failed)).*\(\d+\)"),
    Ending("Tests ", r" *Tests  +.*?(?P<ran>\d+) (?:passed|failed)\b.*\(\d+\)"),
    Ending("No test", r"No test\w*(?: files| suites?)? found, exiting with code 0"),
    Ending("ing", r" *(?P<ran>\d+) (?:passing|failing)\b.*"),
    # go test; what was skipped is told with -v alone, and then each test that ran as well
    Ending("[no test", r"\?[ \t]+\S+[ \t]+\[no test files\]"),
    Ending("[no test", r"ok[ \t]+\S+[ \t]+\S+.*\[no tests to run\]"),
    Ending("no tests to run", r"testing: warning: no tests to run"),
    Ending("--- ", r" *--- SKIP: \S+ \([\d.]+s\)"),
    Ending("--- ", r" *--- (?P<ran>PASS|FAIL): \S+ \([\d.]+s\)"),
    Ending("ok", r"(?P<ran>ok)[ \t]+\S+[ \t]+(?:[\d.]+s|\(cached\))(?!.*\[no te).*", "--- SKIP: "),
    # cargo test and nextest
    Ending("test result: ", r"test result: \w+\. (?P<ran>\d+) passed;.*"),
    Ending("Summary [", r" *Summary \[.*\] +(?P<ran>\d+) tests? run:.*"),
    # node --test, and whatever else speaks TAP
    Ending("pass ", r"[#ℹ] pass (?P<ran>\d+)"),
    Ending("1..0", r"1\.\.0\b.*"),
    Ending("ok ", r"(?i) *ok \d+\b.*# *skip\b.*"),
    Ending("ok ", r"(?i) *(?P<ran>(?:not )?ok) \d+\b(?!.*# *(?:skip|todo)\b).*", "# pass "),
    Ending("NOTESTS", r"Result: NOTESTS"),
    # rspec, minitest, PHPUnit, Surefire, dotnet, CTest
    Ending("example", r"(?P<whole>\d+) examples?, \d+ failures?(?:, (?P<left>\d+) pending)?.*"),
    Ending(" skips", r"(?P<whole>\d+) (?:runs|tests), \d+ assertions, .*\b(?P<left>\d+) skips"),
    Ending("No tests exec", r"No tests executed!"),
    Ending("Skipped: ", r"Tests: (?P<whole>\d+), Assertions: .*\bSkipped: (?P<left>\d+)\."),
    Ending("OK (", r"OK \((?P<ran>\d+) tests?, \d+ assertions?\)"),
    Ending("Tests run: ", r"(?:\[\w+\] +)?Tests run: (?P<whole>\d+), Failures: \d+, "
                          r"Errors: \d+, Skipped: (?P<left>\d+).*"),
    Ending("! ", r"(?:Passed|Skipped)! +- Failed: +\d+, Passed: +(?P<ran>\d+), .*"),
    Ending("No tests were", r"No tests were found!!!"),
)  # fmt: skip
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_NAMED = re.compile(
    r"skip|deselect|pending|ignored|todo|notests|no test|ran 0"
    r"|1\.\.0|\b0 (?:tests|pass|examples|runs)",
    re.IGNORECASE,
)


def nothing_tested(printed: bytes) -> str | None:
    """The words by which what was printed says that no test ran; None where it does not."""
    if not printed:
        return None
    text = printed.decode("utf-8", "replace").replace("\r\n", "\n")
    if "\x1b" in text:
        text = _COLOURS.sub("", text)
    # No runner ends so, and a search in long lines may take long.
    text = "\n".join(line for line in text.split("\n") if len(line) <= _LONGEST_LINE)
    last, at = None, -1
    for ending in _ENDINGS:
        if ending.cue not in text or ending.unless in text:
            continue
        for found in _compiled(ending.line).finditer(text):
            if _ran(found.groupdict()):
                return None
            if found.start() > at:
                last, at = found, found.start()
    return _shown(last.group()) if last is not None else None


def asks_for_it(expect: Expect) -> bool:
    """Whether somebody expects to read of tests that did not run, or of data beside them."""
    matches = (*expect.stdout, *expect.stderr, *expect.output)
    return bool(expect.json) or any(
        not match.negated and _NAMED.search(match.text) for match in matches
    )


@cache
def _compiled(line: str) -> re.Pattern[str]:
    flags = "(?im)" if line.startswith("(?i)") else "(?m)"
    return re.compile(f"{flags}^(?:{line.removeprefix('(?i)')})$")


def _ran(groups: dict[str, str | None]) -> bool:
    """Whether a runner's last words tell of a test that ran."""
    if "whole" in groups:
        return int(groups["whole"] or 0) > int(groups["left"] or 0)
    ran = groups.get("ran")
    return ran is not None and (not ran.isdecimal() or int(ran) > 0)


def _shown(words: str) -> str:
    text = " ".join(words.strip("= \n").split())
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[: _SHOWN_CHARACTERS - 1]}…"
