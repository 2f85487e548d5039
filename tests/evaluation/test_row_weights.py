"""In what `evaluate` prints, a row of weight 2 counts as two equal rows, except where rows are counted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.evaluation.judged_rows import JudgedRows
from hpsearch.evaluation.judgement_tables import (
    calibration_error,
    calibration_table,
    classes_table,
    residuals_table,
)
from hpsearch.evaluation.target_tables import residuals_of_targets
from hpsearch.records import replace

CLASSES = ("a", "b", "c")
SEEDS = st.integers(0, 10**9)


def weighted_and_repeated(outputs, y, seed):
    """The rows with whole weights, as `evaluate` judges them (without those of weight 0), and each so often as that."""
    weights = np.random.default_rng(seed).integers(0, 4, len(y))
    weights[0] = 2
    some = weights > 0
    weighted = JudgedRows(outputs[some], y[some], weights=weights[some].astype(np.float64))
    return weighted, JudgedRows(np.repeat(outputs, weights, axis=0), np.repeat(y, weights, axis=0))


def rows_of_classes(seed):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 60))
    return weighted_and_repeated(rng.dirichlet(np.ones(3), count), rng.integers(0, 3, count), seed + 1)


def rows_of_numbers(seed, shape=()):
    rng = np.random.default_rng(seed)
    count = int(rng.integers(1, 60))
    return weighted_and_repeated(rng.normal(size=(count, *shape)), rng.normal(size=(count, *shape)), seed + 1)


@given(SEEDS)
def test_a_row_of_weight_2_counts_twice_in_the_calibration_error(seed):
    weighted, repeated = rows_of_classes(seed)
    assert calibration_error(weighted) == pytest.approx(calibration_error(repeated))


@given(SEEDS)
def test_a_row_of_weight_2_counts_twice_in_each_level_of_confidence(seed):
    """In the mean and the share; the column `rows` says how many rows they come from."""
    weighted, repeated = map(calibration_table, rows_of_classes(seed))
    for column in ("from", "mean_probability", "share_right"):
        assert weighted.column(column) == pytest.approx(repeated.column(column))


@given(SEEDS)
def test_a_row_of_weight_2_counts_twice_in_precision_and_recall(seed):
    weighted, repeated = (classes_table(rows, CLASSES) for rows in rows_of_classes(seed))
    for column in ("precision", "recall"):
        assert weighted.column(column) == pytest.approx(repeated.column(column))


@given(SEEDS)
def test_a_row_of_weight_2_counts_twice_in_the_quantiles_of_the_residuals(seed):
    weighted, repeated = map(residuals_table, rows_of_numbers(seed))
    assert weighted.column("residual") == pytest.approx(repeated.column("residual"))


@given(SEEDS)
def test_a_row_of_weight_2_counts_twice_in_the_residuals_of_each_target(seed):
    weighted, repeated = (residuals_of_targets(("h", "w"), rows) for rows in rows_of_numbers(seed, (2,)))
    for target in ("h", "w"):
        assert weighted.column(target) == pytest.approx(repeated.column(target))


@given(SEEDS)
def test_rows_that_all_weigh_the_same_are_rows_without_weights(seed):
    rows = rows_of_classes(seed)[1]
    assert calibration_error(replace(rows, weights=np.ones(len(rows.y)))) == calibration_error(rows)


@given(SEEDS)
def test_the_calibration_error_is_the_mean_over_the_levels_of_confidence(seed):
    rows = rows_of_classes(seed)[1]
    table = calibration_table(rows)
    counts, mean, right = (np.array(table.column(name)) for name in ("rows", "mean_probability", "share_right"))
    assert calibration_error(rows) == pytest.approx(np.average(np.abs(mean - right), weights=counts))


def test_shares_of_classes_that_are_met_exactly_have_no_calibration_error():
    """A third of the rows are of each class, and each is given a third: sums of thirds left 1.3e-16."""
    thirds = JudgedRows(np.full((30, 3), 1 / 3), np.repeat(np.arange(3), 10))
    assert calibration_error(thirds) == 0.0
