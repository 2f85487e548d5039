"""A babysat training is a pure function of config, seed and interventions: it repeats to the bit."""

import os

import pytest

from hpsearch.runs.run import Run

from .scripts import babysat, interventions, random_script, replays_exactly

SCRIPTS = 100 if int(os.environ.get("HPSEARCH_CASES", "0")) else 4


@pytest.mark.parametrize("seed", range(SCRIPTS))
def test_a_random_script_replays_with_identical_hashes(made, tmp_path, monkeypatch, seed):
    """A random script of interventions replays with identical hashes."""
    babysat(made(), tmp_path, random_script(seed), monkeypatch)
    told = interventions(tmp_path)
    assert sum(each.sets or each.moves for each in told) >= 4
    assert replays_exactly(tmp_path)


FADING = {"keep_prob": 0.6, "l2": 1, "regularisation_schedule": "flat_cos"}
RECIPES = (
    {"schedule": "coslog4"},
    {"ema": 0.9, "patience": 3},
    FADING,
    {"input_scale": True},
    {"members": 3},
    {"parametric_activation": True, "activation": "mish"},
)


@pytest.mark.parametrize("recipe", RECIPES, ids=str)
def test_a_training_of_another_recipe_replays_with_identical_hashes(made, tmp_path, monkeypatch, recipe):
    babysat(made(hyperparameters=recipe), tmp_path, random_script(2), monkeypatch)
    assert replays_exactly(tmp_path)


def test_a_training_on_a_searched_view_of_the_data_replays_with_identical_hashes(made, tmp_path, monkeypatch):
    views = {"normalize": {"choices": ["none", "robust"]}, "numbers": {"choices": [{"piecewise_linear": 3}, "plain"]}}
    prepared = made(data={"source": "iris", **views}, search={"mode": "panda", "trials": 4, "rounds": 1})
    babysat(prepared, tmp_path, random_script(1), monkeypatch)
    assert {each.settings["normalize"] for each in Run(tmp_path).outcomes} == {"none", "robust"}
    assert replays_exactly(tmp_path)
