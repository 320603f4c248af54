"""How an id of a run is told from any other UUID: its last bits are a checksum over the rest.

Knows nothing of runs, gives no ids and takes no chance: see `stores/ids.py`.
"""

from __future__ import annotations

import hashlib
import re

CHECKSUM_BITS = 20
"""One foreign UUID of version 7 in a million passes for one of ours."""

_NAMESPACE = b"orchestrator: a run\0"
_SHAPE = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def run_id(head: int) -> str:
    """The id whose first 108 bits these are, in the usual writing of UUIDs (RFC 9562)."""
    digits = f"{head << CHECKSUM_BITS | _checksum(head):032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def is_run_id(text: str) -> bool:
    """Whether the text is an id that `run_id` made."""
    if _SHAPE.fullmatch(text) is None:
        return False
    number = int(text.replace("-", ""), 16)
    return number & ((1 << CHECKSUM_BITS) - 1) == _checksum(number >> CHECKSUM_BITS)


def _checksum(head: int) -> int:
    digest = hashlib.sha256(_NAMESPACE + head.to_bytes(14, "big")).digest()
    return int.from_bytes(digest[:4], "big") >> (32 - CHECKSUM_BITS)
