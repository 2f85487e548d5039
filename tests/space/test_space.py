from graphlib import CycleError
from math import sqrt

import optuna
import pytest

from hpsearch.space import Choice, Condition, Range, Space

WHOLE = frozenset({"layers", "units", "epochs"})
ADAM = {"optimizer": ("adam",)}


def draws(space, count, seed=1):
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=seed))
    return [space.suggest(study.ask()) for _ in range(count)]


def test_ranges_and_choices_are_searched_and_all_else_is_fixed():
    space = Space.of({"units": Range(1, 9), "epochs": 3, "optimizer": Choice(("sgd", "adam"))}, whole=WHOLE)
    assert space.searched == ("units", "optimizer")
    assert space.fixed == {"epochs": 3}
    assert [axis.name for axis in space.axes] == ["units", "optimizer"]
    assert space.axes[0].conditions == ()


def test_draws_stay_in_domain_and_order():
    """Draws stay in their domains and come in the order of the config."""
    values = {
        "units": Range(16, 64, step=16),
        "learning_rate": Range(1e-4, 1, "log"),
        "beta1": Range(0.9, 0.999, "reverse_log"),
        "epochs": Range(1, 40, "log"),
        "optimizer": Choice(("sgd", "adam")),
        "l2": Range(0, 2, step=0.5),
    }
    space = Space.of(values, whole=WHOLE)
    for settings in draws(space, 100):
        assert list(settings) == list(values)
        assert settings["units"] in (16, 32, 48, 64)
        assert 1e-4 <= settings["learning_rate"] <= 1
        assert 0.9 <= settings["beta1"] <= 0.999
        assert settings["epochs"] in range(1, 41)
        assert isinstance(settings["epochs"], int)
        assert settings["optimizer"] in ("sgd", "adam")
        assert settings["l2"] in (0, 0.5, 1, 1.5, 2)


def test_a_space_with_nothing_to_search_draws_nothing():
    assert draws(Space.of({"units": 8}), 1) == [{}]


def test_one_seed_draws_the_same_settings():
    space = Space.of({"a": Range(0, 1, or_zero=0.5), "b": Choice(("x", "y", "z"))})
    assert draws(space, 20, seed=3) == draws(space, 20, seed=3) != draws(space, 20, seed=4)


def test_a_hyperparameter_is_drawn_where_its_condition_holds():
    """A hyperparameter is drawn exactly where its condition holds."""
    space = Space.of({"beta1": Range(0, 0.9, when=ADAM), "optimizer": Choice(("sgd", "adam"))})
    drawn = draws(space, 60)
    assert all(("beta1" in settings) == (settings["optimizer"] == "adam") for settings in drawn)
    assert {settings["optimizer"] for settings in drawn} == {"sgd", "adam"}


def test_both_conditions_must_hold():
    """Both conditions must hold: that the hyperparameter is used, and the config's `when`."""
    used = {"beta1": (Condition("optimizer", ("adam", "momentum")),)}
    values = {
        "beta1": Range(0, 0.9, when={"optimizer": ("adam", "sgd")}),
        "optimizer": Choice(("sgd", "adam", "momentum")),
    }
    for settings in draws(Space.of(values, used_where=used), 60):
        assert ("beta1" in settings) == (settings["optimizer"] == "adam")


def test_a_condition_on_a_fixed_value_is_constant():
    """A condition on a fixed hyperparameter holds always or never."""
    assert "beta1" in draws(Space.of({"beta1": Range(0, 0.9, when=ADAM), "optimizer": "adam"}), 1)[0]
    assert draws(Space.of({"beta1": Range(0, 0.9, when=ADAM), "optimizer": "sgd"}), 1) == [{}]


def test_a_condition_on_what_was_not_drawn_does_not_hold():
    values = {
        "epsilon": Range(1e-9, 1e-7, "log", when={"beta1": (0.5,)}),
        "beta1": Choice((0.5,), when=ADAM),
        "optimizer": Choice(("sgd", "adam")),
    }
    for settings in draws(Space.of(values), 40):
        assert ("epsilon" in settings) == ("beta1" in settings) == (settings["optimizer"] == "adam")


def test_an_axis_comes_after_those_that_its_conditions_name():
    values = {
        "a": Range(0, 1, when={"b": ("x",), "d": (1,)}),
        "b": Choice(("x",), when={"c": ("y",)}),
        "c": Choice(("y",)),
        "d": Choice((1,), when={"c": ("y",)}),
    }
    names = [axis.name for axis in Space.of(values).axes]
    assert names.index("c") < min(names.index("b"), names.index("d"))
    assert names[-1] == "a"


@pytest.mark.parametrize(
    "values",
    [
        {"a": Range(0, 1, when={"a": (1,)})},
        {"a": Range(0, 1, when={"b": (1,)}), "b": Choice((1,), when={"a": (1,)})},
        {
            "a": Range(0, 1, when={"b": (1,)}),
            "b": Choice((1,), when={"c": (1,)}),
            "c": Choice((1,), when={"a": (1,)}),
            "d": Range(0, 1),
        },
        {"layers": Range(1, 2, when={"units": (8,)}), "units": Range(4, 8, per_layer=True)},
    ],
)
def test_conditions_in_a_ring_are_an_error(values):
    with pytest.raises(CycleError):
        Space.of(values, whole=WHOLE)


@pytest.mark.parametrize("share", [0.125, 0.5])
def test_or_zero_gives_exactly_0_as_often_as_it_says(share):
    count = 2_000
    drawn = [settings["l2"] for settings in draws(Space.of({"l2": Range(0.01, 100, "log", or_zero=share)}), count)]
    assert drawn.count(0.0) == pytest.approx(count * share, abs=4 * sqrt(count * share * (1 - share)))
    others = [value for value in drawn if value]
    assert all(0.01 <= value <= 100 for value in others)
    assert sum(value < 1 for value in others) == pytest.approx(len(others) / 2, abs=2 * sqrt(len(others)))


def test_without_or_zero_optuna_is_asked_for_one_number():
    trial = optuna.create_study().ask()
    Space.of({"l2": Range(0.01, 100, "log")}).suggest(trial)
    assert list(trial.params) == ["l2"]


def test_or_zero_of_a_whole_number_is_a_whole_number():
    drawn = draws(Space.of({"layers": Range(1, 2, or_zero=0.5)}, whole=WHOLE), 20)
    assert {type(settings["layers"]) for settings in drawn} == {int}


def test_per_layer_draws_one_value_for_each_layer_drawn():
    values = {"units": Range(4, 32, "log", per_layer=True), "layers": Range(0, 3)}
    drawn = draws(Space.of(values, whole=WHOLE), 80)
    assert {settings["layers"] for settings in drawn} == {0, 1, 2, 3}
    for settings in drawn:
        units = settings.get("units", [])
        assert len(units) == settings["layers"]
        assert all(4 <= unit <= 32 for unit in units)
    assert len({tuple(settings["units"]) for settings in drawn if settings["layers"] == 3}) > 10


@pytest.mark.parametrize(
    ("layers", "depths"),
    [
        (Range(1, 5, step=2), {1, 3, 5}),
        (Choice((2, 4)), {2, 4}),
        (Range(2, 2), {2}),
    ],
)
def test_per_layer_knows_how_deep_a_network_of_the_space_can_be(layers, depths):
    drawn = draws(Space.of({"layers": layers, "units": Range(1, 9, per_layer=True)}, whole=WHOLE), 40)
    assert {len(settings["units"]) for settings in drawn} == depths
    assert all(len(settings["units"]) == settings["layers"] for settings in drawn)


def test_per_layer_under_a_fixed_number_of_layers():
    space = Space.of({"layers": 3, "units": Choice((8, 16), per_layer=True)}, whole=WHOLE)
    assert [axis.name for axis in space.axes] == ["units[1]", "units[2]", "units[3]"]
    assert all(len(settings["units"]) == 3 for settings in draws(space, 5))


@pytest.mark.parametrize("layers", [{}, {"layers": None}])
def test_per_layer_draws_one_value_for_each_listed_layer(layers):
    """per_layer beside a list of units draws one value for each."""
    space = Space.of({"units": [64, 32], **layers, "keep_prob": Range(0.5, 1, per_layer=True)})
    assert [len(settings["keep_prob"]) for settings in draws(space, 3)] == [2, 2, 2]


def test_per_layer_follows_the_drawn_list_of_units():
    """per_layer beside lists of units draws one value for each layer of the drawn list."""
    values = {"keep_prob": Range(0.5, 1, per_layer=True), "units": Choice(([8], [8, 4, 2], []))}
    drawn = draws(Space.of(values), 40)
    assert {len(settings["units"]) for settings in drawn} == {0, 1, 3}
    for settings in drawn:
        assert len(settings.get("keep_prob", [])) == len(settings["units"])


def test_per_layer_with_or_zero_decides_for_each_layer():
    space = Space.of({"layers": 2, "l2": Range(1, 2, per_layer=True, or_zero=0.5)})
    zeros = {tuple(value == 0 for value in settings["l2"]) for settings in draws(space, 40)}
    assert zeros == {(False, False), (False, True), (True, False), (True, True)}


EVERY_KIND = {
    "layers": Range(1, 3),
    "units": Range(4, 32, "log", per_layer=True),
    "keep_prob": Range(0.5, 1, step=0.1, per_layer=True),
    "optimizer": Choice(("sgd", "adam")),
    "learning_rate": Range(1e-4, 1, "log"),
    "beta1": Range(0.5, 0.999, "reverse_log", when=ADAM),
    "l2": Range(0.01, 100, "log", or_zero=0.5),
    "warmup_epochs": Range(1, 5, or_zero=0.5),
    "schedule": Choice((None, ["a", 1], {"at": {"0": 0.1}})),
}


def given_to_optuna(space, settings):
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=5))
    study.enqueue_trial(space.params(settings))
    return study.ask()


@pytest.mark.parametrize("suggest", [Space.suggest, Space.suggest_everywhere])
def test_settings_come_back_from_optunas_parameters(suggest):
    space = Space.of(EVERY_KIND, whole=WHOLE | {"warmup_epochs"})
    for settings in draws(space, 100):
        assert suggest(space, given_to_optuna(space, settings)) == settings


def test_reversed_log_brings_small_numbers_back():
    """Small numbers come back from a reverse_log scale, but for rounding."""
    space = Space.of({"beta1": Range(0, 0.9, "reverse_log")})
    for value in (0, 0.1, 0.123, 1e-9, 0.9):
        assert space.suggest(given_to_optuna(space, {"beta1": value}))["beta1"] == pytest.approx(value, abs=1e-15)


def test_what_settings_leave_out_is_drawn():
    space = Space.of({"a": Range(0, 1), "b": Range(0, 1), "l2": Range(1, 2, or_zero=0.5)})
    assert space.params({"a": 0.5}) == {"a": 0.5}
    settings = space.suggest(given_to_optuna(space, {"a": 0.5}))
    assert settings["a"] == 0.5
    assert set(settings) == {"a", "b", "l2"}


def test_drawn_everywhere_all_trials_have_the_same_parameters():
    space = Space.of(EVERY_KIND, whole=WHOLE | {"warmup_epochs"})
    study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
    settings = [space.suggest_everywhere(study.ask()) for _ in range(30)]
    assert len({tuple(trial.params) for trial in study.trials}) == 1
    assert all(("beta1" in drawn) == (drawn["optimizer"] == "adam") for drawn in settings)
    assert all(len(drawn["units"]) == drawn["layers"] for drawn in settings)
