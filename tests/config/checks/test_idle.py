import pytest
from click.testing import CliRunner

from hpsearch.cli.commands import commands
from hpsearch.config import DEFAULTS, config_from, read_config
from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.engine.schedules import SCHEDULES


def told(hyperparameters, **search):
    """The remarks on a config with these hyperparameters."""
    config = config_from({"data": {"source": "iris"}, "hyperparameters": hyperparameters, "search": search})
    return list(config.idle())


KINDS = {"optimizer": OPTIMIZERS, "schedule": SCHEDULES}
USES = [
    (kind, word, name)
    for kind, members in KINDS.items()
    for word in members
    for name in dict.fromkeys(name for member in members.values() for name in member.hyperparameters)
]


@pytest.mark.parametrize(("kind", "word", "name"), USES)
def test_unread_hyperparameters_have_no_effect(kind, word, name):
    """What an optimizer or schedule does not read has no effect under it."""
    used = name in KINDS[kind][word].hyperparameters
    for value in (3 if name == "decay_epochs" else 0.5, {"choices": [1, 2] if name == "decay_epochs" else [0.5, 0.6]}):
        assert bool(told({kind: word, name: value})) is not used
        assert bool(told({kind: {"choices": [word]}, name: value})) is not used


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        (
            {"weight_decay": {"low": 1e-4, "high": 0.1, "scale": "log"}, "optimizer": {"choices": ["sgd", "adam"]}},
            "weight_decay has no effect: only adamw uses it, which is never drawn; l2 works under every optimizer",
        ),
        (
            {"decay_epochs": 3, "schedule": {"choices": ["constant", "cosine"]}},
            "decay_epochs has no effect: only staircase uses it, which is never drawn",
        ),
        (
            {"epsilon": 1e-6, "optimizer": "sgd"},
            "epsilon has no effect: only adam, adamw and rmsprop use it, which are never drawn (optimizer is sgd)",
        ),
        ({"keep_prob": 0.5, "layers": 0}, "keep_prob has no effect: no network has a hidden layer"),
        ({"units": 64, "layers": 0}, "units has no effect: no network has a hidden layer"),
        ({"activation": "tanh", "units": []}, "activation has no effect: no network has a hidden layer"),
        (
            {"l2": {"low": 1, "high": 2, "when": {"optimizer": ["sgd", "rmsprop"]}}},
            "l2 has no effect: its condition, optimizer: sgd or rmsprop, never holds",
        ),
        (
            {"l2": {"low": 1, "high": 2, "when": {"epochs": 50}}, "epochs": {"low": 10, "high": 40}},
            "l2 has no effect: its condition, epochs: 50, never holds",
        ),
        (
            {
                "beta1": {"low": 0.5, "high": 0.9, "when": {"optimizer": "sgd"}},
                "optimizer": {"choices": ["sgd", "adam"]},
            },
            "beta1 has no effect: its conditions never hold together with what it needs",
        ),
        (
            {"learning_rate": 0.1, "schedule": {"at": {0: 0.01, 5: 0.001}}},
            "learning_rate has no effect: the schedule has the rate of each epoch",
        ),
    ],
)
def test_a_setting_that_nothing_uses_is_told_with_the_reason(stated, sentence):
    assert told(stated) == [sentence]


def test_what_depends_on_an_undrawn_setting_is_told():
    """Settings that depend on a value that is never drawn are reported, too."""
    stated = {"optimizer": "sgd", "beta1": {"choices": [0.8, 0.9]}}
    assert len(told({**stated, "l2": {"choices": [1, 2], "when": {"beta1": 0.9}}})) == 2


@pytest.mark.parametrize(
    "stated",
    [
        {},
        {"optimizer": "sgd"},
        {"weight_decay": 0.1, "optimizer": {"choices": ["sgd", "adamw"]}},
        {"beta1": {"choices": [0.8, 0.9], "when": {"optimizer": "adam"}}, "optimizer": {"choices": ["sgd", "adam"]}},
        {"units": {"low": 8, "high": 64, "per_layer": True}, "layers": {"low": 0, "high": 2}, "keep_prob": 0.5},
        {"learning_rate": 0.1, "schedule": {"at": {5: 0.001}}},
        {"l2": {"low": 1, "high": 2, "when": {"units": [16]}}, "units": {"low": 8, "high": 64}},
    ],
)  # fmt: skip
def test_what_some_trial_uses_is_not_remarked_on(stated):
    assert told(stated) == []


def test_a_resolved_config_is_remarked_on_sparingly(tmp_path):
    """A config as resolved is remarked on only where it differs from the defaults."""
    (tmp_path / "c.yaml").write_text(config_from({"data": {"source": "iris"}}).to_yaml())
    config = read_config(tmp_path / "c.yaml")
    assert config.stated == set(DEFAULTS)
    assert list(config.idle()) == []


def test_an_autopilot_without_panda_has_no_effect():
    pilot = {"on_plateau": {"learning_rate": "0.5x"}}
    assert told({}, autopilot=pilot) == ["search.autopilot has no effect: only mode panda uses it"]
    assert told({}, autopilot=pilot, mode="panda") == []


@pytest.mark.parametrize(("key", "value"), [("refit", True), ("ensemble", "mean"), ("ensemble", "greedy")])
def test_what_is_made_of_networks_has_no_effect_where_a_search_leaves_none(tmp_path, key, value):
    assert told({}, **{key: value}) == []
    assert told({}, mode="panda", ensemble="none") == []
    expected = f"search.{key} has no effect: in panda mode the best model stays as it is"
    assert told({}, mode="panda", **{key: value}) == [expected]
    (tmp_path / "own.py").write_text("def train(hyperparameters, seed):\n    yield {'dev_error': 0.1}\n")
    search = {"metric": "dev_error", key: value}
    own = config_from({"objective": f"{tmp_path}/own.py:train", "hyperparameters": {"a": 1}, "search": search})
    assert list(own.idle()) == [f"search.{key} has no effect: code of your own keeps its models itself"]


def test_check_and_run_say_what_has_no_effect_and_succeed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c.yaml").write_text("data: {source: iris}\nhyperparameters: {weight_decay: 10, epochs: 1}\n")
    sentence = "weight_decay has no effect: only adamw uses it, which is never drawn"
    checked = CliRunner().invoke(commands, ["check", "c.yaml"])
    assert checked.exit_code == 0
    assert sentence in checked.stdout
    run = CliRunner().invoke(commands, ["run", "c.yaml", "--jobs", "1", "--set", "search.finalists=null"])
    assert run.exit_code == 0
    assert sentence in run.stderr
    assert sentence not in run.stdout
