"""How much work the trainings of a config are."""

import pytest

from hpsearch.config import config_from
from hpsearch.diagnosis.work import seconds_of_a_trial
from tests.diagnosis.made import FACTS, config


def more(**changes):
    """How many times the work it is after some changes."""
    return seconds_of_a_trial(config(**changes), FACTS) / seconds_of_a_trial(config(), FACTS)


def test_work_is_in_proportion_to_epochs_folds_and_repeats():
    assert more(epochs=160) == pytest.approx(4)
    assert more(data={"split": {"folds": 5, "test": 0.2}}) == pytest.approx(5)
    assert more(search={"repeats": 3}) == pytest.approx(3)


def test_wider_networks_and_smaller_batches_are_more_work():
    assert more(units={"low": 512, "high": 1024}) > 2
    assert more(batch_size=8) > 2 > more(batch_size="full")


def test_the_work_of_ones_own_code_is_known_by_its_epochs():
    one, four = (
        config_from(
            {
                "objective": {"command": ["train", "{rate}", "{epochs}"]},
                "hyperparameters": {"rate": {"low": 0.1, "high": 1.0}, "epochs": epochs},
                "search": {"metric": "loss", "direction": "minimize"},
            }
        )
        for epochs in (3, 12)
    )
    assert seconds_of_a_trial(four, None) == pytest.approx(4 * seconds_of_a_trial(one, None))
