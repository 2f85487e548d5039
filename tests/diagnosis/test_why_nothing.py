"""Where nothing is proposed the reason is said, and after few trials more time is."""

import re

import pytest

from hpsearch.diagnosis.advice import diagnosed, why_nothing
from hpsearch.diagnosis.thresholds import Thresholds
from hpsearch.records import replace
from tests.diagnosis.made import config, evidence, trials, with_winner
from tests.diagnosis.shown import SHOWN


def test_why_nothing_is_proposed_is_said():
    """What would help is searched already, or too little is expected of it; or nothing was found, or is left."""
    searched = config(keep_prob={"low": 0.5, "high": 1.0}, input_scale={"choices": [False, True]})
    varies = with_winner(evidence(searched, trials=trials(searched, count=24)), train_error=0.0, dev_error=0.1)
    assert why_nothing(varies, diagnosed(varies)) == (
        "l2, keep_prob and input_scale are searched already, so that only more rows would help against variance"
    )
    edge = replace(
        with_winner(SHOWN["best_at_the_end_of_a_range"][0], train_error=0.0), thresholds=Thresholds(worthwhile=100.0)
    )
    assert re.match(
        r"higher values of learning_rate are expected to improve dev_error by 0.1\d+, less than 10000 % of ",
        why_nothing(edge, diagnosed(edge)),
    )
    assert why_nothing(evidence(), diagnosed(evidence())) == "no finding suggests one"
    perfect = with_winner(evidence(), train_error=0.0, dev_error=0.0)
    assert why_nothing(perfect, diagnosed(perfect)) == "dev_error cannot be better"


@pytest.mark.parametrize(
    ("count", "ended", "limit", "stated", "time"),
    [
        (4, True, 20.0, "auto", 60),
        (9, True, 20.0, 64, 40),
        (10, True, 20.0, "auto", None),
        (4, False, 20.0, "auto", None),
        (4, True, None, 40, None),
        (4, True, 20.0, 4, None),
    ],
)
def test_more_time_is_advised_where_it_was_enough_for_few_trials(count, ended, limit, stated, time):
    """Not while the search is running, nor if no more were requested."""
    of = config(search={"time_limit": limit, "trials": stated})
    made = evidence(of, trials=trials(of)[:count], ended=ended)
    found = [each for each in diagnosed(made) if each.sentence.startswith("too few trials: 20 seconds were enough for")]
    proposed = [f"search.time_limit: 20 → {time}"] if time else []
    assert [str(change) for each in found for change in each.changes] == proposed
