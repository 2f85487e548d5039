"""The log is read as SQLite reads it."""

import shutil
import sqlite3
import time
from contextlib import closing

import pytest

from hpsearch.runs.store.disk.log import FRAME, HEADER, check_log
from hpsearch.runs.store.rows import DamagedError


@pytest.fixture
def logged(tmp_path):
    """A database with twenty transactions in its log, while it is open."""
    path = tmp_path / "a.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (x)")
        for number in range(19):
            with connection:
                connection.execute("INSERT INTO t VALUES (?)", (str(number) * 500,))
        yield path


def test_a_log_as_sqlite_writes_it_is_whole(logged):
    assert logged.with_name("a.db-wal").stat().st_size > 20 * 4096
    check_log(logged)


def test_frames_that_sqlite_passes_over_are_damage(logged, tmp_path):
    """Frames that SQLite passes over are damage unless they are the last transaction."""
    whole = logged.with_name("a.db-wal").read_bytes()
    copy = tmp_path / "copy" / "a.db"
    copy.parent.mkdir()
    size = FRAME.size + 4096
    count = (len(whole) - HEADER.size) // size
    ends = [place for place in range(count) if FRAME.unpack_from(whole, HEADER.size + place * size)[1]]
    for place in range(count):
        shutil.copy(logged, copy)
        content = bytearray(whole)
        content[HEADER.size + place * size + 1000] ^= 4
        copy.with_name("a.db-wal").write_bytes(content)
        if place <= ends[-2]:
            with pytest.raises(DamagedError):
                check_log(copy)
        else:
            check_log(copy)
        with closing(sqlite3.connect(copy)) as connection:
            found = connection.execute("SELECT name FROM sqlite_schema").fetchall()
            found = found and connection.execute("SELECT x FROM t").fetchall()
        assert len(found) < 19


def test_older_frames_of_a_log_begun_anew_are_no_damage(logged):
    """A log that SQLite begins anew still has older frames behind its own."""
    with closing(sqlite3.connect(logged)) as connection:
        connection.execute("PRAGMA wal_checkpoint(RESTART)")
        with connection:
            connection.execute("INSERT INTO t VALUES (1)")
        size = logged.with_name(f"{logged.name}-wal").stat().st_size
        assert size > 4200 * 2  # more frames than the one that was just written
        check_log(logged)  # raises no DamagedError


def test_a_large_log_is_looked_through_in_a_moment(logged):
    with closing(sqlite3.connect(logged)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        with connection:
            connection.executemany("INSERT INTO t VALUES (?)", [("x" * 4000,)] * 2000)
        started = time.process_time()
        check_log(logged)
        assert time.process_time() - started < 1
