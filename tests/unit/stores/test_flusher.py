"""The flusher ends when it is told to, at whatever moment that is."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

from orchestrator.stores.flusher import Flusher


def database(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.execute("create table t (x)")
        connection.commit()
    return path


def test_closing_at_any_moment_ends_it(tmp_path: Path) -> None:
    path = database(tmp_path / "state.db")
    chance = random.Random(7)
    for _ in range(300):
        flusher = Flusher(path, interval_s=0.001)
        flusher.notify()
        time.sleep(chance.random() * 0.003)
        closer = threading.Thread(target=flusher.close, daemon=True)
        closer.start()
        closer.join(10)
        assert not closer.is_alive()


def test_closing_brings_the_rest_to_the_disk(tmp_path: Path) -> None:
    path = database(tmp_path / "state.db")
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("insert into t values (1)")
        writer.commit()
        flusher = Flusher(path, interval_s=60)
        flusher.notify()
        flusher.close()
        (_, pages, moved) = writer.execute("pragma wal_checkpoint(passive)").fetchone()
        assert pages == moved
