-- Schema 6. Written by the program of that time: a finished run of
-- 041_old.md, then one that was killed in its second subtask; somebody said something to it.
BEGIN TRANSACTION;
CREATE TABLE "attempts" (
            number integer primary key, run text not null, subtask text not null,
            attempt integer not null, status text not null, started_at text not null,
            ended_at text, duration_ms integer, exit_code integer,
            idempotency_key text not null unique, log text not null, event integer, validates integer not null default 0, queue text, waited_ms integer, cpu_ms integer, memory_kb integer, output_bytes integer, reason text, error_type text, error_message text, error_hash text,
            unique (run, subtask, attempt));
INSERT INTO "attempts" VALUES(1,'01a20237-360f-7000-9516-dd0e7e879f89','task_1',1,'succeeded','2026-11-22T07:45:02.488Z','2026-11-22T07:45:02.499Z',9,0,'4dc8c13b8777edd339fe6b929a8bfb59cbf3f5b32b6ce86f32d26ff24321b4e7','.orchestrator/runs/01a20237-360f-7000-9516-dd0e7e879f89/task_1.1.log',4294967298,0,NULL,1,1,10100,0,NULL,NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(2,'01a20237-360f-7000-9516-dd0e7e879f89','task_2',1,'succeeded','2026-11-22T07:45:02.499Z','2026-11-22T07:45:02.517Z',17,0,'57854463bbdff26ca64b38506f1f9fdc32193ac039cab2fdd5731e42d11a4f00','.orchestrator/runs/01a20237-360f-7000-9516-dd0e7e879f89/task_2.1.log',4294967301,0,NULL,0,4,10100,0,NULL,NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(3,'01a20237-360f-7000-9516-dd0e7e879f89','task_3',1,'succeeded','2026-11-22T07:45:02.517Z','2026-11-22T07:45:02.520Z',2,0,'c4ee21da44e44ea72f032aa9f8f30200b49fa5c1fa206a15ff4403532bac900b','.orchestrator/runs/01a20237-360f-7000-9516-dd0e7e879f89/task_3.1.log',4294967304,0,NULL,0,1,10100,0,NULL,NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(4,'01a20237-3962-7000-aa33-999bec5ffad1','task_1',1,'succeeded','2026-11-22T07:45:03.335Z','2026-11-22T07:45:03.339Z',3,0,'6eba9ccb7ad0acabba05bc880e037c5f566bed8d00f32da0c1d42bfe29a451e0','.orchestrator/runs/01a20237-3962-7000-aa33-999bec5ffad1/task_1.1.log',8589934594,0,NULL,4,1,10064,0,NULL,NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(5,'01a20237-3962-7000-aa33-999bec5ffad1','task_2',1,'running','2026-11-22T07:45:03.339Z',NULL,NULL,NULL,'1c7485c834b540ccc68f5c93b849d049a2c5754b29755919d03597f57ebb6b3b','.orchestrator/runs/01a20237-3962-7000-aa33-999bec5ffad1/task_2.1.log',8589934597,0,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE imported (
        number integer primary key, key text not null unique, source text not null,
        imported_at text not null, run text, task text not null, subtask text not null,
        attempt integer not null, trace_id text, queue text, status text not null,
        started_at text not null, ended_at text, duration_ms integer, exit_code integer,
        reason text, error_type text, error_message text, error_hash text);
CREATE TABLE "inbox" (
            number integer primary key autoincrement, run text not null, type text not null,
            data text not null);
INSERT INTO "inbox" VALUES(1,'01a20237-3962-7000-aa33-999bec5ffad1','attested','{"subtask":"task_3","attestation":{"by":"Ada","evidence":"seen by eye","at":"2026-11-22T07:45:03.532Z","criterion":"criterion_1"}}');
CREATE TABLE journal (
            number integer primary key, time text not null, type text not null,
            subtask text, attempt integer, data text not null, chain text not null default '');
INSERT INTO "journal" VALUES(4294967297,'2026-11-22T07:45:02.488Z','run_started',NULL,NULL,'{"task":"041_old","plan":"b0664706f0a76eb5bb899645e531ac2080ff7e0731519f911e090e530a475bb1","trace_id":"01a20237360f70009516dd0e7e879f89","selected":["task_1","task_2","task_3"],"jobs":2,"pid":20926}','754db85442a0f3caf21c70fbc390ee02');
INSERT INTO "journal" VALUES(4294967298,'2026-11-22T07:45:02.488Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"4dc8c13b8777edd339fe6b929a8bfb59cbf3f5b32b6ce86f32d26ff24321b4e7","log":".orchestrator/runs/01a20237-360f-7000-9516-dd0e7e879f89/task_1.1.log","waited_ms":1}','03f95006075a735a00a876a5b4a40f6a');
INSERT INTO "journal" VALUES(4294967299,'2026-11-22T07:45:02.498Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-22T07:45:02.489Z","duration_ms":1,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a20237-360f-7000-9516-dd0e7e879f89/task_1.1.log","cpu_ms":1,"memory_kb":10100}}','6eec4ca6490a6faa9f191929f6578c66');
INSERT INTO "journal" VALUES(4294967300,'2026-11-22T07:45:02.499Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":9,"exit_code":0}','a7229d645b571c66a142ee475497f114');
INSERT INTO "journal" VALUES(4294967301,'2026-11-22T07:45:02.499Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"57854463bbdff26ca64b38506f1f9fdc32193ac039cab2fdd5731e42d11a4f00","log":".orchestrator/runs/01a20237-360f-7000-9516-dd0e7e879f89/task_2.1.log","parents":["task_1.1"]}','eee8ea0368e63a73210c7a6019ddfbea');
INSERT INTO "journal" VALUES(4294967302,'2026-11-22T07:45:02.517Z','step_finished','task_2',1,'{"subtask":"task_2","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-22T07:45:02.499Z","duration_ms":9,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a20237-360f-7000-9516-dd0e7e879f89/task_2.1.log","cpu_ms":4,"memory_kb":10100}}','545fa32882cd97ea460d09add6d41dd7');
INSERT INTO "journal" VALUES(4294967303,'2026-11-22T07:45:02.517Z','subtask_succeeded','task_2',1,'{"subtask":"task_2","attempt":1,"duration_ms":17,"exit_code":0}','0a85779262099d61456b596a4c84c982');
INSERT INTO "journal" VALUES(4294967304,'2026-11-22T07:45:02.517Z','subtask_started','task_3',1,'{"subtask":"task_3","attempt":1,"idempotency_key":"c4ee21da44e44ea72f032aa9f8f30200b49fa5c1fa206a15ff4403532bac900b","log":".orchestrator/runs/01a20237-360f-7000-9516-dd0e7e879f89/task_3.1.log","parents":["task_2.1"]}','3eb16dede7617bc8ce1a355914e68751');
INSERT INTO "journal" VALUES(4294967305,'2026-11-22T07:45:02.520Z','step_finished','task_3',1,'{"subtask":"task_3","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-22T07:45:02.518Z","duration_ms":1,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a20237-360f-7000-9516-dd0e7e879f89/task_3.1.log","cpu_ms":1,"memory_kb":10100}}','ded27d40aec86dfe4c6fe64583193831');
INSERT INTO "journal" VALUES(4294967306,'2026-11-22T07:45:02.520Z','subtask_succeeded','task_3',1,'{"subtask":"task_3","attempt":1,"duration_ms":2,"exit_code":0}','c445654d8cfbb1055a504e76b568b9e7');
INSERT INTO "journal" VALUES(4294967307,'2026-11-22T07:45:02.521Z','run_finished',NULL,NULL,'{"state":"succeeded","complete":false,"percent":66.7,"exit_code":3,"duration_ms":33}','2ceaee6d9d7c9c7e21c9b5fe189016c9');
INSERT INTO "journal" VALUES(8589934593,'2026-11-22T07:45:03.332Z','run_started',NULL,NULL,'{"task":"041_old","plan":"b0664706f0a76eb5bb899645e531ac2080ff7e0731519f911e090e530a475bb1","trace_id":"01a2023739627000aa33999bec5ffad1","selected":["task_1","task_2","task_3"],"jobs":2,"pid":20953}','872ada05a88b403f3a4090bd3f7a5110');
INSERT INTO "journal" VALUES(8589934594,'2026-11-22T07:45:03.335Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"6eba9ccb7ad0acabba05bc880e037c5f566bed8d00f32da0c1d42bfe29a451e0","log":".orchestrator/runs/01a20237-3962-7000-aa33-999bec5ffad1/task_1.1.log","waited_ms":4}','ce41cf17f20e3dc3f213af874a2d136e');
INSERT INTO "journal" VALUES(8589934595,'2026-11-22T07:45:03.339Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-22T07:45:03.336Z","duration_ms":1,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a20237-3962-7000-aa33-999bec5ffad1/task_1.1.log","cpu_ms":1,"memory_kb":10064}}','4bca7006ee0265490d1657f9eaaedf05');
INSERT INTO "journal" VALUES(8589934596,'2026-11-22T07:45:03.339Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":3,"exit_code":0}','7a0b8d50d23b185912e93d617fbc1fca');
INSERT INTO "journal" VALUES(8589934597,'2026-11-22T07:45:03.339Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"1c7485c834b540ccc68f5c93b849d049a2c5754b29755919d03597f57ebb6b3b","log":".orchestrator/runs/01a20237-3962-7000-aa33-999bec5ffad1/task_2.1.log","parents":["task_1.1"]}','af637afecc6ab7a1b062f592715accee');
CREATE TABLE plans (sha256 text primary key, content text not null) without rowid;
INSERT INTO "plans" VALUES('b0664706f0a76eb5bb899645e531ac2080ff7e0731519f911e090e530a475bb1',X'7801ED584B6FDC3610BEFB57104411B4401DE8B9D4264080A240819E72686F8EB1A1C89197B5442A14E5B830FCDF3BA4C85DAD1FC803687B487CF16AF8988F33C38F33737746E824F630F0DD0DD849194D5F91FC67942A89BF6856E53BD34BEA254EB91EBCF06D144C66B6C24BEECE08A12377FBD59297435885DBEF79516FC208832D30567685C85BB9DDB46D27785D97A2DD08B6ADCBAC2965D342D96E506D2DDA3C6B99CC05C8AA6DBABAC93C0A42A5E23D08E737D4DCA91BA067E4DEE39BE6D6F1E97AC2910B9CE841A56378F92E0FEB57E7F84DD9C94561AFB43F49ED5510DA297D0576B44A073DBC6A64D18A8C73212B563722174D5E08D6540C81B12D137986F879596C6AD96C598DC7EC8A9A657C93E55CF2A843CF430BD6034F5024889E5B90BBC971377BE47AEEFB05036A3756B9BFFDFC01A49A87B8CD000EF7741C07EEFCC1BD4D6012568D6EF11F8D13476E5DB0C6659A358296D32E38F9220A270763325934DAC16C11267E3BB80D9600B13724276FDE10CBF5A20647A3F136410D7E731191041F7880D74A877812661838FE8C331F2D4501D75733BF0A8136ED8F1397037A639C6078A71D4C8E9C8307F4EE00C9C7C6E0F738D8D3A3706A0033BBDD89A1FD80F8E8D19DCC85DB7189B2BB7B6F621262CCFF47633BAEFA9561BDCC84F0E9783F41B28209FEE03DEE7C22C7EB269628BD0C3B87FDA33756638BCFD0AD0EACF2CE4E1E431BA21F278C7DA35728A8E881EB797166DCCE82B33E80163FD081DFE247B600C473F4FCEF608BEC6592B55C5C9BAEC359F94186AB76C7B9472351A37770AB7C5C5C8493DC2F909FB43275C6F17EF7F418E81B0F32AE9F4020EE93939DBA0729057A6FD603162A8C962A06DD51CAFBDE7CDC75E8ADD9FA6038BA813EE91CAAF4389F68C6687920B1B0D09EC79710F7263974B1C08719E693E0A318D0814A56D8C6D19A9B101D4721DE583EAC4F6E6134D6ED22B7FA891832C14E8FE8AD88B7FE40D37F80B74A94C62B9A7B6EC7787D40702DD4455D564DB3614C20C97545250BB6CD64DD669B0D94B2ADCAB2ADAAAE651D433A9659214427A1E3DBBC69F3322A39125C02F37F125CB85C9181E273B67E07D00A1FF7815DF1AAF74A602007DBA03C19AB78743FBF822D8B67D8322F93BA2FA7CBC3DACFE6CB8402F9D2CC624F5AB8F27CD9194B34519AFCF0E3041F4899653FBD26D2900BCFA857865C92172F88BFE4247B4DA61E6024D9CBDC4FD1F04E8781FC3BEB7E67DD35177F53AC9BA8EFC0BA7FEE957D40BAC5F2BA3E24DDAEE8CA0CA0C90AC9B25CB6B9E4AC2D31B9CC30FDED1ACC8779CD196405B06DB995923565C1AABACB90AC2B566D1E916EC2F21F91EE09BFF6BC05FF24D35F8480D1712D80FC9A7297447491570B960429AD3C27BF3BD21B733D21E91889193DFEADF32209EBD4F544F352A804668FAFCEA799BDC81F69F80A662F9F61F6A248E7FB72663FACFD6C664F28BEA54CF88900888932E6A4C7AAC517409F8AC91482A701981C9822B649827F35F9FF9ED87FE389FD19F1851B3DE6D1F812789AA7A6FD0BAB51DFEC38BCB4D4C287595918B0B238940C4F7502B033B3EA03E08C677A0ED865383616F086D1B7562EED0A4C0D67D4828D97D46B3169689D3BD3551D471F54713415B2BBD160B21DF2EE7880F05A526C3080D558222E540F5A28381E0BEB15893D992040684BF1238CF4F6A00B987043512DF6B162D744617A1B1FC901A6293615C2EC57C4775C4092B53662E71E5E13B787099671A231CF25D8B0F09FD611EE88C197ED15591712CF75BE0E75446C2A09D3CF83EFAFC5EF7DEC2E4DE0C8FB05D57B9F8AA37ED259A31D19B843A310CCD16744747E1E26116788D863970408962C680C7C272FCFEECFFE014B985B99');
CREATE TABLE "runs" (
            number integer primary key, run text not null unique, task text not null,
            task_path text, plan text not null, state text not null,
            complete integer not null default 0, percent real not null default 0,
            exit_code integer, started_at text not null, ended_at text, pid integer,
            digest text not null default '', trace_id text);
INSERT INTO "runs" VALUES(1,'01a20237-360f-7000-9516-dd0e7e879f89','041_old','041_old.md','b0664706f0a76eb5bb899645e531ac2080ff7e0731519f911e090e530a475bb1','succeeded',0,66.7,3,'2026-11-22T07:45:02.488Z','2026-11-22T07:45:02.521Z',20926,'7f0554eb55136631254e9d6d9a6d54c8','01a20237360f70009516dd0e7e879f89');
INSERT INTO "runs" VALUES(2,'01a20237-3962-7000-aa33-999bec5ffad1','041_old','041_old.md','b0664706f0a76eb5bb899645e531ac2080ff7e0731519f911e090e530a475bb1','running',0,0.0,NULL,'2026-11-22T07:45:03.332Z',NULL,20953,'127b3b198f14cde288c0a249df21d6b2','01a2023739627000aa33999bec5ffad1');
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
CREATE VIEW history_runs as select run, task, task_path, trace_id,
        substr(replace(runs.run, '-', ''), 17) as span_id, state, complete, percent, exit_code,
        started_at, ended_at from runs;
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
CREATE VIEW history_parents as select a.run, a.subtask, a.attempt,
            substr(a.idempotency_key, 1, 16) as span_id, b.subtask as parent_subtask,
            b.attempt as parent_attempt, substr(b.idempotency_key, 1, 16) as parent_span_id
        from attempts a join journal j on j.number = a.event
        join json_each(j.data, '$.parents') parent
        join attempts b on b.run = a.run and b.subtask || '.' || b.attempt = parent.value;
CREATE VIEW history_errors as select error_hash, error_type,
            max(error_message) as message, min(started_at) as first_seen,
            max(started_at) as last_seen, count(*) as count, count(distinct task) as tasks
        from history_attempts where error_hash is not null group by error_hash, error_type;
CREATE VIEW history_files as select e.run, e.subtask, e.attempt,
            json_extract(f.value, '$.path') as path, json_extract(f.value, '$.size') as size,
            json_extract(f.value, '$.sha256') as sha256
        from events e join json_each(e.data, '$.artifacts') f
        where e.type in ('subtask_succeeded', 'subtask_failed');
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('inbox',1);
PRAGMA user_version = 6;
COMMIT;
