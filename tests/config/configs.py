"""Valid configs that between them have every key, at every depth, and ways to read a text."""

from pathlib import Path

from hpsearch.config import Config, read_config

DIGITS = """\
data:
  source: digits              # an example
hyperparameters:
  layers: {low: 1, high: 3}
  units: {low: 16, high: 128, step: 16}
  optimizer: {choices: [momentum, adam]}
  learning_rate: {low: 1e-4, high: 1, scale: log}
  beta1: {low: 0.9, high: 0.999, scale: reverse_log, when: {optimizer: [momentum]}}
  l2: {low: 1e-2, high: 1e+2, scale: log, or_zero: true}
  epochs: 30
search: {mode: caviar, sampler: coarse_to_fine, trials: 64, seed: 0}
"""

EVERY_KEY = """\
data: {source: rows.csv, target: price, task: regression, split: {train: 0.6, dev: 0.2, test: 0.2},
       normalize: none, numbers: {piecewise_linear: 16}}
hyperparameters:
  units: 64
  layers: 2
  activation: tanh
  parametric_activation: false
  initializer: xavier
  batch_norm: false
  input_scale: false
  members: 1
  keep_prob: 1
  input_keep_prob: 1
  l2: 0.1
  weight_decay: 0
  optimizer: rmsprop
  learning_rate: 0.01
  beta1: 0.9
  beta2: 0.99
  epsilon: 1e-8
  schedule: constant
  decay_rate: 1
  decay_epochs: 10
  warmup_epochs: 0
  regularisation_schedule: constant
  batch_size: 128
  epochs: 20
  patience: null
  clip_norm: null
  label_smoothing: 0
  ema: 0
  class_weight: null
  augment: null
search:
  mode: caviar
  sampler: {name: random}
  trials: 8
  rounds: 2
  metric: dev_mae
  direction: null
  halving: null
  repeats: 1
  finalists: {count: 5, repeats: 5}
  start: []
  autopilot: {on_divergence: {rollback: 5, learning_rate: 0.5x}, on_plateau: {l2: 0}, at_most: 2}
  time_limit: null
  bayes_error: 0.02
  seed: 7
objective: null
"""

CHOICES = """\
data: {source: moons, split: auto}
hyperparameters:
  units: {choices: [[64, 32], [128]]}
  activation: {choices: [relu, gelu], when: {optimizer: adam}}
  optimizer: {choices: [sgd, adam, rmsprop]}
  batch_size: {choices: [full, 32, 64]}
  beta2: {low: 0.9, high: 0.999, scale: reverse_log}
  epochs: {low: 10, high: 40, scale: log}
  l2: {low: 0, high: 2, scale: linear, step: 0.5}
"""

PER_LAYER = """\
data: {source: moons}
hyperparameters:
  units: {low: 8, high: 64, scale: log, per_layer: true, when: {activation: [relu]}}
  layers: {low: 0, high: 3, step: 1}
  activation: {choices: [relu, tanh]}
  l2: {low: 0.1, high: 10, scale: log, or_zero: 0.25}
"""

ALL = (DIGITS, EVERY_KEY, CHOICES, PER_LAYER)


def read(tmp_path: Path, text: str, *overrides: str) -> Config:
    """The config with the given text, from a file."""
    path = tmp_path / "c.yaml"
    path.write_text(text, encoding="utf-8")
    return read_config(path, overrides)
