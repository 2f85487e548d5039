"""The plain form, without a model: random draws in the box of the best."""

from collections import Counter
from math import sqrt

import optuna
import pytest
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import create_trial

from hpsearch.samplers import CoarseToFineSampler

UNIT = FloatDistribution(0, 1)


def study_of(params, distribution, cost, **options):
    """A study that knows one parameter's values, and what they cost."""
    study = optuna.create_study(sampler=CoarseToFineSampler(0, model="none", **options))
    for value in params:
        study.add_trial(create_trial(params={"x": value}, distributions={"x": distribution}, value=cost(value)))
    return study


def draws(study, distribution, count):
    """The next values of x, all drawn from what is known now."""
    return [
        study.sampler.sample_independent(study, study.ask()._get_latest_trial(), "x", distribution)
        for _ in range(count)
    ]


def cost_at(optimum):
    return lambda x: (x - optimum) ** 2


GRID = [(i + 0.5) / 16 for i in range(16)]


def test_later_draws_lie_in_the_widened_box():
    """The best quarter of the grid around 0.5 spans 0.40625 … 0.59375, in gaps of 0.0625."""
    drawn = draws(study_of(GRID, UNIT, cost_at(0.5), explore=0.0), UNIT, 400)
    low, high = 0.40625 - 0.0625, 0.59375 + 0.0625
    assert all(low <= x <= high for x in drawn)
    assert min(drawn) < low + 0.02
    assert max(drawn) > high - 0.02


def test_a_share_of_later_draws_still_comes_from_the_whole_space():
    drawn = draws(study_of(GRID, UNIT, cost_at(0.5), explore=0.125), UNIT, 800)
    outside = sum(not 0.34375 <= x <= 0.65625 for x in drawn)
    share = 0.125 * (1 - 0.3125)
    assert outside == pytest.approx(800 * share, abs=4 * sqrt(800 * share * (1 - share)))
    assert min(drawn) < 0.2
    assert max(drawn) > 0.8


def test_a_box_at_the_edge_stays_within_the_range_and_reaches_it():
    drawn = draws(study_of(GRID, UNIT, cost_at(0.0), explore=0.0), UNIT, 300)
    assert min(drawn) < 0.01
    assert max(drawn) <= 0.21875 + 0.0625
    assert min(drawn) >= 0


def test_the_box_lies_in_the_coordinates_of_the_scale():
    rates = FloatDistribution(1e-4, 1, log=True)
    study = study_of([1e-4 ** (1 - x) for x in GRID], rates, lambda rate: -rate, explore=0.0)
    drawn = draws(study, rates, 300)
    lowest = 1e-4 ** (1 - (GRID[-4] - 1 / 16))
    assert min(drawn) >= lowest * (1 - 1e-9)
    assert sum(rate < sqrt(lowest) for rate in drawn) == pytest.approx(150, abs=4 * sqrt(75))


def test_whole_numbers_are_narrowed_to_those_around_the_best():
    units = IntDistribution(1, 64)
    study = study_of(range(2, 65, 4), units, lambda n: abs(n - 32), explore=0.0)
    drawn = draws(study, units, 300)
    assert {type(n) for n in drawn} == {int}
    assert set(drawn) == set(range(22, 43))  # the best are 26 … 38, four apart


def test_keep_says_how_many_are_the_best():
    narrow = draws(study_of(GRID, UNIT, cost_at(0.5), explore=0.0, keep=0.125), UNIT, 100)
    wide = draws(study_of(GRID, UNIT, cost_at(0.5), explore=0.0, keep=0.5), UNIT, 100)
    assert max(narrow) - min(narrow) < max(wide) - min(wide)
    assert all(0.46875 - 0.0625 <= x <= 0.53125 + 0.0625 for x in narrow)


def test_choices_are_drawn_by_their_count_plus_one():
    """Choices are drawn as often as the best made them plus one."""
    words = CategoricalDistribution(["a", "b", "c"])
    costs = iter([*range(8), *range(100, 124)])
    study = study_of([*"aaaaaabb", *"c" * 24], words, lambda _: next(costs), explore=0.0)
    counts = Counter(draws(study, words, 1_100))
    for word, share in {"a": 7 / 11, "b": 3 / 11, "c": 1 / 11}.items():
        assert counts[word] == pytest.approx(1_100 * share, abs=4 * sqrt(1_100 * share * (1 - share)))


def test_an_axis_is_drawn_alike_whatever_other_axes_there_are():
    def values(*others):
        study = optuna.create_study(sampler=CoarseToFineSampler(0, coarse=4, model="none"))
        drawn = []
        for _ in range(12):
            trial = study.ask()
            for other in others:
                trial.suggest_float(other, 0, 1)
            drawn.append(trial.suggest_float("x", 0, 1))
            study.tell(trial, drawn[-1])
        return drawn

    assert values() == values("a") == values("a", "b")


def test_axes_of_one_trial_are_drawn_apart():
    trial = optuna.create_study(sampler=CoarseToFineSampler(0)).ask()
    assert len({trial.suggest_float(name, 0, 1) for name in "abcdef"}) == 6


def test_a_rare_axis_is_drawn_from_its_whole_range():
    """An axis that few of the best have is drawn from its whole range."""
    study = optuna.create_study(sampler=CoarseToFineSampler(0, coarse=4, model="none", explore=0.0))
    y = FloatDistribution(0, 10)
    for number in range(16):
        has_y = number in (0, 9)  # one of the best four
        study.add_trial(
            create_trial(
                params={"x": 0.5, **({"y": 5.0} if has_y else {})},
                distributions={"x": UNIT, **({"y": y} if has_y else {})},
                value=number,
            )
        )
    drawn = [study.sampler.sample_independent(study, study.ask()._get_latest_trial(), "y", y) for _ in range(200)]
    assert min(drawn) < 1
    assert max(drawn) > 9


def test_a_range_that_was_changed_starts_afresh():
    study = study_of(GRID, UNIT, cost_at(0.5), explore=0.0)
    wider = FloatDistribution(0, 2)
    assert max(draws(study, wider, 100)) > 1.5


def test_the_best_of_a_maximised_study_are_the_largest():
    study = optuna.create_study(sampler=CoarseToFineSampler(0, model="none", explore=0.0), direction="maximize")
    for x in GRID:
        study.add_trial(create_trial(params={"x": x}, distributions={"x": UNIT}, value=x))
    assert min(draws(study, UNIT, 100)) > 0.7
