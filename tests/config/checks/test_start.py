"""Settings to try first: read, or refused with their place and a remedy."""

# ruff: noqa: E501  (a row of a table stands on one line)

import pytest

from hpsearch.errors import ConfigError
from tests.config.configs import DIGITS, read

SPACE = """\
data: {source: digits, numbers: {choices: [plain, {piecewise_linear: 4}]}}
hyperparameters:
  layers: {low: 1, high: 3}
  units: {low: 16, high: 128, step: 16, per_layer: true}
  optimizer: {choices: [sgd, momentum, adam]}
  learning_rate: {low: 1e-4, high: 1, scale: log}
  beta1: {low: 0.9, high: 0.999, scale: reverse_log}
  l2: {low: 1e-2, high: 1e+2, scale: log, or_zero: true}
  schedule: {choices: [constant, {at: {0: 0.1}}]}
  epochs: 30
search:
  start:
    - """

MISTAKES = [
    ("{l3: 3}", "13:8: search.start[0].l3: unknown key 'l3'; expected a key of this section (did you mean 'l2'?)"),
    ("{learning_rate: 2}", "13:23: search.start[0].learning_rate: 2 is not searched; expected 0.0001 to 1, or a wider range there"),
    ("{learning_rate: fast}", "13:23: search.start[0].learning_rate: 'fast' is a string; expected a number"),
    ("{l2: 1e-3}", "13:12: search.start[0].l2: 0.001 is not searched; expected 0.01 to 100, 0, or a wider range there"),
    ("{l2: {low: 1, high: 2}}", "13:12: search.start[0].l2: a setting to try first is one value; expected no range and no choices"),
    ("{optimizer: rmsprop}", "13:19: search.start[0].optimizer: 'rmsprop' is not searched; expected one of 'sgd', 'momentum', 'adam', or"),
    ("{epochs: 40}", "13:16: search.start[0].epochs: is 40, but hyperparameters.epochs is fixed at 30; leave it out here, or give it a range there"),
    ("{optimizer: sgd, beta1: 0.9}", "13:31: search.start[0].beta1: is not used where optimizer is 'sgd'; leave one of them out"),
    ("{layers: 1, units: 16}", "13:26: search.start[0].units: is 16, and each hidden layer has its own; expected a list of them"),
    ("{layers: 1, units: [20]}", "13:26: search.start[0].units: 20 is not searched; expected 16 to 128 in steps of 16, or a wider range there"),
    ("{layers: 2, units: [16]}", "13:26: search.start[0].units: lists 1; expected one for each hidden layer, here 2"),
    ("{units: [16]}", "13:15: search.start[0].units: lists 1, and the number of hidden layers is drawn; name layers, too"),
    ("{normalize: robust}", "13:19: search.start[0].normalize: is 'robust', but data.normalize is fixed at 'standard'; leave it out here, or give it a range there"),
    ("{numbers: {piecewise_linear: 8}}", "13:17: search.start[0].numbers: {piecewise_linear: 8} is not searched; expected one of 'plain', {piecewise_linear: 4}, or a wider range there"),
    ("{numbers: {choices: [plain]}}", "13:17: search.start[0].numbers: a setting to try first is one value; expected no range and no choices"),
    ("3", "13:7: search.start[0]: 3 does not belong here; expected a mapping"),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "line"), MISTAKES)
def test_a_wrong_setting_is_one_line_at_its_place(tmp_path, stated, line):
    with pytest.raises(ConfigError) as error:
        read(tmp_path, SPACE + stated)
    (told,) = str(error.value).splitlines()
    assert told.removeprefix(f"{tmp_path}/c.yaml:").startswith(line)


def test_all_mistakes_in_all_settings_are_told_at_once(tmp_path):
    with pytest.raises(ConfigError) as error:
        read(tmp_path, SPACE + "{l2: 1e-3, epochs: 4}\n    - {l3: 1, learning_rate: 7}\n  trials: 1\n")
    assert [line.split(": ")[1] for line in str(error.value).splitlines()] == [
        "search.start",
        "search.start[0].l2",
        "search.start[0].epochs",
        "search.start[1].l3",
        "search.start[1].learning_rate",
    ]


@pytest.mark.parametrize(
    ("stated", "start"),
    [
        ("{l2: 0}", {"l2": 0}),
        ("{beta1: 0.95, optimizer: adam}", {"optimizer": "adam", "beta1": 0.95}),
        ("{units: [16, 128], layers: 2.0}", {"units": [16, 128], "layers": 2}),
        ("{epochs: 30, learning_rate: 1e-4}", {"learning_rate": 1e-4}),
        ("{schedule: {at: {0: 0.1}}}", {"schedule": {"at": {"0": 0.1}}}),
        ("{}", {}),
    ],
)
def test_start_settings_are_read_in_the_order_of_the_space(tmp_path, stated, start):
    """A setting is read as far as it is searched and in the order of the space."""
    config = read(tmp_path, SPACE + stated)
    assert config.search.start == [start]
    assert list(config.search.start[0]) == list(start)
    assert read(tmp_path, config.to_yaml()) == config


def test_a_mistake_in_the_space_is_told_alone(tmp_path):
    text = DIGITS.replace("low: 1e-4", "low: 0").replace("seed: 0", "start: [{learning_rate: 3}]")
    with pytest.raises(ConfigError, match=r"^[^\n]*learning_rate.low: 0 has no logarithm[^\n]*$"):
        read(tmp_path, text)


def test_a_view_of_the_data_is_a_setting_as_any_other(tmp_path):
    config = read(tmp_path, SPACE + "{numbers: {piecewise_linear: 4}, epochs: 30}\n")
    assert config.search.start == [{"numbers": {"piecewise_linear": 4}}]


def test_a_mistaken_view_is_told_once_not_again_for_the_settings_to_try_first(tmp_path):
    with pytest.raises(ConfigError) as error:
        read(tmp_path, "data: {source: iris, normalize: robst}\nsearch: {start: [{normalize: robust}]}\n")
    assert len(str(error.value).splitlines()) == 1
