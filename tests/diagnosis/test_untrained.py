"""Whether more epochs would help, by the end of the winner's curve."""

from pathlib import Path

import numpy as np
import pytest

from hpsearch.cli.from_table.strong_space import NetworkSize
from hpsearch.config import DEFAULTS
from hpsearch.data.describe import describe
from hpsearch.diagnosis.advice import advised, diagnosed
from hpsearch.records import replace
from hpsearch.trials.taken_over import OutsideTrial
from tests.diagnosis.made import FACTS, config, curve, evidence, outcome, trials


def test_a_curve_that_is_flat_but_for_a_spike_has_come_to_its_end():
    """The epoch before its last fifth may be far off, and steps from one epoch to the next are no fall."""
    draw = np.random.default_rng(0)
    flat = 0.04 + 0.008 * draw.random(340)
    flat[270:274] = 0.08
    ended = trials(config(), best_epoch=338)
    found = diagnosed(evidence(curve=curve(flat, flat), trials=ended))
    assert "not_trained_to_its_end" not in {each.name for each in found}


def test_a_rate_that_comes_to_rest_does_not_show_that_epochs_were_missing():
    """Losses on the training part fall at its end anyway: dev must fall, too."""
    train, rests = [0.95**n for n in range(40)], [0.5 + 0.5 * 0.7**n for n in range(40)]
    cosine = config(schedule="cosine")
    told = []
    for dev in (train, rests):
        found = diagnosed(evidence(cosine, curve=curve(train, dev), trials=trials(cosine, best_epoch=40)))
        told.append("not_trained_to_its_end" in {each.name for each in found})
    assert told == [True, False]


def test_a_time_for_few_trials_is_advised_to_be_longer_whatever_else_is():
    """More epochs alone leave room for still fewer trials."""
    short = config(search={"trials": "auto", "time_limit": 20.0})
    falls = curve([0.95**n for n in range(40)], [0.96**n for n in range(40)])
    found = diagnosed(evidence(short, curve=falls, trials=trials(short, count=4, best_epoch=40)))
    after = {change.key: change.after for each in advised(found) for change in each.changes}
    assert after["search.time_limit"] == 40.0
    assert after["hyperparameters.epochs"] == 80


@pytest.mark.parametrize(("cost", "told"), [(0.031, True), (0.06, False)])
def test_epochs_are_not_doubled_again_after_a_doubling_that_brought_nothing(cost, told):
    falls = curve([0.95**n for n in range(40)], [0.96**n for n in range(40)])
    before = OutsideTrial({"epochs": 20}, cost)
    made = evidence(curve=falls, trials=trials(config(), best_epoch=40), earlier=before)
    (found,) = [each for each in diagnosed(made) if each.name == "not_trained_to_its_end"]
    assert (found.changes == ()) == told
    assert found.unchanged == ("more epochs than 20 did not help" if told else "")


@pytest.mark.parametrize("rows", [1_900, 2_000, 7_900, 9_000, 50_000])
@pytest.mark.parametrize("seconds", [10, 60])
def test_batches_that_init_writes_are_not_called_too_large(rows, seconds):
    """Few passes over few rows are few steps, which another batch does not mend."""
    size = NetworkSize.of(replace(describe("iris", folder=Path()), sizes=(rows, rows // 3, rows // 3)), seconds)
    written = config(batch_size=size.batch, epochs=size.epochs)
    found = diagnosed(evidence(written, facts=replace(FACTS, train=rows)))
    assert "too_few_steps" not in {each.name for each in found}


@pytest.mark.parametrize("name", ["decay_rate", "decay_epochs", "batch_size", "epochs"])
def test_a_winner_that_does_not_use_a_hyperparameter_has_its_default(name):
    """It is not among its settings, though it is searched."""
    rates = {"schedule": {"choices": ["constant", "exponential"]}, "optimizer": {"choices": ["adam", "sgd"]}}
    when = {"schedule": ["exponential"]} if name.startswith("decay") else {"optimizer": ["sgd"]}
    low = 0.5 if name == "decay_rate" else 16
    of = config(**rates, **{name: {"low": low, "high": 2 * low, "when": when}})
    used = {"learning_rate": 0.01, "units": 64, "l2": 0.0, "schedule": "constant", "optimizer": "adam"}
    falls = curve([0.95**n for n in range(40)], [0.96**n for n in range(40)])
    before = OutsideTrial({"epochs": 20}, 0.06)
    made = evidence(of, trials=(outcome(0, used, 0.03, best_epoch=40),), curve=falls, earlier=before)
    assert made.settings[name] == DEFAULTS[name]
    assert "not_trained_to_its_end" in {each.name for each in diagnosed(made)}


@pytest.mark.parametrize(
    ("epochs", "told"), [(4, "the last epoch than in the one before"), (40, "the last tenth of the")]
)
def test_the_fall_of_the_loss_is_told_by_epochs_that_there_are(epochs, told):
    falls = [0.9**n for n in range(epochs)]
    found = diagnosed(evidence(curve=curve(falls, falls), trials=trials(config(), best_epoch=epochs)))
    (sentence,) = (each.sentence for each in found if each.name == "not_trained_to_its_end")
    assert f" lower in {told}" in sentence
