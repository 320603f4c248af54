"""Bytes of a file to text with LF line ends; knows nothing of markdown.

Invalid bytes become U+FFFD and are told one by one; no other encoding is ever guessed.
"""

from __future__ import annotations

import re

from orchestrator.diagnostics import Findings

_INVALID = re.compile("[\udc80-\udcff]+")
_MAX_TOLD = 100
_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")


def decode(data: bytes, findings: Findings) -> str:
    """The text of `data`: no byte order mark, LF line ends, NUL and bad bytes as U+FFFD."""
    if data.startswith(_UTF8_BOM):
        data = data[len(_UTF8_BOM) :]
    elif data.startswith(_UTF16_BOMS):
        findings.error(
            "utf-16", "the file is UTF-16, not UTF-8", 1, 1, hint="save the file as UTF-8"
        )
    if b"\n" not in data:
        # Files of old Macs; elsewhere a lone CR may belong to a script and stays.
        data = data.replace(b"\r", b"\n")
    data = data.replace(b"\r\n", b"\n")
    _tell_nul(data, findings)
    _tell_lone_cr(data, findings)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        _tell_invalid(data, findings)
        text = data.decode("utf-8", "replace")
    return text.replace("\0", "\ufffd")


def _tell_nul(data: bytes, findings: Findings) -> None:
    at = data.find(b"\0")
    if at < 0:
        return
    line, column = _place(data, at)
    count = data.count(b"\0")
    findings.error(
        "nul",
        f"NUL byte at byte {at}" + (f", and {count - 1} more" if count > 1 else ""),
        line,
        column,
        hint="remove it: a task file is text, and no script can hold a NUL byte",
    )


def _tell_lone_cr(data: bytes, findings: Findings) -> None:
    """What its author took for a line of its own is not one, and a box there is none."""
    at = data.find(b"\r")
    if at >= 0:
        findings.warning(
            "lone-cr",
            "a carriage return without a line feed ends no line here"
            + (f"; there are {count} of them" if (count := data.count(b"\r")) > 1 else ""),
            *_place(data, at),
            hint="save the file with LF or CRLF line ends throughout",
        )


def _tell_invalid(data: bytes, findings: Findings) -> None:
    """One finding for each run of bytes that are not UTF-8."""
    escaped = data.decode("utf-8", "surrogateescape")
    places = list(_INVALID.finditer(escaped))
    at = line = told = 0
    line_start = 0
    for place in places[:_MAX_TOLD]:
        between = escaped[at : place.start()]
        line += between.count("\n")
        if "\n" in between:
            line_start = at + between.rindex("\n") + 1
        told += len(between.encode("utf-8", "surrogateescape"))
        raw = place.group().encode("utf-8", "surrogateescape")
        prefix = escaped[line_start : place.start()].encode("utf-8", "surrogateescape")
        findings.warning(
            "invalid-utf8",
            f"byte {told}: {raw[:8].hex(' ')} is not UTF-8; read as U+FFFD",
            line + 1,
            len(prefix.decode("utf-8", "replace")) + 1,
            hint="save the file as UTF-8",
        )
        told += len(raw)
        at = place.end()
    if len(places) > _MAX_TOLD:
        findings.warning(
            "invalid-utf8",
            f"{len(places) - _MAX_TOLD} more places are not UTF-8",
            hint="is this a text file? Save it as UTF-8",
        )


def _place(data: bytes, at: int) -> tuple[int, int]:
    start = data.rfind(b"\n", 0, at) + 1
    return data.count(b"\n", 0, at) + 1, len(data[start:at].decode("utf-8", "replace")) + 1
