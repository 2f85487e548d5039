"""The standard error of an error or rmse comes from the rows: their squared errors, groups and weights."""

from math import sqrt

import numpy as np
import pytest

from hpsearch.evaluation.effective_rows import effective_rows
from hpsearch.evaluation.intervals import figure
from hpsearch.evaluation.judged_rows import JudgedRows
from hpsearch.evaluation.resampling import Resamples
from hpsearch.evaluation.statistics import statistic_of
from hpsearch.metrics import metric_named

RMSE = metric_named("rmse")


def numbers(residuals, **more):
    """Rows of a regression with such residuals."""
    return JudgedRows(np.asarray(residuals, dtype=float), np.zeros(len(residuals)), **more)


def classes(wrong, **more):
    """Rows of two classes, some of them wrong."""
    decided = np.asarray(wrong, dtype=float)
    return JudgedRows(np.stack([1 - decided, decided], axis=1), np.zeros(len(decided), dtype=np.int64), **more)


def test_rows_of_normal_residuals_count_as_themselves():
    residuals = np.random.default_rng(0).normal(size=4_000)
    assert effective_rows(numbers(residuals)) == pytest.approx(4_000, rel=0.1)


def test_classes_without_groups_and_weights_count_as_themselves():
    assert effective_rows(classes([0, 0, 1, 0, 0])) == 5


def test_of_a_long_tail_the_standard_error_is_that_of_the_bootstrap():
    rows = numbers(np.random.default_rng(0).standard_t(4.5, size=2_000))
    resampled = np.concatenate([statistic_of(RMSE, rows).values(counts) for counts in Resamples(2_000, 0)])
    of_rows = rows.value(RMSE) / sqrt(2 * effective_rows(rows))
    assert of_rows == pytest.approx(resampled.std(), rel=0.1)
    assert of_rows > 1.3 * rows.value(RMSE) / sqrt(2 * 2_000)


def test_towards_0_it_reaches_about_as_far_as_the_interval_of_evaluate():
    rows = numbers(np.random.default_rng(2).lognormal(3, 1.5, size=250))
    measured = figure(RMSE, rows, 0)
    half = 1.96 * measured.value / sqrt(2 * effective_rows(rows))
    assert half == pytest.approx(measured.value - measured.low, rel=0.4)


@pytest.mark.parametrize("made", [numbers, classes])
def test_rows_of_one_group_that_are_alike_count_once(made):
    """Twelve groups of 20 rows each are known as well as twelve rows, and by Student's t a little less."""
    of_groups = np.random.default_rng(0).random(12) < 0.4
    rows = made(np.repeat(of_groups, 20), groups=np.repeat(np.arange(12), 20))
    assert effective_rows(rows) == pytest.approx(effective_rows(made(of_groups, groups=np.arange(12))))
    assert effective_rows(rows) < 12


@pytest.mark.parametrize("made", [numbers, classes])
def test_two_groups_say_next_to_nothing_of_others(made):
    wrong = np.random.default_rng(0).random(480) < np.repeat([0.1, 0.2], 240)
    assert effective_rows(made(wrong, groups=np.repeat([0, 1], 240))) < 2
    assert effective_rows(made(wrong, groups=np.zeros(480, dtype=np.intp))) < 1


def test_a_row_that_counts_twice_is_not_two():
    residuals, weights = np.random.default_rng(0).normal(size=1_000), np.repeat([1.0, 9.0], 500)
    assert effective_rows(numbers(residuals, weights=weights)) == pytest.approx(1_000 / 1.64, rel=0.2)


def test_several_targets_are_judged_together():
    residuals = np.random.default_rng(0).normal(size=(500, 2)) * [1.0, 100.0]
    rows = JudgedRows(residuals, np.zeros((500, 2)), deviations=np.array([1.0, 100.0]))
    assert effective_rows(rows) == pytest.approx(1_000, rel=0.2)
