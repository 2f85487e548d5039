# ruff: noqa: E501  (a row of a table stands on one line)

import json
import pickle
from pathlib import Path

import pytest

from hpsearch.config import DEFAULTS, config_from, read_config
from hpsearch.config.sections.hyperparameters import WHOLE
from hpsearch.errors import ConfigError
from hpsearch.space import Choice, Range

from .configs import ALL, DIGITS, read

HYPERPARAMETERS = {
    "units": [64, 32],
    "layers": None,
    "activation": "relu",
    "parametric_activation": False,
    "initializer": "auto",
    "batch_norm": False,
    "input_scale": False,
    "members": 1,
    "keep_prob": 1,
    "input_keep_prob": 1,
    "l2": 0,
    "weight_decay": 0,
    "optimizer": "adam",
    "learning_rate": 0.001,
    "beta1": 0.9,
    "beta2": "auto",
    "epsilon": 1e-8,
    "schedule": "constant",
    "decay_rate": 1,
    "decay_epochs": 10,
    "warmup_epochs": 0,
    "regularisation_schedule": "constant",
    "batch_size": "auto",
    "epoch_size": None,
    "epochs": 30,
    "patience": None,
    "loss": "auto",
    "clip_norm": None,
    "label_smoothing": 0,
    "ema": 0,
    "class_weight": None,
    "augment": None,
}
SEARCH = {
    "mode": "caviar",
    "sampler": {"name": "coarse_to_fine"},
    "trials": 64,
    "rounds": 4,
    "lag": 1,
    "metric": "auto",
    "direction": None,
    "halving": None,
    "repeats": 1,
    "on_error": "continue",
    "retries": 0,
    "finalists": {"count": 5, "repeats": 5},
    "ensemble": "auto",
    "refit": False,
    "start": [],
    "autopilot": None,
    "time_limit": None,
    "bayes_error": 0,
    "seed": 0,
}
DATA = {
    "source": "iris",
    "target": None,
    "inputs": None,
    "ignore": [],
    "positive": "auto",
    "csv": "auto",
    "task": "auto",
    "split": "auto",
    "group": None,
    "order": None,
    "weight": None,
    "normalize": "standard",
    "numbers": "plain",
    "missing": "mean",
    "predictions": "free",
    "dates": "parts",
    "levels": 100,
}


def test_the_defaults_are_those_of_the_tables_in_their_order():
    config = config_from({"data": {"source": "iris"}})
    assert config.as_dict() == {"data": DATA, "hyperparameters": HYPERPARAMETERS, "search": SEARCH}
    assert list(config.hyperparameters) == list(HYPERPARAMETERS) == list(DEFAULTS)
    assert list(config.as_dict()["search"]) == list(SEARCH)
    assert list(config.as_dict()["data"]) == list(DATA)


def test_views_of_the_data_are_searched_before_the_hyperparameters():
    numbers = {"choices": ["plain", {"piecewise_linear": 16}]}
    data = {"source": "iris", "normalize": "robust", "numbers": numbers}
    config = config_from({"data": data, "hyperparameters": {"units": {"low": 2, "high": 4}}})
    assert config.space().searched == ("numbers", "units")
    assert config.space().fixed["normalize"] == "robust"
    assert (config.key_of("numbers"), config.key_of("units")) == ("data.numbers", "hyperparameters.units")
    assert config.as_dict()["data"]["numbers"] == numbers
    assert config_from(config.as_dict()) == config


def test_the_example_is_read(tmp_path):
    config = read(tmp_path, DIGITS)
    assert (config.name, config.folder, config.data.source) == ("c", tmp_path, "digits")
    assert config.hyperparameters["learning_rate"] == Range(1e-4, 1.0, "log")
    assert config.hyperparameters["units"] == Range(16, 128, step=16)
    assert config.hyperparameters["optimizer"] == Choice(("momentum", "adam"))
    assert config.hyperparameters["beta1"] == Range(0.9, 0.999, "reverse_log", when={"optimizer": ("momentum",)})
    assert config.hyperparameters["l2"] == Range(0.01, 100.0, "log", or_zero=0.125)
    assert (config.search.sampler.name, config.search.trials) == ("coarse_to_fine", 64)


@pytest.mark.parametrize("text", ALL)
def test_a_config_is_plain_json_and_survives_the_way_to_a_worker(tmp_path, text):
    config = read(tmp_path, text)
    assert json.loads(json.dumps(config.as_dict())) == config.as_dict()
    assert pickle.loads(pickle.dumps(config)) == config  # noqa: S301, its own bytes


def test_whole_numbers_are_known():
    sizes = {"units", "layers", "members", "epoch_size", "batch_size"}
    assert sizes | {"epochs", "decay_epochs", "warmup_epochs", "patience"} == WHOLE


@pytest.mark.parametrize("empty", ["", "hyperparameters:\nsearch:\n", "hyperparameters: {}\nobjective:\n"])
def test_an_empty_section_is_one_of_defaults(tmp_path, empty):
    assert read(tmp_path, f"data: {{source: iris}}\n{empty}") == config_from({"data": {"source": "iris"}})


def test_sampler_options_are_kept_for_the_sampler(tmp_path):
    config = read(tmp_path, "data: {source: iris}\nsearch: {sampler: {name: random, depth: 3}}")
    assert (config.search.sampler.name, config.search.sampler.options) == ("random", {"depth": 3})


@pytest.mark.parametrize(
    ("stated", "units", "layers"),
    [
        ("units: [8, 4, 2]", [8, 4, 2], None),
        ("{units: [8, 4], layers: 2}", [8, 4], None),
        ("units: 8", 8, 1),
        ("{units: 8, layers: 0}", 8, 0),
        ("layers: 0", [], None),
        ("layers: 2", [64, 32], None),
        ("{units: {low: 1, high: 9}}", Range(1, 9), 1),
        ("{units: {choices: [[64, 32], [128]]}}", Choice(([64, 32], [128])), None),
        ("{units: 30.0, layers: {choices: [1, 2]}}", 30, Choice((1, 2))),
    ],
)
def test_units_and_layers_say_together_how_deep_a_network_is(tmp_path, stated, units, layers):
    hyperparameters = read(tmp_path, f"data: {{source: iris}}\nhyperparameters:\n  {stated}").hyperparameters
    assert (hyperparameters["units"], hyperparameters["layers"]) == (units, layers)


def test_overrides_hold_and_the_last_one_wins(tmp_path):
    overrides = ["search.trials=8", "hyperparameters.learning_rate.high=0.5", "hyperparameters.l2=3", "search.trials=9"]
    config = read(tmp_path, DIGITS, *overrides)
    assert config.search.trials == 9
    assert config.hyperparameters["learning_rate"] == Range(1e-4, 0.5, "log")
    assert config.hyperparameters["l2"] == 3


@pytest.mark.parametrize(
    ("override", "line"),
    [
        ("search.trails=8", "search.trails: unknown key 'trails'; expected a key of this section (did you mean 'trials'?)"),
        ("search.seed=-1", "search.seed: -1 is too small; expected at least 0"),
        ("search.trials=", "search.trials: has no value; for an empty one write null"),
        ("search.trials=[1", "search.trials: a list is not closed; expected ',' or ']' here"),
        ("search.seed.deep=1", "search.seed.deep: search.seed is 0, which has no keys; set it as a whole: search.seed={…}"),
        ("hyperparameters.l2={low: 2, high: 1}", "hyperparameters.l2.low: 2 is above high 1; a range runs from low to high"),
        ("seed", "expected KEY=VALUE, as in --set search.trials=8"),
        ("search..seed=3", "expected KEY=VALUE, as in --set search.trials=8"),
    ],
)  # fmt: skip
def test_a_wrong_override_is_named_as_it_was_typed(tmp_path, override, line):
    with pytest.raises(ConfigError) as error:
        read(tmp_path, DIGITS, override)
    assert str(error.value) == f"--set {override}: {line}"


def test_a_dict_has_no_lines_and_takes_what_python_has(tmp_path):
    import numpy as np  # noqa: PLC0415, for one test

    stated = {"learning_rate": np.float64(0.5), "epochs": np.int64(3), "units": (np.int32(8), 4)}
    config = config_from({"data": {"source": Path("rows.csv")}, "hyperparameters": stated}, tmp_path, "mine")
    assert (config.name, config.data.source, config.folder) == ("mine", "rows.csv", tmp_path)
    assert [config.hyperparameters[name] for name in stated] == [0.5, 3, [8, 4]]
    assert config.as_dict()["data"]["source"] == str(tmp_path / "rows.csv")
    with pytest.raises(ConfigError) as error:
        config_from(
            {"data": {"source": "x.csv"}, "hyperparameters": {"learning_rate": {"low": 0, "high": 1, "scale": "log"}}}
        )
    assert str(error.value).startswith("config: hyperparameters.learning_rate.low: 0 has no logarithm; ")


@pytest.mark.parametrize("wrong", [object(), pow(10, 400), float("nan"), float("-inf"), {1}, b"x", "\ud800", 2**63])
def test_what_no_config_can_hold_is_refused_in_a_sentence(wrong):
    for mapping in (
        {"data": wrong},
        {"data": {"source": wrong}},
        {"data": {"source": "iris"}, "search": {"seed": wrong}},
    ):
        with pytest.raises(ConfigError, match=r"\Aconfig: [\w.]+: .+\Z"):
            config_from(mapping)


def test_a_dict_that_holds_itself_is_refused():
    ring: dict[str, object] = {}
    ring["data"] = ring
    with pytest.raises(ConfigError, match="nested deeper than 20 levels"):
        config_from(ring)


@pytest.mark.parametrize(
    ("key", "place"),
    [("data.source", "2:11"), ("data.target", "1:1"), ("search.seed", "11:67"), ("hyperparameters.units.low", "5:16"),
     ("search.sampler.depth", "11:24"), ("hyperparameters.optimizer.choices[1]", "6:35")],
)  # fmt: skip
def test_a_late_mistake_is_located_at_a_key(tmp_path, key, place):
    """A mistake found later is located at its key or the nearest parent."""
    error = read(tmp_path, DIGITS).error(key, "does not fit; expected another")
    assert isinstance(error, ConfigError)
    assert str(error) == f"{tmp_path}/c.yaml:{place}: {key}: does not fit; expected another"


def test_the_file_is_named_as_the_user_named_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("c.yaml").write_text("data: {source: iris, tsk: auto}")
    with pytest.raises(ConfigError, match=r"\Ac\.yaml:1:22: data\.tsk: "):
        read_config(Path("c.yaml"))
