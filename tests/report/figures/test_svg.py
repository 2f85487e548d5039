"""The scales of figures."""

import numpy as np
from matplotlib.figure import Figure

from hpsearch.report.figures.svg import MOST_DECADES, log_scale


def panel_of(values):
    panel = Figure().subplots()
    panel.plot(np.asarray(values))
    log_scale(panel)
    return panel


def test_a_logarithmic_axis_is_not_stretched_by_a_rate_that_falls_to_nearly_nothing():
    low, high = panel_of(np.append(np.geomspace(0.01, 0.001, 20), 1e-8)).get_ylim()
    assert high / low <= 10**MOST_DECADES * 1.001


def test_large_numbers_on_an_axis_are_written_in_full():
    panel = panel_of(np.geomspace(2e4, 4e6, 20))
    written = [panel.yaxis.get_major_formatter()(value, 0) for value in panel.get_yticks()]
    assert "1000000" in written
    assert not any("e" in text for text in written)
