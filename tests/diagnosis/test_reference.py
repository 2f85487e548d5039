"""The reference for bias without a stated Bayes error."""

import pytest

from hpsearch.diagnosis.advice import advised, diagnosed
from hpsearch.diagnosis.finding import Phase
from hpsearch.records import replace
from hpsearch.report.sections.advice import verdict_sentences
from tests.diagnosis.made import FACTS, config, evidence, none_fits_better, with_winner
from tests.diagnosis.shown import SHOWN, judged, measured, noisy


def found(bayes=0.0, dev=0.26, **baselines):
    """The findings of a run with a train error of 0.249 and such baselines, by name."""
    made = noisy(config(search={"bayes_error": bayes}), baselines=measured(**baselines))
    return {each.name: each for each in diagnosed(with_winner(made, dev_error=dev))}


@pytest.mark.parametrize(
    ("bayes", "baselines", "against"),
    [
        (0.1, {"boosted_trees": 0.05}, "against bayes_error 0.1;"),
        (0.0, {}, "against an assumed bayes_error of 0;"),
        (0.0, {"largest_class": 0.5, "linear": 0.3}, "against an assumed bayes_error of 0;"),
        (0.0, {"largest_class": 0.5, "linear": 0.2}, "against dev_error 0.2 of the linear model;"),
        (0.0, {"linear": 0.3, "boosted_trees": 0.15}, "against dev_error 0.15 of boosted trees;"),
        (0.0, {"boosted_trees": 0.4}, "against an assumed bayes_error of 0;"),
    ],
)
def test_high_bias_names_what_it_is_measured_from(bayes, baselines, against):
    """The stated Bayes error first, then what a model reached, then a 0 that is said to be assumed."""
    assert against in found(bayes, **baselines)["high_bias"].sentence


def test_a_verdict_on_an_assumption_is_less_sure_than_one_on_evidence():
    assert found()["high_bias"].certainty <= 0.5 < found(boosted_trees=0.15)["high_bias"].certainty


@pytest.mark.parametrize("trees", [0.25, 0.27])
def test_bias_is_not_claimed_where_boosted_trees_do_no_better(trees):
    """Nothing shows that less is possible; a larger network is tried when nothing else is to be done."""
    names = found(boosted_trees=trees, linear=0.3)
    assert not {"high_bias", "bias_and_variance", "neither_bias_nor_variance"} & names.keys()
    told = names["no_better_model_known"]
    assert told.phase == Phase.SEARCH
    assert "boosted trees" in told.sentence
    assert {change.key for change in told.changes} == {"hyperparameters.units.high", "hyperparameters.layers"}


def test_variance_is_looked_at_where_bias_is_not_shown():
    assert {"high_variance"} == {"high_variance", "bias_and_variance"} & found(dev=0.4, boosted_trees=0.39).keys()


def test_no_larger_network_is_proposed_where_one_fits_its_own_rows_better_already():
    made = noisy(baselines=measured(boosted_trees=0.26))
    winner, other, *rest = made.trials
    fits = replace(other, metrics={**other.metrics, "train_error": 0.02, "dev_error": 0.3})
    known = diagnosed(replace(made, trials=(winner, fits, *rest)))
    (told,) = [each for each in known if each.name == "no_better_model_known"]
    assert f"trial {fits.number} has train_error 0.02" in told.sentence
    assert told.changes == ()
    assert told not in advised(known)


def test_what_limits_is_that_no_better_model_is_known():
    known = diagnosed(noisy(baselines=measured(boosted_trees=0.26)))
    assert verdict_sentences(known)[0].startswith("no better model is known: train_error 0.249 and dev_error 0.261")


@pytest.mark.parametrize(
    ("bayes", "verdict"), [(0.0, "high_variance"), (0.02, "bias_and_variance")], ids=["assumed", "stated"]
)
def test_a_network_that_mostly_varies_is_not_said_to_be_biased_on_an_assumption(bayes, verdict):
    """Train 0.08 and dev 0.33 show that it overfits, but not that less than 0.08 is possible."""
    made = with_winner(evidence(config(search={"bayes_error": bayes})), train_error=0.08, dev_error=0.33)
    made = none_fits_better(made)
    names = {each.name for each in diagnosed(made)}
    assert names & {"high_variance", "bias_and_variance"} == {verdict}


@pytest.mark.parametrize(
    ("bayes", "dev", "verdict"),
    [(0.0, 55.7, "high_variance"), (0.0, 44.0, "bias_and_variance"), (1.0, 55.7, "bias_and_variance")],
    ids=["most", "half", "stated"],
)
def test_variance_and_an_assumed_bias_of_a_regression_are_weighed_by_their_squares(bayes, dev, verdict):
    """A rmse of 26.2 on train and 55.7 on dev: of the squares on dev 22 % are bias, or noise, and 78 % variance."""
    made = with_winner(evidence(config(search={"bayes_error": bayes})), train_rmse=26.2, dev_rmse=dev)
    made = replace(made, headline="rmse", facts=replace(made.facts, task="regression", classes=(), target_spread=78.0))
    names = {each.name for each in diagnosed(made)}
    assert names & {"high_variance", "high_bias", "bias_and_variance"} == {verdict}


def test_a_number_that_is_far_worse_on_dev_than_on_train_has_high_variance():
    """A rmse of 0.5 on train and 1.4 on dev, where the target's deviation is 3.3."""
    made = with_winner(evidence(), train_rmse=0.507, dev_rmse=1.398)
    made = replace(made, headline="rmse", facts=replace(made.facts, task="regression", classes=(), target_spread=3.3))
    names = {each.name for each in diagnosed(made)}
    assert "high_variance" in names
    assert "neither_bias_nor_variance" not in names


@pytest.mark.parametrize("name", ["learning_rate_too_low", "class_imbalance"])
def test_what_keeps_networks_from_training_is_told_before_bias(name):
    shows, _ = SHOWN[name]
    biased = none_fits_better(with_winner(shows, train_error=0.2, dev_error=0.21))
    found = {each.name: each for each in diagnosed(biased)}
    assert "high_bias" in found
    assert verdict_sentences(list(found.values()))[0] == found[name].sentence


@pytest.mark.parametrize(
    ("better_by", "p", "told"), [(0.005, 0.4, "no_better_model_known"), (0.05, 0.001, "high_bias")]
)
def test_where_one_class_has_nearly_all_rows_bias_is_not_told_from_the_error(better_by, p, told):
    """An error near to that of the largest class shows nothing, where a baseline is as good by the search's metric."""
    rare = replace(FACTS, classes=(5_436, 564))
    made = replace(with_winner(noisy(baselines=measured(linear=0.09)), train_error=0.088, dev_error=0.094), facts=rare)
    names = {each.name for each in diagnosed(replace(made, comparisons=judged(better_by, p)))}
    assert names & {"no_better_model_known", "high_bias"} == {told}
