"""Training the user's own code from its first search to the model that one watches, each step a command."""

import os
import time

import numpy as np
import pytest

from hpsearch.panda.changes import parse
from hpsearch.panda.view import answers, send_all, vocabulary_of
from hpsearch.runs.run import Run

from .chain import ONE_MODEL, halves_and_survives_a_kill, is_babysat_and_survives_a_kill
from .own_code import TRAIN
from .processes import Trainer
from .scripts import hashes, interventions, replays_exactly

FULL = bool(int(os.environ.get("HPSEARCH_CASES", "0")))
CHANGES = ("learning_rate=0.5x", "learning_rate=2x", "beta=0.9", "beta=0.1", "undo", "extend=2", "note=so so")

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


def tell(folder, *changes):
    vocabulary = vocabulary_of(folder)
    return answers(folder, send_all(folder, [parse(change, vocabulary) for change in changes], "tell"), 60)


@pytest.mark.parametrize("function", ["slow", "slow_and_stateless"])
@pytest.mark.parametrize("seed", range(20 if FULL else 1))
def test_a_generator_that_is_killed_at_random_moments_replays(config, function, seed):
    """Answered changes are kept, and the training resumes to the same bits; without a state from its beginning."""
    rng, folder = np.random.default_rng(seed), config.with_name("run")
    config.write_text(CONFIG.replace("slow", function), encoding="utf-8")
    told = []
    for _ in range(3 if FULL else 2):
        with Trainer(config, folder, *ONE_MODEL) as trainer:
            trainer.training()
            for _ in range(3):
                back = [f"rollback=-{rng.integers(1, 5)}"] if rng.random() < 0.5 else []
                told += [each.intervention for each in tell(folder, *back, str(rng.choice(CHANGES)))]
                time.sleep(rng.random() * 0.3)
            trainer.kill()
        assert [each for each in told if each is not None] == interventions(folder)
    with Trainer(config, folder, *ONE_MODEL) as trainer:
        trainer.training()
        tell(folder, "finish")
        assert trainer.ended() == 0
    assert replays_exactly(folder)
    assert len(Run(folder).history) == len(hashes(folder))
