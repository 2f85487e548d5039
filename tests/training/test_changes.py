"""Hyperparameters that change while training runs hold from the next epoch on."""

import numpy as np
import pytest

from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.records import replace
from hpsearch.training.networks.cohort import COLUMNS, Cohort

from .sets import recipe, training_set

CHANGED = {
    "learning_rate": 0.2,
    "beta1": 0.5,
    "beta2": 0.7,
    "epsilon": 1e-3,
    "weight_decay": 0.1,
    "l2": 2.0,
    "clip_norm": 0.01,
    "label_smoothing": 0.2,
    "ema": 0.9,
}


def test_every_column_can_change():
    assert set(CHANGED) == set(COLUMNS)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("name", COLUMNS)
def test_a_changed_column_leaves_the_companion_alone(optimizer, name):
    """As a cohort does that had the new value from the start and is put where this one is."""
    usual = recipe(optimizer=optimizer, weight_decay=0.01)
    changing, made = Cohort([usual, usual], training_set(), 0), training_set()
    changing.train_epoch()
    other = Cohort([replace(usual, **{name: CHANGED[name]}), usual], made, 0)
    other.network.parameters[...] = changing.network.parameters
    for buffer, value in changing.descent.state.items():
        other.descent.state[buffer][...] = value
    other.descent.t, other.epoch = changing.descent.t, changing.epoch

    changing.recipes[0], changing.columns[name][0] = other.recipes[0], CHANGED[name]
    for cohort in (changing, other):
        cohort.train_epoch()
    assert changing.network.parameters.tobytes() == other.network.parameters.tobytes()
    used = name in (*OPTIMIZERS[optimizer].hyperparameters, "l2", "clip_norm", "label_smoothing")
    assert np.array_equal(changing.parameters(0), changing.parameters(1)) != used


def test_a_rate_that_is_changed_by_hand_is_what_a_timetable_does():
    made, usual = training_set(), recipe(learning_rate=0.01)
    by_hand = Cohort([usual], made, 0)
    planned = Cohort([replace(usual, schedule=((0, 0.01), (1, 0.2)))], made, 0)
    by_hand.train_epoch()
    by_hand.change(0, replace(usual, learning_rate=0.2))
    by_hand.train_epoch()
    for _ in range(2):
        planned.train_epoch()
    assert by_hand.parameters(0).tobytes() == planned.parameters(0).tobytes()
