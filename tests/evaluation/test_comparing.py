"""A winner and a baseline are compared on the same rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from hpsearch.evaluation.comparing import compared, mcnemar
from hpsearch.evaluation.judged_rows import JudgedRows
from hpsearch.trials.ranking import Ranking

Y = np.tile([0, 1], 100)


def classifier(wrong):
    """A classifier that is wrong in the first so many rows."""
    said = np.where(np.arange(200) < wrong, 1 - Y, Y)
    return JudgedRows(np.stack([1.0 - said, said * 1.0], axis=1), Y)


@given(st.integers(0, 60), st.integers(0, 60))
def test_mcnemar_is_the_binomial_test_of_what_one_got_wrong(first, second):
    """McNemar is the binomial test of the rows that only one got wrong."""
    expected = binomtest(first, first + second, 0.5).pvalue if first + second else 1.0
    assert mcnemar(first, second) == pytest.approx(expected)


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
