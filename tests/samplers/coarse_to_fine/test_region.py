import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.samplers.coarse_to_fine.region import NARROWEST_REGION, Region

UNIT = st.floats(0, 1)


@st.composite
def regions(draw):
    centre = np.array(draw(st.lists(UNIT | st.just(np.nan), min_size=1, max_size=5)))
    lengths = np.array([draw(st.floats(0.05, 20)) for _ in centre])
    return Region.around(centre, lengths, draw(st.floats(0, 10)))


@given(regions())
def test_a_region_lies_in_the_unit_cube(region):
    """A region lies in the unit cube, around its centre, and is as wide at an edge as elsewhere."""
    low, high = region.low(), region.high()
    assert ((low >= 0) & (low <= region.centre) & (region.centre <= high) & (high <= 1)).all()
    assert (high - low >= np.minimum(2 * region.half, 1) - 1e-9).all()


@given(regions(), st.integers(0, 2**32 - 1))
def test_candidates_lie_within_and_move(region, seed):
    """Candidates lie within and each moves along at least one axis."""
    axes = len(region.centre)
    rows = region.candidates(np.random.default_rng(seed), 50, np.zeros(axes, bool))
    assert ((rows >= region.low()) & (rows <= region.high())).all()
    assert (rows != region.centre).any(axis=1).mean() > 0.9


def test_a_region_narrows_where_the_axis_matters():
    """A region is narrow where the axis matters and narrows as trials double."""
    centre = np.array([0.5, 0.5])
    half = [Region.around(centre, np.array([0.2, 2.0]), doublings).half for doublings in (0, 1, 50)]
    assert half[0][0] < half[0][1]
    assert half[1][0] == pytest.approx(0.7 * half[0][0])
    assert half[2][0] == NARROWEST_REGION / 2


def test_an_option_is_mostly_kept_and_sometimes_any_other():
    region = Region.around(np.array([0.25, 0.5]), np.array([0.5, 0.5]), 3.0)
    rows = region.candidates(np.random.default_rng(0), 4000, np.array([True, False]))
    changed = rows[:, 0] != 0.25
    assert changed.mean() == pytest.approx(2 * region.half[0] * 2 / 3, rel=0.25)
    assert rows[changed, 0].max() > 0.95
