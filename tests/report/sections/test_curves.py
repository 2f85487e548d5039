"""The text above the learning curves tells of what the figure has."""

import pytest

from hpsearch.report.sections.curves import about


@pytest.mark.parametrize(
    ("leaders", "spread", "measured", "ends"),
    [
        (1, 1, 1, "and on the training part (dashed)."),
        (2, 2, 2, "and that of the next best trials on dev."),
        (5, 16, 16, "the middle 80 % of all trials at each epoch, the line in it is their median."),
        (5, 200, 4_000, "the middle 80 % of 200 of 4,000 trials at each epoch, the line in it is their median."),
    ],
)
def test_the_text_names_no_curve_that_is_not_drawn(leaders, spread, measured, ends):
    told = about(leaders, spread, measured)
    assert told.endswith(ends)
    assert ("shade" in told) == (spread >= 3)
