import numpy as np
import optuna
import pytest

from hpsearch.samplers import CoarseToFineSampler


@pytest.fixture(autouse=True)
def quiet():
    """Optuna tells of each trial on stderr."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)


def explained(best_rate, **options):
    """What is believed of a search where the rate matters, the share does not, and adam is better."""
    study = optuna.create_study(sampler=CoarseToFineSampler(0, coarse=8, **options))
    for _ in range(4):
        asked = [study.ask() for _ in range(8)]
        for trial in asked:
            rate, share = trial.suggest_float("rate", 1e-4, 1, log=True), trial.suggest_float("share", 0, 1)
            sgd = trial.suggest_categorical("optimizer", ["sgd", "adam"]) == "sgd"
            study.tell(trial, (np.log10(rate) - np.log10(best_rate)) ** 2 + 0.0001 * share + 0.3 * sgd)
    return study.sampler.explain(study)


def axis(belief, name):
    return next(axis for axis in belief.axes if axis.name == name)


def test_every_round_after_the_first_has_its_regions_and_so_has_the_next():
    assert [belief.start for belief in explained(1e-2)] == [8, 16, 24, 32]


def test_the_regions_hold_the_best_and_narrow_where_the_axis_matters():
    last = explained(1e-2)[-1]
    rate, share = axis(last, "rate"), axis(last, "share")
    assert rate.low < 1e-2 < rate.high
    assert np.log10(rate.high / rate.low) / 4 < share.high - share.low
    assert rate.importance > share.importance
    assert sum(axis.importance for axis in last.axes) == pytest.approx(1, abs=1e-3)
    assert axis(last, "optimizer").best == "adam"


def test_the_best_at_an_edge_of_its_range_is_told_in_a_sentence():
    last = explained(10)[-1]
    rate = axis(last, "rate")
    assert rate.edge == "upper"
    assert rate.advice.startswith("rate: the best trials sit at the upper end of the range, ")
    assert rate.advice.endswith("; widen it")
    assert rate.high == 1
    assert axis(explained(1e-2)[-1], "rate").advice == ""


def test_without_a_model_nothing_is_believed():
    assert explained(1e-2, model="none") == []
