"""A run folder may hold files of other people by the names of ours: none is written to or through, nor deleted."""

import os
import shutil
import sqlite3
from contextlib import closing, nullcontext
from pathlib import Path

import pytest

from hpsearch import run
from hpsearch.cli.searches.trainer_process import Announcement, last_words
from hpsearch.errors import HpsearchError
from hpsearch.runs.folder.contents import BESIDE
from hpsearch.runs.folder.folder_lock import is_folder_locked
from hpsearch.runs.folder.lock import held
from hpsearch.runs.folder.owner import check_free, is_held
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import DATABASE, LOGS, Database
from hpsearch.runs.store.disk.ours import LOCK, OWNER, TRAINER_LOG
from hpsearch.runs.tables.rescue import rescue
from hpsearch.search.events import TrialFinished
from tests.conftest import config_with

NAMES = (LOCK, OWNER, DATABASE, *LOGS, *BESIDE)
CONFIG = config_with(search={"trials": 2, "rounds": 1}, hyperparameters={"epochs": 1})
MINE = "my own notes, of which there is no copy\n"

FOREIGN = {
    "a link": lambda path: path.symlink_to(path.parent.parent / "mine.txt"),
    "a link to nowhere": lambda path: path.symlink_to(path.parent.parent / "nowhere"),
    "a link to a folder": lambda path: path.symlink_to(path.parent.parent / "mine"),
    "a folder": lambda path: path.mkdir(),
    "a pipe": os.mkfifo,
    "text": lambda path: path.write_text(MINE),
}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("finished") / "run"
    run(CONFIG, out=folder, jobs=1)
    (folder / "checkpoints").mkdir()
    return folder


@pytest.fixture
def surroundings(tmp_path):
    (tmp_path / "mine.txt").write_text(MINE)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "0000-000-0000001.safetensors").write_text(MINE)
    return tmp_path


def state(folder: Path):
    """All that is in a folder, but what SQLite and the lock come and go with."""
    return {
        path.relative_to(folder): (path.lstat().st_mode, path.read_bytes() if path.is_file() else None)
        for path in [*folder.rglob("*")]
        if path.name not in (LOCK, *LOGS) or not path.is_file()
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", FOREIGN)
@pytest.mark.parametrize("there", [False, True], ids=["no run", "a run"])
def test_what_is_not_ours_is_left_as_it_is_and_refused_in_a_sentence(finished, surroundings, name, kind, there):
    folder = surroundings / "run"
    if there:
        shutil.copytree(finished, folder)
        (folder / name).rmdir() if (folder / name).is_dir() else (folder / name).unlink(missing_ok=True)
    else:
        folder.mkdir()
    if name in ("checkpoints", "messages") and kind == "a folder":
        return
    FOREIGN[kind](folder / name)
    before = state(surroundings)
    for options in ({}, {"resume": True}, {"overwrite": True}):
        with pytest.raises(HpsearchError) as refusal:
            run(CONFIG, out=folder, jobs=1, **options)
        assert refusal.value.exit_code in (2, 4)
        assert "\n" not in str(refusal.value)
        assert name in str(refusal.value) or (there and not options)
    check_free(folder)
    assert state(surroundings) == before


@pytest.mark.parametrize("kind", FOREIGN)
@pytest.mark.parametrize("name", ["trials.csv", "best.safetensors", OWNER])
def test_what_comes_while_a_search_runs_is_left_as_it_is(surroundings, name, kind):
    folder = surroundings / "run"

    def come(event):
        if isinstance(event, TrialFinished) and not event.outcome.number:
            (folder / name).unlink(missing_ok=True)
            FOREIGN[kind](folder / name)
            come.state = {path: each for path, each in state(surroundings).items() if "run" not in path.parts}

    refusal = pytest.raises(HpsearchError, match=f"{name}: is no file of hpsearch")
    with nullcontext() if name == OWNER else refusal:
        run(CONFIG, out=folder, jobs=1, on_progress=come)
    assert {path: each for path, each in state(surroundings).items() if "run" not in path.parts} == come.state
    path = folder / name
    assert path.is_symlink() or path.is_fifo() or path.is_dir() or path.read_text() == MINE


def test_the_log_of_a_trainer_begins_with_whose_it_is(tmp_path):
    with (tmp_path / "told").open("w") as told, (tmp_path / "kept").open("w") as kept:
        streams = [os.dup(1), os.dup(2)]
        try:
            Announcement(os.dup(told.fileno())).make(tmp_path)
            os.write(2, b"some words\n")
        finally:
            for place, stream in enumerate(streams, start=1):
                os.dup2(stream, place)
                os.close(stream)
        assert kept.writable()
    assert (tmp_path / TRAINER_LOG).read_text().splitlines() == [
        "# what a trainer of hpsearch has to say",
        "some words",
    ]
    assert last_words(tmp_path) == "some words"


@pytest.mark.parametrize("gone", [[], [OWNER], [LOCK], [OWNER, LOCK]], ids=str)
def test_a_second_run_is_kept_out_whatever_is_deleted(tmp_path, gone):
    with held(tmp_path):
        for name in gone:
            (tmp_path / name).unlink()
        assert is_held(tmp_path)
        with pytest.raises(HpsearchError, match="is writing to this run") as refusal, held(tmp_path):
            pass
        assert refusal.value.exit_code == 5
    assert not is_held(tmp_path)
    assert not is_folder_locked(tmp_path)
    with held(tmp_path):
        pass


def test_tables_of_other_programs_are_none_of_our_business(finished, tmp_path):
    folder = shutil.copytree(finished, tmp_path / "run")
    with closing(sqlite3.connect(folder / DATABASE)) as connection:
        connection.executescript("""
            CREATE TABLE studies (study_id INTEGER PRIMARY KEY, study_name VARCHAR(512));
            INSERT INTO studies VALUES (1, 'theirs');
            CREATE TABLE version_info (version TEXT); INSERT INTO version_info VALUES ('5');
            CREATE INDEX ix_studies ON studies (study_name);
            CREATE VIEW theirs AS SELECT * FROM studies;
        """)
    assert len(Run(folder).trials) == 2
    assert run(CONFIG, overrides=["search.trials=3"], out=folder, jobs=1, resume=True).progress == (3, 3)
    written, damaged = rescue(folder, tmp_path / "rescued")
    assert (damaged, written[tmp_path / "rescued" / "trials.csv"]) == (0, 3)
    assert not any("studies" in path.name for path in written)
    with Database.open(folder) as database, closing(sqlite3.connect(folder / DATABASE)) as connection:
        database.check()
        assert connection.execute("SELECT * FROM theirs").fetchall() == [(1, "theirs")]


def test_a_damaged_log_is_damaged_and_none_that_may_be_moved_away(tmp_path):
    with Database.create(tmp_path / "run", {"headline": "error"}) as database:
        database.change("headline", "rmse")
        left = shutil.copytree(tmp_path / "run", tmp_path / "left")
    content = bytearray((left / LOGS[0]).read_bytes())
    content[0] ^= 1
    (left / LOGS[0]).write_bytes(content)
    with pytest.raises(HpsearchError, match=r"run.db: is damaged \(its log does not begin"):
        Run(left)
