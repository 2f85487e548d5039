from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.space import SCALES, Linear, Log, ReverseLog

UNIT = st.floats(0, 1)
ENDS = {
    "linear": st.tuples(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6)).map(lambda at: (at[0], at[0] + at[1])),
    "log": st.tuples(st.floats(-8, 4), st.floats(0.01, 8)).map(lambda at: (10 ** at[0], 10 ** (at[0] + at[1]))),
    "reverse_log": st.tuples(st.floats(0, 4), st.floats(0.01, 4)).map(
        lambda at: (1 - 10 ** -at[0], 1 - 10 ** -(at[0] + at[1]))
    ),
}
"""Typical ends for each scale, far enough apart to distinguish neighbouring coordinates."""

every_scale = pytest.mark.parametrize("name", SCALES)


def scale_of(name, data):
    return SCALES[name](*data.draw(ENDS[name]))


@every_scale
def test_a_scale_is_found_by_its_name(name):
    assert SCALES[name](0.25, 0.5).name == name


@every_scale
@given(data=st.data(), u=UNIT)
def test_a_coordinate_comes_back_from_its_value(name, data, u):
    scale = scale_of(name, data)
    assert scale.encode(scale.decode(u)) == pytest.approx(u, abs=1e-5)


@every_scale
@given(data=st.data(), share=UNIT)
def test_a_value_comes_back_from_its_coordinate(name, data, share):
    """A value comes back from its coordinate which lies in the unit interval."""
    scale = scale_of(name, data)
    value = min(scale.low + share * (scale.high - scale.low), scale.high)
    assert 0 <= scale.encode(value) <= 1
    assert scale.decode(scale.encode(value)) == pytest.approx(value, rel=1e-9, abs=1e-9 * (scale.high - scale.low))


@every_scale
@given(data=st.data())
def test_the_ends_lie_at_0_and_1(name, data):
    scale = scale_of(name, data)
    assert (scale.encode(scale.low), scale.encode(scale.high)) == (0, 1)
    assert (scale.decode(0), scale.decode(1)) == pytest.approx((scale.low, scale.high), rel=1e-12, abs=1e-12)


@every_scale
@given(data=st.data(), u=UNIT, v=UNIT)
def test_a_value_stays_in_range_and_rises(name, data, u, v):
    """A value never leaves its range and rises with its coordinate."""
    scale = scale_of(name, data)
    below, above = scale.decode(min(u, v)), scale.decode(max(u, v))
    assert scale.low <= below <= above <= scale.high


@every_scale
@given(u=UNIT)
def test_a_range_of_one_value_holds_that_value_alone(name, u):
    scale = SCALES[name](0.3, 0.3)
    assert scale.decode(u) == 0.3
    assert scale.encode(0.3) == 0.5


def test_the_quartiles_of_the_learning_rate_are_its_decades():
    assert [Log(1e-4, 1).decode(u) for u in (0, 0.25, 0.5, 0.75, 1)] == pytest.approx(
        [1e-4, 1e-3, 1e-2, 1e-1, 1], rel=1e-12
    )


def test_the_median_of_momentum_from_09_to_0999_is_099():
    assert ReverseLog(0.9, 0.999).decode(0.5) == pytest.approx(0.99, abs=1e-15)
    assert Linear(0.9, 0.999).decode(0.5) == pytest.approx(0.9495)


@given(data=st.data(), u=UNIT)
def test_reverse_log_is_the_log_scale_of_1_less_x_run_backwards(data, u):
    scale = scale_of("reverse_log", data)
    mirrored = Log(1 - scale.high, 1 - scale.low)
    assert 1 - scale.decode(u) == pytest.approx(mirrored.decode(1 - u), rel=1e-6)


@given(data=st.data(), u=st.floats(0, 0.9), step=st.floats(1e-3, 0.1))
def test_log_steps_are_equal(data, u, step):
    """Equal steps of the coordinate are equal steps of the logarithm."""
    scale = scale_of("log", data)
    stride = step * log(scale.high / scale.low)
    assert log(scale.decode(u + step) / scale.decode(u)) == pytest.approx(stride, rel=1e-6, abs=1e-12)
