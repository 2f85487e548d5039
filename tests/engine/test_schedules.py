"""The learning-rate schedules against the notes' formulas (§XX), and the laws that all of them share."""

from math import cos, log2, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.engine.schedules import SCHEDULES, by_step, scheduled_rate

FORMULAS = {
    "constant": lambda _epoch: 1,
    "inverse_time": lambda epoch: 1 / (1 + 0.5 * epoch),
    "exponential": lambda epoch: 0.5**epoch,
    "inverse_sqrt": lambda epoch: 1 / sqrt(1 + 0.5 * epoch),
    "staircase": lambda epoch: 2.0 ** -(epoch // 3),
    "flat_cos": lambda epoch: 1 if epoch < 10 else (1 + cos(pi * (epoch - 10) / 10)) / 2,
    "coslog4": lambda epoch: (1 - cos(2 * pi * log2(1 + 15 * epoch / 20))) / 2,
    "cosine": lambda epoch: (1 + cos(pi * epoch / 20)) / 2,
}
"""For 20 epochs, decay_rate 0.5 and decay_epochs 3."""

every_schedule = pytest.mark.parametrize("name", SCHEDULES)
by_epoch = pytest.mark.parametrize("name", [name for name in SCHEDULES if not by_step(name)])
by_steps = pytest.mark.parametrize("name", [name for name in SCHEDULES if by_step(name)])


def rate(name, epoch, epochs=20, decay_rate=0.5, decay_epochs=3, warmup=0):
    return scheduled_rate(name, 0.1, epoch, epochs, decay_rate=decay_rate, decay_epochs=decay_epochs, warmup=warmup)


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("epoch", [0, 1, 2, 3, 7, 19])
def test_it_is_its_formula(name, epoch):
    assert rate(name, epoch) == pytest.approx(0.1 * FORMULAS[name](epoch), rel=1e-14)


@by_epoch
def test_the_first_epoch_trains_at_the_full_rate(name):
    assert rate(name, 0) == 0.1


@by_epoch
@given(st.integers(0, 98), st.floats(0, 1), st.integers(1, 50))
def test_it_never_rises_and_stays_above_zero_or_at_it(name, epoch, decay_rate, decay_epochs):
    now, then = (rate(name, at, 100, decay_rate, decay_epochs) for at in (epoch, epoch + 1))
    assert 0 <= then <= now <= 0.1


@by_epoch
@given(st.integers(0, 19), st.floats(0, 0.999))
def test_a_part_of_an_epoch_changes_nothing(name, epoch, part):
    assert rate(name, epoch + part) == rate(name, epoch)


@by_steps
@given(st.floats(0, 20))
def test_a_rate_of_each_step_stays_within_the_full_one_and_ends_at_zero(name, epoch):
    assert 0 <= rate(name, epoch) <= 0.1
    assert rate(name, 20) == pytest.approx(0, abs=1e-12)
    assert rate(name, epoch) == pytest.approx(rate(name, min(epoch + 1e-9, 20)), abs=1e-7)


def test_coslog4_has_four_waves_each_twice_as_long_as_the_one_before():
    ends = [20 * (2**wave - 1) / 15 for wave in range(5)]
    assert [rate("coslog4", end) for end in ends] == pytest.approx([0] * 5, abs=1e-12)
    tops = [20 * (2 ** (wave + 0.5) - 1) / 15 for wave in range(4)]
    assert [rate("coslog4", top) for top in tops] == pytest.approx([0.1] * 4)


@every_schedule
def test_warm_up_rises_before_the_schedule_counts(name):
    """A warm-up rises linearly and the schedule counts from its end."""
    assert [rate(name, epoch, 23, warmup=3) for epoch in range(3)] == pytest.approx([0.025, 0.05, 0.075])
    assert [rate(name, epoch, 23, warmup=3) for epoch in range(3, 23)] == [rate(name, epoch) for epoch in range(20)]
