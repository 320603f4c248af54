"""The variables that a command sees; reads no environment itself."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import lru_cache

from orchestrator.run.ports import Work
from orchestrator.run.trace import VARIABLE, span_of_attempt


def of_attempt(work: Work) -> dict[str, str]:
    """What all commands of an attempt see beside the caller's variables: the run's, the engine's,
    and the trace they belong to with the attempt's span (W3C trace context)."""
    return {
        **work.env,
        "ORCHESTRATOR_TASK": work.task,
        "ORCHESTRATOR_RUN": work.run,
        "ORCHESTRATOR_SUBTASK": work.subtask.id,
        "ORCHESTRATOR_ATTEMPT": str(work.attempt),
        "ORCHESTRATOR_TRACE_ID": work.trace_id,
        "ORCHESTRATOR_IDEMPOTENCY_KEY": work.idempotency_key,
        VARIABLE: f"00-{_trace_of(work.trace_id)}-{span_of_attempt(work.idempotency_key)}-01",
    }


def of_command(
    attempt: Mapping[str, str], values: Mapping[str, str], id_: str, outputs: str
) -> dict[str, str]:
    """What one command sees besides: its name, where to hand values on, and those handed on
    before it."""
    return {
        **attempt,
        **values,
        "ORCHESTRATOR_STEP": id_,
        "ORCHESTRATOR_OUTPUTS": outputs,
    }


def marker_of(work: Work) -> bytes:
    """The variable, as it stands in the environment, that all of an attempt's processes bear."""
    return f"ORCHESTRATOR_IDEMPOTENCY_KEY={work.idempotency_key}".encode("utf-8", "surrogateescape")


@lru_cache(maxsize=16)
def _trace_of(trace_id: str) -> str:
    """The id as trace context wants it; one of another shape is hashed into one that fits."""
    trace = trace_id.replace("-", "").lower()
    fits = re.fullmatch(r"(?!0{32})[0-9a-f]{32}", trace)
    return trace if fits else hashlib.sha256(trace_id.encode()).hexdigest()[:32]
