"""What holds for every metric that is registered."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.metrics import METRICS, default_metric, metric_named
from hpsearch.metrics.actual import Need

from .cases import rows, tasks_of

EVERY = [(name, task) for name in METRICS for task in tasks_of(METRICS[name])]
every = pytest.mark.parametrize(("name", "task"), EVERY)
seeds = st.integers(0, 10**9)


def same(value, expected):
    return value == pytest.approx(expected, rel=1e-9, abs=1e-9, nan_ok=True)


def perfect(y, p):
    return y if p.ndim == 1 else np.eye(p.shape[1])[y]


@every
@settings(max_examples=20)
@given(seeds)
def test_a_row_of_weight_2_counts_as_two_rows(name, task, seed):
    """A row of weight 2 counts as two rows and one of weight 0 as none."""
    p, y, _ = rows(seed, task)
    times = np.random.default_rng(seed).integers(0, 4, len(y))
    times[0] += 1
    repeated = np.repeat(np.arange(len(y)), times)
    assert same(METRICS[name].of(p, y, times), METRICS[name].of(p[repeated], y[repeated]))


@every
@settings(max_examples=10)
@given(seeds, st.floats(0.01, 100))
def test_only_the_proportion_of_the_weights_counts(name, task, seed, times):
    p, y, weights = rows(seed, task)
    assert same(METRICS[name].of(p, y, times * weights), METRICS[name].of(p, y, weights))
    assert same(METRICS[name].of(p, y, np.full(len(y), times)), METRICS[name].of(p, y))


@every
@settings(max_examples=10)
@given(seeds)
def test_the_order_of_the_rows_does_not_count(name, task, seed):
    p, y, weights = rows(seed, task)
    order = np.random.default_rng(seed).permutation(len(y))
    assert same(METRICS[name].of(p[order], y[order], weights[order]), METRICS[name].of(p, y, weights))


@every
@settings(max_examples=20)
@given(seeds)
def test_no_prediction_is_better_than_the_truth(name, task, seed):
    """The truth has the best value: 1 where more is better, else 0."""
    metric = METRICS[name]
    p, y, weights = rows(seed, task)
    best = metric.of(perfect(y, p), y, weights)
    value = metric.of(p, y, weights)
    if metric.needs == Need.NOTHING:
        assert np.isfinite([best, value]).all()
    different = len(np.unique(y[weights > 0]))
    least = {Need.NOTHING: 1, Need.VARIATION: 2}.get(metric.needs, p.shape[-1])
    if different >= least:
        assert same(best, 1.0 if metric.maximize else 0.0)
        assert (value <= best + 1e-12) if metric.maximize else (value >= best - 1e-12)
        lowest = {"mcc": -1.0, "r2": -np.inf}.get(name, 0.0)
        assert value >= lowest - 1e-12


@every
@settings(max_examples=10)
@given(seeds)
def test_rows_that_are_weighed_again_are_judged_anew(name, task, seed):
    """Rows that are weighed again and again are judged as each time anew."""
    p, y, weights = rows(seed, task)
    judge = METRICS[name].over(p, y)
    for each in (None, weights, weights[::-1], None):
        assert same(judge(each), METRICS[name].of(p, y, each))


@every
def test_a_metric_has_no_value_where_what_it_needs_is_not_there(name, task):
    """Rows of one class or number: an area and a share of the variance do not exist, and no metric raises."""
    p, _, weights = rows(0, task, least=10)
    value = METRICS[name].of(p, np.zeros(len(p), np.int64), weights, positive=0)
    if name in ("auc", "average_precision", "r2"):
        assert np.isnan(value)


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_is_found_by_its_full_name(name):
    assert metric_named(name) is METRICS[name]
    assert METRICS[name].full_name == name


@pytest.mark.parametrize(
    ("name", "value"), [("pinball_0.9", 0.9), ("f_beta_2", 2.0), ("f_beta_0.1234567891", 0.1234567891)]
)
def test_the_full_name_has_the_parameter(name, value):
    metric = metric_named(name)
    assert metric.full_name == name
    assert getattr(metric, metric.parameter) == value


@pytest.mark.parametrize("name", ["", "f2", "f_beta_", "f_beta_x", "f_beta_0", "f_beta_nan", "f_beta_2.0", "pinball_1",
                                  "auc_1", "pinball_0.5"])  # fmt: skip
def test_another_name_is_of_no_metric(name):
    """Nor is one whose parameter is out of range, the default, or written in another way."""
    with pytest.raises(KeyError):
        metric_named(name)


def test_f_beta_leans_to_recall_the_more_the_larger_beta_is():
    """Two of three rows are found, and two of four that are named are right."""
    y = np.array([1, 1, 1, 0, 0, 0])
    p = np.eye(2)[[1, 1, 0, 1, 1, 0]]
    values = [metric_named(name).of(p, y) for name in ("f_beta_0.01", "f_beta", "f_beta_100")]
    assert values == pytest.approx([1 / 2, 4 / 7, 2 / 3], abs=1e-3)


@pytest.mark.parametrize("quantile", [0.1, 0.5, 0.9])
def test_the_pinball_loss_is_lowest_at_its_quantile(quantile):
    y = np.random.default_rng(0).normal(size=999)
    at = np.quantile(y, [quantile - 0.05, quantile, quantile + 0.05])
    below, best, above = (
        metric_named(f"pinball_{quantile}".removesuffix("_0.5")).of(np.full(999, each), y) for each in at
    )
    assert best < min(below, above)


def test_the_positive_class_may_be_the_first():
    y, p = np.array([0, 0, 1, 1, 1]), np.eye(2)[[0, 1, 0, 1, 1]]
    assert METRICS["f1"].of(p, y, positive=0) == METRICS["f1"].of(p[:, ::-1], 1 - y)
    assert METRICS["average_precision"].of(p, y, positive=0) == METRICS["average_precision"].of(p[:, ::-1], 1 - y)


@pytest.mark.parametrize("task", ["classification", "regression"])
def test_the_default_metric_is_one_of_its_task(task):
    """The default metric is one of its task, and smaller is better."""
    assert task in METRICS[default_metric(task)].tasks
    assert not METRICS[default_metric(task)].maximize
    assert task in METRICS["loss"].tasks
