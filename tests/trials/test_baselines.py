"""The comparison of the run's model with a baseline, in words."""

from math import inf, nan

import pytest

from hpsearch.records import replace
from hpsearch.trials.baselines import Comparison


def compared(better_by: float, low: float, high: float) -> Comparison:
    return Comparison("linear", 7, "dev_rmse", 0.2, 0.2 + better_by, better_by, low, high, 0.4, "t-test")


@pytest.mark.parametrize(("low", "high"), [(-inf, inf), (nan, nan)])
def test_an_interval_without_known_ends_is_left_out(low, high):
    assert compared(0.1, low, high).difference == "better by 0.1"
    assert compared(-0.1, low, high).difference == "worse by 0.1"
    assert compared(0.0, low, high).difference == "without a difference"


@pytest.mark.parametrize(("better_by", "known"), [(0.1, True), (inf, True), (nan, False)])
def test_a_difference_that_is_no_number_is_not_known(better_by, known):
    assert compared(better_by, better_by, better_by).is_known == known


@pytest.mark.parametrize(
    ("better_by", "p", "told"),
    [
        (-0.02, 0.4, "is worse than the trees, a baseline, by no more than chance explains"),
        (-0.02, 0.001, "is clearly worse than the trees, a baseline"),
        (0.02, 0.4, "is not clearly better than the trees, a baseline"),
    ],
)
def test_what_a_baseline_is_stands_beside_its_name(better_by, p, told):
    found = replace(compared(better_by, better_by - 0.01, better_by + 0.01), p=p)
    assert found.stands_to("the trees, a baseline") == told
