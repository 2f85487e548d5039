from collections import Counter
from datetime import UTC, datetime
from statistics import median

import numpy as np
import optuna
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import FrozenTrial, TrialState

from hpsearch.samplers import SAMPLERS, CoarseToFineSampler


def cost_at(optimum):
    return lambda x: (x - optimum) ** 2


SPACE = {
    "rate": FloatDistribution(1e-4, 1, log=True),
    "units": IntDistribution(16, 512, log=True),
    "layers": IntDistribution(1, 4),
    "optimizer": CategoricalDistribution(["sgd", "adam"]),
}


def cost(params):
    return (np.log10(params["rate"]) + 2) ** 2 + 0.1 * abs(params["layers"] - 2) + (params["optimizer"] == "sgd")


def rounds(sampler, count, size=8, *, order=lambda trials: trials, told=cost):
    """The settings of some rounds, each proposed before its results are told."""
    study = optuna.create_study(sampler=sampler)
    for _ in range(count):
        asked = [study.ask(SPACE) for _ in range(size)]
        for trial in order(asked):
            study.tell(trial, told(trial.params))
    return [trial.params for trial in study.trials]


def test_first_trials_cover_the_whole_space():
    """The first trials are drawn from the whole space whatever their results."""
    told = optuna.create_study(sampler=CoarseToFineSampler(0, coarse=12))
    untold = optuna.create_study(sampler=CoarseToFineSampler(0, coarse=12))
    for _ in range(12):
        trial = told.ask()
        x = trial.suggest_float("x", 0, 1)
        assert untold.ask().suggest_float("x", 0, 1) == x
        told.tell(trial, x)


def test_coarse_draws_are_spread_evenly_over_the_whole_range():
    trial = optuna.create_study(sampler=CoarseToFineSampler(0, coarse=400))
    drawn = [trial.ask().suggest_float("x", 0, 1) for _ in range(400)]
    assert Counter(int(4 * x) for x in drawn) == dict.fromkeys(range(4), 100)


def test_later_draws_lie_nearer_to_the_optimum():
    """After the coarse phase, draws lie nearer to the optimum than random ones."""

    def distance(name):
        study = optuna.create_study(sampler=SAMPLERS[name].create(1, 16))
        study.optimize(lambda trial: abs(trial.suggest_float("x", 0, 1) - 0.7), n_trials=64)
        return sum(trial.value for trial in study.trials[16:]) / 48

    assert distance("coarse_to_fine") < 0.5 * distance("random")


def best_found(name, seed, optimum):
    """The best of four rounds of sixteen on a noise-free bowl; results are told between rounds, as in a search."""
    study = optuna.create_study(sampler=SAMPLERS[name].create(seed, 16))
    for _ in range(4):
        trials = [study.ask() for _ in range(16)]
        drawn = [trial.suggest_float("x", 0, 1) for trial in trials]
        for trial, x in zip(trials, drawn, strict=True):
            study.tell(trial, cost_at(optimum)(x))
    return study.best_value


@pytest.mark.parametrize("optimum", [0.42, 0.7, 0.05])
def test_it_beats_random_on_average_over_20_seeds(optimum):
    """On a noise-free function it finds better than random on average over 20 seeds."""
    means = {
        name: sum(best_found(name, seed, optimum) for seed in range(20)) / 20 for name in ("coarse_to_fine", "random")
    }
    assert means["coarse_to_fine"] < means["random"]


@pytest.mark.parametrize("optimum", [0.42, 0.7, 0.05])
def test_it_beats_random_by_far_more_often_than_not(optimum):
    """On a noise-free function it finds far better than random more often than not."""
    medians = {
        name: median(best_found(name, seed, optimum) for seed in range(20)) for name in ("coarse_to_fine", "random")
    }
    assert medians["coarse_to_fine"] < 0.5 * medians["random"]


NOW = datetime(2026, 1, 1, tzinfo=UTC)


def known(rate, value):
    """A completed trial of another search, with a rate outside of SPACE."""
    params = {"rate": rate, "units": 64, "layers": 2, "optimizer": "adam"}
    return FrozenTrial(-1, TrialState.COMPLETE, value, NOW, NOW, params, SPACE, {}, {}, {}, -1)


@pytest.mark.parametrize("better", ["below", "above"])
def test_it_learns_from_trials_outside_of_its_ranges(better):
    """Trials far below and above the range of the rate draw the first ones to the end where they were better."""
    informed = CoarseToFineSampler(0)
    outside = {"below": np.geomspace(1e-6, 5e-5, 10), "above": np.geomspace(2, 1e2, 10)}
    informed.learn([known(rate, 0.0 if where == better else 1.0) for where in outside for rate in outside[where]])
    rates = [params["rate"] for params in rounds(informed, 1, size=20)]
    assert (np.median(rates) < 1e-2) == (better == "below")
    assert all(1e-4 <= rate <= 1 for rate in rates)


def following(highest, taken=10, size=8):
    """A sampler, and its study after so many trials were taken over, none of whose rates is above `highest`."""
    sampler = CoarseToFineSampler(3, coarse=size)
    sampler.learn([], taken)
    study = optuna.create_study(sampler=sampler)
    for rate in np.geomspace(1e-4, highest, taken):
        study.enqueue_trial({"rate": rate, "units": 64, "layers": 2, "optimizer": "adam"})
        trial = study.ask(SPACE)
        study.tell(trial, -rate)
    return sampler, study


def after_earlier(highest, size=8):
    """The rates of the first round after trials were taken over, none of whose rates is above `highest`."""
    _, study = following(highest, size=size)
    return [trial.params["rate"] for trial in [study.ask(SPACE) for _ in range(size)]]


@pytest.mark.parametrize("taken", [10, 12, 16])
def test_a_round_after_taken_trials_has_one_kernel(taken):
    """So the region is the same at each trial of the round, also if the trials taken over are no whole rounds."""
    sampler, study = following(0.1, taken)
    first = sampler.region(study).axes
    for _ in range(7):
        study.ask(SPACE)
        assert sampler.region(study).axes == first


def test_the_first_round_is_drawn_where_an_earlier_search_has_not_been():
    """If that is the larger part of a range, evenly spread over the part."""
    part = np.log10(3e-3) + 4
    places = (np.log10(after_earlier(3e-3)) + 4 - part) / (4 - part) * 8
    assert sorted(places.astype(int)) == list(range(8))


def test_a_small_part_that_was_not_tried_gets_no_round_of_its_own():
    assert min(after_earlier(0.1)) < 0.1


def test_without_a_seed_each_sampler_draws_its_own():
    first, second = (draws_of(CoarseToFineSampler()) for _ in range(2))
    assert first != second
    sampler = CoarseToFineSampler(0)
    before = draws_of(sampler)
    sampler.reseed_rng()
    assert draws_of(sampler) != before


def draws_of(sampler):
    return optuna.create_study(sampler=sampler).ask().suggest_float("x", 0, 1)


def test_several_objectives_are_refused():
    study = optuna.create_study(sampler=CoarseToFineSampler(0), directions=["minimize", "minimize"])
    with pytest.raises(ValueError, match="multi-objective"):
        study.ask().suggest_float("x", 0, 1)


def test_the_coarse_round_fills_every_part():
    """The trials of the coarse round fill every part of each axis."""
    drawn = rounds(CoarseToFineSampler(3, coarse=8), 1)
    assert sorted(int((np.log10(params["rate"]) + 4) / 4 * 8) for params in drawn) == list(range(8))
    assert sorted(params["layers"] for params in drawn) == [1, 1, 2, 2, 3, 3, 4, 4]


def test_draws_are_the_same_bits_in_any_order():
    """The sampler draws the same bits, whatever the order of results and after a restart."""

    def reverse(trials):
        return trials[::-1]

    once = rounds(CoarseToFineSampler(3, coarse=8), 4)
    assert rounds(CoarseToFineSampler(3, coarse=8), 4, order=reverse) == once
    study = optuna.create_study(sampler=CoarseToFineSampler(3, coarse=8))
    for params in once[:24]:
        study.add_trial(optuna.create_trial(params=params, distributions=SPACE, value=cost(params)))
    assert [study.ask(SPACE).params for _ in range(8)] == once[24:]


def test_a_trial_does_not_depend_on_its_companions():
    """A trial of a round is drawn alike whether or not its companions are asked for."""
    study = optuna.create_study(sampler=CoarseToFineSampler(3, coarse=8))
    once = rounds(CoarseToFineSampler(3, coarse=8), 3)
    for params in once[:16]:
        study.add_trial(optuna.create_trial(params=params, distributions=SPACE, value=cost(params)))
    skipped = [study.ask() for _ in range(7)]  # numbers without settings, still running
    assert study.ask(SPACE).params == once[23]
    assert all(trial.params == {} for trial in skipped)


def test_how_bad_bad_trials_are_does_not_matter():
    """Searches whose bad results differ by ten orders of magnitude go the same way."""

    def diverging(worst):
        return lambda params: worst if params["rate"] > 0.3 else cost(params)

    searches = [rounds(CoarseToFineSampler(0, coarse=8), 4, told=diverging(worst)) for worst in (1e2, 1e12, np.inf)]
    assert searches[0] == searches[1] == searches[2]


def test_it_narrows_and_keeps_a_share_for_the_whole_space():
    """The sampler narrows where the best trials are, and keeps a share for the whole space."""
    drawn = rounds(CoarseToFineSampler(1, coarse=8, explore=0.0), 8)
    late = [params["rate"] for params in drawn[32:]]
    assert np.mean([1e-3 < rate < 1e-1 for rate in late]) > 0.7
    assert np.mean([params["optimizer"] == "adam" for params in drawn[32:]]) > 0.7
    assert rounds(CoarseToFineSampler(1, coarse=8, explore=1.0), 8)[:8] == drawn[:8]
    everywhere = [params["rate"] for params in rounds(CoarseToFineSampler(1, coarse=8, explore=1.0), 8)[32:]]
    assert np.mean([1e-3 < rate < 1e-1 for rate in everywhere]) == pytest.approx(0.5, abs=0.25)


def test_a_learned_condition_limits_the_axes_of_a_trial():
    """beta1 matters, and only momentum has it; adam is worse than a good beta1 and better than a bad one."""
    study = optuna.create_study(sampler=CoarseToFineSampler(0, coarse=8))
    for _ in range(6):
        asked = [study.ask() for _ in range(8)]
        for trial in asked:
            momentum = trial.suggest_categorical("optimizer", ["momentum", "adam"]) == "momentum"
            study.tell(trial, (trial.suggest_float("beta1", 0, 1) - 0.8) ** 2 if momentum else 0.05)
    late = study.trials[32:]
    assert sum("beta1" in trial.params for trial in late) > 10
    assert np.median([trial.params["beta1"] for trial in late if "beta1" in trial.params]) == pytest.approx(
        0.8, abs=0.1
    )


def test_trials_that_failed_or_are_still_running_are_left_out():
    def draws(*, extra):
        study = optuna.create_study(sampler=CoarseToFineSampler(5, coarse=8))
        for number in range(16):
            trial = study.ask(SPACE)
            if number >= 8 and extra == "fail":
                study.tell(trial, state=TrialState.FAIL)
            elif number < 8:
                study.tell(trial, cost(trial.params))
        return [study.ask(SPACE).params for _ in range(4)]

    assert draws(extra="fail") == draws(extra="running")


def test_a_sequential_study_is_served_too():
    study = optuna.create_study(sampler=CoarseToFineSampler(0, coarse=8))
    study.optimize(lambda trial: cost_at(0.3)(trial.suggest_float("x", 0, 1)), n_trials=40)
    assert study.best_value < 1e-3


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"keep": 0.0}, "keep is 0.0; expected a share of the trials, above 0 and at most 1"),
        ({"explore": 1.5}, "explore is 1.5; expected a share of the draws, from 0 to 1"),
        ({"model": "forest"}, "model is 'forest'; expected one of gaussian_process, none"),
    ],
)
def test_an_option_out_of_bounds_is_refused(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        CoarseToFineSampler(0, **options)


@settings(max_examples=15, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(st.integers(0, 2**32), st.lists(st.floats(allow_nan=False), min_size=24, max_size=24))
def test_draws_lie_in_their_ranges_whatever_the_results(seed, results):
    told = iter(results)
    for params in rounds(CoarseToFineSampler(seed, coarse=4), 6, size=4, told=lambda _: next(told)):
        assert all(SPACE[name]._contains(SPACE[name].to_internal_repr(value)) for name, value in params.items())


def test_no_setting_is_proposed_twice_while_there_are_others():
    study = optuna.create_study(sampler=CoarseToFineSampler(0, coarse=8, explore=0.0))
    space = {"layers": IntDistribution(1, 6), "optimizer": CategoricalDistribution(["sgd", "momentum", "adam"])}
    for number in range(24):
        trial = study.ask(space)
        study.tell(trial, abs(trial.params["layers"] - 3) + len(trial.params["optimizer"]) + 0.01 * number)
    assert len({tuple(trial.params.values()) for trial in study.trials}) == 6 * 3
