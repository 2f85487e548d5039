"""A step makes networks fit more, or less, and never both at once."""

from math import log10

import pytest

from hpsearch.diagnosis.advice import advised, diagnosed
from hpsearch.diagnosis.direction import Direction, direction_of
from hpsearch.records import replace
from hpsearch.trials.baselines import Baseline
from hpsearch.trials.data_facts import LateFacts
from tests.diagnosis.made import L2, config, evidence, none_fits_better, trials, with_winner
from tests.diagnosis.shown import SHOWN


def test_a_winner_that_its_regularisation_holds_back_is_not_told_to_grow():
    """Nor is one whose dead units would give way to live ones; what holds it back is named."""
    shows, _ = SHOWN["fitting_does_not_help"]
    shows = replace(shows, late=LateFacts(shows.winner.number, 40, 100))
    found = {each.name: each for each in diagnosed(shows)}
    assert not {"high_bias", "bias_and_variance"} & found.keys()
    assert found["dead_units"].changes == ()
    assert "the winner's l2 of 54 (trial " in found["fitting_does_not_help"].sentence
    against_variance = ["hyperparameters.keep_prob", "hyperparameters.input_scale"]
    assert [change.key for change in found["fitting_does_not_help"].changes] == against_variance
    advice = {change.path[1] for each in advised(tuple(found.values())) for change in each.changes}
    assert not advice & {"units", "layers", "activation", "batch_norm"}


@pytest.mark.parametrize(("guess", "told"), [(0.3, True), (0.08, False)])
def test_networks_that_have_not_learned_show_nothing_about_fitting_more(guess, told):
    """On inputs that were not normalised, train_rmse was ten times that of the mean."""
    shows, _ = SHOWN["fitting_does_not_help"]
    shows = replace(shows, baselines=(Baseline("largest_class", metrics={"dev_error": guess}),))
    assert ("fitting_does_not_help" in {each.name for each in diagnosed(shows)}) == told


def edges(better, biased):
    """A run that is best where `better` says, at ends of ranges, and biased or of high variance."""
    layers = {"low": 1, "high": 4}
    of = config(layers=layers, l2=L2)

    def error(settings):
        return 0.3 - 0.05 * better(settings)

    made = evidence(of, trials=trials(of, error, count=60))
    train, dev = (0.2, 0.21) if biased else (0.0, 0.1)
    return none_fits_better(with_winner(made, train_error=train, dev_error=dev))


def regularised(settings):
    """Best with much l2 and few layers, and with many units."""
    return log10(settings["l2"] or 0.01) - settings["layers"] + settings["units"] / 32


@pytest.mark.parametrize("biased", [True, False])
def test_a_step_pulls_in_one_direction(biased):
    """First bias, then variance (notes §V): networks do not grow in the step that regularises them more."""
    found = diagnosed(edges(regularised, biased))
    proposed = {pull(change) for each in found for change in each.changes}
    assert {Direction.LESS, Direction.MORE} <= proposed
    taken = {pull(change) for each in advised(found) for change in each.changes}
    assert taken - {Direction.NEITHER} == {Direction.MORE if biased else Direction.LESS}


def pull(change):
    """Where a changed end of a range leads."""
    if change.path[-1] not in ("low", "high"):
        return Direction.LESS if change.path[1] in ("l2", "keep_prob") else Direction.NEITHER
    return direction_of(change.path[1], upwards=change.path[-1] == "high")
