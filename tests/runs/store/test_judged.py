"""Baselines, comparisons and looks come back from run.db as they were stored."""

from math import isnan, nan

import pytest

from hpsearch.runs.store.database import Database
from hpsearch.trials.baselines import Baseline, Comparison
from hpsearch.trials.looks import Look

LINEAR = Baseline("linear", {"learning_rate": 0.1}, {"dev_error": 0.2}, seconds=0.5)
SKIPPED = Baseline("boosted_trees", message="no time")


@pytest.fixture
def database(tmp_path):
    with Database.create(tmp_path / "run", {"headline": "error"}) as database:
        yield database


def compared(**changed):
    numbers = {"value": 0.1, "of_baseline": 0.2, "better_by": 0.1, "low": -0.1, "high": 0.3, "p": 0.4, **changed}
    return Comparison("linear", 3, "dev_error", **numbers, test="Bonett and Price")


def test_baselines_and_comparisons_come_back_in_their_order(database):
    database.replace_baselines([LINEAR, SKIPPED])
    database.replace_comparisons([compared()])
    assert database.baselines() == [LINEAR, SKIPPED]
    assert database.comparisons() == [compared()]


def test_new_baselines_take_the_place_of_old_ones(database):
    """New baselines take the place of old ones and of what was compared with them."""
    database.replace_baselines([LINEAR])
    database.replace_comparisons([compared()])
    database.replace_baselines([SKIPPED])
    assert database.baselines() == [SKIPPED]
    assert database.comparisons() == []


def test_a_value_that_is_no_number_comes_back_as_none(database):
    database.replace_comparisons([compared(p=nan)])
    assert isnan(database.comparisons()[0].p)


def test_every_look_is_kept_in_its_order(database):
    looks = [Look(3, 1.5, {"metrics": []}), Look(0, 2.5, {"metrics": [{"metric": "error"}]})]
    for look in looks:
        database.add_look(look)
    assert database.looks() == looks


@pytest.mark.parametrize(("better_by", "p", "clearly"), [(0.1, 0.01, True), (0.1, 0.2, False), (-0.1, 0.01, False)])
def test_better_by_chance_is_not_clearly_better(better_by, p, clearly):
    assert compared(better_by=better_by, p=p).clearly_better is clearly
