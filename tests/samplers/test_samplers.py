"""What every sampler of the search keeps to; a new one is tested by being there."""

import optuna
import pytest

from hpsearch.samplers import SAMPLERS

from .installed import every_sampler

ROUND = 8


def suggest(trial):
    """A value of each kind, and one under a condition."""
    drawn = {
        "share": trial.suggest_float("share", -1, 1),
        "rate": trial.suggest_float("rate", 1e-4, 1, log=True),
        "half": trial.suggest_float("half", 0, 2, step=0.5),
        "units": trial.suggest_int("units", 16, 128, step=16),
        "depth": trial.suggest_int("depth", 1, 100, log=True),
        "optimizer": trial.suggest_categorical("optimizer", ["sgd", "momentum", "adam"]),
        "fixed": trial.suggest_float("fixed", 0.5, 0.5),
    }
    if drawn["optimizer"] != "sgd":
        drawn["beta1"] = trial.suggest_float("beta1", 0.0, 0.99)
    return drawn


def cost(drawn):
    return (drawn["share"] - 0.3) ** 2 + abs(drawn["units"] - 64) / 64 + (drawn["optimizer"] == "sgd")


def search(name, seed=0, trials=3 * ROUND, direction="minimize", told=True):
    study = optuna.create_study(sampler=SAMPLERS[name].create(seed, ROUND), direction=direction)
    sign = 1 if direction == "minimize" else -1
    rows = []
    for _ in range(trials):
        trial = study.ask()
        rows.append(suggest(trial))
        if told:
            study.tell(trial, sign * cost(rows[-1]))
    return rows


@every_sampler
def test_one_seed_draws_the_same_and_another_does_not(name):
    assert search(name) == search(name)
    assert search(name) != search(name, seed=1)


@every_sampler
@pytest.mark.parametrize("direction", ["minimize", "maximize"])
def test_draws_stay_inside_their_distributions(name, direction):
    """Draws stay inside their distributions before and after results."""
    for drawn in search(name, direction=direction):
        assert -1 <= drawn["share"] <= 1
        assert 1e-4 <= drawn["rate"] <= 1
        assert drawn["half"] in (0, 0.5, 1, 1.5, 2)
        assert drawn["units"] in range(16, 129, 16)
        assert isinstance(drawn["units"], int)
        assert drawn["depth"] in range(1, 101)
        assert drawn["optimizer"] in ("sgd", "momentum", "adam")
        assert drawn["fixed"] == 0.5
        assert 0 <= drawn.get("beta1", 0) <= 0.99


@every_sampler
def test_to_maximise_is_to_minimise_the_negative(name):
    assert search(name, direction="maximize") == search(name)


@every_sampler
def test_trials_that_fail_or_were_never_told_are_borne(name):
    study = optuna.create_study(sampler=SAMPLERS[name].create(0, ROUND))
    for number in range(3 * ROUND):
        trial = study.ask()
        drawn = suggest(trial)
        if number % 3 == 0:
            study.tell(trial, state=optuna.trial.TrialState.FAIL)
        elif number % 3 == 1:
            study.tell(trial, float("inf") if number % 2 else cost(drawn))
    assert len(study.trials) == 3 * ROUND


@every_sampler
def test_it_serves_a_plain_study_of_ones_own(name):
    study = optuna.create_study(sampler=SAMPLERS[name].create(3, ROUND))
    study.optimize(lambda trial: cost(suggest(trial)), n_trials=20)
    assert study.best_value < 1


@every_sampler
def test_draws_do_not_depend_on_the_order_of_results(name):
    """Results of a round are told together; their order must not affect the next round."""

    def second_round(order):
        study = optuna.create_study(sampler=SAMPLERS[name].create(0, ROUND))
        first = [study.ask() for _ in range(ROUND)]
        rows = [suggest(trial) for trial in first]
        for place in order:
            study.tell(first[place], cost(rows[place]))
        return [suggest(study.ask()) for _ in range(ROUND)]

    assert second_round(range(ROUND)) == second_round(reversed(range(ROUND)))


@every_sampler
def test_every_option_that_it_names_may_be_given(name):
    kind = SAMPLERS[name]
    study = optuna.create_study(sampler=kind.create(0, ROUND, **kind.options))
    assert suggest(study.ask()) == search(name)[0]
    with pytest.raises(TypeError):
        kind.create(0, ROUND, no_such_option=1)
