"""Deletes what the project's state holds of failures."""

import sqlite3

with sqlite3.connect(".orchestrator/state.db") as state:
    state.execute("delete from journal where data like '%failed%'")
