"""How often a subtask was tried and how long that took; validations are told apart."""

from __future__ import annotations

from collections.abc import Iterable

from orchestrator.report.attempts import Attempt


def tries_in_words(attempts: int, validations: int) -> str:
    """How often it was tried: validations are numbered with the attempts."""
    if not validations:
        return str(attempts)
    words = "1 validation" if validations == 1 else f"{validations} validations"
    return f"{attempts}, and {words} (numbered together)"


def time_of_attempts(attempts: Iterable[Attempt]) -> int:
    """What all its attempts took together, in milliseconds, those too that count no more."""
    return sum(attempt.duration_ms or 0 for attempt in attempts if not attempt.validation)
