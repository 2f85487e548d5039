"""What is proposed where the dev part is too small to rank the best trials."""

import pytest

from hpsearch.diagnosis.advice import diagnosed
from hpsearch.records import replace
from hpsearch.trials.data_facts import LateFacts
from tests.diagnosis.made import FACTS, config
from tests.diagnosis.shown import SHOWN


@pytest.mark.parametrize(
    ("data", "dev", "proposed"),
    [
        ({}, 2_000, [{"folds": 5, "test": 0.2}]),
        ({"order": "time"}, 2_000, [{"train": 0.5, "dev": 0.3, "test": 0.2}]),
        ({"order": "time"}, 3_000, []),
    ],
)
def test_a_small_dev_part_of_rows_in_time_becomes_larger_and_not_folds(data, dev, proposed):
    """Folds would train on later rows than those that they are judged on."""
    shows, _ = SHOWN["dev_part_too_small"]
    facts = replace(FACTS, train=8_000 - dev, dev=dev)
    late = LateFacts(shows.winner.number, 0, 100, train_rows=60.0, dev_rows=60.0)
    made = replace(shows, config=config(data), facts=facts, late=late)
    (found,) = (each for each in diagnosed(made) if each.name == "dev_part_too_small")
    assert [change.after for change in found.changes] == proposed
