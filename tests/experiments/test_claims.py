"""What the pages in docs/experiments say still comes out, in direction and rough size, on one to three seeds."""

from functools import cache
from statistics import mean

import pytest

from experiments.claims import claim, names, numbered
from experiments.rows import column, interval, where
from tests.pages import ROOT

PAGES = ROOT / "docs" / "experiments"


@cache
def rows_of(name, seed):
    return claim(name).measure(seed)


def measured(name, seeds=2):
    return [row for seed in range(seeds) for row in rows_of(name, seed)]


def average(rows, of, **values):
    return mean(column(where(rows, **values), of))


def test_each_claim_has_one_experiment():
    assert sorted(numbered().values()) == list(range(1, 16))


@pytest.mark.parametrize("name", names())
def test_each_experiment_has_its_page_table_and_picture(name):
    for suffix in ("md", "csv", "svg"):
        assert (PAGES / f"{name}.{suffix}").exists()


def test_random_tries_more_values_of_the_axis_that_matters():
    experiment = claim("random_and_grid")
    rows = experiment.measure(0)
    assert average(rows, "values of α", sampler="grid") == 5
    assert average(rows, "values of α", sampler="random") == 25


def test_a_log_scale_finds_better_learning_rates():
    rows = measured("scales")
    assert average(rows, "median dev_loss", scale="log") < 0.5 * average(
        rows, "median dev_loss", axis="α", scale="linear"
    )


def test_coarse_to_fine_ends_no_worse_than_one_flat_round():
    rows = measured("coarse_to_fine", seeds=1)
    assert average(rows, "best of 32", sampler="coarse_to_fine") < 1.1 * average(rows, "best of 32", sampler="random")


def test_normalised_inputs_bear_a_larger_learning_rate():
    experiment = claim("normalised_inputs")
    found = experiment.bests(measured("normalised_inputs"))
    rates = {kind: max(column(where(found, normalize=kind), "largest α that gets there"), default=0)
             for kind in ("standard", "none")}  # fmt: skip
    assert rates["standard"] > 100 * rates["none"]


def test_the_initializers_keep_or_lose_the_signal():
    rows = measured("signal_over_depth", seeds=1)
    last = {label: average(rows, "signal", **{"first weights": label}, layer=20)
            for label in ("relu, he", "relu, xavier", "relu, small")}  # fmt: skip
    assert 0.5 < last["relu, he"] < 2
    assert last["relu, xavier"] < 0.01
    assert last["relu, small"] < 1e-20


def test_a_linear_network_follows_the_powers_of_its_weights():
    rows = measured("signal_over_depth", seeds=1)
    for weight in (1.5, 0.5):
        first, last = (average(rows, "signal", **{"first weights": f"{weight} on the diagonal"}, layer=layer)
                       for layer in (1, 20))  # fmt: skip
        assert last / first == pytest.approx(weight**19)


def test_adam_comes_to_a_low_loss_within_a_few_epochs():
    experiment = claim("optimizers")
    rows = measured("optimizers", seeds=1)
    assert interval(experiment.best(rows, "adam"), "epochs").middle <= 5
    assert interval(experiment.best(rows, "adam"), "train_loss 5").middle < 0.05


def test_averages_are_biased_at_first_and_lag_as_the_formula_says():
    rows = measured("averages", seeds=3)
    error = "error of the first days"
    assert average(rows, f"{error}, uncorrected", beta=0.98) > 3 * average(rows, f"{error}, corrected", beta=0.98)
    assert average(rows, "lag in days", beta=0.9) == pytest.approx(9, abs=1)


def test_decay_saves_a_learning_rate_that_is_too_high():
    rows = measured("decay", seeds=1)
    too_high = {
        name: average(rows, "dev_loss", schedule=name, learning_rate=2.0) for name in ("constant", "exponential")
    }
    assert too_high["exponential"] < 0.7 * too_high["constant"]


def test_a_step_on_all_examples_takes_longer_and_an_epoch_less(monkeypatch):
    """A step on all examples takes longer and an epoch less than of single ones."""
    experiment = claim("batch_size")
    monkeypatch.setattr(experiment, "RATES", {size: rates[-2:-1] for size, rates in experiment.RATES.items()})
    rows = experiment.measure(0)
    assert average(rows, "ms a step", **{"batch size": 1}) < average(rows, "ms a step", **{"batch size": "full"})
    assert average(rows, "ms an epoch", **{"batch size": 1}) > average(rows, "ms an epoch", **{"batch size": "full"})
    assert average(rows, "epochs", **{"batch size": 64}) < average(rows, "epochs", **{"batch size": "full"})


def test_some_l2_helps_and_too_much_underfits(monkeypatch):
    experiment = claim("regularisation")
    kept = {name: experiment.REMEDIES[name] for name in ("none", "l2 1", "l2 1000", "patience 5")}
    monkeypatch.setattr(experiment, "REMEDIES", kept)
    rows = measured("regularisation", seeds=3)
    assert average(rows, "dev_error", remedy="l2 1") < average(rows, "dev_error", remedy="none")
    assert average(rows, "train_error", remedy="l2 1000") > 0.5
    assert average(rows, "epochs", remedy="patience 5") < average(rows, "epochs", remedy="none")


def test_batch_norm_bears_more_learning_rates():
    found = claim("batch_norm").bests(measured("batch_norm", seeds=1))
    rates = "rates that get there"
    assert average(found, rates, batch_norm="on") > average(found, rates, batch_norm="off")


def test_the_loss_is_sensitive_to_momentum_near_1_alone():
    experiment = claim("momentum_near_one")
    rows = measured("momentum_near_one")
    assert abs(experiment.change(rows, 0.9, 0.9005).middle) < 0.01
    assert experiment.change(rows, 0.999, 0.9995).middle > 0.1


def test_adam_and_rmsprop_leave_saddles_and_plateaus_at_once(monkeypatch):
    experiment = claim("plateaus")
    monkeypatch.setattr(experiment, "MOST", 2_000)
    rows = measured("plateaus")
    for place in ("saddle", "plateau"):
        descent = average(rows, "steps", place=place, optimizer="sgd")
        for name in ("rmsprop", "adam"):
            assert average(rows, "steps", place=place, optimizer=name) < 0.5 * descent


def test_softmax_of_two_is_logistic_regression_at_half_the_rate():
    rows = measured("softmax_of_two")
    assert average(rows, "largest difference of a weight", **{"softmax trains at": "half the rate"}) < 1e-12
    assert average(rows, "largest difference of a weight", **{"softmax trains at": "the same rate"}) > 1e-3


def test_the_verdicts_are_those_that_the_trainings_were_made_for():
    rows = measured("bias_and_variance", seeds=3)
    right = [row["verdict"] == row["made for"] for row in rows]
    assert sum(right) >= 0.8 * len(rows)
