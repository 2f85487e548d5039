"""The figures at the right of the screen, and the scale of its charts."""

import numpy as np
import pytest

from hpsearch.screen.axis import ChartAxis
from hpsearch.screen.braille import Canvas
from hpsearch.screen.chart import _ticks_at_rows
from hpsearch.screen.figures import _rates


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


def test_a_rate_that_falls_to_nearly_nothing_does_not_stretch_the_axis():
    rates = np.append(np.linspace(0.01, 0.001, 99), 1e-8)
    axis = ChartAxis.around(rates)
    assert (axis.log, axis.high, axis.low) == (True, rates.max(), pytest.approx(rates.max() / 1e4))


def test_large_ticks_are_written_in_full():
    ticks = _ticks_at_rows(ChartAxis(20_000.0, 90_000.0), Canvas(40, 12))
    assert {"40000", "60000", "80000"} <= {*ticks}
