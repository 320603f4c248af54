-- Schema 8: what the program of that time made of the database of schema 7, whose runs were
-- recorded by the program of then.
BEGIN TRANSACTION;
CREATE TABLE "attempts" (
            number integer primary key, run text not null, subtask text not null,
            attempt integer not null, status text not null, started_at text not null,
            ended_at text, duration_ms integer, exit_code integer,
            idempotency_key text not null unique, log text not null, event integer, validates integer not null default 0, queue text, waited_ms integer, cpu_ms integer, memory_kb integer, output_bytes integer, reason text, error_type text, error_message text, error_hash text,
            unique (run, subtask, attempt));
INSERT INTO "attempts" VALUES(1,'01a20278-2db1-7000-9183-86288db50b33','task_1',1,'succeeded','2026-11-22T08:56:00.181Z','2026-11-22T08:56:00.192Z',10,0,'67a99f745b1fb9dcebced89fe4ee7e9dc9d45802438b033cfb3254a39b733d86','.orchestrator/runs/01a20278-2db1-7000-9183-86288db50b33/task_1.1.log',4294967298,0,NULL,1,1,10100,0,NULL,NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(2,'01a20278-2db1-7000-9183-86288db50b33','task_2',1,'succeeded','2026-11-22T08:56:00.193Z','2026-11-22T08:56:00.209Z',16,0,'4a3d9f35844d8a571adacd9ee008df991e80e9fae288bce9db5d10387fe33011','.orchestrator/runs/01a20278-2db1-7000-9183-86288db50b33/task_2.1.log',4294967301,0,NULL,0,3,10100,0,NULL,NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(3,'01a20278-2db1-7000-9183-86288db50b33','task_3',1,'succeeded','2026-11-22T08:56:00.209Z','2026-11-22T08:56:00.212Z',1,0,'6b46d7bfe1e92961a8b0b5044ee7ae3169304fe67829932559e92b0330ebc0c0','.orchestrator/runs/01a20278-2db1-7000-9183-86288db50b33/task_3.1.log',4294967304,0,NULL,0,1,10100,0,NULL,NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(4,'01a20278-3070-7000-a5b1-ca17fc255c75','task_1',1,'succeeded','2026-11-22T08:56:00.882Z','2026-11-22T08:56:00.887Z',4,0,'e2f047f53a22dee2d20b43377895f8e54db39d2a61dd50df18906d458dc3b712','.orchestrator/runs/01a20278-3070-7000-a5b1-ca17fc255c75/task_1.1.log',8589934594,0,NULL,1,1,10064,0,NULL,NULL,NULL,NULL);
INSERT INTO "attempts" VALUES(5,'01a20278-3070-7000-a5b1-ca17fc255c75','task_2',1,'running','2026-11-22T08:56:00.887Z',NULL,NULL,NULL,'a7cf6f083ea1b7462239b114c437efbf847aac5cacf09acd878e325e4abccc44','.orchestrator/runs/01a20278-3070-7000-a5b1-ca17fc255c75/task_2.1.log',8589934597,0,NULL,0,NULL,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE imported (
        number integer primary key, key text not null unique, source text not null,
        imported_at text not null, run text, task text not null, subtask text not null,
        attempt integer not null, trace_id text, queue text, status text not null,
        started_at text not null, ended_at text, duration_ms integer, exit_code integer,
        reason text, error_type text, error_message text, error_hash text);
CREATE TABLE "inbox" (
            number integer primary key autoincrement, run text not null, type text not null,
            data text not null);
INSERT INTO "inbox" VALUES(1,'01a20278-3070-7000-a5b1-ca17fc255c75','attested','{"subtask":"task_3","attestation":{"by":"Ada","evidence":"seen by eye","at":"2026-11-22T08:56:01.086Z","criterion":"criterion_1"}}');
CREATE TABLE journal (
            number integer primary key, time text not null, type text not null,
            subtask text, attempt integer, data text not null, chain text not null default '');
INSERT INTO "journal" VALUES(4294967297,'2026-11-22T08:56:00.180Z','run_started',NULL,NULL,'{"task":"041_old","plan":"b0664706f0a76eb5bb899645e531ac2080ff7e0731519f911e090e530a475bb1","trace_id":"01a202782db17000918386288db50b33","selected":["task_1","task_2","task_3"],"jobs":2,"pid":10772}','49f88e3e4b5bbdfb594a1fb8c7a388da');
INSERT INTO "journal" VALUES(4294967298,'2026-11-22T08:56:00.181Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"67a99f745b1fb9dcebced89fe4ee7e9dc9d45802438b033cfb3254a39b733d86","log":".orchestrator/runs/01a20278-2db1-7000-9183-86288db50b33/task_1.1.log","waited_ms":1}','4cf242ca6c0b2d8f9a77c509a15f4e70');
INSERT INTO "journal" VALUES(4294967299,'2026-11-22T08:56:00.192Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-22T08:56:00.182Z","duration_ms":2,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a20278-2db1-7000-9183-86288db50b33/task_1.1.log","cpu_ms":1,"memory_kb":10100}}','5573917a0086967b88fa5fa91a15699c');
INSERT INTO "journal" VALUES(4294967300,'2026-11-22T08:56:00.192Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":10,"exit_code":0}','ed78dc5db99b533f0e46c63b873e96fb');
INSERT INTO "journal" VALUES(4294967301,'2026-11-22T08:56:00.193Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"4a3d9f35844d8a571adacd9ee008df991e80e9fae288bce9db5d10387fe33011","log":".orchestrator/runs/01a20278-2db1-7000-9183-86288db50b33/task_2.1.log","parents":["task_1.1"]}','027ef25a2197049e442cea4f3557e4b6');
INSERT INTO "journal" VALUES(4294967302,'2026-11-22T08:56:00.209Z','step_finished','task_2',1,'{"subtask":"task_2","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-22T08:56:00.193Z","duration_ms":6,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a20278-2db1-7000-9183-86288db50b33/task_2.1.log","cpu_ms":3,"memory_kb":10100}}','fddd3b40f1cbccc254ab1eaa3f8650f4');
INSERT INTO "journal" VALUES(4294967303,'2026-11-22T08:56:00.209Z','subtask_succeeded','task_2',1,'{"subtask":"task_2","attempt":1,"duration_ms":16,"exit_code":0}','8d605b4faaf19fc3bf0ef82f769797e9');
INSERT INTO "journal" VALUES(4294967304,'2026-11-22T08:56:00.209Z','subtask_started','task_3',1,'{"subtask":"task_3","attempt":1,"idempotency_key":"6b46d7bfe1e92961a8b0b5044ee7ae3169304fe67829932559e92b0330ebc0c0","log":".orchestrator/runs/01a20278-2db1-7000-9183-86288db50b33/task_3.1.log","parents":["task_2.1"]}','dcc13c0ef59cde36b93e8ed43bb61f00');
INSERT INTO "journal" VALUES(4294967305,'2026-11-22T08:56:00.212Z','step_finished','task_3',1,'{"subtask":"task_3","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-22T08:56:00.210Z","duration_ms":0,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a20278-2db1-7000-9183-86288db50b33/task_3.1.log","cpu_ms":1,"memory_kb":10100}}','755bd75e35273076bf64f5d1ab8c89ed');
INSERT INTO "journal" VALUES(4294967306,'2026-11-22T08:56:00.212Z','subtask_succeeded','task_3',1,'{"subtask":"task_3","attempt":1,"duration_ms":1,"exit_code":0}','a9c83d1869b218ae2a3aba8c14d6c327');
INSERT INTO "journal" VALUES(4294967307,'2026-11-22T08:56:00.212Z','run_finished',NULL,NULL,'{"state":"succeeded","complete":false,"percent":66.7,"exit_code":3,"duration_ms":32}','c50dfa46b09cbc5db425bc84c1b52476');
INSERT INTO "journal" VALUES(8589934593,'2026-11-22T08:56:00.881Z','run_started',NULL,NULL,'{"task":"041_old","plan":"b0664706f0a76eb5bb899645e531ac2080ff7e0731519f911e090e530a475bb1","trace_id":"01a2027830707000a5b1ca17fc255c75","selected":["task_1","task_2","task_3"],"jobs":2,"pid":10874}','8597978432d9a0ee0b70d37241965d4e');
INSERT INTO "journal" VALUES(8589934594,'2026-11-22T08:56:00.882Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"e2f047f53a22dee2d20b43377895f8e54db39d2a61dd50df18906d458dc3b712","log":".orchestrator/runs/01a20278-3070-7000-a5b1-ca17fc255c75/task_1.1.log","waited_ms":1}','f4617b473033bb5ae8c61365b9782e0e');
INSERT INTO "journal" VALUES(8589934595,'2026-11-22T08:56:00.887Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-22T08:56:00.883Z","duration_ms":1,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a20278-3070-7000-a5b1-ca17fc255c75/task_1.1.log","cpu_ms":1,"memory_kb":10064}}','deb11e2d17c181ca3da616fc73e54b45');
INSERT INTO "journal" VALUES(8589934596,'2026-11-22T08:56:00.887Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":4,"exit_code":0}','030b3fbd650584e0f966f4247d16047d');
INSERT INTO "journal" VALUES(8589934597,'2026-11-22T08:56:00.887Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"a7cf6f083ea1b7462239b114c437efbf847aac5cacf09acd878e325e4abccc44","log":".orchestrator/runs/01a20278-3070-7000-a5b1-ca17fc255c75/task_2.1.log","parents":["task_1.1"]}','e9fec8ab6d1db64226ebdfcc7fde5343');
CREATE TABLE leases (
            run text not null, subtask text not null, token text not null unique,
            holder text not null, taken_at text not null, until text not null,
            primary key (run, subtask)) without rowid;
INSERT INTO "leases" VALUES('01a20278-2db1-7000-9183-86288db50b33','task_3','tmptbqibswvnbdqh','Ada','2026-11-22T08:56:00.568Z','2026-11-22T09:11:00.568Z');
CREATE TABLE plans (sha256 text primary key, content text not null) without rowid;
INSERT INTO "plans" VALUES('b0664706f0a76eb5bb899645e531ac2080ff7e0731519f911e090e530a475bb1',X'7801ED584B6FDC3610BEFB57104411B4401DE8B9D4264080A240819E72686F8EB1A1C89197B5442A14E5B830FCDF3BA4C85DAD1FC803687B487CF16AF8988F33C38F33737746E824F630F0DD0DD849194D5F91FC67942A89BF6856E53BD34BEA254EB91EBCF06D144C66B6C24BEECE08A12377FBD59297435885DBEF79516FC208832D30567685C85BB9DDB46D27785D97A2DD08B6ADCBAC2965D342D96E506D2DDA3C6B99CC05C8AA6DBABAC93C0A42A5E23D08E737D4DCA91BA067E4DEE39BE6D6F1E97AC2910B9CE841A56378F92E0FEB57E7F84DD9C94561AFB43F49ED5510DA297D0576B44A073DBC6A64D18A8C73212B563722174D5E08D6540C81B12D137986F879596C6AD96C598DC7EC8A9A657C93E55CF2A843CF430BD6034F5024889E5B90BBC971377BE47AEEFB05036A3756B9BFFDFC01A49A87B8CD000EF7741C07EEFCC1BD4D6012568D6EF11F8D13476E5DB0C6659A358296D32E38F9220A270763325934DAC16C11267E3BB80D9600B13724276FDE10CBF5A20647A3F136410D7E731191041F7880D74A877812661838FE8C331F2D4501D75733BF0A8136ED8F1397037A639C6078A71D4C8E9C8307F4EE00C9C7C6E0F738D8D3A3706A0033BBDD89A1FD80F8E8D19DCC85DB7189B2BB7B6F621262CCFF47633BAEFA9561BDCC84F0E9783F41B28209FEE03DEE7C22C7EB269628BD0C3B87FDA33756638BCFD0AD0EACF2CE4E1E431BA21F278C7DA35728A8E881EB797166DCCE82B33E80163FD081DFE247B600C473F4FCEF608BEC6592B55C5C9BAEC359F94186AB76C7B9472351A37770AB7C5C5C8493DC2F909FB43275C6F17EF7F418E81B0F32AE9F4020EE93939DBA0729057A6FD603162A8C962A06DD51CAFBDE7CDC75E8ADD9FA6038BA813EE91CAAF4389F68C6687920B1B0D09EC79710F7263974B1C08719E693E0A318D0814A56D8C6D19A9B101D4721DE583EAC4F6E6134D6ED22B7FA891832C14E8FE8AD88B7FE40D37F80B74A94C62B9A7B6EC7787D40702DD4455D564DB3614C20C97545250BB6CD64DD669B0D94B2ADCAB2ADAAAE651D433A9659214427A1E3DBBC69F3322A39125C02F37F125CB85C9181E273B67E07D00A1FF7815DF1AAF74A602007DBA03C19AB78743FBF822D8B67D8322F93BA2FA7CBC3DACFE6CB8402F9D2CC624F5AB8F27CD9194B34519AFCF0E3041F4899653FBD26D2900BCFA857865C92172F88BFE4247B4DA61E6024D9CBDC4FD1F04E8781FC3BEB7E67DD35177F53AC9BA8EFC0BA7FEE957D40BAC5F2BA3E24DDAEE8CA0CA0C90AC9B25CB6B9E4AC2D31B9CC30FDED1ACC8779CD196405B06DB995923565C1AABACB90AC2B566D1E916EC2F21F91EE09BFF6BC05FF24D35F8480D1712D80FC9A7297447491570B960429AD3C27BF3BD21B733D21E91889193DFEADF32209EBD4F544F352A804668FAFCEA799BDC81F69F80A662F9F61F6A248E7FB72663FACFD6C664F28BEA54CF88900888932E6A4C7AAC517409F8AC91482A701981C9822B649827F35F9FF9ED87FE389FD19F1851B3DE6D1F812789AA7A6FD0BAB51DFEC38BCB4D4C287595918B0B238940C4F7502B033B3EA03E08C677A0ED865383616F086D1B7562EED0A4C0D67D4828D97D46B3169689D3BD3551D471F54713415B2BBD160B21DF2EE7880F05A526C3080D558222E540F5A28381E0BEB15893D992040684BF1238CF4F6A00B987043512DF6B162D744617A1B1FC901A6293615C2EC57C4775C4092B53662E71E5E13B787099671A231CF25D8B0F09FD611EE88C197ED15591712CF75BE0E75446C2A09D3CF83EFAFC5EF7DEC2E4DE0C8FB05D57B9F8AA37ED259A31D19B843A310CCD16744747E1E26116788D863970408962C680C7C272FCFEECFFE014B985B99');
CREATE TABLE "runs" (
            number integer primary key, run text not null unique, task text not null,
            task_path text, plan text not null, state text not null,
            complete integer not null default 0, percent real not null default 0,
            exit_code integer, started_at text not null, ended_at text, pid integer,
            digest text not null default '', trace_id text);
INSERT INTO "runs" VALUES(1,'01a20278-2db1-7000-9183-86288db50b33','041_old','041_old.md','b0664706f0a76eb5bb899645e531ac2080ff7e0731519f911e090e530a475bb1','succeeded',0,66.7,3,'2026-11-22T08:56:00.180Z','2026-11-22T08:56:00.212Z',10772,'df1e604c7def1326a2fea6a8b7f38e1a','01a202782db17000918386288db50b33');
INSERT INTO "runs" VALUES(2,'01a20278-3070-7000-a5b1-ca17fc255c75','041_old','041_old.md','b0664706f0a76eb5bb899645e531ac2080ff7e0731519f911e090e530a475bb1','running',0,0.0,NULL,'2026-11-22T08:56:00.881Z',NULL,10874,'db41a00648a1053adb594654e8ada414','01a2027830707000a5b1ca17fc255c75');
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
PRAGMA user_version = 8;
COMMIT;
