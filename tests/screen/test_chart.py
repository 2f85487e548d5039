"""The chart: what is drawn where, and that it always fills exactly the room it has."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.screen.axis import ChartAxis
from hpsearch.screen.braille import DASHED, POINTS, SOLID, Canvas
from hpsearch.screen.chart import chart
from hpsearch.screen.curves import Curve, Mark

numbers = st.floats(-1e300, 1e300) | st.sampled_from([np.nan, np.inf, -np.inf, 0.0, 5e-324])


def text(lines) -> list[str]:
    return ["".join(part for part, _ in line) for line in lines]


def curve(values, label="", pattern=SOLID, style="x", first=1):
    y = np.array(values, np.float64)
    return Curve(np.arange(first, first + len(y), dtype=np.float64), y, pattern, style, label)


@given(
    values=st.lists(numbers, max_size=30),
    marks=st.lists(st.floats(0, 40), max_size=15),
    columns=st.integers(1, 200),
    rows=st.integers(1, 60),
    first=st.integers(1, 40),
)
def test_any_values_make_a_chart_of_exactly_its_size(values, marks, columns, rows, first):
    drawn = [curve(values), curve(values, "train"), curve(values[::-1], "dev", DASHED)]
    marked = [Mark(number if number % 3 else None, epoch) for number, epoch in enumerate(marks, 1)]
    lines = text(chart("loss", drawn, marked, first, columns, rows))
    assert len(lines) == max(rows, 4)
    assert {len(line) for line in lines} == {max(columns, 22)}


def test_a_falling_curve_goes_from_upper_left_to_lower_right():
    """A falling curve goes from the upper left to the lower right and is named at its end."""
    lines = text(chart("loss", [curve([4, 3, 2, 1], "train")], [], 1, 40, 10))
    assert lines[0].startswith("loss")
    assert lines[1][8] != " "
    assert lines[8].endswith("train")
    assert lines[8][33] != " "
    assert [line[:7].strip() for line in lines[1:9] if line[:7].strip()] == ["4", "2"]


def test_changes_are_numbered_above_an_upright_line():
    """Changes are numbered above an upright line and crowded ones keep the last."""
    marks = [Mark(number, 5) for number in range(1, 30)]
    lines = text(chart("loss", [curve(range(10))], [*marks, Mark(30, 10)], 1, 40, 10))
    assert lines[0].endswith("26 27 28 29           30" + " " * 6)
    column = lines[0].index("30") + 1
    assert all(line[column] != " " for line in lines[1:9])


def test_in_monochrome_curves_differ_by_their_dots():
    """Solid lines have no gaps, dashes have gaps of a character or more, points are single."""
    lines = {}
    for name, pattern in (("solid", SOLID), ("dashed", DASHED), ("points", POINTS)):
        canvas = Canvas(40, 3)
        canvas.draw(np.array([0.0, 79.0]), np.array([5.0, 5.0]), pattern, "")
        lines[name] = text(canvas.lines())[1]
    assert " " not in lines["solid"]
    assert " " in lines["dashed"].strip()
    assert len(lines["points"].split()) == 2


def test_many_epochs_to_a_dot_leave_the_dashes_as_they_are():
    once, often = Canvas(40, 3), Canvas(40, 3)
    x = np.linspace(0, 79, 80)
    once.draw(x, np.full(80, 5.0), DASHED, "")
    often.draw(np.repeat(x, 50), np.full(4000, 5.0), DASHED, "")
    assert text(once.lines()) == text(often.lines())


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.integers(1, 20))
def test_ticks_are_few_round_and_on_the_axis(one, other, most):
    axis = ChartAxis.around(np.array([one, other]))
    ticks = axis.ticks(most)
    assert len(ticks) <= most + 1
    slack = 1e-6 * (axis.high - axis.low)
    assert all(axis.low - slack <= tick <= axis.high + slack for tick in ticks)
