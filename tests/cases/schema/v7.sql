-- Schema 7. Written by the program of that time: a finished run of
-- 041_old.md, then one that was killed in its second subtask; somebody said something to it.
BEGIN TRANSACTION;
CREATE TABLE "attempts" (
            number integer primary key, run text not null, subtask text not null,
            attempt integer not null, status text not null, started_at text not null,
            ended_at text, duration_ms integer, exit_code integer,
            idempotency_key text not null unique, log text not null, event integer, validates integer not null default 0, queue text, waited_ms integer, cpu_ms integer, memory_kb integer, output_bytes integer, reason text, error_type text, error_message text, error_hash text,
            unique (run, subtask, attempt));
INSERT INTO "attempts" VALUES(1,'01a20279-49d4-7000-bc6a-d55023389b10','task_1',1,'succeeded','2026-11-22T08:57:12.921Z','2026-11-22T08:57:12.926Z',4,0,'fd05642cc5de19bc48ce880ed0c17e7ef6fa470d25310cf9fa13941e972c542b','.orchestrator/runs/01a20279-49d4-7000-bc6a-d55023389b10/task_1.1.log',4294967298,0,NULL,1,2,10104,0,NULL,NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(2,'01a20279-49d4-7000-bc6a-d55023389b10','task_2',1,'succeeded','2026-11-22T08:57:12.926Z','2026-11-22T08:57:12.933Z',6,0,'cd2359bb72a898f6516a58d302b1e9970fc1bbec71f6faeb79ee4f98350f0f66','.orchestrator/runs/01a20279-49d4-7000-bc6a-d55023389b10/task_2.1.log',4294967301,0,NULL,0,5,10104,0,NULL,NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(3,'01a20279-49d4-7000-bc6a-d55023389b10','task_3',1,'succeeded','2026-11-22T08:57:12.933Z','2026-11-22T08:57:12.936Z',1,0,'404bbd7285cce29618cfa087e736a5cfdff17717a9ec149c2c5b0e01ec0f5e6f','.orchestrator/runs/01a20279-49d4-7000-bc6a-d55023389b10/task_3.1.log',4294967304,0,NULL,0,1,10104,0,NULL,NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(4,'01a20279-4b9a-7000-992f-cdffc9f6d612','task_1',1,'succeeded','2026-11-22T08:57:13.374Z','2026-11-22T08:57:13.380Z',4,0,'8d8d7f9eefc650f26bfa24e6024815a38376890ce3826a891eb78b37ce638109','.orchestrator/runs/01a20279-4b9a-7000-992f-cdffc9f6d612/task_1.1.log',8589934594,0,NULL,2,1,10084,0,NULL,NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(5,'01a20279-4b9a-7000-992f-cdffc9f6d612','task_2',1,'running','2026-11-22T08:57:13.380Z',NULL,NULL,NULL,'05f0b2612d0d335b2bbb5eba65ff6b8bc7d5738871b1e06f8a1e94a70d429e74','.orchestrator/runs/01a20279-4b9a-7000-992f-cdffc9f6d612/task_2.1.log',8589934597,0,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE imported (
        number integer primary key, key text not null unique, source text not null,
        imported_at text not null, run text, task text not null, subtask text not null,
        attempt integer not null, trace_id text, queue text, status text not null,
        started_at text not null, ended_at text, duration_ms integer, exit_code integer,
        reason text, error_type text, error_message text, error_hash text);
CREATE TABLE "inbox" (
            number integer primary key autoincrement, run text not null, type text not null,
            data text not null);
INSERT INTO "inbox" VALUES(1,'01a20279-4b9a-7000-992f-cdffc9f6d612','attested','{"subtask":"task_3","attestation":{"by":"Ada","evidence":"seen by eye","at":"2026-11-22T08:57:14.084Z","criterion":"criterion_1"}}');
CREATE TABLE journal (
            number integer primary key, time text not null, type text not null,
            subtask text, attempt integer, data text not null, chain text not null default '');
INSERT INTO "journal" VALUES(4294967297,'2026-11-22T08:57:12.920Z','run_started',NULL,NULL,'{"task":"041_old","plan":"1aa023c0188441a5abc62ed86284d3e5eb872596c2dc60a70c4d3968437785a6","trace_id":"01a2027949d47000bc6ad55023389b10","selected":["task_1","task_2","task_3"],"jobs":2,"pid":12088}','894a90fbe11eb0f2114963803bd4b3a4');
INSERT INTO "journal" VALUES(4294967298,'2026-11-22T08:57:12.921Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"fd05642cc5de19bc48ce880ed0c17e7ef6fa470d25310cf9fa13941e972c542b","log":".orchestrator/runs/01a20279-49d4-7000-bc6a-d55023389b10/task_1.1.log","waited_ms":1}','9d46742d2a33d1d360692c73ac3cb6ad');
INSERT INTO "journal" VALUES(4294967299,'2026-11-22T08:57:12.926Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-22T08:57:12.922Z","duration_ms":1,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a20279-49d4-7000-bc6a-d55023389b10/task_1.1.log","cpu_ms":2,"memory_kb":10104}}','2f66703163f96ea1ff8d63bfaa1abed2');
INSERT INTO "journal" VALUES(4294967300,'2026-11-22T08:57:12.926Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":4,"exit_code":0}','64faded6e499869c8c1d84757c9503c6');
INSERT INTO "journal" VALUES(4294967301,'2026-11-22T08:57:12.926Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"cd2359bb72a898f6516a58d302b1e9970fc1bbec71f6faeb79ee4f98350f0f66","log":".orchestrator/runs/01a20279-49d4-7000-bc6a-d55023389b10/task_2.1.log","parents":["task_1.1"]}','daa88cbc8a10216b6e42b0f93f81bdbc');
INSERT INTO "journal" VALUES(4294967302,'2026-11-22T08:57:12.933Z','step_finished','task_2',1,'{"subtask":"task_2","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-22T08:57:12.926Z","duration_ms":4,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a20279-49d4-7000-bc6a-d55023389b10/task_2.1.log","cpu_ms":5,"memory_kb":10104}}','7d40caa8e0825ef44d581310508efcf8');
INSERT INTO "journal" VALUES(4294967303,'2026-11-22T08:57:12.933Z','subtask_succeeded','task_2',1,'{"subtask":"task_2","attempt":1,"duration_ms":6,"exit_code":0}','93b4c328bead86393087ea697380e640');
INSERT INTO "journal" VALUES(4294967304,'2026-11-22T08:57:12.933Z','subtask_started','task_3',1,'{"subtask":"task_3","attempt":1,"idempotency_key":"404bbd7285cce29618cfa087e736a5cfdff17717a9ec149c2c5b0e01ec0f5e6f","log":".orchestrator/runs/01a20279-49d4-7000-bc6a-d55023389b10/task_3.1.log","parents":["task_2.1"]}','2d96e7a643eb0fb23ac4119be268f4b0');
INSERT INTO "journal" VALUES(4294967305,'2026-11-22T08:57:12.936Z','step_finished','task_3',1,'{"subtask":"task_3","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-22T08:57:12.934Z","duration_ms":0,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a20279-49d4-7000-bc6a-d55023389b10/task_3.1.log","cpu_ms":1,"memory_kb":10104}}','b21a7b26abd9ff757e29677ad4326484');
INSERT INTO "journal" VALUES(4294967306,'2026-11-22T08:57:12.936Z','subtask_succeeded','task_3',1,'{"subtask":"task_3","attempt":1,"duration_ms":1,"exit_code":0}','2464a6d5e25b306da745f9fe3de153b7');
INSERT INTO "journal" VALUES(4294967307,'2026-11-22T08:57:12.937Z','run_finished',NULL,NULL,'{"state":"succeeded","complete":false,"percent":66.7,"exit_code":3,"duration_ms":17}','663cee9fbd1548e4c91f0006c9143755');
INSERT INTO "journal" VALUES(8589934593,'2026-11-22T08:57:13.372Z','run_started',NULL,NULL,'{"task":"041_old","plan":"1aa023c0188441a5abc62ed86284d3e5eb872596c2dc60a70c4d3968437785a6","trace_id":"01a202794b9a7000992fcdffc9f6d612","selected":["task_1","task_2","task_3"],"jobs":2,"pid":12099}','4300c2da3808c009d81a5094dfc14303');
INSERT INTO "journal" VALUES(8589934594,'2026-11-22T08:57:13.374Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"8d8d7f9eefc650f26bfa24e6024815a38376890ce3826a891eb78b37ce638109","log":".orchestrator/runs/01a20279-4b9a-7000-992f-cdffc9f6d612/task_1.1.log","waited_ms":2}','4523b746a8f5a4d5b72480c72db86b40');
INSERT INTO "journal" VALUES(8589934595,'2026-11-22T08:57:13.380Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-22T08:57:13.375Z","duration_ms":0,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a20279-4b9a-7000-992f-cdffc9f6d612/task_1.1.log","cpu_ms":1,"memory_kb":10084}}','eeb0fe7ba71affd5a96e5c50c760dbfa');
INSERT INTO "journal" VALUES(8589934596,'2026-11-22T08:57:13.380Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":4,"exit_code":0}','63e988133bdc2304b6f553757f7b708c');
INSERT INTO "journal" VALUES(8589934597,'2026-11-22T08:57:13.380Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"05f0b2612d0d335b2bbb5eba65ff6b8bc7d5738871b1e06f8a1e94a70d429e74","log":".orchestrator/runs/01a20279-4b9a-7000-992f-cdffc9f6d612/task_2.1.log","parents":["task_1.1"]}','38a73eeff0609abaff1758bf75c03cc6');
CREATE TABLE plans (sha256 text primary key, content text not null) without rowid;
INSERT INTO "plans" VALUES('1aa023c0188441a5abc62ed86284d3e5eb872596c2dc60a70c4d3968437785a6',X'7801ED584B6FDC3610BEFB57104411B4409DE8B9D2264080A240819E72686F8EB1A1C89157B5442A14E53830F2DF334391BB5ADB411E40DB437259AC8643CEC799E1C7E1DC9D313EC93D0C62770376EA8CE6CF59FA2B4A3B85FF7852A43BD32B4E12D7B91E48F82A0826335B4992BB33C6F828DC9E469591D33327A6EBE95998FD74F00BA0A5BDC8CA8D5FB7822D5455DE66326DD476D334AD146599CB6623AB6D992775AEEA06F266836B94B24993A652A9045534755BD6090142539DE8413A5A500BD7DD003F631F08EA34371E018E5CA022E18B3B22F92EF5F3575BFAA3B3930BC2BED3B4A9924C30DE76FA0AEC683BEDED88A25659231321A42AAAB296A9ACD34C56755121B06A5BC93441FC22CF36A5AAB75589DB6CB3B24AC426498512C1869E87062C018F5014C85E5850BBC909374F38A4E7BE5F30A075633BF79EF40750DD3C84650670B8A6133870471B279FC0246D37BA25943C288EC23A5AF3E2326A8DA0D5B4F3F18EC2C9C1E89568A1C56907B70598F8EDE0D67B02E4DEB094BD7CC9ACD08B191C0DCEDB7833F82D6440E2634000AF3BED534B9A6110F837683E988A02A1AF6671E5736EDA1F15970D92334E30BCD60E26C7CE8100BD3E40A2DC18688D833F0985EB0630B3DB9D389A06E43B4277A20BB7E39265771FBC677C8EA12E39DB89AE5F399664C6A74F2BFA09A2178C8F87E871E513399E3C79BD4CF72BFBF5438856634BCC30AC0E6C47C18E11431F621C27CC7DA35728B8EC41E879096658CE82B394404B1CF8206EF1235900E23E7AF1DEFB22791A658D90D7A66D512B3DC870D6EEA87B7412377A07B71DE5C5C525ED2424E3A35EE6CE38D1EF1E1F037D4320C3FC0924E23ED9D969789052A027B71EB07069B4EA42D21DA5A2EFCDBB5D8BD19A2D25C3310CFCD1E0F04E8FF38965CC967B120B0B0312BE88B83731A04BD0DECE309F241FC784F654B2C2368ED6DCF8EC380AF1C48A61BD730BA3B16E17689614D1D1DE4F0FE82D0BA7FEC0D87F01792548C3114D89E6315FEF115C036556E6455D6FAA4A22C9B559A1B26A9BA8B249361BC85553E47953146D53B515D2B14A32295B05ADD8A67593E6C1C891E02298FF93E0FCE10A0C146EB6F53D805E78B7F7EC8A47BDEF2426F272300EA494667E89F5F9FC06B6CC3EC196691ECD7D3D5D1EE67E315F4614C89766967BD6C015F1656B2CD3ACD3ECA79F2778CBF224F9E50553865D10A35E1976C99E3C6174C859F2824D3DC0C892A729A96878ADFD40FA83757FB0EE9A8BBF2BD68DD47760DDBFF79DBD47BAD972BBDE27DD366BF304A04E325525A96A5225AA26C7E232C1F2B7ADB11E16A5A820C9A0DAE65BA5AA3ACFAAA26C1324EBA22A360F483762F98F48F7845F7BD1005DC9FC37296174424B60BFC7DA25125DB884B22A0A625979CEFE74AC37E67A42D2310A2B7A2A27E83714320AD6A5EB89E5E5CDE2993DDC3A9F67F62C7D60E11B983DFF04B36759DCDFD733FB61EE17337B44F13D55C28F24402894B1263DBE5AE801F4B99C8C29789A8031803163EB28F8578BFF1F85FD775ED89F79BEE3C73A1A6F02A2796E9A7FF0354ACD8EC34DCB2DBC9D3B0B03BE2C0E4F86C73A01D8A459F50150E3133D07EC321C1B0B78C2F82BAB9676059686335AC1C64BECB59838B4AE9DF9EA1DC7EFBDE2787CC8EE4683C5B6AFBBC306FC6DC9B1C10056E31371A17AD0B283E3B6F0BDA2B027E305086D79FC48A3C81F7C01E34F289AC59656E89A7458DE864B7280690A4D05AFFD9C51C705145B5B6376EEE105737B986019671AEB5C860D0BFAB48E09C70CDE6CCFD9FA21F1054DB0C39322F497A4E9E781BA6EE17B1F1A4D1338F66601F886AA7284C25A6BB4638370E81F86E5FA8CE0CECFBD127386C93D364C80E1EB05FD8257E6E5D987B38F615C63F3');
CREATE TABLE "runs" (
            number integer primary key, run text not null unique, task text not null,
            task_path text, plan text not null, state text not null,
            complete integer not null default 0, percent real not null default 0,
            exit_code integer, started_at text not null, ended_at text, pid integer,
            digest text not null default '', trace_id text);
INSERT INTO "runs" VALUES(1,'01a20279-49d4-7000-bc6a-d55023389b10','041_old','docs/tasks/041_old.md','1aa023c0188441a5abc62ed86284d3e5eb872596c2dc60a70c4d3968437785a6','succeeded',0,66.7,3,'2026-11-22T08:57:12.920Z','2026-11-22T08:57:12.937Z',12088,'de7734585c9915016e4c2693b447bda8','01a2027949d47000bc6ad55023389b10');
INSERT INTO "runs" VALUES(2,'01a20279-4b9a-7000-992f-cdffc9f6d612','041_old','docs/tasks/041_old.md','1aa023c0188441a5abc62ed86284d3e5eb872596c2dc60a70c4d3968437785a6','running',0,0.0,NULL,'2026-11-22T08:57:13.372Z',NULL,12099,'d3f984d6cb8047c1f05db05fc4f27602','01a202794b9a7000992fcdffc9f6d612');
CREATE INDEX runs_of_task on runs (task, number);
CREATE VIEW events as select runs.run as run, journal.number & 4294967295 as seq,
            journal.time, journal.type, journal.subtask, journal.attempt, journal.data,
            journal.chain, journal.number from runs join journal on journal.number
            between runs.number << 32 and (runs.number + 1 << 32) - 1;
CREATE INDEX runs_of_trace on runs (trace_id);
CREATE INDEX imported_started on imported (started_at);
CREATE INDEX imported_of_task on imported (task, subtask, started_at);
CREATE INDEX imported_measured on imported
        (task, subtask, run, started_at, attempt, status, duration_ms);
CREATE INDEX imported_of_run on imported (run) where run is not null;
CREATE INDEX imported_of_trace on imported (trace_id) where trace_id is not null;
CREATE INDEX imported_otherwise on imported (status, started_at)
        where status <> 'succeeded';
CREATE INDEX imported_errors on imported (error_hash, started_at)
        where error_hash is not null;
CREATE INDEX attempts_started on attempts (started_at);
CREATE INDEX attempts_otherwise on attempts (status, started_at)
        where ended_at is not null and status <> 'succeeded';
CREATE INDEX attempts_queued on attempts (queue, started_at) where queue is not null;
CREATE INDEX attempts_errors on attempts (error_hash, started_at)
        where error_hash is not null;
CREATE INDEX attempts_measured on attempts (run, subtask, attempt, status, duration_ms)
        where ended_at is not null and not validates;
CREATE INDEX runs_running on runs (number) where state = 'running';
CREATE VIEW history_attempts as
        select 'recorded' as origin, a.run, r.task, a.subtask, a.attempt, r.trace_id,
            substr(a.idempotency_key, 1, 16) as span_id,
            case when not a.validates then (
        select case when b.status in ('failed', 'timed_out', 'interrupted')
            then substr(b.idempotency_key, 1, 16) end
        from attempts b where b.run = a.run and b.subtask = a.subtask and b.attempt < a.attempt
            and not b.validates order by b.attempt desc limit 1) end as retry_of,
            a.validates, a.status, a.started_at, a.ended_at, a.duration_ms, a.waited_ms,
            a.cpu_ms, a.memory_kb, a.output_bytes, a.queue, a.exit_code, a.reason,
            a.error_type, a.error_message, a.error_hash, a.idempotency_key, a.log
        from attempts a join runs r on r.run = a.run
        union all
        select 'imported', run, task, subtask, attempt, trace_id, null, null,
            cast(0 as integer), status, started_at, ended_at, duration_ms, cast(null as integer),
            cast(null as integer), cast(null as integer), cast(null as integer), queue, exit_code,
            reason, error_type, error_message, error_hash, key, cast(null as text)
        from imported;
CREATE VIEW history_errors as select error_hash, error_type,
            max(error_message) as message, min(started_at) as first_seen,
            max(started_at) as last_seen, count(*) as count, count(distinct task) as tasks
        from history_attempts where error_hash is not null group by error_hash, error_type;
CREATE VIEW history_runs as select run, task, task_path, trace_id,
        substr(replace(runs.run, '-', ''), 17) as span_id, (select json_extract(j.data, '$.parent_span')
            from journal j where j.number = runs.number << 32 | 1) as parent_span_id,
        state, complete, percent, exit_code, started_at, ended_at from runs;
CREATE VIEW history_parents as select a.run, a.subtask, a.attempt,
            substr(a.idempotency_key, 1, 16) as span_id, b.subtask as parent_subtask,
            b.attempt as parent_attempt, substr(b.idempotency_key, 1, 16) as parent_span_id
        from attempts a join journal j on j.number = a.event
        join json_each(j.data, '$.parents') parent
        join attempts b on b.run = a.run
            and b.subtask = substr(rtrim(parent.value, '0123456789'), 1, length(rtrim(parent.value, '0123456789')) - 1)
            and b.attempt = cast(substr(parent.value, length(rtrim(parent.value, '0123456789')) + 1) as integer);
CREATE VIEW history_files as select e.run, e.subtask, e.attempt,
            json_extract(f.value, '$.path') as path, json_extract(f.value, '$.size') as size,
            json_extract(f.value, '$.sha256') as sha256,
            json_extract(f.value, '$.fresh') as written
        from events e join json_each(e.data, '$.artifacts') f where e.type in
            ('subtask_succeeded', 'subtask_failed', 'subtask_timed_out', 'subtask_retried');
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('inbox',1);
PRAGMA user_version = 7;
COMMIT;
