"""What a trainer stored of itself is read by other versions of the program."""

import json
import sqlite3
from contextlib import closing

from hpsearch.runs.store.database import DATABASE, Database
from hpsearch.runs.store.journal import JournalReader
from hpsearch.runs.store.rows import insert


def test_a_status_of_another_version_is_read(tmp_path):
    """A status that another version stored is read without what is unknown here."""
    meta = {"headline": "error", "metric": "dev_error", "maximize": False, "config": {"search": {"mode": "panda"}}}
    Database.create(tmp_path, meta).close()
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection, connection:
        insert(connection, "live", [(0, json.dumps({"state": "paused", "epoch": 3, "verdict_since": 2}))])
    with JournalReader(tmp_path) as reader:
        status = reader.status()
    assert (status.state, status.epoch, status.verdict) == ("paused", 3, "healthy")
