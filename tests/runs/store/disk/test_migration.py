"""Runs of other versions: an older one can be read, and is migrated when it is resumed; a newer one is refused."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from hpsearch.cli.commands import commands
from hpsearch.errors import StorageError, UsageError
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import DATABASE, Database
from hpsearch.runs.store.disk import migration
from hpsearch.runs.store.schema import MIGRATIONS, OLDEST, VERSION
from hpsearch.runs.tables.tables import finalists_table, history_table, trials_table

OLD = Path(__file__).with_name("version_2.sql")
"""A run of three trials and two finalists, as the last hpsearch with tables of version 2 left it."""


@pytest.fixture
def old(tmp_path):
    with closing(sqlite3.connect(tmp_path / DATABASE)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(OLD.read_text(encoding="utf-8"))
    return tmp_path


def tables(database):
    return trials_table(database), history_table(database), finalists_table(database)


def stored_version(folder):
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        return int(connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchone()[0])


def test_a_report_reads_an_older_run_and_leaves_it_as_it_is(old):
    before = (old / DATABASE).read_bytes()
    run = Run(old)
    assert list(run.trials.dev_error) == pytest.approx([4 / 30, 12 / 30, 10 / 30])
    assert list(run.history.epoch) == [1, 2] * 3
    assert list(run.finalists.number) == [0, 2]
    assert (old / DATABASE).read_bytes() == before


def test_every_command_that_reads_does_so_with_an_older_run(old, tmp_path):
    before = (old / DATABASE).read_bytes()
    for arguments, told in {
        ("report", str(old)): "rank",
        ("report", str(old), "--html", str(tmp_path / "page.html")): "",
        ("watch", str(old)): "3 of 3 trials are done",
        ("export", str(old), "--to", "npz", "-o", str(tmp_path / "best.npz")): "",
    }.items():
        done = CliRunner().invoke(commands, arguments)
        assert "is damaged" not in done.output
        assert told in done.output
    assert (old / DATABASE).read_bytes() == before


def test_going_on_with_an_older_run_brings_it_up_to_date(old):
    """Going on with an older run brings it up to date with every value."""
    with Database.open(old) as reader:
        before = tables(reader)
    with Database.reopen(old) as database:
        database.check()
        assert tables(database) == before
    assert stored_version(old) == VERSION


def test_a_new_run_has_the_tables_that_an_older_one_is_brought_to(old, tmp_path):
    with Database.reopen(old), Database.create(tmp_path / "new", {"headline": "error"}):
        layouts = []
        for folder in (old, tmp_path / "new"):
            with closing(sqlite3.connect(folder / DATABASE)) as connection:
                layouts.append(connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall())
                layouts[-1] += connection.execute("PRAGMA application_id").fetchall()
    assert layouts[0] == layouts[1]


@pytest.mark.parametrize("wrong", ["CREATE TABLE more (x) STRICT", "INSERT INTO meta VALUES (1)", "nonsense"])
def test_a_step_that_fails_leaves_the_older_run_whole(old, monkeypatch, wrong):
    with closing(sqlite3.connect(old / DATABASE)) as connection:
        before = list(connection.iterdump())
    monkeypatch.setattr(migration, "MIGRATIONS", (*MIGRATIONS, f"CREATE TABLE more (number INTEGER) STRICT; {wrong};"))
    with pytest.raises(StorageError):
        Database.reopen(old)
    with closing(sqlite3.connect(old / DATABASE)) as connection:
        assert list(connection.iterdump()) == before


@pytest.mark.parametrize(
    ("number", "says"),
    [(OLDEST - 1, "written by an older hpsearch"), (VERSION + 1, "written by a newer hpsearch .*; update")],
)
@pytest.mark.parametrize("opening", [Database.open, Database.reopen])
def test_a_version_out_of_reach_is_refused_in_a_sentence(old, number, says, opening):
    with closing(sqlite3.connect(old / DATABASE)) as connection, connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'version'", (number,))
    with pytest.raises(UsageError, match=rf"run.db: {says}"):
        opening(old)
    assert stored_version(old) == number
