"""A config with `objective`: hyperparameters of the user's names, any metric, and what it cannot have."""

import pytest

from hpsearch.config import config_from
from hpsearch.errors import ConfigError

CODE = {
    "objective": "train.py:train",
    "hyperparameters": {
        "rate": {"low": 1e-4, "high": 1, "scale": "log"},
        "trees": {"low": 10, "high": 1000, "scale": "log"},
        "kind": {"choices": ["a", "b"]},
        "share": {"low": 0.0, "high": 0.9, "step": 0.3, "when": {"kind": ["a"]}},
        "layers": {"low": 0.0, "high": 1.0, "step": 0.25},
        "epochs": 9,
        "sizes": [1, 2],
    },
    "search": {"metric": "reward", "direction": "maximize", "start": [{"rate": 0.1, "trees": 20}]},
}


def sentences(change):
    with pytest.raises(ConfigError) as error:
        config_from(change)
    return str(error.value)


def test_a_config_comes_back_from_what_is_recorded_of_it():
    config = config_from(CODE)
    again = config_from(config.as_dict())
    assert again == config
    assert again.space() == config.space()


@pytest.mark.parametrize(
    ("stated", "whole"),
    [
        ({"low": 1, "high": 9}, True),
        ({"low": 1, "high": 9, "scale": "log"}, True),
        ({"low": 1, "high": 9, "step": 2}, True),
        ({"low": 1.0, "high": 9}, False),
        ({"low": 0, "high": 1, "step": 0.5}, False),
        ({"low": 0, "high": 0.9, "scale": "reverse_log"}, False),
    ],
)
def test_a_range_is_of_whole_numbers_where_its_bounds_are(stated, whole):
    """Written with a decimal point they are not."""
    (axis,) = config_from({**CODE, "hyperparameters": {"x": stated}, "search": {"metric": "loss"}}).space().axes
    assert {isinstance(axis.domain.decode(u), int) for u in (0.0, 0.3, 1.0)} == {whole}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"objective": "train"}, "objective: 'train' names no function; expected a function, such as train.py:train"),
        ({"objective": 3}, "objective: 3 does not belong here"),
        ({"objective": {"commnd": ["a"]}}, "objective.commnd: unknown key 'commnd'"),
        ({"objective": {"command": ["a", "{rat}"]}}, "'{rat}' names no hyperparameter; expected rate"),
        ({"objective": {"command": ["a", "{rate}"]}}, "does not hand over trees, which is searched"),
        ({"data": {"source": "iris"}}, "objective: stands beside data"),
        ({"search": {}}, "search.metric: is missing"),
        ({"search": {"metric": "auto"}}, "search.metric: cannot be auto with code of your own"),
        ({"search": {"metric": "epoch"}}, "search.metric: 'epoch' is a column of the tables"),
        (
            {"search": {"metric": "reward"}},
            "search.direction: is missing; it is not known which way reward gets better",
        ),
        (
            {"objective": {"command": ["true"], "params": "json"}, "search": {"metric": "loss", "mode": "panda"}},
            "search.mode: panda changes a Python function while it trains, and a program receives no changes",
        ),
        ({"hyperparameters": {"loss": 1}}, "hyperparameters.loss: is the column of search.metric 'loss'"),
        ({"hyperparameters": {"loss_std": 1}}, "hyperparameters.loss_std: is the column of search.metric 'loss'"),
        ({"hyperparameters": {"rank": 1}}, "hyperparameters.rank: has the name of a column"),
        ({"hyperparameters": {"status": 1}}, "hyperparameters.status: has the name of a column"),
        ({"hyperparameters": {"a b": 1}}, "hyperparameters.a-b: 'a b' is no name"),
        ({"hyperparameters": {"epochs": 0.5}}, "hyperparameters.epochs: 0.5 is not a whole number"),
        ({"hyperparameters": {"x": {"low": 3, "high": 1}}}, "hyperparameters.x.low: 3 is above high 1"),
        ({"hyperparameters": {"x": {"low": 1, "high": 3, "per_layer": True}}}, "hyperparameters.x: has per_layer"),
        ({"hyperparameters": {"x": {"choices": [1, 2], "when": {"y": 1}}}}, "x.when.y: unknown key 'y'"),
        (
            {"hyperparameters": {"x": {"choices": [1, 2], "when": {"y": 3}}, "y": {"choices": [1, 2]}}},
            "x.when.y: 3 is not among its choices [1, 2]",
        ),
        (
            {"hyperparameters": {"x": {"low": 1, "high": 2}}, "search": {"metric": "loss", "halving": {}}},
            "search.halving: compares trainings after some of their epochs; add hyperparameters.epochs",
        ),
        ({"search": {"metric": "loss", "start": [{"rate": 3.0}]}}, "search.start[0].rate: 3 is not searched"),
        ({"search": {"metric": "loss", "start": [{"rat": 1}]}}, "search.start[0].rat: unknown key 'rat'"),
    ],
)
def test_a_mistake_is_named_with_its_remedy(change, sentence):
    stated = {**CODE, **change}
    if "hyperparameters" in change and "search" not in change:
        stated["search"] = {"metric": "loss"}
    assert sentence in sentences(stated)


@pytest.mark.parametrize("key", ["direction", "retries"])
def test_what_is_for_own_code_is_refused_for_data(key):
    search = {"direction": {"direction": "maximize"}, "retries": {"retries": 2}}[key]
    assert f"search.{key}: is for an objective of your own" in sentences({"data": {"source": "iris"}, "search": search})
