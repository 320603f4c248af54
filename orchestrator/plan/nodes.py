"""One subtask as written becomes one node of the plan: defaults merged, its things named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestrator.diagnostics import Findings
from orchestrator.document.model import (
    CheckSpec,
    Command,
    CriterionSpec,
    Document,
    Keys,
    RetrySpec,
    StepSpec,
    SubtaskSpec,
)
from orchestrator.plan.around import Surroundings
from orchestrator.plan.edges import Edges
from orchestrator.plan.ids import unique
from orchestrator.plan.model import (
    Action,
    ActionKind,
    Check,
    Criterion,
    LabelledText,
    Priority,
    Retry,
    Script,
    Step,
    Subtask,
)


def build_subtask(
    id_: str,
    spec: SubtaskSpec,
    document: Document,
    edges: Edges,
    around: Surroundings,
    findings: Findings,
) -> Subtask:
    """The node for `spec`; its fingerprint comes later, when every node is there."""
    own, defaults = spec.keys, document.keys

    def value(field: str) -> Any:
        """The subtask's own value of a key, else the document's."""
        said = getattr(own, field)
        return said if said not in (None, (), {}) else getattr(defaults, field)

    metadata = dict(own.metadata)
    for key, prose in edges.prose.get(id_, {}).items():
        metadata.setdefault(key, prose)
    agent = _agent(own, defaults, around, metadata, findings)
    check_ids = {check.key: f"check_{n}" for n, check in enumerate(spec.checks, start=1)}
    return Subtask(
        id=id_,
        number=spec.number,
        title=spec.title,
        line=spec.span.line,
        fingerprint="",
        declared_status=own.status or spec.declared_status,
        priority=Priority(value("priority") or Priority.MEDIUM),
        metadata=metadata,
        description=spec.description,
        parts=labelled(spec.parts),
        depends_on=tuple(sorted(edges.of[id_].values(), key=lambda e: edges.position[e.id])),
        steps=_steps(spec, agent, check_ids, around),
        checks=tuple(_check(check, check_ids, around) for check in spec.checks),
        criteria=_criteria(spec.criteria, check_ids),
        compensations=tuple(_script(command, around) for command in spec.compensations),
        cleanups=tuple(_script(command, around) for command in spec.cleanups),
        retry=_retry(own.retry, defaults.retry),
        timeout_s=value("timeout_s"),
        total_timeout_s=value("total_timeout_s"),
        env={**defaults.env, **own.env},
        secrets=tuple(dict.fromkeys((*defaults.secrets, *own.secrets))),
        cwd=around.inside(value("cwd")) if value("cwd") else None,
        shell=value("shell"),
        condition=_script(value("condition"), around) if value("condition") else None,
        allow_failure=bool(value("allow_failure")),
        optional=spec.optional if value("optional") is None else value("optional"),
        inputs=value("inputs"),
        outputs=value("outputs"),
        resources=value("resources"),
        locks=value("locks"),
        queue=value("queue"),
        agent=agent,
        approval=value("approval"),
        params=own.params,
        report_path=spec.report_path,
    )


def labelled(parts: tuple[Any, ...]) -> tuple[LabelledText, ...]:
    """Parts as the plan keeps them."""
    return tuple(LabelledText(label=p.label, line=p.line, text=p.text) for p in parts)


def _agent(
    own: Keys, defaults: Keys, around: Surroundings, metadata: dict[str, str], findings: Findings
) -> str | None:
    """The preset for the prose: asked by flag, by the file, by settings, or nobody's."""
    if around.agent_asked is not None:
        return None if around.agent_asked.lower() == "none" else around.agent_asked
    said, span = own.agent or defaults.agent, own.agent_span or defaults.agent_span
    if said is None:
        return around.agent
    if said.lower() == "none":
        return None
    if said in around.agents:
        return said
    metadata.setdefault("Agent", said)
    if own.agent is not None:
        findings.warning(
            "unknown-agent",
            f"there is no agent preset “{said}”; kept as metadata",
            *(span or ()),
            hint=f"known presets: {', '.join(sorted(around.agents))}; or `none`",
        )
    return around.agent


def _steps(
    spec: SubtaskSpec, agent: str | None, check_ids: Mapping[int, str], around: Surroundings
) -> tuple[Step, ...]:
    taken: set[str] = {step.id for step in spec.steps if step.id is not None}
    used: set[str] = set()
    steps = []
    for position, step in enumerate(spec.steps, start=1):
        id_ = unique(str(position), taken, used) if step.id is None else unique(step.id, used)
        used.add(id_)
        steps.append(
            Step(
                id=id_,
                text=step.text,
                line=step.line,
                details=step.details,
                done=step.done,
                optional=step.optional,
                checks=tuple(check_ids[key] for key in step.checks),
                action=_action(step, agent, around),
            )
        )
    return tuple(steps)


def _action(step: StepSpec, agent: str | None, around: Surroundings) -> Action:
    command = step.command
    if command is None:
        return Action(kind=ActionKind.AGENT if agent else ActionKind.MANUAL, line=step.line)
    return Action(
        kind=ActionKind.COMMAND,
        line=command.line,
        language=command.language,
        script=command.script,
        name=command.name,
        timeout_s=command.timeout_s,
        cwd=around.inside(command.cwd) if command.cwd else None,
        expect=command.expect,
    )


def _check(check: CheckSpec, check_ids: Mapping[int, str], around: Surroundings) -> Check:
    command = check.command
    return Check(
        id=check_ids[check.key],
        line=command.line,
        language=command.language,
        script=command.script,
        name=command.name,
        timeout_s=command.timeout_s,
        cwd=around.inside(command.cwd) if command.cwd else None,
        expect=command.expect,
    )


def _criteria(
    specs: tuple[CriterionSpec, ...], check_ids: Mapping[int, str]
) -> tuple[Criterion, ...]:
    return tuple(
        Criterion(
            id=f"criterion_{number}",
            part=spec.part,
            text=spec.text,
            line=spec.line,
            details=spec.details,
            done=spec.done,
            optional=spec.optional,
            checks=tuple(check_ids[key] for key in spec.checks),
        )
        for number, spec in enumerate(specs, start=1)
    )


def _script(command: Command, around: Surroundings) -> Script:
    return Script(
        language=command.language,
        script=command.script,
        line=command.line,
        name=command.name,
        timeout_s=command.timeout_s,
        cwd=around.inside(command.cwd) if command.cwd else None,
    )


def _retry(own: RetrySpec, defaults: RetrySpec) -> Retry:
    """What the retry keys say together; a delay or backoff alone retries nothing."""
    said: dict[str, Any] = {}
    for field in ("max", "delay_s", "backoff", "max_delay_s", "on_exit"):
        value = getattr(own, field)
        if value is None:
            value = getattr(defaults, field)
        if value is not None:
            said[field] = value
    return Retry(**said)
