"""Who does what is left to be done by hand: each who asks gets another subtask, for a while.

What can be claimed waits for somebody to do a step, or succeeded and lacks nothing but evidence.
Approvals are never given out. A lease keeps others from the same work and is no right to be
believed: evidence counts as anybody's does.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from datetime import timedelta

from msgspec import Struct
from msgspec.structs import replace

from orchestrator.diagnostics import InputError
from orchestrator.operations.byhand.claims import Claim, claim_of
from orchestrator.operations.byhand.unclaimed import Hindrance, hindrances, later, no_run
from orchestrator.operations.concealing import concealed, hiding_secrets
from orchestrator.operations.converting.find import id_of
from orchestrator.operations.converting.names import means_task
from orchestrator.operations.later import appointed
from orchestrator.operations.project import Lease, Project, Store
from orchestrator.operations.reporting.status import LoadedRun, has_run, load_run
from orchestrator.plan.catalogue import as_asked
from orchestrator.plan.graph import ranks
from orchestrator.plan.model import CriteriaPolicy, Plan
from orchestrator.plan.shown import hidden
from orchestrator.report.excerpt import brief
from orchestrator.report.recommendations import open_criteria, open_steps
from orchestrator.report.visible import visible_line
from orchestrator.run.events import Attested, Recorded
from orchestrator.run.fold import apply
from orchestrator.run.moments import stamp
from orchestrator.run.schedule import precedence
from orchestrator.run.status import Status, Wait
from orchestrator.run.summarize import summarize
from orchestrator.run.summary import COMPLETE, RunSummary, SubtaskSummary

LEASE_S = 900.0
"""How long a subtask is somebody's unless said otherwise, in seconds."""

_LONGEST_S = 24 * 3600.0
_NOBODY = "somebody"


class NextSubtask(Struct, frozen=True, kw_only=True):
    """The subtask that was claimed, or why there is none. `run` is None where there is no run,
    `complete` says that nothing is left to do at all."""

    task: str
    run: str | None
    complete: bool
    claimed: Claim | None
    why: tuple[Hindrance, ...] = ()


def next_subtask(
    project: Project,
    task: str,
    *,
    agent: str | None,
    run: str | None = None,
    lease: str | None = None,
    lease_s: float = LEASE_S,
) -> NextSubtask:
    """Claim what is to be done next for `lease_s` seconds, in the latest run or the one of that
    id. With `lease`, the token of an earlier claim, that one is kept on and told once more.

    Raises:
        InputError: there is no such task, run or lease, or it is too long.
        StorageError: the claim cannot be kept.
    """
    if not 0 < lease_s <= _LONGEST_S:
        raise InputError(
            f"a lease of {lease_s:g} s is none", hint="more than nothing, at most a day: --for 15m"
        )
    if agent is not None and not agent.strip():
        raise InputError("--agent is empty", hint="name who claims it, or leave it out")
    if run is None and not has_run(project, task) and means_task(project, task):
        waiting = appointed(project, id_of(project, task))
        why = later(task, waiting.at) if waiting and waiting.at else no_run(task)
        return NextSubtask(task=task, run=None, complete=False, claimed=None, why=(why,))
    seen = _seen(load_run(project, task, run))
    if lease is None and not seen.candidates:
        return _nothing(project, seen, ())
    store = project.store()
    try:
        claiming = _Claiming(project, store, seen, lease_s)
        return claiming.new(agent) if lease is None else claiming.once_more(lease)
    finally:
        store.close()


def live_lease(project: Project, run: str, subtask: str) -> Lease | None:
    """The lease that somebody has on a subtask at this moment; `run` is a whole id.

    Raises:
        StorageError: that cannot be read.
    """
    return next((each for each in _live(project, run) if each.subtask == subtask), None)


def _live(project: Project, run: str) -> Sequence[Lease]:
    records = project.records()
    try:
        return records.leases(run, stamp(project.clock.now()))
    finally:
        records.close()


def refuse_leased(project: Project, run: str, subtask: str, lease: str | None) -> None:
    """Let pass whoever has the lease on a subtask, and anybody while nobody has one: a lease that
    ran out does no harm until somebody else takes the subtask.

    Raises:
        InputError: it is somebody else's now, or the lease is on another.
    """
    leases = _live(project, run)
    other = next((each for each in leases if each.token == lease), None)
    if other is not None and other.subtask != subtask:
        raise InputError(
            f"the lease is on {other.subtask}, not on {subtask}",
            hint=f"hand in for {other.subtask}, or give the lease on {subtask}",
        )
    found = next((each for each in leases if each.subtask == subtask), None)
    if found is not None and found.token != lease:
        raise InputError(
            f"{subtask} is claimed by {found.holder} until {found.until}",
            hint="take another (`next_subtask TASK`), or give the lease that is yours: "
            "--lease TOKEN",
        )


def give_back(project: Project, run: str, subtask: str, lease: str) -> None:
    """End the lease, if it is on that subtask.

    Raises:
        StorageError: that cannot be kept.
    """
    found = live_lease(project, run, subtask)
    if found is None or found.token != lease:
        return
    store = project.store()
    try:
        store.release(lease)
    finally:
        store.close()


class _Seen(Struct, frozen=True, kw_only=True):
    """A run as it was last seen, and what of it can be claimed, best first."""

    loaded: LoadedRun
    summary: RunSummary
    candidates: Sequence[str]


class _Claiming:
    """One claim in a store."""

    def __init__(self, project: Project, store: Store, seen: _Seen, lease_s: float) -> None:
        self._project = project
        self._store = store
        self._seen = seen
        self._lease_s = lease_s

    def new(self, agent: str | None) -> NextSubtask:
        """Claim the first that is free."""
        holder = self._name(agent)
        run = self._seen.loaded.state.run
        while candidates := self._seen.candidates:
            now, until = self._moments()
            found = self._store.claim(run, candidates, holder, now, until)
            if found is None:
                break
            # Somebody may have completed it and given it back since the run was read.
            self._look_again()
            if found.subtask in self._seen.candidates:
                return self._claimed(found)
            self._store.release(found.token)
        now, _ = self._moments()
        return _nothing(self._project, self._seen, self._store.leases(run, now))

    def once_more(self, token: str) -> NextSubtask:
        """Keep on what was claimed before."""
        plan, run = self._seen.loaded.plan, self._seen.loaded.state.run
        found = self._store.renew(token, *self._moments())
        another = f"take another: orchestrator next_subtask {shlex.quote(plan.id)}"
        if found is None:
            raise InputError(
                f"there is no lease {brief(token, 40)} any more: it was given back, or it ran out "
                "and somebody else has the subtask",
                hint=another,
            )
        if found.run != run:
            raise InputError(
                f"the lease is of the run {found.run}, not of {run}",
                hint=f"{another}\nor name that run: --run {found.run}",
            )
        self._look_again()
        if found.subtask in self._seen.candidates:
            return self._claimed(found)
        self._store.release(token)
        none = _nothing(self._project, self._seen, ())
        done = Hindrance(
            kind="done",
            text=f"nothing of {found.subtask} is left to be done by hand; the lease was given back",
            subtasks=(found.subtask,),
            command=f"orchestrator next_subtask {shlex.quote(plan.id)}",
        )
        return none if none.complete else replace(none, why=(done,))

    def _name(self, agent: str | None) -> str:
        if agent is None:
            return _NOBODY
        return brief(visible_line(concealed(self._project, self._seen.loaded.plan, agent.strip())))

    def _moments(self) -> tuple[str, str]:
        """Now, and when a lease that is taken now runs out."""
        now = self._project.clock.now()
        return stamp(now), stamp(now + timedelta(seconds=self._lease_s))

    def _look_again(self) -> None:
        """See what has happened since, and what was said that the journal does not have yet."""
        plan, run = self._seen.loaded.plan, self._seen.loaded.state.run
        # Asked first: what is taken up between the two looks is seen twice, not never.
        posted = self._store.inbox(run).take()
        loaded = load_run(self._project, plan.id, run)
        state = loaded.state
        for event in posted:
            if isinstance(event, Attested):
                word = event.attestation
                if word not in state.of(event.subtask).attestations:
                    apply(state, Recorded(seq=state.seq + 1, time=word.at, run=run, event=event))
        self._seen = _seen(loaded)

    def _claimed(self, lease: Lease) -> NextSubtask:
        plan, state = self._seen.loaded.plan, self._seen.loaded.state
        claim = claim_of(plan, state, self._seen.summary, lease)
        return NextSubtask(
            task=plan.id,
            run=state.run,
            complete=False,
            claimed=hidden(claim, hiding_secrets(self._project, plan)),
        )


def _nothing(project: Project, seen: _Seen, leases: Sequence[Lease]) -> NextSubtask:
    plan, state = seen.loaded.plan, seen.loaded.state
    held = [each for each in leases if each.subtask in seen.candidates]
    why = hindrances(as_asked(plan, state.selected), seen.summary, held)
    return NextSubtask(
        task=plan.id,
        run=state.run,
        complete=seen.summary.complete,
        claimed=None,
        why=hidden(why, hiding_secrets(project, plan)),
    )


def _seen(loaded: LoadedRun) -> _Seen:
    summary = summarize(loaded.plan, loaded.state)
    return _Seen(loaded=loaded, summary=summary, candidates=_candidates(loaded, summary))


def _candidates(loaded: LoadedRun, summary: RunSummary) -> Sequence[str]:
    """What can be claimed, best first: what waits before what lacks evidence alone, then as the
    scheduler would choose."""
    plan, state = loaded.plan, loaded.state
    rows = {row.id: row for row in summary.subtasks if is_open(plan, row)}
    if not rows:
        return ()
    asked = as_asked(plan, state.selected)
    first = precedence(asked, ranks(asked))
    return sorted(rows, key=lambda id_: (rows[id_].status != Status.WAITING, first[id_]))


def is_open(plan: Plan, row: SubtaskSummary) -> bool:
    """Whether somebody can bring it on by doing something and handing in evidence."""
    if not row.counted or row.verdict == COMPLETE:
        return False
    if row.status == Status.WAITING:
        return row.waits_for == Wait.PERSON
    if row.status != Status.SUCCEEDED:
        return False
    judged = plan.criteria_policy is CriteriaPolicy.REQUIRED
    return bool(open_steps(row) or (judged and open_criteria(row)))
