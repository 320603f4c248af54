"""A store in memory for tests; the contract suite holds it to the real one's ways."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from orchestrator.diagnostics import InputError, StorageError
from orchestrator.operations.project import Lease, RunRow
from orchestrator.packed import Packed, unpack
from orchestrator.run import events as ev
from orchestrator.run.ports import Clock
from orchestrator.stores.ids import RunIds
from orchestrator.stores.leases import new_token


class MemoryStore:
    """Keeps everything in dictionaries."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._ids = RunIds()
        self._task_paths: dict[str, str | None] = {}
        self._plans: dict[str, str] = {}
        self._rows: dict[str, RunRow] = {}
        self._events: dict[str, list[ev.Recorded]] = {}
        self._keys: set[str] = set()
        self._posted: dict[str, list[tuple[int, ev.SubtaskEvent]]] = {}
        self._posts = 0
        self._leases: dict[tuple[str, str], Lease] = {}

    def new_run(self, task: str, task_path: str | None) -> str:
        run = self._ids.new(self._clock.now())
        self._task_paths[run] = task_path
        return run

    def has_plan(self, sha256: str) -> bool:
        return sha256 in self._plans

    def save_plan(self, packed: Packed) -> str:
        self._plans[packed.sha256] = b"".join(unpack(packed.data)).decode()
        return packed.sha256

    def plan(self, sha256: str) -> str:
        if sha256 not in self._plans:
            raise StorageError(f"the plan {sha256[:12]} is not there")
        return self._plans[sha256]

    def run(self, run: str) -> RunRow | None:
        if run in self._rows:
            return self._rows[run]
        found = [row for row in self._rows.values() if run and row.run.endswith(run.lower())]
        if len(found) > 1:
            raise InputError(f"{len(found)} runs end in {run}")
        return found[0] if found else None

    def runs(self, limit: int) -> list[RunRow]:
        return list(reversed(self._rows.values()))[:limit]

    def latest_run(self, task: str) -> RunRow | None:
        return next((row for row in self.runs(len(self._rows)) if row.task == task), None)

    def events(self, run: str) -> Iterator[ev.Recorded]:
        return iter(tuple(self._events.get(run, ())))

    def about_run(self, run: str) -> Iterator[ev.Recorded]:
        return (each for each in self.events(run) if not isinstance(each.event, ev.SubtaskEvent))

    def count(self, run: str) -> int:
        return len(self._events.get(run, ()))

    def journal(self, run: str) -> MemoryJournal:
        return MemoryJournal(self, run)

    def post(self, run: str, event: ev.SubtaskEvent) -> None:
        self._posts += 1
        self._posted.setdefault(run, []).append((self._posts, event))

    def posted(self, run: str, after: int) -> list[tuple[int, ev.SubtaskEvent]]:
        return [each for each in self._posted.get(run, []) if each[0] > after]

    def inbox(self, run: str) -> MemoryInbox:
        return MemoryInbox(self, run)

    def leases(self, run: str, now: str) -> list[Lease]:
        held = [each for each in self._leases.values() if each.run == run and each.until > now]
        return sorted(held, key=lambda each: each.subtask)

    def claim(
        self, run: str, candidates: Sequence[str], holder: str, now: str, until: str
    ) -> Lease | None:
        held = {each.subtask for each in self.leases(run, now)}
        free = next((each for each in candidates if each not in held), None)
        if free is None:
            return None
        lease = Lease(
            run=run, subtask=free, token=new_token(), holder=holder, taken_at=now, until=until
        )
        self._leases[run, free] = lease
        return lease

    def renew(self, token: str, now: str, until: str) -> Lease | None:
        for key, lease in self._leases.items():
            if lease.token == token:
                taken_at = lease.taken_at if lease.until > now else now
                self._leases[key] = replace(lease, taken_at=taken_at, until=until)
                return self._leases[key]
        return None

    def release(self, token: str) -> None:
        self._leases = {key: each for key, each in self._leases.items() if each.token != token}

    def close(self) -> None:
        pass

    def append(self, run: str, records: Sequence[ev.Recorded]) -> None:
        known = self._events.get(run, [])
        numbers = [record.seq for record in records]
        if {record.seq for record in known} & set(numbers):
            raise StorageError("another journal has written to this run")
        keys = [
            record.event.idempotency_key
            for record in records
            if isinstance(record.event, (ev.ValidationStarted, ev.SubtaskStarted))
        ]
        if len(set(keys)) < len(keys) or self._keys & set(keys):
            raise StorageError("this attempt is recorded already")
        self._keys.update(keys)
        for record in records:
            self._project(record)
            self._events.setdefault(run, []).append(record)
            left = [each for each in self._posted.get(run, []) if each[1] != record.event]
            self._posted[run] = left

    def forget_after(self, run: str, type_name: str) -> None:
        """Cut the run's events after the first of that type, as a kill would have left it."""
        kept: list[ev.Recorded] = []
        for record in self._events.pop(run):
            kept.append(record)
            if ev.TYPE_NAMES[type(record.event)] == type_name:
                break
        self._keys.clear()
        del self._rows[run]
        self.append(run, kept)

    def _project(self, record: ev.Recorded) -> None:
        run, event = record.run, record.event
        if isinstance(event, ev.RunStarted):
            self._rows[run] = RunRow(
                run=run,
                task=event.task,
                task_path=self._task_paths.get(run),
                plan=event.plan,
                state="running",
                complete=False,
                percent=0.0,
                exit_code=None,
                started_at=record.time,
                ended_at=None,
                pid=event.pid,
                last_seq=0,
            )
        row = self._rows.get(run)
        if row is None:
            return
        match event:
            case ev.RunResumed():
                row = replace(
                    row, state="running", plan=event.plan, pid=event.pid, complete=False,
                    exit_code=None, ended_at=None,
                )  # fmt: skip
            case ev.RunInterrupted():
                row = replace(row, state="interrupted", ended_at=record.time)
            case ev.RunFinished():
                row = replace(
                    row, state=event.state, complete=event.complete, percent=event.percent,
                    exit_code=event.exit_code, ended_at=record.time,
                )  # fmt: skip
            case ev.RunAssessed():
                row = replace(
                    row, state=event.state, complete=event.complete, percent=event.percent,
                    exit_code=event.exit_code,
                )  # fmt: skip
        self._rows[run] = replace(row, last_seq=record.seq)


class MemoryJournal:
    """The journal of one run in a `MemoryStore`."""

    def __init__(self, store: MemoryStore, run: str) -> None:
        self._store = store
        self._run = run

    def append(
        self, records: Sequence[ev.Recorded], meanwhile: Callable[[], None] | None = None
    ) -> None:
        self._store.append(self._run, records)


class MemoryInbox:
    """What was posted to one run of a `MemoryStore`."""

    def __init__(self, store: MemoryStore, run: str) -> None:
        self._store = store
        self._run = run
        self._last = 0

    def take(self) -> list[ev.SubtaskEvent]:
        found = self._store.posted(self._run, self._last)
        if found:
            self._last = found[-1][0]
        return [event for _, event in found]
