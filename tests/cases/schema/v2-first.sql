-- Schema 2 as it was first, with an inbox that gives a number twice. Written by the program of that time: a finished run of
-- 041_old.md, then one that was killed in its second subtask; somebody said something to it.
BEGIN TRANSACTION;
CREATE TABLE attempts (
            run text not null, subtask text not null, attempt integer not null,
            status text not null, started_at text not null, ended_at text,
            duration_ms integer, exit_code integer, idempotency_key text not null unique,
            log text not null,
            primary key (run, subtask, attempt)) without rowid;
INSERT INTO "attempts" VALUES('01a1ff31-52d3-7000-a4f7-0d8725b25340','task_1',1,'succeeded','2026-11-21T17:39:45.262Z','2026-11-21T17:39:45.273Z',5,0,'3ae8fb9e52e91dd2de46d7ba4073e27aa157419696a5deec827dab841b3fa15e','.orchestrator/runs/01a1ff31-52d3-7000-a4f7-0d8725b25340/task_1.1.log');
INSERT INTO "attempts" VALUES('01a1ff31-52d3-7000-a4f7-0d8725b25340','task_2',1,'succeeded','2026-11-21T17:39:45.273Z','2026-11-21T17:39:45.295Z',21,0,'676977c978eaf07f42c942ec06be25a3bd68552fad35fef37f957d790f8e2ec0','.orchestrator/runs/01a1ff31-52d3-7000-a4f7-0d8725b25340/task_2.1.log');
INSERT INTO "attempts" VALUES('01a1ff31-52d3-7000-a4f7-0d8725b25340','task_3',1,'succeeded','2026-11-21T17:39:45.296Z','2026-11-21T17:39:45.305Z',8,0,'b35abbc16cfa60d53c639d6684d086ed8ed0e40477fbe8a16ed3b7441ae514da','.orchestrator/runs/01a1ff31-52d3-7000-a4f7-0d8725b25340/task_3.1.log');
INSERT INTO "attempts" VALUES('01a1ff31-5cc9-7000-a9f9-56486e5e6fd6','task_1',1,'succeeded','2026-11-21T17:39:47.847Z','2026-11-21T17:39:47.856Z',8,0,'4b50b04151f01f46764a62be4dc99d4bb24940e5bcfea8567fa4e08ad70d9447','.orchestrator/runs/01a1ff31-5cc9-7000-a9f9-56486e5e6fd6/task_1.1.log');
INSERT INTO "attempts" VALUES('01a1ff31-5cc9-7000-a9f9-56486e5e6fd6','task_2',1,'running','2026-11-21T17:39:47.857Z',NULL,NULL,NULL,'52cf4df8e25801df49ff82777d9bf3421de6a17b898ac32251f2b4b56ae20d69','.orchestrator/runs/01a1ff31-5cc9-7000-a9f9-56486e5e6fd6/task_2.1.log');
CREATE TABLE events (
            run text not null, seq integer not null, time text not null, type text not null,
            subtask text, attempt integer, data text not null, chain text not null default '',
            primary key (run, seq)) without rowid;
INSERT INTO "events" VALUES('01a1ff31-52d3-7000-a4f7-0d8725b25340',1,'2026-11-21T17:39:45.262Z','run_started',NULL,NULL,'{"task":"041_old","plan":"aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be","trace_id":"01a1ff3152d37000a4f70d8725b25340","selected":["task_1","task_2","task_3"],"jobs":2,"pid":2960}','54891c3343f736d387388d8a07b228de');
INSERT INTO "events" VALUES('01a1ff31-52d3-7000-a4f7-0d8725b25340',2,'2026-11-21T17:39:45.262Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"3ae8fb9e52e91dd2de46d7ba4073e27aa157419696a5deec827dab841b3fa15e","log":".orchestrator/runs/01a1ff31-52d3-7000-a4f7-0d8725b25340/task_1.1.log"}','ce6b06f33278fe2fd288c0f7259bf01c');
INSERT INTO "events" VALUES('01a1ff31-52d3-7000-a4f7-0d8725b25340',3,'2026-11-21T17:39:45.273Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:39:45.267Z","duration_ms":1,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff31-52d3-7000-a4f7-0d8725b25340/task_1.1.log"}}','74d03f2afc02de5f051126bd2f4e06f6');
INSERT INTO "events" VALUES('01a1ff31-52d3-7000-a4f7-0d8725b25340',4,'2026-11-21T17:39:45.273Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":5,"exit_code":0}','be3aa9dd5707d27ac3e1a8d0a92ef7af');
INSERT INTO "events" VALUES('01a1ff31-52d3-7000-a4f7-0d8725b25340',5,'2026-11-21T17:39:45.273Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"676977c978eaf07f42c942ec06be25a3bd68552fad35fef37f957d790f8e2ec0","log":".orchestrator/runs/01a1ff31-52d3-7000-a4f7-0d8725b25340/task_2.1.log"}','1ee57c51815e1ffd1471eac1ab54ba69');
INSERT INTO "events" VALUES('01a1ff31-52d3-7000-a4f7-0d8725b25340',6,'2026-11-21T17:39:45.295Z','step_finished','task_2',1,'{"subtask":"task_2","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:39:45.274Z","duration_ms":2,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff31-52d3-7000-a4f7-0d8725b25340/task_2.1.log"}}','64d7dac75fc4f91f057558375f35f334');
INSERT INTO "events" VALUES('01a1ff31-52d3-7000-a4f7-0d8725b25340',7,'2026-11-21T17:39:45.295Z','subtask_succeeded','task_2',1,'{"subtask":"task_2","attempt":1,"duration_ms":21,"exit_code":0}','ba1993cb4101dc1ea818f7ad9b5ce363');
INSERT INTO "events" VALUES('01a1ff31-52d3-7000-a4f7-0d8725b25340',8,'2026-11-21T17:39:45.296Z','subtask_started','task_3',1,'{"subtask":"task_3","attempt":1,"idempotency_key":"b35abbc16cfa60d53c639d6684d086ed8ed0e40477fbe8a16ed3b7441ae514da","log":".orchestrator/runs/01a1ff31-52d3-7000-a4f7-0d8725b25340/task_3.1.log"}','a610973b3b064ba9d7cb9ec70d554f07');
INSERT INTO "events" VALUES('01a1ff31-52d3-7000-a4f7-0d8725b25340',9,'2026-11-21T17:39:45.305Z','step_finished','task_3',1,'{"subtask":"task_3","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:39:45.296Z","duration_ms":0,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff31-52d3-7000-a4f7-0d8725b25340/task_3.1.log"}}','d42137b2d1ec38533bd4e199f41b9892');
INSERT INTO "events" VALUES('01a1ff31-52d3-7000-a4f7-0d8725b25340',10,'2026-11-21T17:39:45.305Z','subtask_succeeded','task_3',1,'{"subtask":"task_3","attempt":1,"duration_ms":8,"exit_code":0}','fda44681141715a45b735a3de788a7d6');
INSERT INTO "events" VALUES('01a1ff31-52d3-7000-a4f7-0d8725b25340',11,'2026-11-21T17:39:45.305Z','run_finished',NULL,NULL,'{"state":"succeeded","complete":false,"percent":66.7,"exit_code":3,"duration_ms":44}','46b099a2789dca6729b52649eebbb358');
INSERT INTO "events" VALUES('01a1ff31-5cc9-7000-a9f9-56486e5e6fd6',1,'2026-11-21T17:39:47.833Z','run_started',NULL,NULL,'{"task":"041_old","plan":"aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be","trace_id":"01a1ff315cc97000a9f956486e5e6fd6","selected":["task_1","task_2","task_3"],"jobs":2,"pid":2984}','36c489b7c27b1f3c60fc9289c3fe9d3e');
INSERT INTO "events" VALUES('01a1ff31-5cc9-7000-a9f9-56486e5e6fd6',2,'2026-11-21T17:39:47.847Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"4b50b04151f01f46764a62be4dc99d4bb24940e5bcfea8567fa4e08ad70d9447","log":".orchestrator/runs/01a1ff31-5cc9-7000-a9f9-56486e5e6fd6/task_1.1.log"}','da8df55ef1d6740584c5ab527b5ddd9c');
INSERT INTO "events" VALUES('01a1ff31-5cc9-7000-a9f9-56486e5e6fd6',3,'2026-11-21T17:39:47.856Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:39:47.848Z","duration_ms":0,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff31-5cc9-7000-a9f9-56486e5e6fd6/task_1.1.log"}}','6b50c2db157ed8ded6a476b95c5d9d34');
INSERT INTO "events" VALUES('01a1ff31-5cc9-7000-a9f9-56486e5e6fd6',4,'2026-11-21T17:39:47.856Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":8,"exit_code":0}','efdcc2b5bacd73309998c15bdd0d6e7d');
INSERT INTO "events" VALUES('01a1ff31-5cc9-7000-a9f9-56486e5e6fd6',5,'2026-11-21T17:39:47.857Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"52cf4df8e25801df49ff82777d9bf3421de6a17b898ac32251f2b4b56ae20d69","log":".orchestrator/runs/01a1ff31-5cc9-7000-a9f9-56486e5e6fd6/task_2.1.log"}','8ef6135e14a21adf01e2d944fcad8502');
CREATE TABLE inbox (
            number integer primary key, run text not null, type text not null,
            data text not null);
INSERT INTO "inbox" VALUES(1,'01a1ff31-5cc9-7000-a9f9-56486e5e6fd6','attested','{"subtask":"task_3","attestation":{"by":"Ada","evidence":"seen by eye","at":"2026-01-01T00:00:00.000Z","criterion":"criterion_1"}}');
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
CREATE TABLE runs (
            number integer primary key, run text not null unique, task text not null,
            task_path text, plan text not null, state text not null,
            complete integer not null default 0, percent real not null default 0,
            exit_code integer, started_at text not null, ended_at text, pid integer);
INSERT INTO "runs" VALUES(1,'01a1ff31-52d3-7000-a4f7-0d8725b25340','041_old','docs/tasks/041_old.md','aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be','succeeded',0,66.7,3,'2026-11-21T17:39:45.262Z','2026-11-21T17:39:45.305Z',2960);
INSERT INTO "runs" VALUES(2,'01a1ff31-5cc9-7000-a9f9-56486e5e6fd6','041_old','docs/tasks/041_old.md','aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be','running',0,0.0,NULL,'2026-11-21T17:39:47.833Z',NULL,2984);
CREATE INDEX runs_of_task on runs (task, number);
PRAGMA user_version = 2;
COMMIT;
