"""What is ours in a folder, and what is not: it is never written to, nor deleted."""

import sqlite3
from contextlib import closing

import pytest

from hpsearch import run
from hpsearch.errors import HpsearchError, StorageError, UsageError
from hpsearch.runs.folder.contents import BESIDE, DERIVED, Contents, TrainingTotals, delete
from hpsearch.runs.store.database import DATABASE, Database
from hpsearch.search.events import EpochFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers
from tests.conftest import config_with


def searched(prepared, folder, **options):
    for _ in search(prepared, folder, start_workers(1), **options):
        pass


def another_application(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE meta (key TEXT, value TEXT)")


FOREIGN = {
    "text": lambda path: path.write_text("my notes"),
    "nothing": lambda path: path.write_bytes(b""),
    "a folder": lambda path: path.mkdir(),
    "another application's database": another_application,
    "a link to nowhere": lambda path: path.symlink_to("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path.name),
}


@pytest.mark.parametrize("make", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize(
    "options", [{}, {"existing": Existing.CONTINUE}, {"existing": Existing.OVERWRITE}], ids="".join
)
def test_a_run_db_that_is_not_ours_is_left_as_it_is(small, tmp_path, make, options):
    path = tmp_path / DATABASE
    make(path)
    before = path.lstat()
    with pytest.raises(StorageError, match=r"run.db: .*(move it away|make it readable), or choose another folder"):
        searched(small(), tmp_path, **options)
    with pytest.raises(StorageError, match=r"run.db: "):
        Database.open(tmp_path)
    after = path.lstat()
    assert (after.st_ino, after.st_mtime_ns, after.st_size) == (before.st_ino, before.st_mtime_ns, before.st_size)
    assert [each.name for each in tmp_path.iterdir() if each.name != ".lock"] == [DATABASE]


@pytest.mark.parametrize("name", BESIDE)
@pytest.mark.parametrize(
    "options", [{}, {"existing": Existing.CONTINUE}, {"existing": Existing.OVERWRITE}], ids="".join
)
def test_a_file_named_like_ours_without_a_run_is_left_as_it_is(small, tmp_path, name, options):
    """A file of the name of ours in a folder without a run is left as it is."""
    (tmp_path / name).write_text("mine")
    with pytest.raises(UsageError, match=f"holds {name}, but no run; move it"):
        searched(small(), tmp_path, **options)
    assert (tmp_path / name).read_text() == "mine"
    assert not (tmp_path / DATABASE).exists()


def test_contents_say_how_much_training_they_stand_for(small, tmp_path):
    assert Contents.of(tmp_path) is None
    searched(small(search={"finalists": {"count": 2, "repeats": 3}}), tmp_path)
    contents = Contents.of(tmp_path)
    assert contents.files == tuple(name for name in (DATABASE, *DERIVED) if name != "test.csv")
    with Database.open(tmp_path) as database:
        seconds = sum(each.seconds for each in (*database.outcomes(), *database.retrainings()))
    assert contents.training == TrainingTotals(trials=8, retrainings=6, epochs=24, seconds=seconds)


def test_contents_count_a_training_that_was_cut_off(tmp_path):
    def stop(event):
        if isinstance(event, EpochFinished) and (event.trial.number, event.epoch.epoch) == (1, 2):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(config_with(search={"mode": "panda"}), out=tmp_path, on_progress=stop)
    training = Contents.of(tmp_path).training
    assert (training.trials, training.epochs) == (1, 3 + 2)
    assert training.seconds > 0


def test_of_the_checkpoints_only_ours_are_deleted(small, tmp_path):
    searched(small(), tmp_path)
    checkpoints = tmp_path / "checkpoints"
    checkpoints.mkdir()
    ours = ["0000-000-0000012.safetensors", ".0000-000-0000013.safetensors.4711"]
    for name in (*ours, "mine.safetensors"):
        (checkpoints / name).write_text("")
    assert Contents.of(tmp_path).files[-1] == "checkpoints"
    delete(tmp_path)
    assert [path.name for path in checkpoints.iterdir()] == ["mine.safetensors"]
    with pytest.raises(UsageError, match=r"holds checkpoints, but no run; move it"):
        searched(small(), tmp_path)
    (checkpoints / "mine.safetensors").rename(checkpoints / ours[0])
    (tmp_path / DATABASE).write_bytes(b"")
    delete(tmp_path)
    assert not checkpoints.exists()


def test_a_damaged_run_can_be_overwritten(small, tmp_path):
    searched(small(), tmp_path)
    whole = (tmp_path / "trials.csv").read_bytes()
    content = (tmp_path / DATABASE).read_bytes()
    (tmp_path / DATABASE).write_bytes(content[:5000])
    assert Contents.of(tmp_path).training is None
    searched(small(), tmp_path, existing=Existing.OVERWRITE)
    assert (tmp_path / "trials.csv").read_bytes() == whole


def test_deleting_a_run_leaves_what_is_not_ours(small, tmp_path):
    searched(small(), tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    delete(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", "notes.txt"]


@pytest.mark.parametrize("gone", range(1, 7))
def test_a_deletion_that_is_cut_off_leaves_a_known_run(small, tmp_path, gone):
    """A deletion that is cut off leaves what is still known as a run.

    Whatever is gone, `--overwrite` takes the rest.
    """
    searched(small(search={"finalists": {"count": 2, "repeats": 2}}), tmp_path)
    left = iter(range(gone))

    class Cut(type(tmp_path)):
        def unlink(self, missing_ok=False):
            if next(left, None) is None:
                raise KeyboardInterrupt
            super().unlink(missing_ok)

    with pytest.raises(KeyboardInterrupt):
        delete(Cut(tmp_path))
    assert Contents.of(tmp_path) is not None
    searched(small(), tmp_path, existing=Existing.OVERWRITE)


def test_a_log_of_a_run_db_that_is_gone_is_not_taken_for_the_new_ones(small, tmp_path):
    """SQLite would replay it into the new file."""
    with Database.create(tmp_path / "old", {"headline": "error"}) as database:
        database.change("headline", "rmse")
        log = (tmp_path / "old" / f"{DATABASE}-wal").read_bytes()
    assert log
    (tmp_path / f"{DATABASE}-wal").write_bytes(log)
    searched(small(), tmp_path)
    with Database.open(tmp_path) as database:
        assert database.headline == "error"


def test_what_a_killed_process_left_beside_a_file_is_cleared(small, tmp_path):
    searched(small(), tmp_path)
    (tmp_path / ".trials.csv.12345").write_text("half")
    (tmp_path / ".trials.csv.mine").write_text("mine")
    searched(small(), tmp_path, existing=Existing.CONTINUE)
    assert not (tmp_path / ".trials.csv.12345").exists()
    assert (tmp_path / ".trials.csv.mine").read_text() == "mine"


@pytest.mark.parametrize("place", ["a file", "a link to itself", "in a file"])
def test_a_folder_that_cannot_be_is_refused_in_a_sentence(small, tmp_path, place):
    folder = tmp_path / "run"
    if place == "a link to itself":
        folder.symlink_to("run")
    else:
        folder.write_text("mine")
    folder = folder / "inside" if place == "in a file" else folder
    with pytest.raises(HpsearchError, match=r"run.*: .*; choose (the|another) (folder|one)") as refusal:
        searched(small(), folder)
    assert refusal.value.exit_code == (4 if place == "in a file" else 2)
