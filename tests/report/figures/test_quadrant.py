"""The figure of bias against variance: its diagonal is there where the text names it, and no label covers a point."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.report.figures.frame import Frame
from hpsearch.report.figures.labels import PointLabels
from hpsearch.report.figures.quadrant import quadrant_figure
from hpsearch.report.figures.svg import in_style
from hpsearch.report.sections.bias_and_variance import _larger_part

FAR = [(0, 2.5, 0.1), (1, 2.52, 0.12), (2, 2.54, 0.11)]
NEAR = [(0, 0.0125, 0.033), (1, 0.0167, 0.0333), (2, 0.0083, 0.054), (3, 0.0104, 0.04)]


@pytest.mark.parametrize(
    ("trials", "told"),
    [
        (NEAR, "Above the diagonal"),
        (FAR, "In all of them bias is the larger part"),
        ([(number, y, x) for number, x, y in FAR], "In all of them variance is the larger part"),
        ([(0, 0.0, 0.1), (1, 0.0, 0.2), (2, 0.0, 0.2)], "Above the diagonal"),
        ([(0, 0.1, -0.1), (1, 0.2, -0.1), (2, 0.1, -0.2)], ""),
    ],
)
def test_the_text_names_the_diagonal_where_it_is_drawn(trials, told):
    (panel,) = in_style(lambda: quadrant_figure(trials, "bias", "variance")).axes
    drawn = [line for line in panel.lines if line.get_linestyle() == "--"]
    assert _larger_part(trials).startswith(told)
    assert bool(drawn) == ("diagonal" in _larger_part(trials))


def test_all_trials_are_in_the_frame():
    frame = Frame.of(FAR)
    assert all(frame.left < x < frame.right and frame.low < y < frame.high for _, x, y in FAR)


def test_the_winners_label_does_not_lie_on_the_next_trial():
    """As the third best trial lay under the words beside the winner."""
    points = [(100.0, 100.0), (125.0, 101.0), (60.0, 200.0)]
    x, y = PointLabels((400, 250), points).place("54, the winner", points[0])
    left, low = 100 + x, 100 + y
    assert not any(left <= a <= left + 60 and low <= b <= low + 8 for a, b in points)


places = st.tuples(st.floats(0, 380), st.floats(0, 240))


@given(st.lists(places, min_size=3, max_size=4))
def test_a_label_stays_in_the_panel(points):
    labels = PointLabels((387, 242), points)
    for point in points[:3]:
        labels.place("123, the winner", point)
    for left, low, right, high in labels.placed:
        assert left >= 0
        assert low >= 0
        assert right <= 387
        assert high <= 242
