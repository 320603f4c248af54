"""Files as crashes, disks and other programs leave them, and what a command may say of one.

Knows bytes and exit codes; no file of the program's by name.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from random import Random

from tests.e2e.project import Result

PAGE = 4096
REFUSED = (2, 74)


def cut(data: bytes, random: Random) -> bytes:
    """Ended anywhere."""
    return data[: random.randrange(len(data) + 1)]


def flipped(data: bytes, random: Random) -> bytes:
    """With one to three bits that are the other way round."""
    changed = bytearray(data)
    for _ in range(random.randint(1, 3)):
        if changed:
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def zeroed(data: bytes, random: Random) -> bytes:
    """With zeros from somewhere to the end, as a file that was made longer and not filled."""
    kept = random.randrange(len(data) + 1)
    return data[:kept] + bytes(len(data) - kept)


def zero_pages(data: bytes, random: Random) -> bytes:
    """With one to eight pages of zeros at the end, over what is there or after it."""
    count = random.randint(1, 8) * PAGE
    kept = data if random.random() < 0.3 else data[: max(len(data) - count, 0)]
    return kept + bytes(count)


def scrambled(data: bytes, random: Random) -> bytes:
    """With a stretch of noise in it."""
    start = random.randrange(len(data) + 1)
    noise = random.randbytes(random.randint(1, 64))
    return data[:start] + noise + data[start + len(noise) :]


Damage = Callable[[bytes, Random], bytes]
DAMAGES: tuple[Damage, ...] = (cut, flipped, flipped, zeroed, scrambled)


def fault_of(result: Result, allowed: Collection[int]) -> str | None:
    """What is wrong with how a command ended, in a line; None when nothing is.

    It ends with one of the allowed codes, and if it refuses, with one clear error.
    """
    said = f"{' '.join(result.arguments)} -> {result.exit}: {result.stderr.strip()[-300:]!r}"
    if "Traceback" in result.stderr + result.stdout:
        return f"a traceback: {said}"
    if result.exit not in allowed:
        return said
    if result.exit not in REFUSED:
        return None
    told = [line for line in result.stderr.splitlines() if "error" in line.partition("]")[0]]
    if not told:
        return f"no error is told: {said}"
    if not any("error:" in line or "error[" in line for line in told):
        return f"no clear error: {said}"
    return None


def write(path: Path, data: bytes) -> None:
    """Put the bytes there as they are."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
