import numpy as np
import optuna
import pytest
from optuna.distributions import FloatDistribution

from hpsearch.samplers import CoarseToFineSampler, Explains

UNIT = FloatDistribution(0, 1)


def explained(best_rate, **options):
    """The regions of a search where the rate matters, the share does not, and adam is better."""
    study = searched(best_rate, **options)
    return regions_of(study)


def regions_of(study):
    """The region of each round after the first, and of the next."""
    regions = [study.sampler._region(study, start) for start in range(8, len(study.trials) + 1, 8)]
    return [region for region in regions if region is not None]


def searched(best_rate, rounds=4, **options):
    study = optuna.create_study(sampler=CoarseToFineSampler(0, coarse=8, **options))
    for _ in range(rounds):
        asked = [study.ask() for _ in range(8)]
        for trial in asked:
            rate, share = trial.suggest_float("rate", 1e-4, 1, log=True), trial.suggest_float("share", 0, 1)
            sgd = trial.suggest_categorical("optimizer", ["sgd", "adam"]) == "sgd"
            study.tell(trial, (np.log10(rate) - np.log10(best_rate)) ** 2 + 0.0001 * share + 0.3 * sgd)
    return study


def axis(region, name):
    return next(axis for axis in region.axes if axis.name == name)


def test_every_later_round_has_regions():
    """Every round after the first has its regions and so has the next."""
    assert [region.start for region in explained(1e-2)] == [8, 16, 24, 32]


def test_regions_hold_the_best_and_narrow():
    """The regions hold the best trials, and are narrow along axes that matter."""
    last = explained(1e-2)[-1]
    rate, share = axis(last, "rate"), axis(last, "share")
    assert rate.low < 1e-2 < rate.high
    assert np.log10(rate.high / rate.low) / 4 < share.high - share.low
    assert rate.importance > share.importance
    assert sum(axis.importance for axis in last.axes) == pytest.approx(1, abs=1e-3)
    assert axis(last, "optimizer").best == "adam"


def test_the_best_at_an_edge_of_its_range_is_told():
    last = explained(10)[-1]
    rate = axis(last, "rate")
    assert rate.edge == "upper"
    assert rate.high == 1
    assert axis(explained(1e-2)[-1], "rate").edge == ""


def test_the_next_region_is_the_one_stored_later():
    """The region that the next trial is drawn from is the one stored for its round later."""
    for options in ({}, {"model": "none"}):
        study = searched(1e-2, **options)
        for rounds in (2, 3, 4):
            shorter = searched(1e-2, rounds, **options)
            assert shorter.sampler.region(shorter) == regions_of(study)[rounds - 1]
        fresh = searched(1e-2, 0, **options)
        assert fresh.sampler.region(fresh) is None
        assert regions_of(fresh) == []


def test_to_explain_changes_no_draw():
    def drawn(*, explains):
        study = optuna.create_study(sampler=CoarseToFineSampler(0, coarse=8))
        for number in range(24):
            if explains:
                study.sampler.region(study)
            study.tell(study.ask({"x": UNIT}), number % 7)
        return [trial.params for trial in study.trials]

    assert drawn(explains=True) == drawn(explains=False)


def test_without_a_model_the_region_is_a_box():
    """Without a model the region is the box of the best trials, and no importance is known."""
    regions = explained(1e-2, model="none", explore=0.0)
    assert [region.start for region in regions] == [8, 16, 24, 32]
    widths = [np.log10(axis(region, "rate").high / axis(region, "rate").low) for region in regions]
    assert widths[-1] < widths[0] < 4
    assert {axis.importance for region in regions for axis in region.axes} == {None}
    study = searched(1e-2, 3, model="none", explore=0.0)
    box = axis(study.sampler.region(study), "rate")
    drawn = [study.ask().suggest_float("rate", 1e-4, 1, log=True) for _ in range(8)]
    assert all(box.low <= rate <= box.high for rate in drawn)


def test_without_a_model_most_of_the_best_tell_an_edge():
    """Without a model an edge is reported if most of the best trials are at it."""
    assert axis(explained(10, model="none")[-1], "rate").edge == "upper"
    assert axis(explained(1e-6, model="none")[-1], "rate").edge == "lower"
    assert axis(explained(1e-2, model="none")[-1], "rate").edge == ""


def test_only_a_sampler_that_says_where_it_draws_explains():
    assert isinstance(CoarseToFineSampler(0), Explains)
    assert not isinstance(optuna.samplers.TPESampler(), Explains)


def test_an_unused_axis_has_no_best_and_no_edge():
    """An axis that the best trial does not use has no best and no edge."""
    study = optuna.create_study(sampler=CoarseToFineSampler(0, coarse=8))
    for _ in range(4):
        asked = [study.ask() for _ in range(8)]
        for trial in asked:
            adam = trial.suggest_categorical("optimizer", ["momentum", "adam"]) == "adam"
            study.tell(trial, 0.0 if adam else 1.0 + trial.suggest_float("beta1", 0, 1))
    last = regions_of(study)[-1]
    assert axis(last, "optimizer").best == "adam"
    assert (axis(last, "beta1").best, axis(last, "beta1").edge) == (None, "")
