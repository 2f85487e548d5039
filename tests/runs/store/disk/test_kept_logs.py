"""What SQLite keeps beside run.db is put back where someone deletes it while a search runs: nothing is lost."""

import shutil

import pytest

from hpsearch import run
from hpsearch.errors import StorageError
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import DATABASE, LOGS, Database
from hpsearch.runs.store.disk.kept_logs import KeptLogs
from hpsearch.runs.store.disk.ours import KEPT_LOGS
from hpsearch.search.events import EpochFinished, Remarked, RoundFinished, TrialFinished
from tests.conftest import config_with

MODES = {
    "caviar": {"trials": 8, "rounds": 4},
    "panda": {"mode": "panda", "trials": 3, "rounds": 1},
}


@pytest.mark.parametrize("replaced", [False, True], ids=["deleted", "replaced"])
@pytest.mark.parametrize("names", [LOGS[:1], LOGS[1:2], LOGS[:2]], ids=",".join)
@pytest.mark.parametrize("mode", MODES)
def test_what_is_deleted_in_mid_run_is_put_back_and_said(tmp_path, mode, names, replaced):
    """After each trial that follows, a process that is killed would leave all that was reported."""
    out, remarks, reported, files = tmp_path / "run", [], [], {}

    def attack():
        for name in names:
            files[name] = (out / name).stat().st_ino
            (out / name).unlink()
            if replaced:
                (out / name).touch()

    def follow(event):
        if isinstance(event, Remarked):
            remarks.append(event.sentence)
        if isinstance(event, TrialFinished):
            reported.append(event.outcome.number)
            if len(reported) == 1:
                attack()
                return
        if files and isinstance(event, TrialFinished | EpochFinished):
            assert {name: (out / name).stat().st_ino for name in names} == files
            left = shutil.copytree(out, tmp_path / f"left-{len(reported)}", dirs_exist_ok=True)
            with Database.open(left) as database:
                assert set(reported) <= {outcome.number for outcome in database.outcomes()}

    finished = run(config_with(search=MODES[mode]), out=out, jobs=1, on_progress=follow)
    assert len(remarks) == len(names)
    assert all("it is put back, nothing is lost" in sentence for sentence in remarks)
    assert finished.progress == (MODES[mode]["trials"],) * 2
    assert not {*LOGS, *KEPT_LOGS.values()} & {path.name for path in out.iterdir()}


def test_after_a_round_run_db_alone_has_its_trials(tmp_path):
    """Whoever deletes the log, and kills the process before it notices, does not undo the rounds before."""
    found = []

    def follow(event):
        if isinstance(event, RoundFinished):
            left = tmp_path / f"left-{event.round}"
            left.mkdir()
            shutil.copy(tmp_path / "run" / DATABASE, left)
            with Database.open(left) as database:
                found.append(len(list(database.outcomes())))

    run(config_with(search={"trials": 6, "rounds": 3}), out=tmp_path / "run", jobs=1, on_progress=follow)
    assert found == [2, 4, 6]


def test_a_file_of_others_in_their_place_is_left(tmp_path):
    out = tmp_path / "run"

    def follow(event):
        if isinstance(event, TrialFinished) and not event.outcome.number:
            (out / LOGS[0]).unlink()
            (out / LOGS[0]).write_text("mine")

    with pytest.raises(StorageError, match=r"run.db-wal: is no file of hpsearch"):
        run(config_with(search=MODES["caviar"]), out=out, jobs=1, on_progress=follow)
    assert len(Run(out).trials) if not (out / LOGS[0]).exists() else (out / LOGS[0]).read_text() == "mine"


def test_second_names_that_a_killed_process_left_are_not_taken(tmp_path):
    """Second names that a killed process left are not taken for the logs."""
    out = tmp_path / "run"
    run(config_with(search={"trials": 2}), out=out, jobs=1)
    for name in KEPT_LOGS.values():
        (out / name).touch()
    assert run(config_with(search={"trials": 3, "rounds": 2}), out=out, jobs=1, resume=True).progress == (3, 3)
    assert not {*LOGS, *KEPT_LOGS.values()} & {path.name for path in out.iterdir()}


def test_where_the_second_name_is_deleted_too_it_is_said_once(tmp_path):
    run(config_with(search={"trials": 2}), out=tmp_path, jobs=1)
    with Database.reopen(tmp_path) as database:
        logs = KeptLogs(tmp_path)
        for name in (LOGS[0], KEPT_LOGS[LOGS[0]]):
            (tmp_path / name).unlink()
        (said,) = logs.look_after()
        assert f"was deleted, with {KEPT_LOGS[LOGS[0]]}" in said
        assert logs.look_after() == []
        database.change("headline", "error")
    assert Run(tmp_path).meta("headline") == "error"
    assert (tmp_path / DATABASE).exists()
