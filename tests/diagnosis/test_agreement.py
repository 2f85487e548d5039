"""Findings agree with the other figures on the same page, and with what was searched already."""

import pytest

from hpsearch.diagnosis.advice import advised, diagnosed, waiting
from hpsearch.diagnosis.changes import widened
from hpsearch.diagnosis.thresholds import Thresholds
from hpsearch.diagnosis.wasted_time import Waste, moved_in
from hpsearch.records import replace
from hpsearch.trials.baselines import Baseline, Comparison
from hpsearch.trials.data_facts import LateFacts
from tests.diagnosis.made import L2, config, evidence, none_fits_better, trials, with_winner
from tests.diagnosis.shown import SHOWN, held_back, timed


def found(made, name):
    """The finding of that name in some evidence."""
    return next(each for each in diagnosed(made) if each.name == name)


@pytest.mark.parametrize(
    ("dev", "rows", "told"),
    [
        (0.11, 2_000, "; dev_error 0.11 is no higher"),
        (0.16, 2_000, "; dev_error 0.16 is 0.040 higher, below the limit of 0.060 for high variance"),
        (0.25, 30, "; dev_error 0.25 is 0.13 ± 0.18 higher, which may be chance"),
    ],
)
def test_high_bias_says_how_far_dev_is_from_train(dev, rows, told):
    """Dev is not called near where it is twice as high, and only chance forbids to call that variance."""
    made = none_fits_better(with_winner(evidence(), train_error=0.12, dev_error=dev))
    made = replace(made, late=LateFacts(0, 0, 100, train_rows=2_000 if rows > 30 else 60, dev_rows=rows))
    assert found(made, "high_bias").sentence.endswith(told)


@pytest.mark.parametrize(
    ("train", "p", "told"),
    [(0.98, 0.4, "no_better_model_known"), (0.98, 0.001, "high_bias"), (0.7, 0.4, "high_bias")],
    ids=["a guess, and no model is better", "better than the linear model", "half of the variance explained"],
)
def test_where_no_model_predicts_better_than_the_mean_bias_is_not_told(train, p, told):
    """The rmse of pure noise is its standard deviation: larger networks would not lower it on dev."""
    made = none_fits_better(with_winner(evidence(), train_rmse=train, dev_rmse=train + 0.01))
    made = replace(made, headline="rmse", facts=replace(made.facts, classes=(), task="regression", target_spread=1.0))
    better = 0.05 if p < 0.05 else 0.001
    judged = tuple(
        Comparison(name, made.winner.number, "dev_rmse", 1.0, 1.0 + better, better, better - 0.02, better + 0.02, p, "")
        for name in ("mean", "linear")
    )
    made = replace(made, comparisons=judged, baselines=(Baseline("linear", metrics={"dev_rmse": 1.0}),))
    names = {each.name for each in diagnosed(made)}
    assert names & {"no_better_model_known", "high_bias"} == {told}


@pytest.mark.parametrize(
    ("own", "other", "told"),
    [
        ({"l2": 54.0}, {"l2": 0.1}, True),
        ({"l2": 0.2}, {"l2": 0.15}, False),
        ({"l2": 0.0134}, {"l2": 0.0}, False),
        ({"keep_prob": 0.7}, {"keep_prob": 0.95}, True),
    ],
)
def test_only_far_stronger_regularisation_is_said_to_keep_a_network_from_fitting(own, other, told):
    made = held_back()
    first, *others = made.trials
    some = [
        replace(each, trial=replace(each.trial, settings={**each.settings, "l2": 1.0, **settings}))
        for each, settings in zip([first, *others], [own] + [other] * len(others), strict=True)
    ]
    sentence = found(replace(made, trials=tuple(some)), "fitting_does_not_help").sentence
    assert ("keeps it from fitting" in sentence) == told


@pytest.mark.parametrize("worthwhile", [True, False])
def test_an_end_that_is_not_moved_is_not_said_to_be_better_further_out(worthwhile):
    made = none_fits_better(with_winner(SHOWN["best_at_the_end_of_a_range"][0], train_error=0.001))
    of = found(
        replace(made, thresholds=Thresholds(worthwhile=1e-6 if worthwhile else 100.0)), "best_at_the_end_of_a_range"
    )
    assert bool(of.changes) == worthwhile
    assert of.sentence.endswith("higher values may be better") == worthwhile
    assert ("higher values are expected to improve dev_error by only" in of.sentence) != worthwhile


@pytest.mark.parametrize(
    ("name", "upper", "best", "end"),
    [
        ("units", True, 0.1, 80),
        ("units", True, 0.5, 96),
        ("batch_size", False, 0.9, 63),
        ("batch_size", False, 0.55, 48),
    ],
)
def test_a_range_that_wastes_time_does_not_end_where_the_best_trial_is(name, upper, best, end):
    """Else its end would be moved out again after the next search."""
    made = timed(name, upper=upper)
    (axis,) = (each for each in made.space.axes if each.name == name)
    (change,) = moved_in(made, Waste(axis, upper, best, 3.0, 1.0))
    assert change.key == f"hyperparameters.{name}.{'high' if upper else 'low'}"
    assert change.after == end


@pytest.mark.parametrize(
    ("data", "ignored"), [({}, [["part"]]), ({"ignore": ["id"]}, [["id", "part"]]), ({"inputs": ["a"]}, [])]
)
def test_a_column_that_no_longer_divides_the_rows_does_not_become_an_input(data, ignored):
    made = evidence(config(data={"split": "part", **data}), late=LateFacts(0, 0, 100, ("train and dev differ",)))
    changes = {each.key: each.after for each in found(made, "mismatched_parts").changes}
    assert changes["data.split"] == "auto"
    assert [after for key, after in changes.items() if key == "data.ignore"] == ignored


@pytest.mark.parametrize(
    ("fixed", "left"),
    [
        ({}, {"l2", "keep_prob", "input_scale"}),
        ({"keep_prob": 0.9}, {"l2", "keep_prob", "input_scale"}),
        ({"keep_prob": 0.1}, {"l2", "input_scale"}),
        ({"l2": 1e5}, {"keep_prob", "input_scale"}),
    ],
)
def test_nothing_is_proposed_against_variance_that_would_weaken_what_is_there(fixed, left):
    of = config(**{"l2": 0.0, **fixed})
    made = with_winner(evidence(of, trials=trials(of)), train_error=0.0, dev_error=0.1)
    changes = found(made, "high_variance").changes
    assert {change.path[1] for change in changes} == left


def test_what_the_advice_changes_at_once_is_not_said_to_wait():
    """A keep_prob of 0.9 is searched up to 1 against bias; that it is searched against variance, too, is left out."""
    of = config(l2=L2, input_scale={"choices": [False, True]}, keep_prob=0.9)
    made = none_fits_better(with_winner(evidence(of, trials=trials(of)), train_error=0.12, dev_error=0.13))
    made = replace(made, curve=SHOWN["overfitting"][0].curve)
    kinds = diagnosed(made)
    assert "hyperparameters.keep_prob" in {change.key for each in advised(kinds) for change in each.changes}
    assert "hyperparameters.keep_prob" in {change.key for change in found(made, "overfitting").changes}
    assert waiting(kinds) is None


@pytest.mark.parametrize(("low", "further"), [(0.9, [0.0]), (0.0, [])])
def test_the_low_end_of_a_momentum_is_moved_to_exactly_0(low, further):
    """Not to 1 - 0.1 * 10, which is a little more in floating point, and would be moved once more."""
    made = evidence(config(optimizer="momentum", beta1={"low": low, "high": 0.999, "scale": "reverse_log"}))
    assert [change.after for change in widened(made, "beta1", upwards=False)] == further


def test_dev_rows_are_not_to_be_learned_where_folds_are_proposed():
    """With folds each row trains already, and `check` says that search.refit does nothing."""
    shows, _ = SHOWN["dev_part_too_small"]
    facts = replace(shows.facts, train=800)
    shows = replace(with_winner(shows, train_error=0.02), config=config(search={"refit": False}), facts=facts)
    kinds = diagnosed(shows)
    assert "dev_rows_not_learned" in {each.name for each in kinds}
    assert [each.name for each in advised(kinds)] == ["dev_part_too_small"]
