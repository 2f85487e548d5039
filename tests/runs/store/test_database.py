"""run.db and the tables: what goes in comes out, and a file is old or new."""

import sqlite3
import subprocess
import sys
from math import inf, isnan, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.errors import StorageError, UsageError
from hpsearch.runs.store.database import Database
from hpsearch.runs.store.disk.atomic import replacing
from hpsearch.runs.store.finalists import finalists
from hpsearch.runs.tables.tables import history_table, streamed_history, trials_table, write_tables
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.outcomes import Outcome, Status, Trial
from hpsearch.trials.regions import AxisRegion, RoundRegion

META = {
    "headline": "error",
    "metric": "dev_accuracy",
    "maximize": True,
    "repeats": 1,
    "finalists": None,
    "searched": ["learning_rate", "units"],
}


def outcome(number: int, **changes: object) -> Outcome:
    metrics = {"train_loss": 0.1, "train_error": 0.0, "dev_loss": 0.25, "dev_error": 0.1, "dev_accuracy": 0.9}
    history = (EpochRecord(0, 0, 1, 0.5, metrics, 1.5),)
    trial = Trial(number, 1, {"learning_rate": 0.5, "units": [4, 2]})
    plain = {"metrics": metrics, "best_epoch": 1, "epochs_run": 1, "history": history, "seconds": 0.125}
    return Outcome(trial, Status.COMPLETE, **{**plain, **changes})


@pytest.fixture
def database(tmp_path):
    with Database.create(tmp_path, META) as created:
        yield created


def test_an_outcome_comes_back_as_it_was_stored(database):
    database.add(outcome(0))
    (stored,) = database.outcomes()
    assert stored == outcome(0, history=())
    assert list(database.history()) == [(0, EpochRecord(0, 0, 1, 0.5, outcome(0).metrics, 1.5))]


@given(st.floats(allow_nan=False), st.floats(allow_nan=False))
def test_every_float_survives_to_the_bit(tmp_path_factory, loss, rate):
    with Database.create(tmp_path_factory.mktemp("run"), META) as database:
        record = EpochRecord(0, 0, 1, rate, {**outcome(0).metrics, "dev_loss": loss}, 1.0)
        database.add(outcome(0, metrics={"dev_loss": loss}, history=(record,)))
        (stored,) = database.outcomes()
        ((_, epoch),) = database.history()
    assert stored.metrics["dev_loss"] == epoch.metrics["dev_loss"] == loss
    assert epoch.learning_rate == rate


def test_what_is_not_a_number_is_an_empty_cell_and_infinity_is_named(database, tmp_path):
    record = EpochRecord(0, 0, 1, 0.5, {**outcome(0).metrics, "dev_loss": inf, "train_loss": nan}, nan)
    trial = Trial(0, 1, {})
    database.add(Outcome(trial, Status.DIVERGED, epochs_run=1, history=(record,), message="loss, not finite"))
    write_tables(database)
    assert (tmp_path / "trials.csv").read_text().splitlines()[1] == '0,1,diverged,,,,,,,1,,,"loss, not finite"'
    assert (tmp_path / "history.csv").read_text().splitlines()[1] == "0,0,0,1,0.5,,0.0,inf,0.1,0.9,"
    ((_, epoch),) = database.history()
    assert isnan(epoch.gradient_norm)


def test_tables_have_the_columns_that_scripts_rely_on(database, tmp_path):
    database.add(outcome(1))
    database.add(outcome(0))
    write_tables(database)
    assert (tmp_path / "trials.csv").read_text() == (
        "number,round,status,dev_error,dev_loss,train_error,train_loss,dev_accuracy,best_epoch,epochs_run,"
        "learning_rate,units,message\n"
        '0,1,complete,0.1,0.25,0.0,0.1,0.9,1,1,0.5,"[4, 2]",\n'
        '1,1,complete,0.1,0.25,0.0,0.1,0.9,1,1,0.5,"[4, 2]",\n'
    )
    assert history_table(database).header == (
        *("number", "repeat", "branch", "epoch", "learning_rate"),
        *("train_loss", "train_error", "dev_loss", "dev_error", "dev_accuracy", "gradient_norm"),
    )
    assert trials_table(database).column("number") == [0, 1]
    assert (tmp_path / "timings.csv").read_text() == "number,seconds\n0,0.125\n1,0.125\n"


def test_retrainings_come_back_with_their_trials_in_order(database):
    database.add(outcome(3), outcome(1))
    draws = [outcome(n, repeat=r, history=(), best_epoch=None, epochs_run=0) for n in (3, 1) for r in (2, 1)]
    database.add_retrainings(*draws)
    assert list(database.retrainings()) == draws[::-1]
    with pytest.raises(StorageError):
        database.add_retrainings(draws[0])


def test_an_outcome_with_a_broken_history_leaves_nothing(database):
    twice = outcome(0).history * 2
    with pytest.raises(StorageError):
        database.add(outcome(0, history=twice))
    assert list(database.outcomes()) == []
    assert list(database.history()) == []


def test_a_folder_without_a_run_is_a_usage_error_with_a_remedy(tmp_path):
    with pytest.raises(UsageError, match=r"no run here .*; start one with `hpsearch run CONFIG --out"):
        Database.open(tmp_path)


def test_of_a_folder_of_runs_these_are_named(tmp_path):
    """As where a person asks for a report of `runs`, in which each search has made its folder."""
    for name in ("iris", "digits"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "run.db").write_bytes(b"")
    with pytest.raises(UsageError, match=r"no run here, but in '.*digits', '.*iris'; name one of them"):
        Database.open(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a database" * 100])
def test_a_file_that_is_no_database_is_a_storage_error(tmp_path, content):
    (tmp_path / "run.db").write_bytes(content)
    with pytest.raises(StorageError):
        Database.open(tmp_path)


def test_a_newer_version_is_refused(database, tmp_path):
    database.change("version", 99)
    with pytest.raises(
        UsageError, match=r"run.db: written by a newer hpsearch \(tables of version 99, .*; update hpsearch"
    ):
        Database.open(tmp_path)


def test_readers_see_what_is_stored_while_another_writes(database, tmp_path):
    for number in range(3):
        database.add(outcome(number))
        with Database.open(tmp_path) as reader:
            assert len(list(reader.outcomes())) == number + 1


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "trials.csv"
    path.write_text("old")

    def write_half() -> None:
        with replacing(path) as file:
            file.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert path.read_text() == "old"
    with replacing(path) as file:
        file.write(b"new")
    assert path.read_text() == "new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("folder", "remedy"), [("gone", "make its folder and try again"), ("file", "choose a place in a folder")]
)
def test_no_room_is_a_storage_error_that_names_the_file(tmp_path, folder, remedy):
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match=rf"trials.csv: .*; {remedy}"), replacing(tmp_path / folder / "trials.csv"):
        pass


def test_sqlite_keeps_a_reported_outcome_through_a_crash(database):
    """SQLite keeps a reported outcome through a crash of the process.

    The pragmas that make a committed transaction durable are in force.
    """
    with sqlite3.connect(database.folder / "run.db") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    assert database._connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_the_regions_of_rounds_come_back_and_are_stored_once(database):
    axes = (
        AxisRegion("learning_rate", 1e-3, 0.1, 0.03, 0.75, "upper"),
        AxisRegion("units", [4, 2], [4, 2], [4, 2], None, zero=True),
    )
    regions = {3: RoundRegion(8, axes), 2: RoundRegion(4, ())}
    for round_, region in regions.items():
        database.add_region(round_, region)
    assert database.regions() == regions
    assert list(database.regions()) == [2, 3]
    with pytest.raises(StorageError):
        database.add_region(3, regions[3])


READ_AND_LEAVE = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("SELECT * FROM meta").fetchall()
connection.close()
"""


def test_who_writes_may_look_at_the_run_too(database, tmp_path):
    """Who writes may look at the run too and keeps its log from readers that leave.

    A reader that is the last to leave takes the log away; a process that lost its locks would not count.
    """
    database.change("seen", 1)
    Database.open(tmp_path).close()
    subprocess.run([sys.executable, "-c", READ_AND_LEAVE, tmp_path / "run.db"], check=True)
    assert (tmp_path / "run.db-wal").exists()
    database.change("seen", 2)
    with Database.open(tmp_path) as read:
        assert read.meta("seen") == 2


def test_the_rows_of_history_are_read_one_by_one_as_they_are_written(database):
    """Of a search of 100,000 trials they would take a gigabyte at once."""
    database.add(*(outcome(number) for number in range(3)))
    streamed = streamed_history(database)
    assert (next(streamed.rows), *streamed.rows) == history_table(database).rows
    assert list(streamed.rows) == []


def test_before_any_retraining_finalists_take_no_reading_of_the_trials(tmp_path, monkeypatch):
    """They are asked for after each round."""
    with Database.create(tmp_path, {**META, "finalists": {"count": 2, "repeats": 1}}) as database:
        database.add(outcome(0), outcome(1))
        monkeypatch.setattr(database, "outcomes", lambda: pytest.fail("the trials are read"))
        assert finalists(database) == ()
        monkeypatch.undo()
        database.add_retrainings(outcome(0, repeat=1, history=()), outcome(1, repeat=1, history=()))
        assert [finalist.number for finalist in finalists(database)] == [0, 1]


def test_an_epoch_has_its_search_metric_whichever_other_epochs_have_one(tmp_path):
    """Both tables are read side by side; epochs that an early version stored have no search metric."""
    with Database.create(tmp_path, META) as database:
        database.add(*(outcome(number) for number in range(5)))
        with database._connection as connection:
            connection.execute("DELETE FROM search_metric WHERE number IN (0, 2, 4)")
            connection.execute("DELETE FROM history WHERE number = 1")
        found = {number: record.metrics.get("dev_accuracy") for number, record in database.history()}
        assert found == {0: None, 2: None, 3: 0.9, 4: None}
        assert [record.metrics["dev_accuracy"] for _, record in database.history(3)] == [0.9]
