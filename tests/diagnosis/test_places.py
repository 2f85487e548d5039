"""The places where the surface of a run is looked at."""

import numpy as np
import pytest

from hpsearch.diagnosis.importance import effects_of_values
from hpsearch.diagnosis.places import places_over
from hpsearch.space import Range, Space


@pytest.mark.parametrize("axes", [2, 4, 8, 12, 16])
def test_the_effect_of_one_axis_is_taken_for_that_of_no_other(axes):
    """Nor for that of any two others, whether it is linear or not."""
    u = places_over(axes)
    names = [f"x{axis:02}" for axis in range(axes)]
    space = Space.of({name: Range(0.0, 1.0) for name in names})
    for one in (0, axes // 2, axes - 1):
        for values in (u[:, one], (u[:, one] - 0.5) ** 2):
            effects = effects_of_values(space.axes, u, values[None])
            assert all(each.share < 1e-6 for each in effects.main if each.axes != (names[one],))
            assert all(each.share < 0.03 for each in effects.pairs)


def test_each_place_is_another_one_on_every_axis():
    """As many as are needed for so many axes, evenly from 0 to 1."""
    for axes in (1, 3, 45):
        u = places_over(axes)
        steps = np.diff(np.sort(u, axis=0), axis=0)
        assert u.shape[1] == axes
        assert steps == pytest.approx(np.full(steps.shape, 1 / len(u)))


def test_the_same_axes_have_the_same_places():
    """To the last bit, and in an order that tells nothing about them."""
    assert places_over(5).tobytes() == places_over(5).tobytes()
    assert np.abs(np.corrcoef(np.arange(len(places_over(5))), places_over(5).T)[0, 1:]).max() < 0.1
