"""Training code of the user's own from its first search to the model that one watches, each step a command."""

import pytest

from .chain import halves_and_survives_a_kill, is_babysat_and_survives_a_kill
from .own_code import TRAIN

CONFIG = """\
objective: train.py:slow
hyperparameters: {learning_rate: {low: 0.001, high: 0.02, scale: log}, beta: 0.5, epochs: 9}
search: {metric: dev_rmse, trials: 9, rounds: 1, halving: {min_epochs: 1, factor: 3}, finalists: null}
"""


@pytest.fixture
def config(tmp_path):
    (tmp_path / "train.py").write_text(TRAIN, encoding="utf-8")
    (tmp_path / "own.yaml").write_text(CONFIG, encoding="utf-8")
    return tmp_path / "own.yaml"


def test_a_halved_search_of_a_generator_survives_a_kill(config):
    halves_and_survives_a_kill(config)


def test_a_babysat_generator_survives_a_kill(config):
    is_babysat_and_survives_a_kill(config)
