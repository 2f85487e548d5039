"""The figures at the right of the screen, and the scale of its charts."""

from types import SimpleNamespace

import numpy as np
import pytest

from hpsearch.screen.axis import ChartAxis
from hpsearch.screen.braille import Canvas
from hpsearch.screen.chart import _ticks_at_rows
from hpsearch.screen.figures import _rates, figures


@pytest.mark.parametrize(
    ("now", "stated", "told"),
    [
        (0.01, 0.01, [("learning_rate", "0.01")]),
        (0.002, 0.01, [("learning_rate", "0.01"), ("scheduled rate", "0.002")]),
        (0.002, None, [("learning_rate", "0.002")]),
    ],
)
def test_the_hyperparameter_and_the_rate_that_a_schedule_makes_of_it_have_names_of_their_own(now, stated, told):
    assert _rates(now, stated, networks=True) == told


@pytest.mark.parametrize(("alive", "rate", "norm"), [(True, "0.0001", "0.3"), (False, "8e-07", "0.0015")])
def test_after_the_end_the_figures_are_those_of_the_last_epoch(alive, rate, norm):
    """A training of short epochs reports its state only sometimes, and ends without a last report."""
    record = SimpleNamespace(metrics={"dev_loss": 0.5}, learning_rate=8e-7, gradient_norm=0.0015)
    last = SimpleNamespace(record=record, update_ratio=0.0, seconds=0.01)
    status = SimpleNamespace(
        values={"learning_rate": 0.003},
        learning_rate=1e-4,
        gradient_norm=0.3,
        update_ratio=0.1,
        seconds_per_epoch=0.01,
        seconds_left=None,
    )
    view = SimpleNamespace(
        history=lambda _trial: [last],
        story=lambda _trial: SimpleNamespace(epochs=[]),
        ranking=None,
        status=status,
        trial=0,
        trains_networks=True,
        alive=alive,
    )
    shown = dict(figures(view, 0, 20))
    assert (shown["scheduled rate"], shown["gradient_norm"]) == (rate, norm)


def test_a_rate_that_falls_to_nearly_nothing_does_not_stretch_the_axis():
    rates = np.append(np.linspace(0.01, 0.001, 99), 1e-8)
    axis = ChartAxis.around(rates)
    assert (axis.log, axis.high, axis.low) == (True, rates.max(), pytest.approx(rates.max() / 1e4))


def test_large_ticks_are_written_in_full():
    ticks = _ticks_at_rows(ChartAxis(20_000.0, 90_000.0), Canvas(40, 12))
    assert {"40000", "60000", "80000"} <= {*ticks}
