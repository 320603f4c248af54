-- Schema 4. Written by the program of that time: a finished run of
-- 041_old.md, then one that was killed in its second subtask; somebody said something to it.
BEGIN TRANSACTION;
CREATE TABLE "attempts" (
            number integer primary key, run text not null, subtask text not null,
            attempt integer not null, status text not null, started_at text not null,
            ended_at text, duration_ms integer, exit_code integer,
            idempotency_key text not null unique, log text not null,
            unique (run, subtask, attempt));
INSERT INTO "attempts" VALUES(1,'01a2009e-96da-7000-8703-23d465403152','task_1',1,'succeeded','2026-11-22T00:18:43.036Z','2026-11-22T00:18:43.039Z',2,0,'1e311ed208b5659aab582f9c9fce290f4579471ca9824aaa9322c23330abdc35','.orchestrator/runs/01a2009e-96da-7000-8703-23d465403152/task_1.1.log');
INSERT INTO "attempts" VALUES(2,'01a2009e-96da-7000-8703-23d465403152','task_2',1,'succeeded','2026-11-22T00:18:43.039Z','2026-11-22T00:18:43.044Z',3,0,'f93333ca6c99d4a9883576e9946d8e40cbf0905bf0b6a79f5a98d726d238b001','.orchestrator/runs/01a2009e-96da-7000-8703-23d465403152/task_2.1.log');
INSERT INTO "attempts" VALUES(3,'01a2009e-96da-7000-8703-23d465403152','task_3',1,'succeeded','2026-11-22T00:18:43.044Z','2026-11-22T00:18:43.045Z',1,0,'a5cd767869bc82bbc0bf0696923b51908482929d03ebb24de374b03c6437a1be','.orchestrator/runs/01a2009e-96da-7000-8703-23d465403152/task_3.1.log');
INSERT INTO "attempts" VALUES(4,'01a2009e-978b-7000-adfe-f73015852f86','task_1',1,'succeeded','2026-11-22T00:18:43.214Z','2026-11-22T00:18:43.216Z',2,0,'17081b56ece961562662ea38236c36efcea415b9e744c72eae006c8472a4581d','.orchestrator/runs/01a2009e-978b-7000-adfe-f73015852f86/task_1.1.log');
INSERT INTO "attempts" VALUES(5,'01a2009e-978b-7000-adfe-f73015852f86','task_2',1,'running','2026-11-22T00:18:43.216Z',NULL,NULL,NULL,'2b8acc47ca4027fd00b4ddd8a3d3666bbf76f0186c4f9ae387227dc4cab65278','.orchestrator/runs/01a2009e-978b-7000-adfe-f73015852f86/task_2.1.log');
CREATE TABLE "inbox" (
            number integer primary key autoincrement, run text not null, type text not null,
            data text not null);
INSERT INTO "inbox" VALUES(1,'01a2009e-978b-7000-adfe-f73015852f86','attested','{"subtask":"task_3","attestation":{"by":"Ada","evidence":"seen by eye","at":"2026-01-01T00:00:00.000Z","criterion":"criterion_1"}}');
CREATE TABLE journal (
            number integer primary key, time text not null, type text not null,
            subtask text, attempt integer, data text not null, chain text not null default '');
INSERT INTO "journal" VALUES(4294967297,'2026-11-22T00:18:43.036Z','run_started',NULL,NULL,'{"task":"041_old","plan":"aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be","trace_id":"01a2009e96da7000870323d465403152","selected":["task_1","task_2","task_3"],"jobs":2,"pid":3031}','a832572e933e53fd3abc001f025aec4e');
INSERT INTO "journal" VALUES(4294967298,'2026-11-22T00:18:43.036Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"1e311ed208b5659aab582f9c9fce290f4579471ca9824aaa9322c23330abdc35","log":".orchestrator/runs/01a2009e-96da-7000-8703-23d465403152/task_1.1.log"}','400fbdc505a5bfe4da87af19068acf4b');
INSERT INTO "journal" VALUES(4294967299,'2026-11-22T00:18:43.039Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-22T00:18:43.037Z","duration_ms":1,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a2009e-96da-7000-8703-23d465403152/task_1.1.log"}}','8a97bdb2fd66402d24f958019da624b5');
INSERT INTO "journal" VALUES(4294967300,'2026-11-22T00:18:43.039Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":2,"exit_code":0}','4c91335c07a2772a57295ed7cd902f54');
INSERT INTO "journal" VALUES(4294967301,'2026-11-22T00:18:43.039Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"f93333ca6c99d4a9883576e9946d8e40cbf0905bf0b6a79f5a98d726d238b001","log":".orchestrator/runs/01a2009e-96da-7000-8703-23d465403152/task_2.1.log"}','c0515aad58e207eee57024f8a5e56803');
INSERT INTO "journal" VALUES(4294967302,'2026-11-22T00:18:43.044Z','step_finished','task_2',1,'{"subtask":"task_2","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-22T00:18:43.040Z","duration_ms":3,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a2009e-96da-7000-8703-23d465403152/task_2.1.log"}}','58dd5dfdac1153e88ac1ba8f9affb5a0');
INSERT INTO "journal" VALUES(4294967303,'2026-11-22T00:18:43.044Z','subtask_succeeded','task_2',1,'{"subtask":"task_2","attempt":1,"duration_ms":3,"exit_code":0}','a6d20517573b3166b9d019d73c94e3b0');
INSERT INTO "journal" VALUES(4294967304,'2026-11-22T00:18:43.044Z','subtask_started','task_3',1,'{"subtask":"task_3","attempt":1,"idempotency_key":"a5cd767869bc82bbc0bf0696923b51908482929d03ebb24de374b03c6437a1be","log":".orchestrator/runs/01a2009e-96da-7000-8703-23d465403152/task_3.1.log"}','8268f5cf037cab1f449fba319c9ca9ba');
INSERT INTO "journal" VALUES(4294967305,'2026-11-22T00:18:43.045Z','step_finished','task_3',1,'{"subtask":"task_3","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-22T00:18:43.044Z","duration_ms":0,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a2009e-96da-7000-8703-23d465403152/task_3.1.log"}}','cd7b5088192d158e0b28e0dd251c08e7');
INSERT INTO "journal" VALUES(4294967306,'2026-11-22T00:18:43.045Z','subtask_succeeded','task_3',1,'{"subtask":"task_3","attempt":1,"duration_ms":1,"exit_code":0}','28e5fe9b2e019f4fd07ab02b11f38cc4');
INSERT INTO "journal" VALUES(4294967307,'2026-11-22T00:18:43.046Z','run_finished',NULL,NULL,'{"state":"succeeded","complete":false,"percent":66.7,"exit_code":3,"duration_ms":10}','6ee77a5e4ab751b23c0e39077611b5ac');
INSERT INTO "journal" VALUES(8589934593,'2026-11-22T00:18:43.212Z','run_started',NULL,NULL,'{"task":"041_old","plan":"aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be","trace_id":"01a2009e978b7000adfef73015852f86","selected":["task_1","task_2","task_3"],"jobs":2,"pid":3041}','7f8d03590c5ce0e3cf2c44bfdaa31b9e');
INSERT INTO "journal" VALUES(8589934594,'2026-11-22T00:18:43.214Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"17081b56ece961562662ea38236c36efcea415b9e744c72eae006c8472a4581d","log":".orchestrator/runs/01a2009e-978b-7000-adfe-f73015852f86/task_1.1.log"}','d71ac17577d11ee045f1829d8acb412b');
INSERT INTO "journal" VALUES(8589934595,'2026-11-22T00:18:43.216Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-22T00:18:43.214Z","duration_ms":0,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a2009e-978b-7000-adfe-f73015852f86/task_1.1.log"}}','c24c440641620433d056e79fea12c425');
INSERT INTO "journal" VALUES(8589934596,'2026-11-22T00:18:43.216Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":2,"exit_code":0}','7b5d1f867ac0c2f006b7e6a0cfc68f8c');
INSERT INTO "journal" VALUES(8589934597,'2026-11-22T00:18:43.216Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"2b8acc47ca4027fd00b4ddd8a3d3666bbf76f0186c4f9ae387227dc4cab65278","log":".orchestrator/runs/01a2009e-978b-7000-adfe-f73015852f86/task_2.1.log"}','eca78539f44a512101e8bd4b80efbc72');
CREATE TABLE plans (sha256 text primary key, json text not null) without rowid;
INSERT INTO "plans" VALUES('aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be','{
 "schema_version": 1,
 "id": "041_old",
 "title": "Old",
 "source": {
  "path": "docs/tasks/041_old.md",
  "sha256": "07e9e773f2c1bd96bbfca553cb6c7953083d8be3b60415cb10b7d1ced4b8f580",
  "dialect": "native"
 },
 "subtasks": [
  {
   "id": "task_1",
   "title": "First",
   "line": 5,
   "fingerprint": "a48d2bc0aacd4758c1c812c78478f5797c10953a3265d89759e7f2570a601ada",
   "number": "1",
   "declared_status": null,
   "priority": "medium",
   "metadata": {},
   "description": "",
   "parts": [],
   "depends_on": [],
   "steps": [
    {
     "id": "1",
     "text": "echo 1 >> ran",
     "line": 6,
     "action": {
      "kind": "command",
      "line": 6,
      "language": "sh",
      "script": "echo 1 >> ran\ntest -e ran\n",
      "name": null,
      "timeout_s": null,
      "cwd": null,
      "expect": {}
     },
     "details": [],
     "done": false,
     "optional": false,
     "checks": []
    }
   ],
   "checks": [],
   "criteria": [],
   "compensations": [],
   "cleanups": [],
   "retry": {
    "max": 0,
    "delay_s": 0.0,
    "backoff": 1.0,
    "max_delay_s": null,
    "on_exit": []
   },
   "timeout_s": null,
   "total_timeout_s": null,
   "env": {},
   "secrets": [],
   "cwd": null,
   "shell": null,
   "condition": null,
   "allow_failure": false,
   "optional": false,
   "inputs": [],
   "outputs": [],
   "resources": {},
   "locks": [],
   "queue": null,
   "agent": null,
   "approval": null,
   "report_path": null
  },
  {
   "id": "task_2",
   "title": "Second",
   "line": 11,
   "fingerprint": "be5253488677cacdf24d2790d5b066e3db433b44fb7f7d4bd02ccfdefa918b13",
   "number": "2",
   "declared_status": null,
   "priority": "medium",
   "metadata": {},
   "description": "",
   "parts": [],
   "depends_on": [
    {
     "id": "task_1",
     "why": "explicit",
     "line": 12
    }
   ],
   "steps": [
    {
     "id": "1",
     "text": "echo 2 >> ran",
     "line": 13,
     "action": {
      "kind": "command",
      "line": 13,
      "language": "sh",
      "script": "echo 2 >> ran\ntouch began\nfor n in $(seq 300); do [ -e go ] && exit 0; sleep 0.1; done\nexit 1\n",
      "name": null,
      "timeout_s": null,
      "cwd": null,
      "expect": {}
     },
     "details": [],
     "done": false,
     "optional": false,
     "checks": []
    }
   ],
   "checks": [],
   "criteria": [],
   "compensations": [],
   "cleanups": [],
   "retry": {
    "max": 0,
    "delay_s": 0.0,
    "backoff": 1.0,
    "max_delay_s": null,
    "on_exit": []
   },
   "timeout_s": null,
   "total_timeout_s": null,
   "env": {},
   "secrets": [],
   "cwd": null,
   "shell": null,
   "condition": null,
   "allow_failure": false,
   "optional": false,
   "inputs": [],
   "outputs": [],
   "resources": {},
   "locks": [],
   "queue": null,
   "agent": null,
   "approval": null,
   "report_path": null
  },
  {
   "id": "task_3",
   "title": "Third",
   "line": 20,
   "fingerprint": "f2f30ee802d701db1da7b38c10041f8530a5a7e02e7939dd7832745f0e524746",
   "number": "3",
   "declared_status": null,
   "priority": "medium",
   "metadata": {},
   "description": "",
   "parts": [
    {
     "label": "Acceptance Criteria",
     "line": 27,
     "text": "- It looks good"
    }
   ],
   "depends_on": [
    {
     "id": "task_2",
     "why": "explicit",
     "line": 21
    }
   ],
   "steps": [
    {
     "id": "1",
     "text": "echo 3 >> ran",
     "line": 22,
     "action": {
      "kind": "command",
      "line": 22,
      "language": "sh",
      "script": "echo 3 >> ran\ntest -e ran\n",
      "name": null,
      "timeout_s": null,
      "cwd": null,
      "expect": {}
     },
     "details": [],
     "done": false,
     "optional": false,
     "checks": []
    }
   ],
   "checks": [],
   "criteria": [
    {
     "id": "criterion_1",
     "part": "Acceptance Criteria",
     "text": "It looks good",
     "line": 28,
     "details": [],
     "done": false,
     "optional": false,
     "checks": []
    }
   ],
   "compensations": [],
   "cleanups": [],
   "retry": {
    "max": 0,
    "delay_s": 0.0,
    "backoff": 1.0,
    "max_delay_s": null,
    "on_exit": []
   },
   "timeout_s": null,
   "total_timeout_s": null,
   "env": {},
   "secrets": [],
   "cwd": null,
   "shell": null,
   "condition": null,
   "allow_failure": false,
   "optional": false,
   "inputs": [],
   "outputs": [],
   "resources": {},
   "locks": [],
   "queue": null,
   "agent": null,
   "approval": null,
   "report_path": null
  }
 ],
 "number": "041",
 "objective": null,
 "requirements": [],
 "description": "",
 "parts": [],
 "declared_status": null,
 "metadata": {
  "Order": "sequential"
 },
 "order": "explicit",
 "env": {},
 "secrets": [],
 "criteria_policy": "required",
 "external_dependencies": [],
 "findings": [
  {
   "code": "order",
   "severity": "info",
   "message": "order: stated dependencies rule; these state none and start at once: task_1",
   "path": "docs/tasks/041_old.md",
   "line": 5,
   "column": 5,
   "hint": "set `order:` in the front matter or use --order to change it"
  }
 ]
}
');
CREATE TABLE "runs" (
            number integer primary key, run text not null unique, task text not null,
            task_path text, plan text not null, state text not null,
            complete integer not null default 0, percent real not null default 0,
            exit_code integer, started_at text not null, ended_at text, pid integer,
            digest text not null default '');
INSERT INTO "runs" VALUES(1,'01a2009e-96da-7000-8703-23d465403152','041_old','docs/tasks/041_old.md','aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be','succeeded',0,66.7,3,'2026-11-22T00:18:43.036Z','2026-11-22T00:18:43.046Z',3031,'01bf27d8875d293705b8a67892d1af5e');
INSERT INTO "runs" VALUES(2,'01a2009e-978b-7000-adfe-f73015852f86','041_old','docs/tasks/041_old.md','aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be','running',0,0.0,NULL,'2026-11-22T00:18:43.212Z',NULL,3041,'8a59e182fa1b3abc61c28492c505d7e0');
CREATE INDEX runs_of_task on runs (task, number);
CREATE VIEW events as select runs.run as run, journal.number & 4294967295 as seq,
            journal.time, journal.type, journal.subtask, journal.attempt, journal.data,
            journal.chain, journal.number from runs join journal on journal.number
            between runs.number << 32 and (runs.number + 1 << 32) - 1;
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('inbox',1);
PRAGMA user_version = 4;
COMMIT;
