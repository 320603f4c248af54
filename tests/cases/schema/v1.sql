-- Schema 1. Written by the program of that time: a finished run of
-- 041_old.md, then one that was killed in its second subtask.
BEGIN TRANSACTION;
CREATE TABLE attempts (
            run text not null, subtask text not null, attempt integer not null,
            status text not null, started_at text not null, ended_at text,
            duration_ms integer, exit_code integer, idempotency_key text not null unique,
            log text not null,
            primary key (run, subtask, attempt)) without rowid;
INSERT INTO "attempts" VALUES('01a1ff31-418f-7000-adde-358c43df5e41','task_1',1,'succeeded','2026-11-21T17:39:40.927Z','2026-11-21T17:39:40.933Z',3,0,'dbab651fcf8b885eb3502d3e6f086d0b9866d8d69c1e8fa5106bc12f91741863','.orchestrator/runs/01a1ff31-418f-7000-adde-358c43df5e41/task_1.1.log');
INSERT INTO "attempts" VALUES('01a1ff31-418f-7000-adde-358c43df5e41','task_2',1,'succeeded','2026-11-21T17:39:40.933Z','2026-11-21T17:39:40.956Z',22,0,'d67973b8689fb30744f5258fd234cc8681a81ca6d919d314bf8429c28cdae15d','.orchestrator/runs/01a1ff31-418f-7000-adde-358c43df5e41/task_2.1.log');
INSERT INTO "attempts" VALUES('01a1ff31-418f-7000-adde-358c43df5e41','task_3',1,'succeeded','2026-11-21T17:39:40.956Z','2026-11-21T17:39:40.969Z',11,0,'cfce08918cc6e854ec2c994356a503a569d934f0f75c3b7af0a27028129378dd','.orchestrator/runs/01a1ff31-418f-7000-adde-358c43df5e41/task_3.1.log');
INSERT INTO "attempts" VALUES('01a1ff31-484e-7000-927e-ac17e8f45077','task_1',1,'succeeded','2026-11-21T17:39:42.627Z','2026-11-21T17:39:42.630Z',1,0,'873ea31e0a881644129089edfdb4b47a505d7e80687ce710ec7e52f2e6a29c75','.orchestrator/runs/01a1ff31-484e-7000-927e-ac17e8f45077/task_1.1.log');
INSERT INTO "attempts" VALUES('01a1ff31-484e-7000-927e-ac17e8f45077','task_2',1,'running','2026-11-21T17:39:42.630Z',NULL,NULL,NULL,'b48d1046080651f62afce32805b6cab309697bf2c5fe3eea2901a1fe9b100a21','.orchestrator/runs/01a1ff31-484e-7000-927e-ac17e8f45077/task_2.1.log');
CREATE TABLE events (
            run text not null, seq integer not null, time text not null, type text not null,
            subtask text, attempt integer, data text not null,
            primary key (run, seq)) without rowid;
INSERT INTO "events" VALUES('01a1ff31-418f-7000-adde-358c43df5e41',1,'2026-11-21T17:39:40.922Z','run_started',NULL,NULL,'{"task":"041_old","plan":"aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be","trace_id":"01a1ff31418f7000adde358c43df5e41","selected":["task_1","task_2","task_3"],"jobs":2,"pid":2854}');
INSERT INTO "events" VALUES('01a1ff31-418f-7000-adde-358c43df5e41',2,'2026-11-21T17:39:40.927Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"dbab651fcf8b885eb3502d3e6f086d0b9866d8d69c1e8fa5106bc12f91741863","log":".orchestrator/runs/01a1ff31-418f-7000-adde-358c43df5e41/task_1.1.log"}');
INSERT INTO "events" VALUES('01a1ff31-418f-7000-adde-358c43df5e41',3,'2026-11-21T17:39:40.932Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:39:40.929Z","duration_ms":0,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff31-418f-7000-adde-358c43df5e41/task_1.1.log"}}');
INSERT INTO "events" VALUES('01a1ff31-418f-7000-adde-358c43df5e41',4,'2026-11-21T17:39:40.933Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":3,"exit_code":0}');
INSERT INTO "events" VALUES('01a1ff31-418f-7000-adde-358c43df5e41',5,'2026-11-21T17:39:40.933Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"d67973b8689fb30744f5258fd234cc8681a81ca6d919d314bf8429c28cdae15d","log":".orchestrator/runs/01a1ff31-418f-7000-adde-358c43df5e41/task_2.1.log"}');
INSERT INTO "events" VALUES('01a1ff31-418f-7000-adde-358c43df5e41',6,'2026-11-21T17:39:40.956Z','step_finished','task_2',1,'{"subtask":"task_2","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:39:40.934Z","duration_ms":11,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff31-418f-7000-adde-358c43df5e41/task_2.1.log"}}');
INSERT INTO "events" VALUES('01a1ff31-418f-7000-adde-358c43df5e41',7,'2026-11-21T17:39:40.956Z','subtask_succeeded','task_2',1,'{"subtask":"task_2","attempt":1,"duration_ms":22,"exit_code":0}');
INSERT INTO "events" VALUES('01a1ff31-418f-7000-adde-358c43df5e41',8,'2026-11-21T17:39:40.956Z','subtask_started','task_3',1,'{"subtask":"task_3","attempt":1,"idempotency_key":"cfce08918cc6e854ec2c994356a503a569d934f0f75c3b7af0a27028129378dd","log":".orchestrator/runs/01a1ff31-418f-7000-adde-358c43df5e41/task_3.1.log"}');
INSERT INTO "events" VALUES('01a1ff31-418f-7000-adde-358c43df5e41',9,'2026-11-21T17:39:40.969Z','step_finished','task_3',1,'{"subtask":"task_3","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:39:40.957Z","duration_ms":0,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff31-418f-7000-adde-358c43df5e41/task_3.1.log"}}');
INSERT INTO "events" VALUES('01a1ff31-418f-7000-adde-358c43df5e41',10,'2026-11-21T17:39:40.969Z','subtask_succeeded','task_3',1,'{"subtask":"task_3","attempt":1,"duration_ms":11,"exit_code":0}');
INSERT INTO "events" VALUES('01a1ff31-418f-7000-adde-358c43df5e41',11,'2026-11-21T17:39:40.969Z','run_finished',NULL,NULL,'{"state":"succeeded","complete":false,"percent":66.7,"exit_code":3,"duration_ms":47}');
INSERT INTO "events" VALUES('01a1ff31-484e-7000-927e-ac17e8f45077',1,'2026-11-21T17:39:42.616Z','run_started',NULL,NULL,'{"task":"041_old","plan":"aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be","trace_id":"01a1ff31484e7000927eac17e8f45077","selected":["task_1","task_2","task_3"],"jobs":2,"pid":2885}');
INSERT INTO "events" VALUES('01a1ff31-484e-7000-927e-ac17e8f45077',2,'2026-11-21T17:39:42.627Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"873ea31e0a881644129089edfdb4b47a505d7e80687ce710ec7e52f2e6a29c75","log":".orchestrator/runs/01a1ff31-484e-7000-927e-ac17e8f45077/task_1.1.log"}');
INSERT INTO "events" VALUES('01a1ff31-484e-7000-927e-ac17e8f45077',3,'2026-11-21T17:39:42.630Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:39:42.628Z","duration_ms":0,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff31-484e-7000-927e-ac17e8f45077/task_1.1.log"}}');
INSERT INTO "events" VALUES('01a1ff31-484e-7000-927e-ac17e8f45077',4,'2026-11-21T17:39:42.630Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":1,"exit_code":0}');
INSERT INTO "events" VALUES('01a1ff31-484e-7000-927e-ac17e8f45077',5,'2026-11-21T17:39:42.630Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"b48d1046080651f62afce32805b6cab309697bf2c5fe3eea2901a1fe9b100a21","log":".orchestrator/runs/01a1ff31-484e-7000-927e-ac17e8f45077/task_2.1.log"}');
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
INSERT INTO "runs" VALUES(1,'01a1ff31-418f-7000-adde-358c43df5e41','041_old','docs/tasks/041_old.md','aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be','succeeded',0,66.7,3,'2026-11-21T17:39:40.922Z','2026-11-21T17:39:40.969Z',2854);
INSERT INTO "runs" VALUES(2,'01a1ff31-484e-7000-927e-ac17e8f45077','041_old','docs/tasks/041_old.md','aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be','running',0,0.0,NULL,'2026-11-21T17:39:42.616Z',NULL,2885);
CREATE INDEX runs_of_task on runs (task, number);
PRAGMA user_version = 1;
COMMIT;
