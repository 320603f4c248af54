"""The part of the schema that history asks: what `attempts` holds besides, imports, indexes, views.

The views are for people with `sqlite3` too: their names and columns stay. An attempt's span is
the beginning of its idempotency key, a run's the end of its id, see `run.trace`.
"""

from __future__ import annotations

_COLUMNS = (
    "alter table runs add column trace_id text",
    """update runs set trace_id = (select json_extract(journal.data, '$.trace_id')
        from journal where journal.number = runs.number << 32 | 1)""",
    "create index runs_of_trace on runs (trace_id)",
    # `event` is the number of the event with which the attempt began.
    "alter table attempts add column event integer",
    "alter table attempts add column validates integer not null default 0",
    "alter table attempts add column queue text",
    "alter table attempts add column waited_ms integer",
    "alter table attempts add column cpu_ms integer",
    "alter table attempts add column memory_kb integer",
    "alter table attempts add column output_bytes integer",
    "alter table attempts add column reason text",
    "alter table attempts add column error_type text",
    "alter table attempts add column error_message text",
    "alter table attempts add column error_hash text",
)
_IMPORTED = (
    # `key` is a digest of what the record says, so that none is taken twice.
    """create table imported (
        number integer primary key, key text not null unique, source text not null,
        imported_at text not null, run text, task text not null, subtask text not null,
        attempt integer not null, trace_id text, queue text, status text not null,
        started_at text not null, ended_at text, duration_ms integer, exit_code integer,
        reason text, error_type text, error_message text, error_hash text)""",
    "create index imported_started on imported (started_at)",
    "create index imported_of_task on imported (task, subtask, started_at)",
    """create index imported_measured on imported
        (task, subtask, run, started_at, attempt, status, duration_ms)""",
    "create index imported_of_run on imported (run) where run is not null",
    "create index imported_of_trace on imported (trace_id) where trace_id is not null",
    """create index imported_otherwise on imported (status, started_at)
        where status <> 'succeeded'""",
    """create index imported_errors on imported (error_hash, started_at)
        where error_hash is not null""",
)
# What is only looked for among failures costs successes nothing, and what is only known at an
# attempt's end is not written at its beginning.
_INDEXES = (
    "create index attempts_started on attempts (started_at)",
    """create index attempts_otherwise on attempts (status, started_at)
        where ended_at is not null and status <> 'succeeded'""",
    "create index attempts_queued on attempts (queue, started_at) where queue is not null",
    """create index attempts_errors on attempts (error_hash, started_at)
        where error_hash is not null""",
    """create index attempts_measured on attempts (run, subtask, attempt, status, duration_ms)
        where ended_at is not null and not validates""",
    "create index runs_running on runs (number) where state = 'running'",
)
# Both halves of a view have columns of the same type, else SQLite puts all of their rows together
# before it looks for those that were asked for.
_RUN_SPAN = "substr(replace({0}.run, '-', ''), 17)"
_SPAN = "substr({0}.idempotency_key, 1, 16)"
# What only checks again is no retry and is none's; nor is what follows a success or a wait.
RETRY_OF = f"""case when not a.validates then (
        select case when b.status in ('failed', 'timed_out', 'interrupted')
            then {_SPAN.format("b")} end
        from attempts b where b.run = a.run and b.subtask = a.subtask and b.attempt < a.attempt
            and not b.validates order by b.attempt desc limit 1) end"""
_VIEWS = (
    f"""create view history_runs as select run, task, task_path, trace_id,
        {_RUN_SPAN.format("runs")} as span_id, state, complete, percent, exit_code,
        started_at, ended_at from runs""",
    f"""create view history_attempts as
        select 'recorded' as origin, a.run, r.task, a.subtask, a.attempt, r.trace_id,
            {_SPAN.format("a")} as span_id,
            {RETRY_OF} as retry_of,
            a.validates, a.status, a.started_at, a.ended_at, a.duration_ms, a.waited_ms,
            a.cpu_ms, a.memory_kb, a.output_bytes, a.queue, a.exit_code, a.reason,
            a.error_type, a.error_message, a.error_hash, a.idempotency_key, a.log
        from attempts a join runs r on r.run = a.run
        union all
        select 'imported', run, task, subtask, attempt, trace_id, null, null,
            cast(0 as integer), status, started_at, ended_at, duration_ms, cast(null as integer),
            cast(null as integer), cast(null as integer), cast(null as integer), queue, exit_code,
            reason, error_type, error_message, error_hash, key, cast(null as text)
        from imported""",
    f"""create view history_parents as select a.run, a.subtask, a.attempt,
            {_SPAN.format("a")} as span_id, b.subtask as parent_subtask,
            b.attempt as parent_attempt, {_SPAN.format("b")} as parent_span_id
        from attempts a join journal j on j.number = a.event
        join json_each(j.data, '$.parents') parent
        join attempts b on b.run = a.run and b.subtask || '.' || b.attempt = parent.value""",
    """create view history_errors as select error_hash, error_type,
            max(error_message) as message, min(started_at) as first_seen,
            max(started_at) as last_seen, count(*) as count, count(distinct task) as tasks
        from history_attempts where error_hash is not null group by error_hash, error_type""",
    """create view history_files as select e.run, e.subtask, e.attempt,
            json_extract(f.value, '$.path') as path, json_extract(f.value, '$.size') as size,
            json_extract(f.value, '$.sha256') as sha256
        from events e join json_each(e.data, '$.artifacts') f
        where e.type in ('subtask_succeeded', 'subtask_failed')""",
)
STATEMENTS = (*_COLUMNS, *_IMPORTED, *_INDEXES, *_VIEWS)
# The subtask and the number in `task_1.2`, each of which the index of attempts has by itself.
_OF = "rtrim(parent.value, '0123456789')"
MORE_IN_VIEWS = (
    "drop view history_runs",
    f"""create view history_runs as select run, task, task_path, trace_id,
        {_RUN_SPAN.format("runs")} as span_id, (select json_extract(j.data, '$.parent_span')
            from journal j where j.number = runs.number << 32 | 1) as parent_span_id,
        state, complete, percent, exit_code, started_at, ended_at from runs""",
    "drop view history_parents",
    f"""create view history_parents as select a.run, a.subtask, a.attempt,
            {_SPAN.format("a")} as span_id, b.subtask as parent_subtask,
            b.attempt as parent_attempt, {_SPAN.format("b")} as parent_span_id
        from attempts a join journal j on j.number = a.event
        join json_each(j.data, '$.parents') parent
        join attempts b on b.run = a.run
            and b.subtask = substr({_OF}, 1, length({_OF}) - 1)
            and b.attempt = cast(substr(parent.value, length({_OF}) + 1) as integer)""",
    "drop view history_files",
    """create view history_files as select e.run, e.subtask, e.attempt,
            json_extract(f.value, '$.path') as path, json_extract(f.value, '$.size') as size,
            json_extract(f.value, '$.sha256') as sha256,
            json_extract(f.value, '$.fresh') as written
        from events e join json_each(e.data, '$.artifacts') f where e.type in
            ('subtask_succeeded', 'subtask_failed', 'subtask_timed_out', 'subtask_retried')""",
)
