"""Where the errors of a few rows are most of the squared error, another metric is proposed."""

import pytest

from hpsearch.diagnosis.advice import advised, diagnosed
from hpsearch.records import replace
from hpsearch.trials.ranking import Ranking
from tests.diagnosis.made import config
from tests.diagnosis.shown import heavy_tailed, judged


def proposed(made):
    """What is proposed because few rows decide."""
    return [str(change) for each in diagnosed(made) if each.name == "few_rows_decide" for change in each.changes]


def test_the_first_advice_is_a_metric_that_depends_on_all_rows():
    """Other advice would be judged by a metric that hardly sees what it changes."""
    made = heavy_tailed(5.0)
    first, *_ = advised(diagnosed(made))
    assert first.name == "few_rows_decide"
    assert "as uncertain as if the dev part had 5 rows, not 2,000;" in first.sentence
    assert proposed(made) == [
        "search.metric: auto → dev_mae",
        "hyperparameters.loss: auto → {choices: [auto, huber, absolute]}",
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"comparisons": judged(0.1, 0.001)},
        {"ranking": Ranking("dev_mae", maximize=False)},
        {"config": config(data={"group": "person"})},
        {"config": config(data={"weight": "count"})},
    ],
    ids=["clearly better than a baseline", "by the absolute error", "groups", "weights"],
)
def test_the_squared_error_is_kept_where_it_tells_enough_or_few_rows_have_other_reasons(changed):
    assert proposed(replace(heavy_tailed(5.0), **changed)) == []
