"""The keys of a subtask as lines such as `**Timeout**: 5m | **Retries**: 2`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from orchestrator.document.keynames import is_dependency
from orchestrator.document.params import text_of
from orchestrator.native import values
from orchestrator.native.fences import fenced
from orchestrator.plan.model import Retry, Script, Subtask

_Pair = tuple[str, str | None]


def key_lines(wanted: Subtask, given: Subtask, order: str | None) -> list[str]:
    """The lines that say of a subtask what the text below its heading does not say by itself, as
    `given` tells; `order` is the value of its Depends on."""
    lines = [
        _joined([("Depends on", order)]),
        _joined(_schedule(wanted, given)),
        _joined(_retry(wanted.retry, given.retry)),
        *(_joined([pair_]) for pair_ in _places(wanted, given)),
        *(_joined([pair_]) for pair_ in metadata_pairs(wanted.metadata, given.metadata)),
    ]
    return [*(line for line in lines if line), *_below(wanted, given)]


def _schedule(wanted: Subtask, given: Subtask) -> Iterator[_Pair]:
    """Short keys, which share a line."""
    changed = wanted.priority != given.priority
    yield "Priority", wanted.priority.upper() if changed else None
    status = wanted.declared_status
    yield "Status", _new(status and status.replace("_", " "), status == given.declared_status)
    optional = "yes" if wanted.optional else "no"
    yield "Optional", _new(optional, wanted.optional == given.optional)
    yield "Timeout", _seconds(wanted.timeout_s, given.timeout_s)
    yield "Total timeout", _seconds(wanted.total_timeout_s, given.total_timeout_s)
    allowed = "yes" if wanted.allow_failure else "no"
    yield "Allow failure", _new(allowed, wanted.allow_failure == given.allow_failure)


def _retry(wanted: Retry, given: Retry) -> Iterator[_Pair]:
    yield "Retries", _new(str(wanted.max), wanted.max == given.max)
    delay = None if wanted.delay_s == given.delay_s else wanted.delay_s
    yield "Retry delay", values.duration(delay) if delay is not None else None
    same = (wanted.backoff, wanted.max_delay_s) == (given.backoff, given.max_delay_s)
    yield "Retry backoff", None if same else values.backoff(wanted.backoff, wanted.max_delay_s)
    codes = ", ".join(map(str, wanted.on_exit))
    yield "Retry on", _new(codes or None, wanted.on_exit == given.on_exit)


def _places(wanted: Subtask, given: Subtask) -> Iterator[_Pair]:
    """Keys of a line each."""
    yield "Working directory", _text(wanted.cwd, given.cwd)
    new = _variables(wanted, given)
    pairs = values.pairs(new) if new else None
    if pairs is not None and len(pairs) == 1:
        yield "Env", pairs[0]
    secrets = tuple(name for name in wanted.secrets if name not in given.secrets)
    yield "Secrets", values.words(secrets) if secrets else None
    yield "Shell", _text(wanted.shell, given.shell)
    if wanted.condition is not None and _is_line(wanted):
        yield "If", values.span(wanted.condition.script)
    yield "Inputs", _listed(wanted.inputs, given.inputs)
    yield "Outputs", _listed(wanted.outputs, given.outputs)
    yield "Resources", values.resources(wanted.resources) if wanted.resources else None
    yield "Locks", values.words(wanted.locks) if wanted.locks else None
    yield "Queue", _text(wanted.queue, given.queue)
    yield "Agent", _text(wanted.agent or "none", given.agent or "none")
    yield "Approval", _text(wanted.approval, given.approval)


def metadata_pairs(wanted: Mapping[str, str], given: Mapping[str, str]) -> Iterator[_Pair]:
    """The keys without a meaning of ours that are not given already."""
    # What names no subtask is put behind the others when it is read.
    for name, value in sorted(wanted.items(), key=lambda each: is_dependency(each[0])):
        if name not in given or is_dependency(name):
            yield name, values.one_line(value) if values.one_line(name) else None


def _below(wanted: Subtask, given: Subtask) -> list[str]:
    """Keys whose values stand below them."""
    lines: list[str] = []
    new = _variables(wanted, given)
    pairs = values.pairs(new) if len(new) > 1 else None
    if pairs is not None:
        lines += ["", "**Env**:", *(f"- {pair}" for pair in pairs)]
    if wanted.params and wanted.params != given.params:
        lines += ["", "**Run arguments**:", *(f"- {text_of(each)}" for each in wanted.params)]
    condition = wanted.condition
    if condition is not None and not _is_line(wanted):
        lines += ["", "**If**:", *fenced(condition.script, condition.language)]
    return lines


def _variables(wanted: Subtask, given: Subtask) -> dict[str, str]:
    """Those of its own, the document's first, as they are read."""
    names = dict.fromkeys((*given.env, *wanted.env))
    env = {name: wanted.env[name] for name in names if name in wanted.env}
    return {name: value for name, value in env.items() if given.env.get(name) != value}


def _is_line(wanted: Subtask) -> bool:
    """Whether the condition is a command line of the subtask's shell."""
    condition = wanted.condition or Script(language="", script="", line=0)
    return (
        condition.language == (wanted.shell or "sh") and values.span(condition.script) is not None
    )


def pair(name: str, value: str) -> str:
    """A key with its value."""
    return f"**{name}**: {value}"


def _joined(pairs: Iterable[_Pair]) -> str:
    return " | ".join(pair(name, value) for name, value in pairs if value is not None)


def _new(value: str | None, same: bool) -> str | None:
    return None if same else value


def _seconds(wanted: float | None, given: float | None) -> str | None:
    return values.duration(wanted) if wanted is not None and wanted != given else None


def _text(wanted: str | None, given: str | None) -> str | None:
    return values.one_line(wanted) if wanted is not None and wanted != given else None


def _listed(wanted: tuple[str, ...], given: tuple[str, ...]) -> str | None:
    return values.globs(wanted) if wanted and wanted != given else None
