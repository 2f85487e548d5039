"""The picture of the steps of a loop can be read, whichever way the line goes."""

from itertools import combinations, pairwise

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Annotation

from hpsearch.report.figures.progression import progression_figure

LINES = {
    "falling": [(1, 0.4, 0.05), (2, 0.1, 0.02), (3, 0.09, 0.02)],
    "rising": [(1, 0.4, 0.05), (2, 0.8, 0.02), (3, 0.9, 0.01)],
    "up and down": [(1, 50_000.0, 4_000.0), (2, 41_000.0, 2_000.0), (3, 48_000.0, 900.0), (4, 41_000.0, 800.0)],
    "level": [(1, 0.05, 0.0), (3, 0.05, 0.0)],
}


def drawn(values, baseline):
    """The figure as it is laid out, with its labels' boxes in pixels."""
    figure = progression_figure("dev_error", values, baseline)
    FigureCanvasAgg(figure).draw()
    (panel,) = figure.axes
    labels = [each for each in panel.texts if isinstance(each, Annotation)]
    return figure, panel, [(label.get_text(), label.get_window_extent()) for label in labels]


@pytest.mark.parametrize("values", LINES.values(), ids=LINES)
def test_no_line_strikes_through_a_label(values):
    _, panel, boxes = drawn(values, ("the linear model", values[-1][1]))
    points = [panel.transData.transform((step, middle)) for step, middle, _ in values]
    between = [(a + (b - a) * part / 200) for a, b in pairwise(points) for part in range(201)]
    assert len(boxes) == len(values) + 1
    assert not [text for text, box in boxes if any(box.contains(x, y) for x, y in between)]


@pytest.mark.parametrize("values", LINES.values(), ids=LINES)
def test_no_label_lies_over_another_or_outside_of_the_picture(values):
    figure, _, boxes = drawn(values, ("the linear model", values[-1][1]))
    assert not [(one, other) for (one, a), (other, b) in combinations(boxes, 2) if a.overlaps(b)]
    whole = figure.bbox
    assert all(whole.x0 <= box.x0 and box.x1 <= whole.x1 for _, box in boxes)


def test_the_baseline_stands_beside_the_steps_with_its_value():
    _, _, boxes = drawn(LINES["falling"], ("boosted trees", 0.12))
    assert "boosted trees\n0.12" in [text for text, _ in boxes]


def test_large_values_are_written_in_full():
    _, _, boxes = drawn(LINES["up and down"], None)
    assert [text for text, _ in boxes] == ["50000", "41000", "48000", "41000"]
