"""A time limit stops between cohorts: running ones are finished and stored, and --resume continues."""

from itertools import count

import pytest

from hpsearch.panda.mode import Panda
from hpsearch.runs.run import Run
from hpsearch.search.events import RetrainingFinished, TimeIsUp, TrialFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.proposals import pieces
from hpsearch.search.search import search
from hpsearch.training.networks import cohorts
from hpsearch.workers.backends import start_workers


@pytest.fixture
def hours(monkeypatch):
    """A clock that is an hour later each time it is asked."""
    ticks = count()
    monkeypatch.setattr("hpsearch.workers.time_limit.monotonic", lambda: 3600.0 * next(ticks))


@pytest.fixture(autouse=True)
def cohorts_of_one(monkeypatch):
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 1)


def run(prepared, folder, jobs=1, **options):
    mode = Panda() if prepared.config.search.mode == "panda" else None
    return list(search(prepared, folder, start_workers(jobs), mode=mode, **options))


@pytest.mark.parametrize("mode", ["caviar", "panda"])
@pytest.mark.usefixtures("hours")
def test_no_trial_begins_after_it_and_those_before_are_stored(small, tmp_path, mode):
    *_, last = run(small(search={"mode": mode, "time_limit": 2 * 3600}), tmp_path)
    assert last == TimeIsUp(3, 8)
    assert len(Run(tmp_path).outcomes) == 3
    assert (tmp_path / "trials.csv").read_text().count("complete") == 3
    assert Run(tmp_path).model() is not None


@pytest.mark.usefixtures("hours")
def test_resumed_to_its_end_it_has_the_tables_of_no_limit(small, tmp_path):
    """Resumed until it is finished it has the tables of one without a limit."""
    limited = small(search={"time_limit": 2 * 3600})
    for _ in range(5):
        events = run(limited, tmp_path / "limited", existing=Existing.CONTINUE)
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
    assert not any(isinstance(event, TimeIsUp) for event in run(small(), tmp_path, existing=Existing.CONTINUE))
    assert len(Run(tmp_path).outcomes) == 8


HALVED = {"halving": {"min_epochs": 1, "factor": 2}, "repeats": 2, "finalists": {"count": 2, "repeats": 2}}


def test_however_short_each_start_it_gets_on(small, tmp_path):
    """However short each start gets on and the tables are those of one without.

    Where rounds are halved, trials repeated and finalists trained, a first result takes several cohorts.
    """
    for started in range(1, 50):  # noqa: B007 (it is looked at below)
        events = run(small(search={**HALVED, "time_limit": 1e-9}), tmp_path / "limited", existing=Existing.CONTINUE)
        assert any(isinstance(event, TrialFinished | RetrainingFinished) for event in events)
        if not isinstance(events[-1], TimeIsUp):
            break
    run(small(search=HALVED), tmp_path / "whole")
    assert 4 < started < 13
    for table in ("trials.csv", "history.csv", "finalists.csv", "best.safetensors"):
        assert (tmp_path / "limited" / table).read_bytes() == (tmp_path / "whole" / table).read_bytes()


def test_it_stops_finalists_too_and_says_how_far_they_are(small, tmp_path):
    finals = {"finalists": {"count": 2, "repeats": 2}}
    run(small(search=finals), tmp_path / "whole")
    limited = small(search={**finals, "time_limit": 1e-9})
    told = [run(limited, tmp_path / "limited", existing=Existing.CONTINUE)[-1] for _ in range(12)]
    assert TimeIsUp(0, 4, "retrainings") in told
    assert TimeIsUp(3, 4, "retrainings") in told
    assert not isinstance(told[-1], TimeIsUp)
    assert (tmp_path / "limited/finalists.csv").read_bytes() == (tmp_path / "whole/finalists.csv").read_bytes()


LARGE = {"trials": 60, "rounds": 1, "halving": {"min_epochs": 1, "factor": 2}, "sampler": "coarse_to_fine"}


@pytest.fixture
def small_pieces(monkeypatch):
    monkeypatch.setattr(pieces, "PIECE", 16)


@pytest.mark.usefixtures("small_pieces")
def test_it_divides_a_large_halved_round_while_that_is_proposed(small, tmp_path):
    assert isinstance(run(small(search={**LARGE, "time_limit": 1e-9}), tmp_path)[-1], TimeIsUp)
    assert Run(tmp_path).meta("round_sizes") == [16, 44]
    assert 8 <= len(Run(tmp_path).outcomes) <= 16
    assert not any(
        isinstance(event, TimeIsUp) for event in run(small(search=LARGE), tmp_path, existing=Existing.CONTINUE)
    )
    assert sorted(outcome.number for outcome in Run(tmp_path).outcomes) == list(range(60))
    tables = (tmp_path / "trials.csv").read_bytes()
    run(small(search={**LARGE, "trials": 70}), tmp_path, existing=Existing.CONTINUE)
    assert (tmp_path / "trials.csv").read_bytes().startswith(tables)


@pytest.mark.usefixtures("small_pieces", "hours")
def test_it_ends_before_a_later_halved_round_is_proposed(small, tmp_path):
    search = {**LARGE, "rounds": 2, "time_limit": 40 * 3600}
    run(small(search=search), tmp_path / "limited")
    assert Run(tmp_path / "limited").meta("round_sizes") == [30, 30]
    run(small(search={**search, "time_limit": None}), tmp_path / "limited", existing=Existing.CONTINUE)
    run(small(search={**search, "time_limit": None}), tmp_path / "whole")
    assert (tmp_path / "limited" / "trials.csv").read_bytes() == (tmp_path / "whole" / "trials.csv").read_bytes()


@pytest.mark.usefixtures("small_pieces")
def test_a_limit_that_is_not_reached_changes_nothing(small, tmp_path):
    """A limit that is not reached changes nothing in a large halved round."""
    run(small(search={**LARGE, "time_limit": 3600}), tmp_path / "limited")
    run(small(search=LARGE), tmp_path / "whole")
    assert (tmp_path / "limited" / "trials.csv").read_bytes() == (tmp_path / "whole" / "trials.csv").read_bytes()
