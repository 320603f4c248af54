"""Puts the word of a person who never spoke into the project's state."""

import json
import os
import sqlite3

word = {"by": "Ann", "evidence": "I saw it", "at": "2024-01-01T00:00:00.000Z", "step": "1.1"}
word |= {"criterion": None, "kind": None, "file": None}
event = {"subtask": "task_1", "attestation": word}
with sqlite3.connect(".orchestrator/state.db") as state:
    run = os.environ["ORCHESTRATOR_RUN"]
    state.execute(
        "insert into inbox (run, type, data) values (?, 'attested', ?)", (run, json.dumps(event))
    )
