"""Several folds as one outcome."""

from statistics import stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.records import replace
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.folds import fold_count, over_folds, over_trainings
from hpsearch.trials.outcomes import Outcome, Status, Trial


def training(fold, error, repeat=0, **more):
    record = EpochRecord(repeat, 0, 1, 0.1, {}, 1.0, fold)
    metrics = {"dev_error": error, "dev_rmse": error}
    plain = Outcome(Trial(0, 1, {}), Status.COMPLETE, metrics, 2, 3, history=(record,), repeat=repeat, fold=fold)
    return replace(plain, **more)


@given(st.lists(st.lists(st.floats(-10, 10), min_size=1, max_size=9), min_size=2, max_size=6))
def test_metrics_are_those_of_all_rows_that_are_held_out(rows):
    """The mean of differences, and the root of the mean of their squares, over all rows at once."""
    folds = [training(fold, sum(values) / len(values), parameters=1) for fold, values in enumerate(rows)]
    for outcome, values in zip(folds, rows, strict=True):
        outcome.metrics["dev_rmse"] = (sum(value**2 for value in values) / len(values)) ** 0.5
    every = [value for values in rows for value in values]
    outcome = over_folds(folds[::-1], "dev_error", [len(values) for values in rows])
    assert outcome.metrics["dev_error"] == pytest.approx(sum(every) / len(every), abs=1e-9)
    assert outcome.metrics["dev_rmse"] == pytest.approx((sum(v**2 for v in every) / len(every)) ** 0.5, abs=1e-9)
    deviation = stdev([each.metrics["dev_error"] for each in folds])
    assert outcome.metrics["dev_error_fold_std"] == pytest.approx(deviation, abs=1e-9)
    assert outcome.parameters is None


def test_repeats_of_folds_are_means_over_the_repeats():
    """Repeats of folds are means over the repeats with both deviations."""
    trainings = [training(fold, 0.1 * fold + 0.2 * repeat, repeat) for repeat in range(2) for fold in range(3)]
    outcome = over_trainings(trainings[::-1], "dev_error", [10, 10, 10])
    assert outcome.metrics["dev_error"] == pytest.approx(0.2)
    assert outcome.metrics["dev_error_fold_std"] == pytest.approx(0.1)
    assert outcome.metrics["dev_error_std"] == pytest.approx(stdev([0.1, 0.3]))
    assert [(record.repeat, record.fold) for record in outcome.history] == [(r, f) for r in range(2) for f in range(3)]


def test_a_trial_diverges_with_any_of_its_folds():
    folds = [training(0, 0.1), training(1, 0.1, status=Status.DIVERGED, message="loss not finite in epoch 1")]
    outcome = over_folds(folds, "dev_error", [1, 1])
    assert (outcome.status, outcome.metrics) == (Status.DIVERGED, {})
    assert outcome.message == "fold 1: loss not finite in epoch 1"


def test_a_single_training_is_the_outcome():
    one = training(0, 0.1)
    assert over_trainings([one], "dev_error", [3]) is one


@pytest.mark.parametrize("split", ["auto", {"train": 0.5, "dev": 0.5}, None])
def test_without_folds_there_is_one_training(split):
    assert fold_count({"data": {"split": split}}) == 1
