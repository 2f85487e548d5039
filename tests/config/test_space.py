from hpsearch.space import Condition

from .configs import CHOICES, DIGITS, PER_LAYER, read


def conditions(config):
    return {axis.name: axis.conditions for axis in config.space().axes}


def test_a_hyperparameter_is_drawn_where_the_optimizer_uses_it(tmp_path):
    config = read(tmp_path, DIGITS)
    assert conditions(config)["beta1"] == (Condition("optimizer", ("momentum",)),)
    assert conditions(config)["learning_rate"] == ()


def test_beta2_is_drawn_after_the_optimizer(tmp_path):
    """beta2 is drawn for rmsprop and adam, after the optimizer."""
    config = read(tmp_path, CHOICES)
    (used,) = conditions(config)["beta2"]
    assert {"rmsprop", "adam"} == set(used.values) & {"sgd", "momentum", "rmsprop", "adam"}
    names = [axis.name for axis in config.space().axes]
    assert names.index("optimizer") < names.index("beta2")
    assert conditions(config)["activation"] == (Condition("optimizer", ("adam",)),)


def test_units_are_drawn_where_there_is_a_layer(tmp_path):
    axes = conditions(read(tmp_path, PER_LAYER))
    assert axes["units[3]"] == (
        Condition("layers", (3,)),
        Condition("activation", ("relu",)),
    )
    config = read(
        tmp_path, "data: {source: iris}\nhyperparameters: {layers: {choices: [0, 2]}, units: {low: 1, high: 9}}"
    )
    assert conditions(config)["units"] == (Condition("layers", (2,)),)
    config = read(
        tmp_path, "data: {source: iris}\nhyperparameters: {layers: {low: 1, high: 2}, units: {low: 1, high: 9}}"
    )
    assert conditions(config)["units"] == ()


def test_whole_numbers_are_drawn_as_such(tmp_path):
    axes = {axis.name: axis.domain for axis in read(tmp_path, CHOICES).space().axes}
    assert [type(axes["epochs"].decode(u)) for u in (0, 0.5, 1)] == [int, int, int]
    assert [axes["units"].decode(u) for u in (0, 1)] == [[64, 32], [128]]
