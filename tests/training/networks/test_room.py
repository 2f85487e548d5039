"""Networks that cannot fit into memory are refused before anything of them is built."""

import tracemalloc

import pytest

from hpsearch.errors import ConfigError
from hpsearch.training.networks import room
from hpsearch.training.networks.cohort import Cohort


@pytest.mark.parametrize(
    "shape",
    [
        {"units": 1_000_000_000},
        {"units": [100_000, 100_000, 100_000]},
        {"units": {"low": 16, "high": 1_000_000_000, "scale": "log"}},
        {"units": {"low": 16, "high": 1_000_000_000}, "layers": 2},
        {"units": {"low": 16, "high": 1_000_000_000, "per_layer": True}, "layers": {"low": 1, "high": 100}},
        {"units": {"choices": [8, 1_000_000_000]}, "layers": {"choices": [1, 3]}},
        {"units": {"choices": [[8], [1_000_000_000, 2], [4]]}},
        {"units": {"low": 8, "high": 1_000_000_000, "when": {"optimizer": ["adam"]}}},
    ],
)
def test_a_space_is_refused_whose_largest_network_exceeds_the_memory(small, shape):
    with pytest.raises(ConfigError, match=r"hyperparameters\.units: a network with [\d,]+ parameters takes .* free; "):
        small(hyperparameters=shape)


@pytest.mark.parametrize("name", ["check", "run"])
def test_the_commands_say_where_and_what_helps(command, tmp_path, name):
    config = tmp_path / "wide.yaml"
    config.write_text("data: {source: iris}\nhyperparameters:\n  units: 1000000000\n")
    told = command(name, config, code=2).stderr
    assert "wide.yaml:3:10: hyperparameters.units: a network with 8,000,000,003 parameters takes " in told
    assert "expected fewer units or layers, or a smaller batch_size" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["wide.yaml"]


def test_cosines_are_named_where_they_may_be_what_takes_the_memory(small, monkeypatch):
    monkeypatch.setattr(room, "available", lambda: 10_000)
    data = {"source": "iris", "numbers": {"choices": ["plain", {"periodic": 1000}]}}
    with pytest.raises(ConfigError, match=r"expected fewer units, layers or cosines \(data\.numbers\), or a smaller "):
        small(data=data, hyperparameters={"units": []})


def test_units_are_counted_with_the_layers_that_they_come_with(small, monkeypatch):
    """Units that are many where layers are few are counted with these layers."""
    monkeypatch.setattr(room, "available", lambda: 100_000_000)
    units = {"low": 8, "high": 100_000, "when": {"layers": [1]}}
    small(hyperparameters={"units": units, "layers": {"choices": [1, 3]}, "batch_size": 8})
    with pytest.raises(ConfigError):
        small(hyperparameters={"units": {"low": 8, "high": 100_000}, "layers": {"choices": [1, 3]}, "batch_size": 8})


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("hidden", [[1024], [512, 512, 32], []])
@pytest.mark.parametrize("members", [1, 4])
def test_a_network_takes_about_the_memory_that_was_counted(small, optimizer, hidden, members):
    prepared = small(hyperparameters={"optimizer": optimizer, "units": hidden, "members": members})
    recipe, training_set = prepared.objective.recipe({"learning_rate": 0.01}), prepared.objective.training_set
    counted = room.room(recipe, len(training_set.train.x), training_set.outputs)
    tracemalloc.start()
    cohort = Cohort([recipe], training_set, 0)
    cohort.train_epoch()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert counted < peak < 3 * counted + 1_000_000
