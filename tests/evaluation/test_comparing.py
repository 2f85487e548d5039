"""A winner and a baseline are compared on the same rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from hpsearch.evaluation.comparing import compared, difference_of_shares
from hpsearch.evaluation.judged_rows import JudgedRows
from hpsearch.trials.ranking import Ranking

Y = np.tile([0, 1], 100)


def classifier(wrong):
    """A classifier that is wrong in the first `wrong` rows."""
    said = np.where(np.arange(200) < wrong, 1 - Y, Y)
    return JudgedRows(np.stack([1.0 - said, said * 1.0], axis=1), Y)


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 1000))
def test_the_interval_of_errors_leaves_out_zero_where_p_is_below_a_twentieth(first, second, others):
    rows = first + second + others
    low, high, p = difference_of_shares(first, second, rows)
    assert low <= high
    assert (p < 0.05) == (low > 0 or high < 0)
    assert difference_of_shares(second, first, rows) == pytest.approx((-high, -low, p))


@pytest.mark.parametrize(("rows", "share"), [(20, 0.4), (120, 0.1), (120, 0.6), (1_000, 0.2)])
def test_equally_good_models_are_rarely_told_apart(rows, share):
    """Five draws in a hundred at most, and not much fewer than the exact test has."""
    draw = np.random.default_rng(0)
    either = draw.binomial(rows, share, 2_000)
    first = draw.binomial(either, 0.5)
    found = [difference_of_shares(a, b - a, rows)[2] < 0.05 for a, b in zip(first, either, strict=True)]
    exact = [binomtest(a, b).pvalue < 0.05 for a, b in zip(first, either, strict=True) if b]
    assert np.mean(exact) <= np.mean(found) <= 0.065


@pytest.mark.parametrize(
    ("metric", "maximize"), [("dev_error", False), ("dev_accuracy", True), ("dev_f1", True), ("dev_brier", False)]
)
def test_better_is_positive_for_any_metric(metric, maximize):
    """Better is positive for any metric and clear where it is large."""
    (found,) = compared(3, classifier(10), {"linear": classifier(60)}, Ranking(metric, maximize), seed=0)
    assert found.better_by > 0
    assert found.low < found.better_by < found.high
    assert found.clearly_better
    (worse,) = compared(3, classifier(60), {"linear": classifier(10)}, Ranking(metric, maximize), seed=0)
    assert worse.better_by == pytest.approx(-found.better_by)
    assert not worse.clearly_better


@pytest.mark.parametrize("metric", ["dev_error", "dev_auc"])
def test_equal_models_are_not_clearly_better(metric):
    (found,) = compared(0, classifier(20), {"linear": classifier(20)}, Ranking(metric, metric == "dev_auc"), seed=0)
    assert found.better_by == 0
    assert found.p == 1


def test_a_metric_without_a_value_is_compared_without_a_test():
    rows = JudgedRows(np.array([[0.2, 0.8], [0.4, 0.6]]), np.array([1, 1]))
    (found,) = compared(0, rows, {"linear": rows}, Ranking("dev_auc", maximize=True), seed=0)
    assert np.isnan(found.p)


def regressors(rows, seed, better_by=0.0):
    """Two models of some rows with errors of one size, or of which one has errors of `better_by` more."""
    draw = np.random.default_rng(seed)
    y, own, other = draw.normal(size=(3, rows))
    return JudgedRows(y + 0.1 * own, y), JudgedRows(y + better_by + 0.1 * other, y)


@pytest.mark.parametrize("rows", [2, 4, 6, 8])
def test_equally_good_models_are_rarely_told_apart_on_few_rows(rows):
    found = []
    for seed in range(300):
        own, other = regressors(rows, seed)
        found += compared(0, own, {"mean": other}, Ranking("dev_rmse", maximize=False), seed=seed)
    assert np.mean([each.p < 0.05 for each in found]) <= 0.1  # a bootstrap alone: 0.13 to 0.5


@pytest.mark.parametrize(("rows", "told"), [(2, False), (5, False), (6, True), (40, True)])
def test_a_far_better_model_is_told_apart_from_six_rows_on(rows, told):
    """With fewer it is said that there are too few, and no interval is shown."""
    own, other = regressors(rows, 0, better_by=2)
    (found,) = compared(0, own, {"mean": other}, Ranking("dev_rmse", maximize=False), seed=0)
    assert found.better_by > 1
    assert found.clearly_better == told
    assert (found.chance == "on too few rows to tell") == (not told)
    assert ("interval" in found.difference) == told


@pytest.mark.parametrize("metric", ["dev_error", "dev_f1", "dev_brier"])
def test_classifiers_are_not_told_apart_on_five_rows(metric):
    y = np.array([0, 1, 0, 1, 1])
    right, wrong = (JudgedRows(np.stack([1.0 - said, said * 1.0], axis=1), y) for said in (y, 1 - y))
    (found,) = compared(0, right, {"linear": wrong}, Ranking(metric, metric == "dev_f1"), seed=0)
    assert not found.clearly_better
