"""Trials that train several times, on other draws."""

import pytest

from hpsearch.runs.run import Run
from hpsearch.search.events import TrialFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.training.networks import cohorts
from hpsearch.training.networks.cohort import Cohort
from hpsearch.workers.backends import start_workers
from tests.search.test_search import tables

REPEATED = {"repeats": 3, "trials": 6}


def test_the_first_repeat_is_what_a_search_without_repeats_gets(small, tmp_path):
    tables(small(search={"trials": 3, "rounds": 1}), tmp_path / "once")
    tables(small(search={"trials": 3, "rounds": 1, "repeats": 2}), tmp_path / "twice")
    once, twice = Run(tmp_path / "once").history, Run(tmp_path / "twice").history
    first = twice[twice.repeat == 0].reset_index(drop=True)
    assert first.equals(once)
    assert not twice[twice.repeat == 1].dev_loss.isin(once.dev_loss).any()


def test_a_trial_is_the_mean_of_its_repeats_with_their_spread(small, tmp_path):
    tables(small(search=REPEATED), tmp_path)
    run = Run(tmp_path)
    last = run.history[run.history.epoch == 3].groupby("number")
    assert list(run.trials.columns[3:8]) == ["dev_error", "dev_loss", "train_error", "train_loss", "dev_error_std"]
    assert run.trials.dev_error.to_list() == pytest.approx(last.dev_error.mean().to_list())
    assert run.trials.dev_error_std.to_list() == pytest.approx(last.dev_error.std().to_list())
    assert set(last.repeat.count()) == {3}


@pytest.mark.parametrize(("jobs", "largest"), [(2, 16), (1, 1), (1, 4)])
def test_repeats_are_the_same_bytes_for_any_workers_and_grouping(small, tmp_path, monkeypatch, jobs, largest):
    expected = tables(small(search=REPEATED), tmp_path / "one")
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", largest)
    assert tables(small(search=REPEATED), tmp_path / "other", jobs) == expected


def test_a_search_cut_off_between_repeats_resumes_to_the_same_tables(small, tmp_path, monkeypatch):
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 1)
    prepared = small(search=REPEATED)
    interrupted, finished = search(prepared, tmp_path / "cut", start_workers(1)), 0
    for event in interrupted:
        finished += isinstance(event, TrialFinished)
        if finished == 2:
            interrupted.close()
    assert len(Run(tmp_path / "cut").trials) == 2
    assert tables(prepared, tmp_path / "cut", existing=Existing.CONTINUE) == tables(prepared, tmp_path / "whole")


def test_a_trial_fails_with_any_of_its_repeats(small, tmp_path, monkeypatch):
    whole_cohort = Cohort

    def cohort(recipes, training_set, seed, repeat):
        if repeat == 1:
            raise MemoryError("no room")
        return whole_cohort(recipes, training_set, seed, repeat)

    monkeypatch.setattr("hpsearch.training.networks.cohort.Cohort", cohort)
    tables(small(search={"trials": 2, "rounds": 1, "repeats": 2}), tmp_path)
    trials = Run(tmp_path).trials
    assert set(trials.status) == {"failed"}
    assert set(trials.message) == {"repeat 1: MemoryError: no room"}
