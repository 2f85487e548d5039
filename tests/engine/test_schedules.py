"""The learning-rate schedules against the notes' formulas (§XX), and the laws that all of them share."""

from math import cos, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.engine.schedules import SCHEDULES, scheduled_rate

FORMULAS = {
    "constant": lambda _epoch: 1,
    "inverse_time": lambda epoch: 1 / (1 + 0.5 * epoch),
    "exponential": lambda epoch: 0.5**epoch,
    "inverse_sqrt": lambda epoch: 1 / sqrt(1 + 0.5 * epoch),
    "staircase": lambda epoch: 2.0 ** -(epoch // 3),
    "flat_cos": lambda epoch: 1 if epoch < 10 else (1 + cos(pi * (epoch - 10) / 10)) / 2,
    "cosine": lambda epoch: (1 + cos(pi * epoch / 20)) / 2,
}
"""For 20 epochs, decay_rate 0.5 and decay_epochs 3."""

every_schedule = pytest.mark.parametrize("name", SCHEDULES)


def rate(name, epoch, epochs=20, decay_rate=0.5, decay_epochs=3, warmup=0):
    return scheduled_rate(name, 0.1, epoch, epochs, decay_rate=decay_rate, decay_epochs=decay_epochs, warmup=warmup)


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("epoch", [0, 1, 2, 3, 7, 19])
def test_it_is_its_formula(name, epoch):
    assert rate(name, epoch) == pytest.approx(0.1 * FORMULAS[name](epoch), rel=1e-14)


@every_schedule
def test_the_first_epoch_trains_at_the_full_rate(name):
    assert rate(name, 0) == 0.1


@every_schedule
@given(st.integers(0, 98), st.floats(0, 1), st.integers(1, 50))
def test_it_never_rises_and_stays_above_zero_or_at_it(name, epoch, decay_rate, decay_epochs):
    now, then = (rate(name, at, 100, decay_rate, decay_epochs) for at in (epoch, epoch + 1))
    assert 0 <= then <= now <= 0.1


@every_schedule
def test_warm_up_rises_before_the_schedule_counts(name):
    """A warm-up rises linearly and the schedule counts from its end."""
    assert [rate(name, epoch, 23, warmup=3) for epoch in range(3)] == pytest.approx([0.025, 0.05, 0.075])
    assert [rate(name, epoch, 23, warmup=3) for epoch in range(3, 23)] == [rate(name, epoch) for epoch in range(20)]
