"""The text above the learning curves tells of what the figure has."""

import pytest

from hpsearch.report.sections.curves import CurvesSection, about
from hpsearch.runs.run import Run
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers


@pytest.mark.parametrize(
    ("leaders", "spread", "measured", "ends"),
    [
        (1, 1, 1, "and, if it was measured there, on the training part (dashed)."),
        (2, 2, 2, "and that of the next best trials on dev."),
        (5, 16, 16, "the middle 80 % of all trials at each epoch, the line in it is their median."),
        (5, 200, 4_000, "the middle 80 % of 200 of 4,000 trials at each epoch, the line in it is their median."),
    ],
)
def test_the_text_names_no_curve_that_is_not_drawn(leaders, spread, measured, ends):
    told = about(leaders, spread, measured)
    assert told.endswith(ends)
    assert ("shade" in told) == (spread >= 3)


@pytest.mark.parametrize(("metric", "dashed"), [("dev_auc", False), ("dev_error", True)])
def test_a_metric_that_was_not_measured_on_the_training_part_has_no_dashed_curve(small, tmp_path, metric, dashed):
    for _ in search(small(search={"trials": 2, "metric": metric}), tmp_path, start_workers(1)):
        pass
    (section,) = CurvesSection().sections([Run(tmp_path)], None)
    assert "if it was measured there" in section.page[0].remark
    assert ("winner, train" in section.page[0].figures[0]()) == dashed
