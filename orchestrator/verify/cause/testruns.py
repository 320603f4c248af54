"""Which tests failed, as test runners tell it at their end, and why; runs none."""

from __future__ import annotations

import re

from msgspec import Struct

from orchestrator.verify.cause.tracebacks import Traceback

_PYTEST = re.compile(
    r"^(?:FAILED|ERROR) (?P<id>[^\s\[]{1,400}(?:\[.{0,300}?\])?(?:::\S{1,400})?)"
    r"(?: - (?P<why>.*))?$",
    re.MULTILINE,
)
_ASSERTED = re.compile(r"^E +(\S.*)$", re.MULTILINE)
_RAISED_AT = re.compile(r"^\S{1,400}:\d+: (?P<type>[A-Z][\w.]{0,200})$", re.MULTILINE)
_UNITTEST = re.compile(r"^(?:FAIL|ERROR): (?P<id>\S.{0,400})$", re.MULTILINE)
# go test, cargo test, whatever speaks TAP, jest, mocha and Playwright
_OTHERS = re.compile(
    r"^(?:\s*--- FAIL: (?P<go>\S{1,400})|test (?P<cargo>\S{1,400}) \.\.\. FAILED"
    r"|not ok \d+(?: -)? (?P<tap>\S.{0,300})|  ● (?P<jest>\S.{0,300})"
    r"| {2,8}[1-9]\d?\) (?P<numbered>\S.{0,300}?)(?: ─+)?$)",
    re.MULTILINE,
)
_CUES = ("--- FAIL: ", "... FAILED", "not ok ", "  ● ", " failing\n", "\n  1) [")
_TYPE = re.compile(r"(?P<type>(?:\w{1,100}\.){0,12}[A-Z]\w{0,100})(?::|$)")
_CUT = "..."
UNNAMED = "test_failure"
_LINES_OF_WHY = 10
_LONGEST_WHY = 2000


class TestRun(Struct, frozen=True, kw_only=True):
    """What failed: `tests` are names, each with why where the runner says so. Otherwise `whys` are
    lines that may say it, for want of anything better."""

    __test__ = False

    type: str
    message: str
    tests: tuple[str, ...]
    whys: tuple[str, ...] = ()


def failed_tests(text: str, raised: list[Traceback]) -> TestRun | None:
    """The failures that a test runner tells of; `raised` are the tracebacks in its text."""
    if "\nFAILED " in text or "\nERROR " in text:
        run = _of_pytest(text)
        if run is not None:
            return run
    if raised and "\nRan " in text:
        run = _of_unittest(text, raised)
        if run is not None:
            return run
    return _of_others(text)


def _of_pytest(text: str) -> TestRun | None:
    if "= short test summary info =" not in text:
        return None
    start = text.rindex("= short test summary info =")
    # What a summary has no room for stands in the lines of the failure.
    asserted = [line[1] for line in _ASSERTED.finditer(text)]
    whys: dict[str, str] = {}
    for found in _PYTEST.finditer(text, start):
        why = found["why"] or (asserted[-1] if asserted else "")
        if why.endswith(_CUT):
            head = why.removesuffix(_CUT)
            why = next((line for line in asserted if line.startswith(head)), head)
        whys.setdefault(found["id"], why)
    if not whys:
        return None
    first = next(iter(whys))
    return TestRun(
        type=_type_of(whys[first], text),
        message=_told(first, whys[first], len(whys)),
        tests=tuple(f"{id_} - {why}" for id_, why in whys.items()),
    )


def _type_of(why: str, text: str) -> str:
    named = _TYPE.match(why)
    if named:
        return named["type"]
    if why.startswith("assert"):
        return "AssertionError"
    raised = _RAISED_AT.search(text)
    return raised["type"] if raised else UNNAMED


def _of_unittest(text: str, raised: list[Traceback]) -> TestRun | None:
    names = [found["id"] for found in _UNITTEST.finditer(text)]
    if not names:
        return None
    last = raised[-1]
    return TestRun(
        type=last.type,
        message=_told(names[-1], last.message, len(names)),
        tests=(*names, *(f"{each.type}: {each.message}" for each in raised)),
    )


def _of_others(text: str) -> TestRun | None:
    if not any(cue in text for cue in _CUES):
        return None
    found = list(_OTHERS.finditer(text))
    names = [each[each.lastgroup or 0] for each in found]
    if not names:
        return None
    # The lines after a name say what was wrong, up to the next one.
    ends = [*(each.start() for each in found[1:]), len(text)]
    after = [text[each.end() : end] for each, end in zip(found, ends, strict=True)]
    whys = ["\n".join(lines[:_LONGEST_WHY].split("\n")[:_LINES_OF_WHY]) for lines in after]
    return TestRun(
        type=UNNAMED,
        message=_told(names[0], "", len(set(names))),
        tests=tuple(names),
        whys=tuple(whys),
    )


def _told(name: str, why: str, count: int) -> str:
    more = f" (and {count - 1} more)" if count > 1 else ""
    return (f"{name} - {why}" if why else name) + more
