-- Schema 2. Written by the program of that time: a finished run of
-- 041_old.md, then one that was killed in its second subtask; somebody said something to it.
BEGIN TRANSACTION;
CREATE TABLE attempts (
            run text not null, subtask text not null, attempt integer not null,
            status text not null, started_at text not null, ended_at text,
            duration_ms integer, exit_code integer, idempotency_key text not null unique,
            log text not null,
            primary key (run, subtask, attempt)) without rowid;
INSERT INTO "attempts" VALUES('01a1ff31-701c-7000-a33c-a5010c0c7cfc','task_1',1,'succeeded','2026-11-21T17:39:52.733Z','2026-11-21T17:39:52.736Z',2,0,'60368dbacdb0e547bf91f13817e27972171334eb46098ae007ccb4afdad6fc69','.orchestrator/runs/01a1ff31-701c-7000-a33c-a5010c0c7cfc/task_1.1.log');
INSERT INTO "attempts" VALUES('01a1ff31-701c-7000-a33c-a5010c0c7cfc','task_2',1,'succeeded','2026-11-21T17:39:52.736Z','2026-11-21T17:39:52.742Z',4,0,'de15c53466616cea4c0de9ca18605ac943736e8839d6c6fb4d99d62e3434cfd5','.orchestrator/runs/01a1ff31-701c-7000-a33c-a5010c0c7cfc/task_2.1.log');
INSERT INTO "attempts" VALUES('01a1ff31-701c-7000-a33c-a5010c0c7cfc','task_3',1,'succeeded','2026-11-21T17:39:52.742Z','2026-11-21T17:39:52.745Z',2,0,'7c595ec5f66cdaf724afec695bc8b5198840da232f7742ce211efd028235f639','.orchestrator/runs/01a1ff31-701c-7000-a33c-a5010c0c7cfc/task_3.1.log');
INSERT INTO "attempts" VALUES('01a1ff31-770a-7000-8b7e-de56c1063190','task_1',1,'succeeded','2026-11-21T17:39:54.759Z','2026-11-21T17:39:54.769Z',8,0,'2f91c7e15a08995d6fe7314b97a1b08f755c2dd320c7a5a10a5b272c1a4d3b81','.orchestrator/runs/01a1ff31-770a-7000-8b7e-de56c1063190/task_1.1.log');
INSERT INTO "attempts" VALUES('01a1ff31-770a-7000-8b7e-de56c1063190','task_2',1,'running','2026-11-21T17:39:54.769Z',NULL,NULL,NULL,'5554275ebf4c42619afd103c546d8e18c441431a563db6f4902de27c857db814','.orchestrator/runs/01a1ff31-770a-7000-8b7e-de56c1063190/task_2.1.log');
CREATE TABLE events (
            run text not null, seq integer not null, time text not null, type text not null,
            subtask text, attempt integer, data text not null, chain text not null default '',
            primary key (run, seq)) without rowid;
INSERT INTO "events" VALUES('01a1ff31-701c-7000-a33c-a5010c0c7cfc',1,'2026-11-21T17:39:52.732Z','run_started',NULL,NULL,'{"task":"041_old","plan":"aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be","trace_id":"01a1ff31701c7000a33ca5010c0c7cfc","selected":["task_1","task_2","task_3"],"jobs":2,"pid":3116}','a9ec4a42203d594a68620cb5c0847586');
INSERT INTO "events" VALUES('01a1ff31-701c-7000-a33c-a5010c0c7cfc',2,'2026-11-21T17:39:52.733Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"60368dbacdb0e547bf91f13817e27972171334eb46098ae007ccb4afdad6fc69","log":".orchestrator/runs/01a1ff31-701c-7000-a33c-a5010c0c7cfc/task_1.1.log"}','48e156bf22f5ae6e32033cff57e941dc');
INSERT INTO "events" VALUES('01a1ff31-701c-7000-a33c-a5010c0c7cfc',3,'2026-11-21T17:39:52.736Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:39:52.734Z","duration_ms":1,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff31-701c-7000-a33c-a5010c0c7cfc/task_1.1.log"}}','758af166246cdfd35463b7b73873135e');
INSERT INTO "events" VALUES('01a1ff31-701c-7000-a33c-a5010c0c7cfc',4,'2026-11-21T17:39:52.736Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":2,"exit_code":0}','4d8be908d6c909f7d0857f6824ac6d97');
INSERT INTO "events" VALUES('01a1ff31-701c-7000-a33c-a5010c0c7cfc',5,'2026-11-21T17:39:52.736Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"de15c53466616cea4c0de9ca18605ac943736e8839d6c6fb4d99d62e3434cfd5","log":".orchestrator/runs/01a1ff31-701c-7000-a33c-a5010c0c7cfc/task_2.1.log"}','76a0fa19df0905bdfcdc6c14abdaefa1');
INSERT INTO "events" VALUES('01a1ff31-701c-7000-a33c-a5010c0c7cfc',6,'2026-11-21T17:39:52.742Z','step_finished','task_2',1,'{"subtask":"task_2","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:39:52.737Z","duration_ms":3,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff31-701c-7000-a33c-a5010c0c7cfc/task_2.1.log"}}','59e05cfe3499dfcdca7ed2af7394d7db');
INSERT INTO "events" VALUES('01a1ff31-701c-7000-a33c-a5010c0c7cfc',7,'2026-11-21T17:39:52.742Z','subtask_succeeded','task_2',1,'{"subtask":"task_2","attempt":1,"duration_ms":4,"exit_code":0}','06e0e45f7577a8301ac2d0200511e2f2');
INSERT INTO "events" VALUES('01a1ff31-701c-7000-a33c-a5010c0c7cfc',8,'2026-11-21T17:39:52.742Z','subtask_started','task_3',1,'{"subtask":"task_3","attempt":1,"idempotency_key":"7c595ec5f66cdaf724afec695bc8b5198840da232f7742ce211efd028235f639","log":".orchestrator/runs/01a1ff31-701c-7000-a33c-a5010c0c7cfc/task_3.1.log"}','5e9bb03b06748ca4476627827241be82');
INSERT INTO "events" VALUES('01a1ff31-701c-7000-a33c-a5010c0c7cfc',9,'2026-11-21T17:39:52.745Z','step_finished','task_3',1,'{"subtask":"task_3","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:39:52.743Z","duration_ms":0,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff31-701c-7000-a33c-a5010c0c7cfc/task_3.1.log"}}','75b00212c53271bc4db22361408a308b');
INSERT INTO "events" VALUES('01a1ff31-701c-7000-a33c-a5010c0c7cfc',10,'2026-11-21T17:39:52.745Z','subtask_succeeded','task_3',1,'{"subtask":"task_3","attempt":1,"duration_ms":2,"exit_code":0}','78212a0f02a716bf81855ed40b2dd6b0');
INSERT INTO "events" VALUES('01a1ff31-701c-7000-a33c-a5010c0c7cfc',11,'2026-11-21T17:39:52.746Z','run_finished',NULL,NULL,'{"state":"succeeded","complete":false,"percent":66.7,"exit_code":3,"duration_ms":14}','ea1a4ac556c0d55d70523854b9fb8204');
INSERT INTO "events" VALUES('01a1ff31-770a-7000-8b7e-de56c1063190',1,'2026-11-21T17:39:54.742Z','run_started',NULL,NULL,'{"task":"041_old","plan":"aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be","trace_id":"01a1ff31770a70008b7ede56c1063190","selected":["task_1","task_2","task_3"],"jobs":2,"pid":3126}','240b1569926f72583b74a7ade7ddff48');
INSERT INTO "events" VALUES('01a1ff31-770a-7000-8b7e-de56c1063190',2,'2026-11-21T17:39:54.759Z','subtask_started','task_1',1,'{"subtask":"task_1","attempt":1,"idempotency_key":"2f91c7e15a08995d6fe7314b97a1b08f755c2dd320c7a5a10a5b272c1a4d3b81","log":".orchestrator/runs/01a1ff31-770a-7000-8b7e-de56c1063190/task_1.1.log"}','199b2c06ec82f7740b0bf53733aafac4');
INSERT INTO "events" VALUES('01a1ff31-770a-7000-8b7e-de56c1063190',3,'2026-11-21T17:39:54.769Z','step_finished','task_1',1,'{"subtask":"task_1","attempt":1,"step":"1","result":{"outcome":"succeeded","started_at":"2026-11-21T17:39:54.760Z","duration_ms":0,"exit_code":0,"judgements":[{"what":"exit code","passed":true,"expected":"0","got":"0"}],"log":".orchestrator/runs/01a1ff31-770a-7000-8b7e-de56c1063190/task_1.1.log"}}','c582c438f0f95fefe48037050fd087c9');
INSERT INTO "events" VALUES('01a1ff31-770a-7000-8b7e-de56c1063190',4,'2026-11-21T17:39:54.769Z','subtask_succeeded','task_1',1,'{"subtask":"task_1","attempt":1,"duration_ms":8,"exit_code":0}','36949df1dfd3ffd3f95ded777c3d819b');
INSERT INTO "events" VALUES('01a1ff31-770a-7000-8b7e-de56c1063190',5,'2026-11-21T17:39:54.769Z','subtask_started','task_2',1,'{"subtask":"task_2","attempt":1,"idempotency_key":"5554275ebf4c42619afd103c546d8e18c441431a563db6f4902de27c857db814","log":".orchestrator/runs/01a1ff31-770a-7000-8b7e-de56c1063190/task_2.1.log"}','e3846c38e1e779ec9c99e924f80a9abf');
CREATE TABLE inbox (
            number integer primary key autoincrement, run text not null, type text not null,
            data text not null);
INSERT INTO "inbox" VALUES(1,'01a1ff31-770a-7000-8b7e-de56c1063190','attested','{"subtask":"task_3","attestation":{"by":"Ada","evidence":"seen by eye","at":"2026-01-01T00:00:00.000Z","criterion":"criterion_1"}}');
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
INSERT INTO "runs" VALUES(1,'01a1ff31-701c-7000-a33c-a5010c0c7cfc','041_old','docs/tasks/041_old.md','aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be','succeeded',0,66.7,3,'2026-11-21T17:39:52.732Z','2026-11-21T17:39:52.746Z',3116);
INSERT INTO "runs" VALUES(2,'01a1ff31-770a-7000-8b7e-de56c1063190','041_old','docs/tasks/041_old.md','aa550c71f33c6cda72ce01d0413ff1e004fe93afa167d81e0911d33c24c818be','running',0,0.0,NULL,'2026-11-21T17:39:54.742Z',NULL,3126);
CREATE INDEX runs_of_task on runs (task, number);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('inbox',1);
PRAGMA user_version = 2;
COMMIT;
