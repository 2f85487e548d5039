"""Changes of the user's own code: only values of the present type are accepted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.training.own.function.live_recipe import OwnLiveRecipe
from hpsearch.training.own.recipe import UNLIMITED, OwnRecipe
from hpsearch.trials.interventions import Intervention, Moment

VALUES = {
    "rate": 0.1,
    "rows": 8,
    "fast": True,
    "kind": "plain",
    "name": "a",
    "widths": [1, 2],
    "cut": None,
    "mixed": 1,
}
CHOICES = {"kind": ("plain", "fancy"), "mixed": (1, 0.5, "auto", True)}


def recipe(**values):
    return OwnLiveRecipe(OwnRecipe.of({**VALUES, **values}), tuple(VALUES), CHOICES, "train.py:train")


TAKEN = [
    ("rate", 1, 1.0),
    ("rate", -0.5, -0.5),
    ("rows", 4.0, 4),
    ("fast", False, False),
    ("kind", "fancy", "fancy"),
    ("name", "b", "b"),
    ("widths", [3], [3]),
    ("cut", 0.5, 0.5),
    ("mixed", 0.5, 0.5),
    ("mixed", "auto", "auto"),
    ("mixed", 3, 3),
]


@pytest.mark.parametrize(("name", "value", "kept"), TAKEN)
def test_a_value_of_the_same_kind_or_a_choice_is_taken(name, value, kept):
    checked = recipe().checked(name, value)
    assert (checked, type(checked)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("rate", value) for value in ("fast", True, None, float("inf"), float("nan"), 10**400, [1.0])),
        *(("rows", value) for value in (0.5, True, "8", 10**400)),
        *(("fast", 1), ("fast", "yes"), ("kind", "blue"), ("name", 1), ("widths", 3), ("mixed", 0.25)),
    ],
)
def test_a_value_of_another_kind_is_refused(name, value):
    with pytest.raises(ValueError, match=r"expected|is too large"):
        recipe().checked(name, value)


@given(
    st.sampled_from([*VALUES]),
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists),
)
def test_any_value_is_taken_or_refused(name, value):
    try:
        checked = recipe().checked(name, value)
    except ValueError:
        return
    changed = recipe().changed(Intervention(0, Moment(0, 1, 0), name, None, checked))
    assert changed.values(1)[name] == checked


def test_what_is_planned_and_what_regularises_is_read_from_the_hyperparameters():
    assert (recipe().epochs, recipe().recipe.epochs) == (None, UNLIMITED)
    assert recipe(epochs=9).epochs == 9
    assert (recipe().rate(1), recipe(learning_rate=1).rate(1)) == (None, 1.0)
    live = OwnLiveRecipe(OwnRecipe.of({"l2": 0, "weight_decay": 0.1}), ("l2", "weight_decay"), {}, "train.py:train")
    assert (recipe().regularised_more, live.regularised_more) == ("", "weight_decay=3x")
