"""The config that advice proposes keeps the text of the one that was run."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import hpsearch
from hpsearch.cli.from_table.starter import starter_config
from hpsearch.config import config_from, read_config
from hpsearch.config.reading import config_in
from hpsearch.data import describe
from hpsearch.diagnosis.changes import config_with
from hpsearch.diagnosis.finding import ConfigChange
from hpsearch.errors import UsageError
from hpsearch.export import ExportRequest
from hpsearch.export import next as next_format
from hpsearch.export._config_text import changed_text
from hpsearch.export.next import NextFormat, proposed_config

POOR = """\
# My flowers.
data:
    source: flowers.csv      # beside this file
    target: species
hyperparameters:
    units: [16]              # small
    learning_rate: {low: 1e-3, high: 1e-1, scale: log}
    epochs: 2
search: {trials: 6, rounds: 2, finalists: null, seed: 0}
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A run of that config with few epochs, by another number of trials."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    species = np.arange(150) % 3
    frame = pd.DataFrame(species[:, None] + rng.normal(size=(150, 4)), columns=[*"abcd"])
    frame.assign(species=np.array(["setosa", "versicolor", "virginica"])[species]).to_csv("flowers.csv", index=False)
    Path("flowers.yaml").write_text(POOR)
    return hpsearch.run("flowers.yaml", trials=5, jobs=1, backend="in_process")


def test_the_next_config_is_the_text_of_the_one_before_with_the_changes(run, tmp_path):
    """Comments, keys, notation and the path stand as they were; what was stated by an option is there, too."""
    text = proposed_config(run, tmp_path)
    lines = text.splitlines()
    assert {"# My flowers.", "    source: flowers.csv      # beside this file"} <= {*lines}
    assert lines[0].startswith("# What `hpsearch report")
    changed = {change.key for finding in run.advice for change in finding.changes}
    assert all(any(line.lstrip().startswith(f"# {key}: ") for line in lines) for key in changed)
    assert "    learning_rate: {low: 1e-3, high: 1e-1, scale: log}" in lines
    (tmp_path / "next.yaml").write_text(text)
    next_ = read_config(tmp_path / "next.yaml")
    assert next_.search.trials == 2 * 5
    assert next_.hyperparameters != run.config.hyperparameters
    assert len(lines) < len(run.config.to_yaml().splitlines())


def test_the_data_are_found_from_where_the_next_config_goes(run, tmp_path):
    (tmp_path / "deeper").mkdir()
    text = proposed_config(run, tmp_path / "deeper")
    assert "source: ../flowers.csv" in text


CHANGES = [
    ConfigChange("hyperparameters.learning_rate.high", 0.01, 0.1),
    ConfigChange("hyperparameters.epochs", 1, 77),
    ConfigChange("hyperparameters.batch_norm", False, {"choices": [False, True]}),
    ConfigChange("search.start", [], [{"learning_rate": 0.002}]),
    ConfigChange("data.split", "auto", {"folds": 5}),
    ConfigChange("search.time_limit", 60, None),
]


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.key)
def test_each_change_leaves_all_other_lines_of_a_starter_config_alone(tmp_path, change, plain):
    text = starter_config(describe("iris", folder=tmp_path), "iris", plain=plain)
    if change.key == "search.time_limit":
        text = text.replace("trials: auto ", "trials: 20   ")
    before = config_in(text, tmp_path)
    wanted = config_from(config_with(before.as_dict(), [change]), tmp_path)
    section, key, *_ = change.path
    found = changed_text((text, tmp_path), wanted, {(section, key): "why"}, tmp_path)
    assert found is not None
    assert config_in(found, tmp_path).as_dict() == wanted.as_dict()
    was = [" ".join(line.split()) for line in text.splitlines() if not line.strip().startswith(f"{key}:")]
    now = [" ".join(line.split()) for line in found.splitlines()]
    assert [line for line in was if line not in now] == []
    assert "# why" in now or before.as_dict() == wanted.as_dict()


def test_the_comment_behind_a_value_goes_with_the_value(tmp_path):
    """As the numbers of rows of `split: auto` did not hold for folds; comments of other lines stay."""
    text = """\
data:
  source: iris
  split: auto     # 90 train, 30 dev, 30 test
  # split: {folds: 3}  # slower
hyperparameters:
  schedule: cosine     # to 0
  units: [8]  # small
"""
    changes = [
        ConfigChange("data.split", "auto", {"folds": 5, "test": 0.2}),
        ConfigChange("hyperparameters.schedule", "cosine", {"choices": ["cosine", "constant"]}),
    ]
    wanted = config_from(config_with(config_in(text, tmp_path).as_dict(), changes), tmp_path)
    assert (
        changed_text((text, tmp_path), wanted, {}, tmp_path)
        == """\
data:
  source: iris
  split: {folds: 5, test: 0.2}
  # split: {folds: 3}  # slower
hyperparameters:
  schedule: {choices: [cosine, constant]}
  units: [8]  # small
"""
    )


def test_comments_of_the_advice_before_are_dropped_and_those_below_a_section_stay_there(tmp_path):
    """A new key is written above the comments of the section that follows."""
    text = """\
# What `hpsearch report runs/a` advises.
data: {source: iris}
hyperparameters:
  learning_rate: {low: 1e-3, high: 1e-1, scale: log}
  # my units
  # high bias: train_error 0.46
  # hyperparameters.units: [8] → [32]
  units: [32]
  epochs: 6  # few
# my search
# more rows would help
# search.refit: false → true
# trial 3 of the last run is tried first
search: {trials: 6, refit: true, start: [{learning_rate: 0.01}]}
"""
    changes = [
        ConfigChange("hyperparameters.l2", 0, {"low": 0.01, "high": 100, "scale": "log"}),
        ConfigChange("hyperparameters.batch_norm", False, {"choices": [False, True]}),
    ]
    wanted = config_from(config_with(config_in(text, tmp_path).as_dict(), changes), tmp_path)
    comments = {("hyperparameters", "l2"): "overfits", ("search", "start"): "trial 4 of the last run is tried first"}
    assert (
        changed_text((text, tmp_path), wanted, comments, tmp_path)
        == """\
data: {source: iris}
hyperparameters:
  learning_rate: {low: 1e-3, high: 1e-1, scale: log}
  # my units
  units: [32]
  epochs: 6  # few
  batch_norm: {choices: [false, true]}
  # overfits
  l2: {low: 0.01, high: 100.0, scale: log}
# my search
# trial 4 of the last run is tried first
search: {trials: 6, refit: true, start: [{learning_rate: 0.01}]}
"""
    )


def test_a_text_that_says_something_else_is_not_kept(tmp_path):
    wanted = config_in("data: {source: wine}", tmp_path)
    assert changed_text(("data: [", tmp_path), wanted, {}, tmp_path) is None
    assert changed_text(("data: {source: iris}", tmp_path), wanted, {}, tmp_path) == "data: {source: wine}\n"


def test_where_nothing_is_changed_the_reason_is_said(run, monkeypatch):
    """By the report, and by the export that has nothing to write."""
    monkeypatch.setattr(next_format, "proposed_config", lambda *_: None)
    with pytest.raises(UsageError, match="no change of the config is proposed: "):
        NextFormat().content(run, ExportRequest())
