"""The estimate of `check --workers`: how busy workers would be."""

import pytest

from hpsearch.search.utilization import WELL_USED, utilization

ALIKE = {"units": [8], "learning_rate": {"low": 1e-3, "high": 1, "scale": "log"}, "optimizer": "adam"}
"""Trials that all take as long."""


@pytest.mark.parametrize(
    ("search", "workers", "share", "well_used"),
    [
        ({"trials": 8, "rounds": 4}, 1, 1.0, 1),
        ({"trials": 8, "rounds": 4}, 2, 1.0, 2),
        ({"trials": 8, "rounds": 4}, 4, 0.5, 2),
        ({"trials": 8, "rounds": 1}, 8, 1.0, 8),
        ({"trials": 6, "rounds": 2}, 2, 0.75, 1),  # two of a round's three trainings follow each other
        ({"trials": 8, "rounds": 2, "repeats": 2}, 8, 1.0, 8),
        ({"trials": 4, "rounds": 1, "finalists": {"count": 1, "repeats": 2}}, 4, 0.75, 2),
    ],
)
def test_workers_wait_for_the_last_training_of_each_round(small, search, workers, share, well_used):
    use = utilization(small(hyperparameters=ALIKE, search={"finalists": None, **search}), workers)
    assert (use.share, use.well_used) == (pytest.approx(share), well_used)


@pytest.mark.parametrize(
    ("search", "workers", "share"),
    [
        ({"trials": 9, "rounds": 3}, 2, 0.75),  # of each round's three trainings one is alone
        ({"trials": 9, "rounds": 3, "lag": 2}, 2, 0.9),  # workers wait only at the end
        ({"trials": 8, "rounds": 4, "lag": 2}, 4, 1.0),
        ({"trials": 8, "rounds": 4, "lag": 4}, 8, 1.0),
        ({"trials": 8, "rounds": 4, "lag": 2, "finalists": {"count": 1, "repeats": 2}}, 4, 10 / 12),
    ],
)
def test_workers_wait_less_where_rounds_overlap(small, search, workers, share):
    use = utilization(small(hyperparameters=ALIKE, search={"finalists": None, **search}), workers)
    assert use.share == pytest.approx(share)


def test_halving_makes_workers_wait_at_each_rung(small):
    halving = {"trials": 8, "rounds": 1, "finalists": None, "halving": {"min_epochs": 1, "factor": 2}}
    prepared = small(hyperparameters={**ALIKE, "epochs": 4}, search=halving)
    # eight train one epoch, four another, two the last two
    assert utilization(prepared, 8).share == pytest.approx((8 + 4 + 2 * 2) / (8 * 4))


def test_a_long_training_makes_the_others_wait(small):
    prepared = small(hyperparameters={"layers": {"low": 1, "high": 3}, "units": 64}, search={"trials": 8, "rounds": 1})
    assert 1 / 8 < utilization(prepared, 8).share < WELL_USED
