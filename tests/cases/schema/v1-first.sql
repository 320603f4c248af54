-- Schema 1 as it was first, with a column in `runs` that was soon given up. Written by the program of that time: a finished run of
-- 041_old.md, then one that was killed in its second subtask.
BEGIN TRANSACTION;
CREATE TABLE attempts (
            run text not null, subtask text not null, attempt integer not null,
            status text not null, started_at text not null, ended_at text,
            duration_ms integer, exit_code integer, idempotency_key text not null unique,
            log text not null,
            primary key (run, subtask, attempt)) without rowid;
INSERT INTO "attempts" VALUES('01a1ff31-3203-7000-a0f4-410a6fb238e6','task_1',1,'succeeded','2026-11-21T17:39:36.678Z','2026-11-21T17:39:36.686Z',2,0,'37ddc97d66500ed7714ae62c6be55282baec22f3b8b6e7117d07c6b6444a1a56','.orchestrator/runs/01a1ff31-3203-7000-a0f4-410a6fb238e6/task_1.1.log');
INSERT INTO "attempts" VALUES('01a1ff31-3203-7000-a0f4-410a6fb238e6','task_2',1,'succeeded','2026-11-21T17:39:36.686Z','2026-11-21T17:39:36.706Z',18,0,'da21ca101a11d3b025bec2a28c22b03b56c4e541a8101c7fcb67119d6324600a','.orchestrator/runs/01a1ff31-3203-7000-a0f4-410a6fb238e6/task_2.1.log');
INSERT INTO "attempts" VALUES('01a1ff31-3203-7000-a0f4-410a6fb238e6','task_3',1,'succeeded','2026-11-21T17:39:36.706Z','2026-11-21T17:39:36.713Z',5,0,'a8c456b9e40ac3f08f263d1a16d9eded43d3fe8bfc9303f8cd3daba0d3cfa148','.orchestrator/runs/01a1ff31-3203-7000-a0f4-410a6fb238e6/task_3.1.log');
INSERT INTO "attempts" VALUES('01a1ff31-390c-7000-b3cd-798d72daca4b','task_1',1,'succeeded','2026-11-21T17:39:38.455Z','2026-11-21T17:39:38.458Z',1,0,'47451de421fc1008878fb0250013f89210dd37dfd3aa683ca9e8f5605e925369','.orchestrator/runs/01a1ff31-390c-7000-b3cd-798d72daca4b/task_1.1.log');
INSERT INTO "attempts" VALUES('01a1ff31-390c-7000-b3cd-798d72daca4b','task_2',1,'running','2026-11-21T17:39:38.458Z',NULL,NULL,NULL,'5bcbb2dc36f42d959e5db3d030194038bd50fe392ef72054d945ac62323d5c92','.orchestrator/runs/01a1ff31-390c-7000-b3cd-798d72daca4b/task_2.1.log');
CREATE TABLE events (
            run text not null, seq integer not null, time text not null, type text not null,
            subtask text, attempt integer, data text not null,
            primary key (run, seq)) without rowid;
INSERT INTO "events" VALUES('01a1ff31-3203-7000-a0f4-410a6fb238e6',1,'2026-11-21T17:39:36.677Z','run_started',NULL,NULL,'{"task":"041_old","plan":"aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be","trace_id":"01a1ff3132037000a0f4410a6fb238e6","selected":["task_1","task_2","task_3"],"jobs":2,"pid":2758}');
INSERT INTO "events" VALUES('01a1ff31-3203-7000-a0f4-410a6fb238e6',2,'2026-11-21T17:39:36.678Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"37ddc97d66500ed7714ae62c6be55282baec22f3b8b6e7117d07c6b6444a1a56","log":".orchestrator/runs/01a1ff31-3203-7000-a0f4-410a6fb238e6/task_1.1.log"}');
INSERT INTO "events" VALUES('01a1ff31-3203-7000-a0f4-410a6fb238e6',3,'2026-11-21T17:39:36.686Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:39:36.683Z","duration_ms":1,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff31-3203-7000-a0f4-410a6fb238e6/task_1.1.log"}}');
INSERT INTO "events" VALUES('01a1ff31-3203-7000-a0f4-410a6fb238e6',4,'2026-11-21T17:39:36.686Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":2,"exit_code":0}');
INSERT INTO "events" VALUES('01a1ff31-3203-7000-a0f4-410a6fb238e6',5,'2026-11-21T17:39:36.686Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"da21ca101a11d3b025bec2a28c22b03b56c4e541a8101c7fcb67119d6324600a","log":".orchestrator/runs/01a1ff31-3203-7000-a0f4-410a6fb238e6/task_2.1.log"}');
INSERT INTO "events" VALUES('01a1ff31-3203-7000-a0f4-410a6fb238e6',6,'2026-11-21T17:39:36.706Z','step_finished','task_2',1,'{"subtask":"task_2","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:39:36.687Z","duration_ms":17,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff31-3203-7000-a0f4-410a6fb238e6/task_2.1.log"}}');
INSERT INTO "events" VALUES('01a1ff31-3203-7000-a0f4-410a6fb238e6',7,'2026-11-21T17:39:36.706Z','subtask_succeeded','task_2',1,'{"subtask":"task_2","attempt":1,"duration_ms":18,"exit_code":0}');
INSERT INTO "events" VALUES('01a1ff31-3203-7000-a0f4-410a6fb238e6',8,'2026-11-21T17:39:36.706Z','subtask_started','task_3',1,'{"subtask":"task_3","attempt":1,"idempotency_key":"a8c456b9e40ac3f08f263d1a16d9eded43d3fe8bfc9303f8cd3daba0d3cfa148","log":".orchestrator/runs/01a1ff31-3203-7000-a0f4-410a6fb238e6/task_3.1.log"}');
INSERT INTO "events" VALUES('01a1ff31-3203-7000-a0f4-410a6fb238e6',9,'2026-11-21T17:39:36.713Z','step_finished','task_3',1,'{"subtask":"task_3","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:39:36.707Z","duration_ms":0,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff31-3203-7000-a0f4-410a6fb238e6/task_3.1.log"}}');
INSERT INTO "events" VALUES('01a1ff31-3203-7000-a0f4-410a6fb238e6',10,'2026-11-21T17:39:36.713Z','subtask_succeeded','task_3',1,'{"subtask":"task_3","attempt":1,"duration_ms":5,"exit_code":0}');
INSERT INTO "events" VALUES('01a1ff31-3203-7000-a0f4-410a6fb238e6',11,'2026-11-21T17:39:36.713Z','run_finished',NULL,NULL,'{"state":"succeeded","complete":false,"percent":66.7,"exit_code":3,"duration_ms":36}');
INSERT INTO "events" VALUES('01a1ff31-390c-7000-b3cd-798d72daca4b',1,'2026-11-21T17:39:38.442Z','run_started',NULL,NULL,'{"task":"041_old","plan":"aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be","trace_id":"01a1ff31390c7000b3cd798d72daca4b","selected":["task_1","task_2","task_3"],"jobs":2,"pid":2788}');
INSERT INTO "events" VALUES('01a1ff31-390c-7000-b3cd-798d72daca4b',2,'2026-11-21T17:39:38.455Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"47451de421fc1008878fb0250013f89210dd37dfd3aa683ca9e8f5605e925369","log":".orchestrator/runs/01a1ff31-390c-7000-b3cd-798d72daca4b/task_1.1.log"}');
INSERT INTO "events" VALUES('01a1ff31-390c-7000-b3cd-798d72daca4b',3,'2026-11-21T17:39:38.458Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:39:38.456Z","duration_ms":0,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff31-390c-7000-b3cd-798d72daca4b/task_1.1.log"}}');
INSERT INTO "events" VALUES('01a1ff31-390c-7000-b3cd-798d72daca4b',4,'2026-11-21T17:39:38.458Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":1,"exit_code":0}');
INSERT INTO "events" VALUES('01a1ff31-390c-7000-b3cd-798d72daca4b',5,'2026-11-21T17:39:38.458Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"5bcbb2dc36f42d959e5db3d030194038bd50fe392ef72054d945ac62323d5c92","log":".orchestrator/runs/01a1ff31-390c-7000-b3cd-798d72daca4b/task_2.1.log"}');
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
            exit_code integer, started_at text not null, ended_at text, pid integer,
            last_seq integer not null);
INSERT INTO "runs" VALUES(1,'01a1ff31-3203-7000-a0f4-410a6fb238e6','041_old','docs/tasks/041_old.md','aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be','succeeded',0,66.7,3,'2026-11-21T17:39:36.677Z','2026-11-21T17:39:36.713Z',2758,11);
INSERT INTO "runs" VALUES(2,'01a1ff31-390c-7000-b3cd-798d72daca4b','041_old','docs/tasks/041_old.md','aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be','running',0,0.0,NULL,'2026-11-21T17:39:38.442Z',NULL,2788,5);
CREATE INDEX runs_of_task on runs (task, number);
PRAGMA user_version = 1;
COMMIT;
