import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.samplers.coarse_to_fine.conditions import Presence, Rule

LAYERS = st.lists(st.integers(0, 3), min_size=4, max_size=40)


def used(rows):
    """By learned conditions, in their order, which of all axes of the rows are used."""
    shown = np.where(np.isnan(rows), 0.5, rows)
    for presence in Presence.learn(rows, [True, False, False]):
        shown[~presence.holds(shown), presence.axis] = np.nan
    return ~np.isnan(shown)


@given(LAYERS, st.randoms(use_true_random=False))
def test_conditions_are_learned_from_trials(layers, random):
    """Axis 1 is used where the option is the first, axis 2 where axis 1 is above a half."""
    rows = np.array([[(layer % 2 + 0.5) / 2, random.random(), random.random()] for layer in layers])
    rows[rows[:, 0] > 0.5, 1] = np.nan
    rows[~(rows[:, 1] > 0.5), 2] = np.nan
    drawn = ~np.isnan(rows)
    for axis in (1, 2):
        assert drawn[:, axis].sum() == 0 or (used(rows) == drawn)[:, axis].all()


@given(st.lists(st.tuples(*[st.one_of(st.none(), st.floats(0, 1))] * 3), min_size=2, max_size=20))
def test_an_axis_is_held_to_be_used_wherever_a_trial_used_it(trials):
    rows = np.array(trials, float)
    for presence in Presence.learn(rows, [False, True, False]):
        assert presence.holds(rows)[~np.isnan(rows[:, presence.axis])].all()


def test_a_learned_bound_lies_halfway():
    """A bound lies halfway between the last trial with the axis and the first without."""
    rows = np.array([[0.1, np.nan], [0.3, np.nan], [0.5, 0.2], [0.9, 0.4]])
    (presence,) = Presence.learn(rows, [False, False])
    assert presence == Presence(1, (Rule(0, 0.4, np.inf),))


def test_axes_that_all_trials_use_or_none_have_no_conditions():
    rows = np.array([[0.1, np.nan], [0.3, np.nan]])
    assert Presence.learn(rows, [False, False]) == ()
