"""Intervals for the mean of a few draws."""

from math import inf, pi, sqrt, tan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.trials.intervals import ConfidenceInterval, t_quantile

TABLE = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571, 9: 2.262, 10: 2.228, 29: 2.045, 30: 2.042, 120: 1.980}


@pytest.mark.parametrize(("degrees", "quantile"), TABLE.items())
def test_quantiles_are_those_of_the_printed_tables(degrees, quantile):
    assert t_quantile(degrees) == pytest.approx(quantile, abs=5e-4)


def test_quantiles_agree_with_their_closed_forms_and_their_limit():
    assert t_quantile(1) == pytest.approx(tan(0.475 * pi), rel=1e-12)
    assert t_quantile(2) == pytest.approx(0.95 * sqrt(2 / (1 - 0.95**2)), rel=1e-12)
    assert t_quantile(100_000) == pytest.approx(1.959964, abs=1e-4)


@given(st.integers(1, 200))
def test_more_draws_need_fewer_standard_errors(degrees):
    assert t_quantile(degrees) > t_quantile(degrees + 1) > 1.95


@pytest.mark.parametrize("n", [2, 5])
def test_nineteen_of_twenty_intervals_hold_the_mean(n):
    draws = np.random.default_rng(0).normal(3, 2, size=(4_000, n))
    held = np.mean([abs((each := ConfidenceInterval.of(row)).middle - 3) <= each.half for row in draws.tolist()])
    assert held == pytest.approx(0.95, abs=0.01)


def test_a_single_draw_says_nothing_of_where_the_mean_lies():
    assert ConfidenceInterval.of([0.25]) == ConfidenceInterval(0.25, inf)
    assert ConfidenceInterval.of([0.25]).contains_zero


def test_equal_draws_leave_no_doubt():
    assert ConfidenceInterval.of([0.1] * 5) == ConfidenceInterval(0.1, 0.0)
    assert ConfidenceInterval.of([0.0] * 5).contains_zero
    assert not ConfidenceInterval.of([0.1] * 5).contains_zero
