"""What is expected of a command, as bullets of Expect and blocks of Expected Output.

Each piece is read back as it is written; what gives another expectation is not written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from orchestrator.document.expect import (
    NOTHING_EXPECTED,
    Comparison,
    ExitCodes,
    Expect,
    FileMatch,
    FileState,
    JsonMatch,
    MatchMode,
    TextMatch,
)
from orchestrator.document.expectations import read_expectation
from orchestrator.native.fences import fenced

_BLOCKS = {
    MatchMode.EQUALS: "text",
    MatchMode.CONTAINS: "text contains",
    MatchMode.REGEX: "text regex",
    MatchMode.GLOB: "text glob",
    MatchMode.JSON: "json",
    MatchMode.JSON_CONTAINS: "json-contains",
}
_VERBS = {MatchMode.CONTAINS: "contain", MatchMode.EQUALS: "equal", MatchMode.REGEX: "match"}
_FILE_WORDS = {
    FileState.EXISTS: "exists",
    FileState.MISSING: "does not exist",
    FileState.NOT_EMPTY: "is not empty",
    FileState.CONTAINS: "contains",
    FileState.SHA256: "sha256",
}
_BARE_PATH = re.compile(r"[\w./*-]+")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def exit_words(codes: ExitCodes) -> str:
    """Exit codes as `expect-exit=` takes them."""
    return "non-zero" if codes == "non_zero" else ",".join(map(str, codes))


def written(expect: Expect) -> list[str]:
    """The lines below a command that ask for all of this but its exit code."""
    bullets = [*_others(expect)]
    blocks: list[str] = []
    for stream in ("stdout", "stderr", "output"):
        for match in getattr(expect, stream):
            bullet = _bullet(stream, match)
            if bullet is not None and not ("\n" in match.text and _block(match)):
                bullets.append(bullet)
            elif stream == "stdout":
                blocks += _block(match)
    label = ["**Expect**:", *(f"- {bullet}" for bullet in bullets)] if bullets else []
    return [*blocks, *label]


def _others(expect: Expect) -> Iterator[str]:
    """The bullets about files, JSON, time and silence."""
    for file in expect.files:
        yield from _as_read(_files(file), Expect(files=(file,)))
    for match in expect.json:
        yield from _as_read([_json(match)], Expect(json=(match,)))
    if expect.max_duration_ms is not None:
        yield f"duration < {expect.max_duration_ms}ms"
    if expect.no_output:
        yield "no output"


def _bullet(stream: str, match: TextMatch) -> str | None:
    verb = _VERBS.get(match.mode)
    if verb is None:
        return None
    does = f"does not {verb}" if match.negated else f"{verb}{'es' if verb == 'match' else 's'}"
    slashed = match.text.replace("/", "\\/")
    texts = [quoted(match.text)]
    if match.mode is MatchMode.REGEX:
        texts = [f"/{slashed}/", f'"{match.text}"', f"'{match.text}'"]
    wanted = replace(NOTHING_EXPECTED, **{stream: (match,)})
    return next(_as_read([f"{stream} {does} {text}" for text in texts], wanted), None)


def _block(match: TextMatch) -> list[str]:
    """A block of expected output; none for what no block can ask for."""
    if match.negated or match.strip_ansi or match.keep_crlf:
        return []
    if match.mode is MatchMode.SIMILARITY:
        comment = f"<!-- expected_similarity={match.threshold} -->"
        return [comment, *fenced(match.text + "\n", "text"), ""]
    return ["**Expected Output**:", *fenced(match.text + "\n", _BLOCKS[match.mode])]


def _files(file: FileMatch) -> list[str]:
    words = _FILE_WORDS[file.is_]
    value = file.value or ""
    said = f" {quoted(value) if file.is_ is FileState.CONTAINS else value}" if value else ""
    bare = [file.path] if _BARE_PATH.fullmatch(file.path) else []
    return [f"file {path} {words}{said}" for path in (*bare, f"`{file.path}`", f'"{file.path}"')]


def _json(match: JsonMatch) -> str:
    if match.op in (Comparison.EXISTS, Comparison.MISSING):
        return f"json {match.path} {'exists' if match.op is Comparison.EXISTS else 'is missing'}"
    return f"json {match.path} {match.op} {match.value}"


def quoted(text: str) -> str:
    """A text in double quotes, as a bullet takes it."""
    return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'


def _as_read(texts: list[str], wanted: Expect) -> Iterator[str]:
    """The first of the texts that is one line and asks for just that."""
    plain = _without_lines(wanted)
    for text in texts:
        found = read_expectation(text, 0) if "\n" not in text else None
        if found is not None and _without_lines(found) == plain:
            yield text
            return


def _without_lines(expect: Expect) -> object:
    def lineless(matches: tuple[TextMatch, ...]) -> tuple[TextMatch, ...]:
        return tuple(replace(each, line=0) for each in matches)

    return replace(
        expect,
        stdout=lineless(expect.stdout),
        stderr=lineless(expect.stderr),
        output=lineless(expect.output),
        files=tuple(replace(each, line=0) for each in expect.files),
        json=tuple(replace(each, line=0) for each in expect.json),
    )
