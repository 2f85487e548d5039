# ruff: noqa: E501  (a row of a table stands on one line)


import pytest

from hpsearch.config import config_from
from hpsearch.errors import ConfigError
from hpsearch.space import Choice, Range

from .configs import DIGITS, read

SUPPORTED = [
    ("batch_norm: true", "batch_norm", True),
    ("keep_prob: 0.8", "keep_prob", 0.8),
    ("keep_prob: [0.8, 1]", "keep_prob", [0.8, 1]),
    ("keep_prob: {low: 0.5, high: 1, per_layer: true}", "keep_prob", Range(0.5, 1, per_layer=True)),
    ("input_keep_prob: 0.9", "input_keep_prob", 0.9),
    ("patience: 5", "patience", 5),
    ("loss: huber", "loss", "huber"),
    ("loss: {choices: [squared, absolute]}", "loss", Choice(("squared", "absolute"))),
    ("clip_norm: 5", "clip_norm", 5),
    ("label_smoothing: 0.1", "label_smoothing", 0.1),
    ("class_weight: balanced", "class_weight", "balanced"),
    ("augment: {flip: horizontal}", "augment", {"flip": "horizontal", "shift": 0, "noise": 0}),
]
AUTOPILOT = [
    (
        "{on_divergence: {learning_rate: 0.5x}}",
        "on_divergence: has no rollback; weights that diverged cannot recover without one",
    ),
    ("{on_divergence: {rollback: 0}}", "on_divergence.rollback: 0 is too small; expected at least 1"),
    ("{on_plateau: {rollback: 5}}", "on_plateau.rollback: unknown key 'rollback'; expected learning_rate, beta1,"),
    ("{on_plateau: {learning_rat: 1}}", "on_plateau.learning_rat: unknown key 'learning_rat'; expected learning"),
    ("{on_plateau: {learning_rate: 0}}", "on_plateau.learning_rate: 0 is too small; expected more than 0"),
    ("{on_plateau: {learning_rate: -1x}}", "on_plateau.learning_rate: expected a factor from 0, such as 0.5x"),
    ("{on_plateau: {beta1: {low: 0, high: 1}}}", "on_plateau.beta1: expected one value, for a model that trains is"),
    ("{on_plateau: 3}", "on_plateau: 3 does not belong here; expected changes, such as {learning_rate: 0.5x}"),
    ("{at_most: 0}", "at_most: 0 is too small; expected at least 1"),
]
NOT_OF_PANDA = ["finalists: {count: 3}", "repeats: 2", "halving: {min_epochs: 3}", "lag: 2"]

MISTAKES = [
    ("learning_rate: 0", "learning_rate: 0 is too small; expected more than 0"),
    ("learning_rate: fast", "learning_rate: 'fast' is a string; expected a number"),
    ('learning_rate: "0.1"', "learning_rate: '0.1' is a string; expected a number: drop the quotes"),
    ("learning_rate: nan", "learning_rate: 'nan' is not a finite number; expected a number"),
    ("epoch_size: -inf", "epoch_size: '-inf' is not a finite number; expected a whole number"),
    ("l2: {low:1e-3, high: 1}", "l2.low-1e-3: unknown key 'low:1e-3'; a space after the colon is missing: low: 1e-3"),
    ("epochs: 1_000", "epochs: '1_000' is a string; expected a whole number: leave out the underscores"),
    ("learning_rate: true", "learning_rate: true does not belong here; expected a number"),
    ("learning_rate:", "learning_rate: is empty; expected a number"),
    ("learning_rate: [1]", "learning_rate: [1] does not belong here; expected a number"),
    ("epochs: 2.5", "epochs: 2.5 is not a whole number; expected one, such as 2"),
    ("epochs: 1e300", "epochs: 1e+300 is too large"),
    ("epochs: 0", "epochs: 0 is too small; expected at least 1"),
    ("batch_size: 0", "batch_size: 0 is too small; expected at least 1"),
    ("batch_size: fulll", "batch_size: 'fulll' is not known here; expected auto, full or a number (did you mean 'full'?)"),
    ("beta1: 1", "beta1: 1 is too large; expected less than 1"),
    ("beta2: atuo", "beta2: 'atuo' is not known here; expected auto or a number (did you mean 'auto'?)"),
    ("epsilon: 0", "epsilon: 0 is too small; expected at least 1e-30"),
    ("l2: -1", "l2: -1 is too small; expected at least 0"),
    ("layers: 101", "layers: 101 is too large; expected at most 100"),
    ("units: 0", "units: 0 is too small; expected at least 1"),
    ("units: [3, 0]", "units[1]: 0 is too small; expected at least 1"),
    ("units: ['3']", "units[0]: '3' is a string; expected a whole number: drop the quotes"),
    ("units: true", "units: true does not belong here; expected a whole number"),
    ("batch_size: '64'", "batch_size: '64' is a string; expected a whole number: drop the quotes"),
    ("beta2: false", "beta2: false does not belong here; expected a number"),
    ("activation: Relu", "activation: 'Relu' is not known here; expected "),
    ("batch_norm: yes", "batch_norm: 'yes' is a string; expected true or false"),
    ("class_weight: balancd", "class_weight: 'balancd' is not known here; expected balanced (did you mean 'balanced'?)"),
    ("lerning_rate: 1", "lerning_rate: unknown key 'lerning_rate'; expected a key of this section (did you mean 'learning_rate'?)"),
    ("'learning rate': 1", "learning-rate: unknown key 'learning rate'; expected a key of this section (did you mean 'learning_rate'?)"),
    # ranges
    ("learning_rate: {low: 0, high: 1, scale: log}", "learning_rate.low: 0 has no logarithm; scale log needs low > 0 (did you mean 1e-4?)"),
    ("learning_rate: {low: 0, high: 1}", "learning_rate.low: 0 is too small; expected more than 0"),
    ("learning_rate: {high: 1}", "learning_rate.low: is missing; expected the low end of the range"),
    ("learning_rate: {lo: 1, high: 1}", "learning_rate.lo: unknown key 'lo'; expected low, high, scale, step, or_zero, per_layer or when (did you mean 'low'?)"),
    ("learning_rate: {low: 1, high: 0.1}", "learning_rate.low: 1 is above high 0.1; a range runs from low to high"),
    ("learning_rate: {low: 1, high: 2, scale: lgo}", "learning_rate.scale: 'lgo' is not known here; expected linear, log or reverse_log (did you mean 'log'?)"),
    ("l2: {low: 0, high: 1, step: 0.3}", "l2.high: 1 is not reached from 0 in steps of 0.3; 0.9 is"),
    ("l2: {low: 0, high: 1e308, step: 1e-308}", "l2.step: 1e-308 makes more than 1e9 steps; expected a larger step"),
    ("beta1: {low: 0, high: 1}", "beta1.high: 1 is too large; expected less than 1"),
    ("beta2: {low: 0.9, high: 2}", "beta2.high: 2 is too large; expected less than 1"),
    ("layers: {low: 0, high: 1000000000}", "layers.high: 1000000000 is too large; expected at most 100"),
    ("epochs: {low: 1.5, high: 3}", "epochs.low: 1.5 is not a whole number, and this hyperparameter is one"),
    ("epochs: {low: 1, high: 3, scale: reverse_log}", "epochs.scale: reverse_log is for numbers in [0, 1), and this"),
    ("l2: {low: 1, high: 3, or_zero: 1}", "l2.or_zero: 1 is no probability; expected true, or a number in [0, 1)"),
    ("learning_rate: {low: 1, high: 3, or_zero: true}", "learning_rate.or_zero: gives exactly 0, and 0 is too small; expected more than 0"),
    ("l2: {low: 1, high: 3, or_zero: maybe}", "l2.or_zero: 'maybe' is a string; expected a number"),
    ("l2: {low: 1, high: 3, per_layer: true}", "l2.per_layer: l2 is one for the whole network; per_layer is for units and keep_prob"),
    ("optimizer: {low: 1, high: 3}", "optimizer: has no range, because it is no number; list its values: {choices: […]}"),
    # choices
    ("optimizer: {choices: []}", "optimizer.choices: is empty; expected one value or more"),
    ("optimizer: {choices: adam}", "optimizer.choices: 'adam' is a string; expected a list such as [1, 2]"),
    ("optimizer: {choises: [adam]}", "optimizer.choises: unknown key 'choises'; expected choices, per_layer or when (did you mean 'choices'?)"),
    ("l2: {choises: [1]}", "l2.choises: unknown key 'choises'; expected choices, per_layer or when (did you mean 'choices'?)"),
    ("optimizer: {choices: [adam, adamm]}", "optimizer.choices[1]: 'adamm' is not known here; expected "),
    ("l2: {choices: [1, 1.0]}", "l2.choices[1]: 1 is among the choices already; keep one"),
    ("l2: {choices: [1], low: 3}", "l2.low: unknown key 'low'; expected choices, per_layer or when"),
    ("units: {choices: [64, [64, 32]]}", "units.choices: numbers and lists are mixed; expected lists alone, such as [64], which fix the layers"),
    ("units: {choices: [[64, 32]], per_layer: true}", "units.per_layer: draws a value for each layer, so that its choices are numbers"),
    # conditions
    ("l2: {low: 1, high: 2, when: {optimiser: adam}}", "l2.when.optimiser: unknown key 'optimiser'; expected a key of this section (did you mean 'optimizer'?)"),
    ("l2: {low: 1, high: 2, when: {optimizer: [adam, adma]}}", "l2.when.optimizer[1]: 'adma' is not known here; expected "),
    ("l2: {low: 1, high: 2, when: {optimizer: adma}}", "l2.when.optimizer: 'adma' is not known here; expected "),
    ("l2: {low: 1, high: 2, when: {optimizer: []}}", "l2.when.optimizer: names no value; expected one or more"),
    ("l2: {low: 1, high: 2, when: {l2: 1}}", "l2.when.l2: cannot depend on itself; expected another hyperparameter"),
    ("l2: {low: 1, high: 2, when: {epochs: {low: 1, high: 2}}}", "l2.when.epochs: a condition names values; expected one, or a list of them"),
    ("l2: {low: 1, high: 2, when: adam}", "l2.when: 'adam' is a string; expected a mapping such as {key: value}"),
    ("{l2: {low: 1, high: 2, when: {epochs: 3}}, epochs: {low: 3, high: 4, when: {l2: 1}}}", "l2.when: l2 → epochs → l2 depend on each other in a ring"),
    ("{optimizer: {choices: [sgd, adam], when: {beta1: 0.9}}, beta1: {choices: [0.9, 0.8]}}", "optimizer.when: "),
    # units and layers
    ("{units: [8, 4], layers: 3}", "layers: is 3, but units lists 2 hidden layers; leave layers out, or give units as a number"),
    ("{units: [8, 4], layers: {low: 1, high: 2}}", "layers: is searched, but units lists 2 hidden layers; leave layers out"),
    ("{units: {choices: [[8, 4]]}, layers: 2}", "layers: each choice of units is a list, which fixes the layers; leave layers out"),
    ("layers: 3", "layers: needs units as a number; the default [64, 32] fixes the layers; add for example `units: 64`"),
    # regularisation
    ("keep_prob: [0.8]", "keep_prob: lists 1; expected one for each hidden layer, here 2, or one number for all"),
    ("{keep_prob: [0.8, 0.9], units: 64}", "keep_prob: lists 2; expected one for each hidden layer, here 1, or one number for all"),
    ("{keep_prob: [0.8], units: 64, layers: {low: 1, high: 2}}", "keep_prob: lists 1; expected one for each hidden layer, here 1 or 2, or one number for all"),
    ("keep_prob: {choices: [0.5, [0.8]]}", "keep_prob.choices[1]: lists 1; expected one for each hidden layer, here 2, or one number for all"),
    ("keep_prob: 0", "keep_prob: 0 is too small; expected more than 0"),
    ("keep_prob: [0.5, 1.5]", "keep_prob[1]: 1.5 is too large; expected at most 1"),
    ("input_keep_prob: 0", "input_keep_prob: 0 is too small; expected more than 0"),
    ("label_smoothing: 1", "label_smoothing: 1 is too large; expected less than 1"),
    ("clip_norm: 0", "clip_norm: 0 is too small; expected more than 0"),
    ("loss: mse", "loss: 'mse' is not known here; expected auto, squared, huber or absolute (did you mean 'squared'?)"),
    ("loss: {low: 0, high: 1}", "loss: has no range, because it is no number"),
    ("patience: 0", "patience: 0 is too small; expected at least 1"),
    ("{batch_norm: true, batch_size: 1}", "batch_size: is 1, and batch_norm compares the examples of a batch; expected 2 or more, or batch_norm: false"),
]  # fmt: skip

ELSEWHERE = [
    ("search: {trials: 8}", "1:1: data: is missing; expected `data: {source: …}`"),
    ("data:\n", "1:1: data: is missing; expected `data: {source: …}`"),
    ("data: {}", "1:1: data.source: is missing; expected a bundled set such as digits, or a path"),
    ("data: digits", "1:7: data: 'digits' is a string; expected a mapping such as {key: value}"),
    ("dta: {source: iris}", "1:1: dta: unknown key 'dta'; expected data, hyperparameters, search or objective (did you mean 'data'?)"),
    ("data: {source: ''}", "1:16: data.source: is empty; expected a name"),
    ("data: {source: iris, target: 5}", "1:30: data.target: 5 is not a string; expected a string, in quotes if this is one: '5'"),
    ("data: {source: iris, normalize: no}", "1:33: data.normalize: 'no' is not known here; expected standard, robust or none (did you mean 'none'?)"),
    ("data: {source: iris, numbers: plian}", "1:31: data.numbers: 'plian' is not known here; expected plain, {piecewise_linear: 16} or {periodic: 8}"),
    ("data: {source: iris, numbers: {piecewise_linear: 0}}", "1:50: data.numbers.piecewise_linear: 0 is too small; expected at least 1"),
    ("data: {source: iris, numbers: {periodic: 0}}", "1:42: data.numbers.periodic: 0 is too small; expected at least 1"),
    ("data: {source: iris, numbers: {periodc: 8}}", "1:32: data.numbers.periodc: unknown key 'periodc'; expected periodic (did you mean 'periodic'?)"),
    ("data: {source: iris, numbers: {periodic: 8, piecewise_linear: 8}}", "1:31: data.numbers: a network has bins or cosines, not both; give one, or search both: {choices: [{piecewise_linear: 8}, {periodic: 8}]}"),
    ("data: {source: iris, numbers: {piecewise_linear: 16, perodic: 4}}", "1:31: data.numbers: a network has bins or cosines, not both; give one, or search both: {choices: [{piecewise_linear: 16}, {periodic: 4}]}"),
    ("data: {source: iris, numbers: {choices: [plain, {periodic: 8, piecewise_linear: 8}]}}", "1:49: data.numbers.choices[1]: a network has bins or cosines, not both; give one, or search both: {choices: [{piecewise_linear: 8}, {periodic: 8}]}"),
    ("data: {source: iris, numbers: {periodic: 1000000000}}", "1:42: data.numbers.periodic: 1000000000 is too large; expected at most 1000"),
    ("data: {source: iris, numbers: {piecewise: 3}}", "1:32: data.numbers.piecewise: unknown key 'piecewise'; expected piecewise_linear (did you mean 'piecewise_linear'?)"),
    ("data: {source: iris, normalize: {choices: [standard, no]}}", "1:54: data.normalize.choices[1]: 'no' is not known here; expected standard, robust or none (did you mean 'none'?)"),
    ("data: {source: iris, normalize: [standard, none]}", "1:33: data.normalize: ['standard', 'none'] is not known here; expected standard, robust or none; to search these values: {choices: ['standard', 'none']}"),
    ("data: {source: iris, normalize: {low: 1, high: 2}}", "1:33: data.normalize: has no range, because it is no number; list its values: {choices: […]}"),
    ("data: {source: iris, numbers: {choices: [plain, {piecewise_linear: 0}]}}", "1:68: data.numbers.choices[1].piecewise_linear: 0 is too small; expected at least 1"),
    ("data: {source: iris, numbers: {choices: [plain, plain]}}", "1:49: data.numbers.choices[1]: 'plain' is among the choices already; keep one"),
    ("data: {source: iris, numbers: {choices: [plain], when: {units: 3}}}", "1:56: data.numbers.when: is for hyperparameters; leave it out: every trial draws one of these choices"),
    ("data: {source: iris, normalize: {folds: 1, choices: [standard, none]}}", "1:34: data.normalize.folds: unknown key 'folds'; expected choices"),
    ("data: {source: iris, csv: {missing: [-999, true]}}", '1:44: data.csv.missing[1]: true marks no missing value; expected text or a number, as in ["NA", -999]'),
    ("data: {source: iris, csv: {missing: {a: 1}}}", '1:37: data.csv.missing: {a: 1} marks no missing value; expected text or a number, as in ["NA", -999]'),
    ("data: {source: iris, csv: {separator: ' '}}", r"1:39: data.csv.separator: ' ' is not read as a separator; expected ',', ';', '\t', '|'; write one of these in the file in place of another"),
    ("data: {source: iris, split: 3}", "1:29: data.split: 3 divides nothing; expected auto, {train: 0.6, dev: 0.2, test: 0.2}, {folds: 5} or a column"),
    ("data: {source: iris, split: {train: 0.5, dev: 0.4}}", "1:29: data.split: the shares sum to 0.9; expected a sum of 1"),
    ("data: {source: iris, split: {train: 1}}", "1:22: data.split.dev: is missing; expected the share of the dev part, such as 0.2"),
    ("data: {source: iris, split: {train: 1, dev: 0}}", "1:45: data.split.dev: 0 is too small; expected more than 0"),
    ("data: {source: iris, split: {trian: 0.5, dev: 0.5}}", "1:30: data.split.trian: unknown key 'trian'; expected train, dev or test (did you mean 'train'?)"),
    ("data: {source: iris, split: {folds:3}}", "1:30: data.split.folds-3: unknown key 'folds:3'; a space after the colon is missing: folds: 3"),
    ("data: {source: iris, split: {fold: 3}}", "1:30: data.split.fold: unknown key 'fold'; expected folds or test (did you mean 'folds'?)"),
    ("data: {source:iris}", "1:8: data.source-iris: unknown key 'source:iris'; a space after the colon is missing: source: iris"),
    ("data: {source: iris}\nsearch: {lag: nan}", "2:15: search.lag: 'nan' is not a finite number; expected a whole number"),
    ("data: {source: iris}\nsearch: {trials:3}", "2:10: search.trials-3: unknown key 'trials:3'; a space after the colon is missing: trials: 3"),
    ("data: {source: iris}\nsearch: {halving: {factor:3}}", "2:20: search.halving.factor-3: unknown key 'factor:3'; a space after the colon is missing: factor: 3"),
    ("data: {source: iris}\nsearch: {sampler: {name:random}}", "2:20: search.sampler.name-random: unknown key 'name:random'; a space after the colon is missing: name: random"),
    ("data: {source: iris}\nsearch: {seed: -1}", "2:16: search.seed: -1 is too small; expected at least 0"),
    ("data: {source: iris}\nsearch: {seed: 0.5}", "2:16: search.seed: 0.5 is not a whole number; expected one, such as 0"),
    ("data: {source: iris}\nsearch: {trials: 2e9}", "2:18: search.trials: 2000000000 is too large; expected at most 1e+06"),
    ("data: {source: iris}\nsearch: {trials: 0}", "2:18: search.trials: 0 is too small; expected at least 1"),
    ("data: {source: iris}\nsearch: {sampler: randon}", "2:19: search.sampler: 'randon' is not known here; expected "),
    ("data: {source: iris}\nsearch: {sampler: {nmae: random}}", "2:20: search.sampler.nmae: unknown key 'nmae'; expected name (did you mean 'name'?)"),
    ("data: {source: iris}\nsearch: {sampler: {depth: 3}}", "2:10: search.sampler.name: is missing; expected the name of a sampler, such as random"),
    ("data: {source: iris}\nsearch: {sampler: {name: 3}}", "2:26: search.sampler.name: 3 is not known here; expected "),
    ("data: {source: iris}\nsearch: {direction: minimize}", "2:21: search.direction: is for an objective of your own; leave it out"),
    ("data: {source: iris}\nsearch: {metric: accuracy}", "2:18: search.metric: 'accuracy' is not known here; expected "),
    ("data: {source: iris}\nsearch: {finalists: {cuont: 5}}", "2:22: search.finalists.cuont: unknown key 'cuont'; expected count or repeats (did you mean 'count'?)"),
    ("data: {source: iris}\nsearch: {halving: {factor: 1}}", "2:28: search.halving.factor: 1 is too small; expected at least 2"),
    ("data: {source: iris}\nsearch: {lag: 0}", "2:15: search.lag: 0 is too small; expected at least 1"),
    ("data: {source: iris}\nsearch: {lag: 2, halving: {}}", "2:15: search.lag: is 2: a round begins before the ones before it have ended, and halving chooses "),
    ("data: {source: iris}\nsearch: {lag: 3, trials: auto, time_limit: 9}", "2:15: search.lag: is 3: a round begins before the ones before it have ended, and trials: auto plans "),
    ("data: {source: iris}\nsearch: {start: [3]}", "2:18: search.start[0]: 3 does not belong here; expected a mapping"),
    ("data: {source: iris}\nsearch: [3]", "2:9: search: [3] does not belong here; expected a mapping"),
]  # fmt: skip


def mistakes(tmp_path, text):
    with pytest.raises(ConfigError) as error:
        read(tmp_path, text)
    return [line.removeprefix(f"{tmp_path}/c.yaml:") for line in str(error.value).splitlines()]


@pytest.mark.parametrize(("stated", "sentence"), MISTAKES)
def test_a_mistake_in_a_hyperparameter_is_one_line(tmp_path, stated, sentence):
    lines = mistakes(tmp_path, f"data: {{source: iris}}\nhyperparameters:\n  {stated}\n")
    assert len(lines) == 1
    assert lines[0].startswith("3:")
    assert lines[0].split(": ", 1)[1].startswith(f"hyperparameters.{sentence}")


@pytest.mark.parametrize(("text", "line"), ELSEWHERE)
def test_a_mistake_elsewhere_is_one_line_at_its_place(tmp_path, text, line):
    lines = mistakes(tmp_path, text)
    assert len(lines) == 1
    assert lines[0].startswith(line)


@pytest.mark.parametrize(("stated", "sentence"), AUTOPILOT)
def test_an_autopilot_is_told_what_it_cannot_do(tmp_path, stated, sentence):
    (line,) = mistakes(tmp_path, f"data: {{source: iris}}\nsearch: {{mode: panda, autopilot: {stated}}}\n")
    assert line.split(": ", 1)[1].startswith(f"search.autopilot.{sentence}")


@pytest.mark.parametrize("stated", NOT_OF_PANDA)
def test_what_a_panda_does_not_go_with_is_refused_with_a_remedy(tmp_path, stated):
    (line,) = mistakes(tmp_path, f"data: {{source: iris}}\nsearch: {{mode: panda, {stated}}}\n")
    assert f": search.{stated.partition(':')[0]}: " in line
    assert line.endswith("leave it out, or set mode: caviar")


@pytest.mark.parametrize(("stated", "name", "value"), SUPPORTED)
def test_what_regularises_is_read_as_it_is_written(tmp_path, stated, name, value):
    config = read(tmp_path, f"data: {{source: iris}}\nhyperparameters: {{{stated}}}\n")
    assert config.hyperparameters[name] == value


def test_what_is_yet_to_come_may_be_named_in_a_condition(tmp_path):
    text = DIGITS.replace("{optimizer: [momentum]}", "{optimizer: [momentum, nesterov]}")
    assert read(tmp_path, text).hyperparameters["beta1"].when == {"optimizer": ("momentum", "nesterov")}
    assert read(tmp_path, text).hyperparameters["optimizer"] == Choice(("momentum", "adam"))


def test_no_finalists_are_fine(tmp_path):
    assert read(tmp_path, "data: {source: iris}\nsearch: {finalists: null}").search.finalists is None


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(tmp_path):
    text = DIGITS.replace("low: 1e-4", "low: 0").replace("trials: 64", "trails: 64").replace("[momentum]", "[momentun]")
    text = text.replace("epochs: 30", "epochs: 30\n  epochs: x\n  batch_norm: !yes true").replace(
        "step: 16", "step: 15"
    )
    found = [line.split(": ")[:2] for line in mistakes(tmp_path, text)]
    assert found == [
        ["5:26", "hyperparameters.units.high"],
        ["7:24", "hyperparameters.learning_rate.low"],
        ["8:73", "hyperparameters.beta1.when.optimizer[0]"],
        ["11:3", "hyperparameters.epochs"],
        ["12:15", "hyperparameters.batch_norm"],
        ["13:49", "search.trails"],
    ]


def test_a_second_mistake_in_one_range_is_told_too(tmp_path):
    text = "data: {source: iris}\nhyperparameters:\n  l2: {low: 0, high: -1, scale: log, when: {epoch: 3}, per_layer: true, x: 1}"
    assert [line.split(": ")[1] for line in mistakes(tmp_path, text)] == [
        "hyperparameters.l2.low",
        "hyperparameters.l2.high",
        "hyperparameters.l2.when.epoch",
        "hyperparameters.l2.per_layer",
        "hyperparameters.l2.x",
    ]


def test_a_time_limit_that_cannot_be_read_is_not_said_to_be_missing():
    with pytest.raises(ConfigError) as raised:
        config_from({"data": {"source": "iris"}, "search": {"trials": "auto", "time_limit": "1h"}})
    assert "'1h' is a string" in str(raised.value)
    assert "there is no time_limit" not in str(raised.value)
