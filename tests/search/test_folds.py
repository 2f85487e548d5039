"""Trials that train once for each fold."""

import numpy as np
import pytest

from hpsearch.config import config_from
from hpsearch.data.inputs.stored_form import same_inputs
from hpsearch.errors import ConfigError
from hpsearch.runs.run import Run
from hpsearch.runs.trained_model import trained_model
from hpsearch.search.events import TrialFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.training.networks import cohorts
from hpsearch.workers.backends import start_workers
from tests.conftest import config_with
from tests.pages import ROOT

from .test_search import tables

PATIENTS = ROOT / "tests" / "data" / "cases" / "patients.csv"
FOLDS = {"source": "iris", "split": {"folds": 3}}
FINALISTS = {"finalists": {"count": 2, "repeats": 2}}


def test_a_trial_is_judged_on_all_rows_that_are_held_out(small, tmp_path):
    prepared = small(data=FOLDS, search={"trials": 4, "rounds": 1})
    tables(prepared, tmp_path)
    run = Run(tmp_path)
    last = run.history[run.history.epoch == 3]
    assert list(run.history.columns[:5]) == ["number", "repeat", "fold", "branch", "epoch"]
    assert last.groupby("number").fold.apply(list).to_list() == [[0, 1, 2]] * 4
    assert set(prepared.held_out) == {40}
    assert run.trials.dev_error.to_list() == pytest.approx(last.groupby("number").dev_error.mean().to_list())
    assert run.trials.dev_error_fold_std.to_list() == pytest.approx(last.groupby("number").dev_error.std().to_list())


def test_the_model_that_is_kept_trained_on_all_rows_that_are_not_test(small, tmp_path):
    prepared = small(data=FOLDS, search={"trials": 4, "rounds": 1})
    tables(prepared, tmp_path)
    model, whole = Run(tmp_path).model(), prepared.objective.dataset
    assert (model.preprocessing.shift == whole.preprocessing.shift).all()
    predicted = model.predict(np.asarray(whole.test.x.T, np.float64))
    assert predicted.shape == whole.test.y.shape


@pytest.mark.parametrize(("jobs", "largest"), [(2, 16), (1, 1)])
@pytest.mark.parametrize("more", [{}, {"halving": {"min_epochs": 1, "factor": 2}, "repeats": 2}])
def test_folds_are_the_same_bytes_for_any_workers_and_grouping(small, tmp_path, monkeypatch, jobs, largest, more):
    stated = {"trials": 6, **FINALISTS, **more}
    expected = tables(small(data=FOLDS, search=stated), tmp_path / "one")
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", largest)
    assert tables(small(data=FOLDS, search=stated), tmp_path / "other", jobs) == expected


def test_a_fold_counts_by_the_weights_of_its_rows(small, tmp_path):
    rows = [f"{row % 7},{row % 5},{1 + 9 * (row % 3 == 0)},{row * row % 11 % 2}" for row in range(90)]
    (tmp_path / "t.csv").write_text("\n".join(["a,b,w,y", *rows]))
    data = {"source": str(tmp_path / "t.csv"), "weight": "w", "split": {"folds": 4, "test": 0}}
    prepared = small(data=data, search={"trials": 2, "rounds": 1})
    tables(prepared, tmp_path / "run")
    run = Run(tmp_path / "run")
    last = run.history[run.history.epoch == 3].sort_values(["number", "fold"])
    counts = [view.dev.weights.sum() for view in prepared.objective.views.folds]
    expected = [np.average(trial.dev_error, weights=counts) for _, trial in last.groupby("number")]
    assert len(set(counts)) > 1
    assert run.trials.dev_error.to_list() == pytest.approx(expected)


def test_a_search_cut_off_between_folds_resumes_to_the_same_tables(small, tmp_path, monkeypatch):
    monkeypatch.setattr(cohorts, "LARGEST_COHORT", 1)
    prepared = small(data=FOLDS, search={"trials": 4, **FINALISTS})
    interrupted, finished = search(prepared, tmp_path / "cut", start_workers(1)), 0
    for event in interrupted:
        finished += isinstance(event, TrialFinished)
        if finished == 3:
            interrupted.close()
    assert len(Run(tmp_path / "cut").trials) == 3
    assert tables(prepared, tmp_path / "cut", existing=Existing.CONTINUE) == tables(prepared, tmp_path / "whole")


def test_a_finalist_has_one_result_for_each_new_seed(small, tmp_path):
    tables(small(data=FOLDS, search={"trials": 4, **FINALISTS}), tmp_path)
    assert Run(tmp_path).finalists.repeats.to_list() == [2, 2]


def test_panda_refuses_folds_in_a_sentence():
    with pytest.raises(ConfigError, match=r"data.split: has folds: many trainings of one trial, and panda watches"):
        config_from(config_with(data=FOLDS, search={"mode": "panda"}))


LEARNT_BY_HEART = {
    "hyperparameters": {
        "units": [64, 64],
        "optimizer": "adam",
        "learning_rate": {"choices": [0.01, 0.02, 0.03]},
        "epochs": 40,
    },
    "search": {"trials": 3, "rounds": 1},
}


@pytest.mark.parametrize(
    ("division", "low", "high"),
    [({}, 0.0, 0.1), ({"group": "patient"}, 0.2, 0.6), ({"group": "patient", "split": {"folds": 4}}, 0.25, 0.5)],
)
def test_what_is_learnt_by_heart_is_worth_nothing_for_others(small, tmp_path, division, low, high):
    """What is learnt of a patient by heart is worth nothing for others.

    The labels of the patients are drawn by chance: 32 % are ill.
    """
    prepared = small(data={"source": str(PATIENTS), **division}, **LEARNT_BY_HEART)
    tables(prepared, tmp_path)
    errors = Run(tmp_path).trials.dev_error
    assert low <= errors.min() <= errors.mean() <= high


def test_any_trial_has_a_model_trained_on_all_folds_not_only_the_best(small, tmp_path):
    """Its result is over all folds, and no single training has it."""
    prepared = small(data=FOLDS)
    tables(prepared, tmp_path)
    run = Run(tmp_path)
    model = trained_model(run, run.outcomes[-1].number)
    assert same_inputs(model.preprocessing, prepared.objective.dataset.preprocessing)
