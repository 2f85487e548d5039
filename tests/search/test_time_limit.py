"""A time limit stops between cohorts: what began is finished and stored, and --resume goes on."""

from itertools import count

import pytest

from hpsearch.runs import Run
from hpsearch.search import cohorts
from hpsearch.search.events import TimeIsUp
from hpsearch.search.search import search
from hpsearch.search.workers import Workers


@pytest.fixture
def hours(monkeypatch):
    """A clock that is an hour later each time it is asked."""
    ticks = count()
    for module in ("search", "workers", "modes"):
        monkeypatch.setattr(f"hpsearch.search.{module}.monotonic", lambda: 3600.0 * next(ticks))


@pytest.fixture(autouse=True)
def cohorts_of_one(monkeypatch):
    monkeypatch.setattr(cohorts, "LARGEST", 1)


def run(prepared, folder, jobs=1, **options):
    return list(search(prepared, folder, Workers(jobs), **options))


@pytest.mark.parametrize("mode", ["caviar", "panda"])
@pytest.mark.usefixtures("hours")
def test_no_trial_begins_after_it_and_those_before_are_stored(small, tmp_path, mode):
    *_, last = run(small(search={"mode": mode, "time_limit": 3 * 3600}), tmp_path)
    assert last == TimeIsUp(3, 8)
    assert len(Run(tmp_path).outcomes) == 3
    assert (tmp_path / "trials.csv").read_text().count("complete") == 3
    assert Run(tmp_path).model() is not None


@pytest.mark.usefixtures("hours")
def test_resumed_until_it_is_finished_it_has_the_tables_of_one_without_a_limit(small, tmp_path):
    limited = small(search={"time_limit": 3 * 3600})
    for _ in range(3):
        events = run(limited, tmp_path / "limited", resume=True)
    assert not isinstance(events[-1], TimeIsUp)
    run(small(), tmp_path / "whole")
    for table in ("trials.csv", "history.csv", "best.safetensors"):
        assert (tmp_path / "limited" / table).read_bytes() == (tmp_path / "whole" / table).read_bytes()


def test_workers_finish_what_they_have_begun(small, tmp_path):
    events = run(small(search={"time_limit": 1e-9, "trials": 32, "rounds": 1}), tmp_path, jobs=2)
    assert isinstance(events[-1], TimeIsUp)
    assert 0 < events[-1].finished < 32
    assert len(Run(tmp_path).outcomes) == events[-1].finished


def test_a_run_may_go_on_with_another_limit(small, tmp_path):
    assert isinstance(run(small(search={"time_limit": 1e-9}), tmp_path)[-1], TimeIsUp)
    assert not any(isinstance(event, TimeIsUp) for event in run(small(), tmp_path, resume=True))
    assert len(Run(tmp_path).outcomes) == 8
