-- Schema 3. Written by the program of that time: a finished run of
-- 041_old.md, then one that was killed in its second subtask; somebody said something to it.
BEGIN TRANSACTION;
CREATE TABLE attempts (
            run text not null, subtask text not null, attempt integer not null,
            status text not null, started_at text not null, ended_at text,
            duration_ms integer, exit_code integer, idempotency_key text not null unique,
            log text not null,
            primary key (run, subtask, attempt)) without rowid;
INSERT INTO "attempts" VALUES('01a1ff40-ee97-7000-a310-21905855e173','task_1',1,'succeeded','2026-11-21T17:56:48.553Z','2026-11-21T17:56:48.590Z',36,0,'21ad05e0bfdc6d6f2d4cebefa98cf129d662b7df7d0bb37515ee2ecb49af0d1a','.orchestrator/runs/01a1ff40-ee97-7000-a310-21905855e173/task_1.1.log');
INSERT INTO "attempts" VALUES('01a1ff40-ee97-7000-a310-21905855e173','task_2',1,'succeeded','2026-11-21T17:56:48.591Z','2026-11-21T17:56:48.628Z',36,0,'cb11bf3cc00f68eda00f7231027e80b633940317bf48ee0ddf0a4e7f7a55e76d','.orchestrator/runs/01a1ff40-ee97-7000-a310-21905855e173/task_2.1.log');
INSERT INTO "attempts" VALUES('01a1ff40-ee97-7000-a310-21905855e173','task_3',1,'succeeded','2026-11-21T17:56:48.628Z','2026-11-21T17:56:48.641Z',12,0,'6b17f7f9a565b5e5e97e23b955177ea885bb51a651e119999d2c20b7d7aaacd0','.orchestrator/runs/01a1ff40-ee97-7000-a310-21905855e173/task_3.1.log');
INSERT INTO "attempts" VALUES('01a1ff40-feca-7000-b344-94d13d0a2d57','task_1',1,'succeeded','2026-11-21T17:56:52.412Z','2026-11-21T17:56:52.432Z',19,0,'fa883c568bae4910ae5845544964e60eb07fd6dac611e14da4282d4185c7b120','.orchestrator/runs/01a1ff40-feca-7000-b344-94d13d0a2d57/task_1.1.log');
INSERT INTO "attempts" VALUES('01a1ff40-feca-7000-b344-94d13d0a2d57','task_2',1,'running','2026-11-21T17:56:52.432Z',NULL,NULL,NULL,'17ae90faa3456dd0b2313eb5489649f053996b742a60df85d1a534341d0c1d4b','.orchestrator/runs/01a1ff40-feca-7000-b344-94d13d0a2d57/task_2.1.log');
CREATE TABLE events (
            run text not null, seq integer not null, time text not null, type text not null,
            subtask text, attempt integer, data text not null, chain text not null default '',
            primary key (run, seq)) without rowid;
INSERT INTO "events" VALUES('01a1ff40-ee97-7000-a310-21905855e173',1,'2026-11-21T17:56:48.552Z','run_started',NULL,NULL,'{"task":"041_old","plan":"aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be","trace_id":"01a1ff40ee977000a31021905855e173","selected":["task_1","task_2","task_3"],"jobs":2,"pid":2591}','e669f95d3596829d0864e78eb66ffaa7');
INSERT INTO "events" VALUES('01a1ff40-ee97-7000-a310-21905855e173',2,'2026-11-21T17:56:48.553Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"21ad05e0bfdc6d6f2d4cebefa98cf129d662b7df7d0bb37515ee2ecb49af0d1a","log":".orchestrator/runs/01a1ff40-ee97-7000-a310-21905855e173/task_1.1.log"}','f0037d8d2d67f0c6060a76b1418ea6a1');
INSERT INTO "events" VALUES('01a1ff40-ee97-7000-a310-21905855e173',3,'2026-11-21T17:56:48.590Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:56:48.554Z","duration_ms":35,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff40-ee97-7000-a310-21905855e173/task_1.1.log"}}','221fafc30f03c131fb77eede588a1495');
INSERT INTO "events" VALUES('01a1ff40-ee97-7000-a310-21905855e173',4,'2026-11-21T17:56:48.590Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":36,"exit_code":0}','c99a1719791f1ab75caccba1cf0a663c');
INSERT INTO "events" VALUES('01a1ff40-ee97-7000-a310-21905855e173',5,'2026-11-21T17:56:48.591Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"cb11bf3cc00f68eda00f7231027e80b633940317bf48ee0ddf0a4e7f7a55e76d","log":".orchestrator/runs/01a1ff40-ee97-7000-a310-21905855e173/task_2.1.log"}','652a17f8bde6c7bd7a6acb0ddcc8e84f');
INSERT INTO "events" VALUES('01a1ff40-ee97-7000-a310-21905855e173',6,'2026-11-21T17:56:48.628Z','step_finished','task_2',1,'{"subtask":"task_2","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:56:48.591Z","duration_ms":35,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff40-ee97-7000-a310-21905855e173/task_2.1.log"}}','dabd3e4c7f1d515593a79c5c519c44bb');
INSERT INTO "events" VALUES('01a1ff40-ee97-7000-a310-21905855e173',7,'2026-11-21T17:56:48.628Z','subtask_succeeded','task_2',1,'{"subtask":"task_2","attempt":1,"duration_ms":36,"exit_code":0}','83e6be97fbee81cb66bc7bf3157bf448');
INSERT INTO "events" VALUES('01a1ff40-ee97-7000-a310-21905855e173',8,'2026-11-21T17:56:48.628Z','subtask_started','task_3',1,'{"subtask":"task_3","attempt":1,"idempotency_key":"6b17f7f9a565b5e5e97e23b955177ea885bb51a651e119999d2c20b7d7aaacd0","log":".orchestrator/runs/01a1ff40-ee97-7000-a310-21905855e173/task_3.1.log"}','598aafc4a3dc454f7f4eb283fc947b49');
INSERT INTO "events" VALUES('01a1ff40-ee97-7000-a310-21905855e173',9,'2026-11-21T17:56:48.641Z','step_finished','task_3',1,'{"subtask":"task_3","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:56:48.629Z","duration_ms":11,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff40-ee97-7000-a310-21905855e173/task_3.1.log"}}','7e86ad9a7ac0c30478407ae066a1083b');
INSERT INTO "events" VALUES('01a1ff40-ee97-7000-a310-21905855e173',10,'2026-11-21T17:56:48.641Z','subtask_succeeded','task_3',1,'{"subtask":"task_3","attempt":1,"duration_ms":12,"exit_code":0}','3cd58f9dbc107745c156ba1249a13546');
INSERT INTO "events" VALUES('01a1ff40-ee97-7000-a310-21905855e173',11,'2026-11-21T17:56:48.642Z','run_finished',NULL,NULL,'{"state":"succeeded","complete":false,"percent":66.7,"exit_code":3,"duration_ms":90}','6227407c38720269d549a953f5cd4e57');
INSERT INTO "events" VALUES('01a1ff40-feca-7000-b344-94d13d0a2d57',1,'2026-11-21T17:56:52.398Z','run_started',NULL,NULL,'{"task":"041_old","plan":"aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be","trace_id":"01a1ff40feca7000b34494d13d0a2d57","selected":["task_1","task_2","task_3"],"jobs":2,"pid":2694}','01a51d1e57165bd495dbf2cd5b87e171');
INSERT INTO "events" VALUES('01a1ff40-feca-7000-b344-94d13d0a2d57',2,'2026-11-21T17:56:52.412Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"fa883c568bae4910ae5845544964e60eb07fd6dac611e14da4282d4185c7b120","log":".orchestrator/runs/01a1ff40-feca-7000-b344-94d13d0a2d57/task_1.1.log"}','858de0b1f21b7bbb8da4eacf937690ca');
INSERT INTO "events" VALUES('01a1ff40-feca-7000-b344-94d13d0a2d57',3,'2026-11-21T17:56:52.432Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:56:52.412Z","duration_ms":18,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff40-feca-7000-b344-94d13d0a2d57/task_1.1.log"}}','a3daf42a496b6f13e6a305adfc351675');
INSERT INTO "events" VALUES('01a1ff40-feca-7000-b344-94d13d0a2d57',4,'2026-11-21T17:56:52.432Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":19,"exit_code":0}','bed3e9a53035ed3a2543d004b6838c8d');
INSERT INTO "events" VALUES('01a1ff40-feca-7000-b344-94d13d0a2d57',5,'2026-11-21T17:56:52.432Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"17ae90faa3456dd0b2313eb5489649f053996b742a60df85d1a534341d0c1d4b","log":".orchestrator/runs/01a1ff40-feca-7000-b344-94d13d0a2d57/task_2.1.log"}','22462c769103a8c918c66d6e0a1bfbc9');
CREATE TABLE "inbox" (
            number integer primary key autoincrement, run text not null, type text not null,
            data text not null);
INSERT INTO "inbox" VALUES(1,'01a1ff40-feca-7000-b344-94d13d0a2d57','attested','{"subtask":"task_3","attestation":{"by":"Ada","evidence":"seen by eye","at":"2026-01-01T00:00:00.000Z","criterion":"criterion_1"}}');
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
INSERT INTO "runs" VALUES(1,'01a1ff40-ee97-7000-a310-21905855e173','041_old','docs/tasks/041_old.md','aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be','succeeded',0,66.7,3,'2026-11-21T17:56:48.552Z','2026-11-21T17:56:48.642Z',2591,'381e45cfe3f9c331d9eb146252ca3976');
INSERT INTO "runs" VALUES(2,'01a1ff40-feca-7000-b344-94d13d0a2d57','041_old','docs/tasks/041_old.md','aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be','running',0,0.0,NULL,'2026-11-21T17:56:52.398Z',NULL,2694,'b837ffba5fb483fb79228dfa5457789d');
CREATE INDEX runs_of_task on runs (task, number);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('inbox',1);
PRAGMA user_version = 3;
COMMIT;
