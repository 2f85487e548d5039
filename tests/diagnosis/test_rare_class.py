"""Where one class has most rows, bias and variance are judged by the metric of the search, if it sees the others."""

import numpy as np
import pytest

from hpsearch.diagnosis.advice import QUADRANT, diagnosed
from hpsearch.metrics.ranks import area_under_curve
from hpsearch.records import replace
from hpsearch.trials.baselines import Baseline
from hpsearch.trials.ranking import Ranking
from tests.diagnosis.made import FACTS, config, evidence

RARE = replace(FACTS, classes=(5_640, 360))


def searched(metric, train, dev, *, linear=0.5, facts=RARE, fits=0.0, **search):
    """A search by a metric whose trials have such values on train and dev, and errors near those of a guess.

    One trial of the worse half has the train value `fits`.
    """
    made = evidence(config(search={"metric": f"dev_{metric}", **search}), facts=facts)
    values = {"train_error": 0.055, "dev_error": 0.06, f"train_{metric}": train, f"dev_{metric}": dev}
    trials = [replace(each, metrics={**each.metrics, **values}) for each in made.trials]
    trials[-1] = replace(trials[-1], metrics={**trials[-1].metrics, f"train_{metric}": max(train, fits)})
    baselines = (
        Baseline("largest_class", metrics={"dev_error": 0.06, f"dev_{metric}": 0.5}),
        Baseline("linear", metrics={"dev_error": 0.06, f"dev_{metric}": linear}),
    )
    return replace(made, ranking=Ranking(f"dev_{metric}", maximize=True), trials=tuple(trials), baselines=baselines)


def verdict(made):
    """The one finding on bias and variance."""
    (found,) = [each for each in diagnosed(made) if each.name in QUADRANT]
    return found


@pytest.mark.parametrize("metric", ["auc", "f1", "mcc", "average_precision", "balanced_accuracy", "f_beta_2"])
def test_a_model_that_overfits_by_the_metric_has_high_variance(metric):
    """Its errors are near to each other, as both are near to that of the largest class."""
    found = verdict(searched(metric, 0.95, 0.7))
    assert found.name == "high_variance"
    assert found.sentence.startswith(f"high variance: dev_{metric} 0.7 against train_{metric} 0.95 (trial 0), a differ")
    assert {change.path[1] for change in found.changes} & {"units", "layers"} == set()
    assert (found.evidence["train"], found.evidence["dev"]) == pytest.approx((0.95, 0.7))
    assert "judged by" not in found.sentence


def test_a_model_that_is_as_good_on_dev_has_not():
    found = verdict(searched("auc", 0.80, 0.78, linear=0.77))
    assert found.name == "no_better_model_known"
    assert found.sentence.startswith(
        "no better model is known: train_auc 0.8 and dev_auc 0.78 (trial 0), against dev_auc"
    )
    assert "0.77 of the linear model" in found.sentence
    assert found.sentence.endswith("then a larger network is better on train, not on dev")


def test_a_dev_part_that_is_lower_by_chance_is_not_called_more():
    """An AUC is better the higher it is."""
    few = replace(RARE, train=60, dev=20)
    sentence = verdict(searched("auc", 0.999, 0.95, linear=0.9, facts=few)).sentence
    assert sentence.startswith("neither high bias nor high variance: train_auc 0.999, dev_auc 0.95 (trial 0)")
    assert " less, which may be chance in these rows" in sentence


@pytest.mark.parametrize(("train", "as_good"), [(0.51, False), (0.7, True)])
def test_a_model_that_only_guesses_is_not_called_good_where_few_rows_are_rare(train, as_good):
    """So few rows do not show that its metric is far from 1, but it is that of always predicting the largest class."""
    few = replace(RARE, train=60, dev=20)
    found = verdict(searched("f1", train, 0.55, linear=0.5, facts=few))
    assert found.name == ("neither_bias_nor_variance" if as_good else "no_better_model_known")


def test_without_a_baseline_the_metric_is_assumed_to_be_perfect_and_not_the_error():
    made = replace(searched("auc", 0.75, 0.74), baselines=())
    assert "against an assumed dev_auc of 1; dev_auc 0.74 is" in verdict(made).sentence


def test_a_metric_near_one_is_not_assumed_to_be_possible():
    """Most tables with a rare class allow none."""
    assert verdict(searched("auc", 0.9, 0.7, linear=0.72)).name == "high_variance"


def test_a_better_baseline_shows_bias():
    found = verdict(searched("auc", 0.75, 0.74, linear=0.95))
    assert found.name == "high_bias"
    assert "train_auc 0.750 ± " in found.sentence
    assert "against dev_auc 0.95 of the linear model; dev_auc 0.74 is 0.010 lower, below the limit" in found.sentence


def test_a_trial_that_fits_more_shows_that_larger_networks_would_not_help():
    found = verdict(searched("auc", 0.75, 0.74, linear=0.95, fits=0.99))
    assert found.name == "fitting_does_not_help"
    assert "with train_auc 0.99, is no better on dev" in found.sentence


@pytest.mark.parametrize(
    "other", [{"facts": FACTS}, {"bayes_error": 0.01}, {"facts": None}], ids=["even", "stated", "unknown"]
)
def test_the_error_judges_where_classes_are_even_or_a_possible_error_is_stated(other):
    assert (
        "(bias and variance are judged by the error, not by dev_auc)"
        in verdict(searched("auc", 0.95, 0.7, **other)).sentence
    )


def test_the_error_judges_where_the_metric_is_not_measured_on_train():
    made = searched("auc", 0.95, 0.7)
    without = tuple(
        replace(each, metrics={name: value for name, value in each.metrics.items() if name != "train_auc"})
        for each in made.trials
    )
    assert "judged by the error" in verdict(replace(made, trials=without)).sentence


@pytest.mark.parametrize("shift", [0.5, 1.0, 2.0])
def test_the_standard_error_of_an_auc_is_that_of_drawn_rows(shift):
    """Of 2,000 dev rows, 120 are of the rare class. Near 1 the approximation is too large, as its authors say."""
    draw = np.random.default_rng(0)
    positive = np.arange(2_000) < 120
    drawn = area_under_curve(draw.normal(size=(400, 2_000)) + shift * positive, positive)
    made = searched("auc", 0.99, float(drawn.mean()))
    assert 0.9 < made.sampling_error("dev") / drawn.std() < 1.6
