"""UUIDs that are not the system's own; what makes one its own is said by `plan/runids.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from orchestrator.plan.personal.found import Found, Kind, begins
from orchestrator.plan.runids import is_run_id

# Found by its middle, whose first character can be looked for fast.
_HEX = "[0-9A-Fa-f]"
_MIDDLE = re.compile(rf"-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{4}}-{_HEX}{{12}}(?![0-9A-Za-z])")
_HEAD = re.compile(rf"{_HEX}{{8}}")
# Constants, which everybody writes: nil and max of RFC 9562, section 5.9 and 5.10, its
# namespaces (section 6.6), and whatever is made of the base UUID of Bluetooth.
_KNOWN = re.compile(
    r"0{8}-0{4}-0{4}-0{4}-0{12}|f{8}-f{4}-f{4}-f{4}-f{12}"
    r"|6ba7b81[0124]-9dad-11d1-80b4-00c04fd430c8"
    r"|0000[0-9a-f]{4}-0000-1000-8000-00805f9b34fb"
)


def uuids(text: str) -> Iterator[Found]:
    """The UUIDs in the text; one may stand behind a dash or an underscore, as in names."""
    for middle in _MIDDLE.finditer(text):
        start = middle.start() - 8
        if start < 0 or _HEAD.fullmatch(text, start, middle.start()) is None:
            continue
        if text[start - 1 : start] != "_" and not begins(text, start):
            continue
        own = text[start : middle.end()].lower()
        if _KNOWN.fullmatch(own) is None and not is_run_id(own):
            yield Found(start, middle.end(), Kind.UUID)
