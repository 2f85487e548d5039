"""The benchmark of searches: its problems' answers are the answers, and its figures say what they are said to."""

import json
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng
from optuna.distributions import FloatDistribution

from benchmarks.search_quality import results
from benchmarks.search_quality.comparisons import Comparison, Results
from benchmarks.search_quality.functions import function
from benchmarks.search_quality.live import REFERENCES, live
from benchmarks.search_quality.live_searches import SEARCHES
from benchmarks.search_quality.problem import with_noise
from benchmarks.search_quality.references import near
from benchmarks.search_quality.results import AFTER, Row
from benchmarks.search_quality.samplers import TRIALS, contestant
from benchmarks.search_quality.searching import searched
from hpsearch.space import Choice, Range, Space

BEST = {
    "ellipse": {**{f"x{i}": 0.3 for i in range(5)}, "kind": "a"},
    "hartmann": {f"x{i}": x for i, x in enumerate((0.2017, 0.15, 0.4769, 0.2753, 0.3117, 0.6573))},
    "interplay": {"x0": 0.75, **{f"x{i}": 0.5 for i in range(1, 8)}},
}
"""Where the functions have their minima, by hand and from the literature."""


def rows(sampler: str, regrets: dict[str, list[float]]) -> list[Row]:
    """The results of a sampler that has these regrets from the first trial on, one a seed."""
    return [
        Row(problem, sampler, seed, (regret,) * len(AFTER), 1.0)
        for problem, each in regrets.items()
        for seed, regret in enumerate(each)
    ]


@pytest.mark.parametrize("name", BEST)
def test_the_regret_of_a_functions_best_is_0(name):
    assert function(name).regrets([BEST[name]]) == [pytest.approx(0, abs=1e-4)]


@pytest.mark.parametrize("name", SEARCHES)
def test_the_regret_of_a_live_problems_reference_is_0(name):
    """Networks train to nearly the same numbers on another machine."""
    best = json.loads(REFERENCES.read_text("utf-8"))[name]["settings"]
    assert live(name).regrets([best]) == [pytest.approx(0, abs=0.02)]


def test_a_live_search_shares_its_draws_with_its_trials():
    """A live search shares its draws with its trials and with no other seed."""
    problem = live("live wine")
    best = json.loads(REFERENCES.read_text("utf-8"))["live wine"]["settings"]
    one, other = problem.measured([best, best], 100, 0)
    assert one == other
    assert problem.measured([best], 101, 0) != [one]


@pytest.mark.parametrize("sampler", ["random", "coarse_to_fine", "tpe_sequential"])
def test_a_search_chooses_the_best_result_so_far(sampler):
    """A search chooses the best result so far and nothing that diverged.

    A problem without noise, whose upper half diverges: what is chosen never gets worse.
    """
    cost = {"x": FloatDistribution(0, 1), "y": FloatDistribution(0, 1)}
    problem = with_noise("half", cost, lambda at, *_: at["x"] if at["x"] < 0.5 else inf, lambda at: at["x"], 0, 0.5)
    search = searched(problem, contestant(sampler), seed=7)
    xs = [settings["x"] for settings in search.chosen[8:]]
    assert len(search.chosen) == TRIALS
    assert xs == sorted(xs, reverse=True)
    assert 0 < xs[-1] < xs[0] < 0.5


def test_what_was_measured_is_kept_as_it_was(tmp_path):
    measured = rows("tpe", {"b": [0.5, 0.25], "a": [1.5]})
    results.write(measured, tmp_path / "results.csv")
    assert results.stored(tmp_path / "results.csv") == [measured[2], *measured[:2]]


@settings(max_examples=5)  # each draws the seeds 2,000 times
@given(st.floats(0.1, 0.9), st.lists(st.floats(0.1, 2.0), min_size=3, max_size=6))
def test_regrets_that_are_a_share_of_others_have_that_ratio(share, regrets):
    theirs = {"a": regrets, "b": regrets[::-1]}
    ours = {name: [share * regret for regret in each] for name, each in theirs.items()}
    found = Comparison.between(Results.of([*rows("ours", ours), *rows("theirs", theirs)]), "ours", "theirs")
    assert found.ratio == pytest.approx((share, share, share))
    assert found.difference.middle == pytest.approx((share - 1) * sum(regrets) / len(regrets))


def test_only_what_both_searched_is_compared():
    ours = rows("ours", {"a": [1.0, 2.0, 3.0], "b": [1.0, 2.0, 3.0]})
    theirs = rows("theirs", {"a": [2.0, 4.0]})
    found = Comparison.between(Results.of([*ours, *theirs]), "ours", "theirs")
    assert (list(found.problems), found.ours.tolist(), found.theirs.tolist()) == (["a"], [[1.0, 2.0]], [[2.0, 4.0]])


def test_a_difference_that_chance_explains_is_undecided():
    theirs = {"apart": [1.0, 1.1, 1.2, 1.3], "alike": [1.0, 2.0, 1.0, 2.0], "worse": [0.1, 0.2, 0.1, 0.2]}
    ours = {"apart": [0.5, 0.6, 0.8, 0.8], "alike": [2.0, 1.0, 1.0, 2.1], "worse": [1.1, 1.2, 1.2, 1.2]}
    found = Comparison.between(Results.of([*rows("ours", ours), *rows("theirs", theirs)]), "ours", "theirs")
    assert found.verdicts == (1, 1, 1)


@given(st.integers(0, 2**32))
def test_a_setting_nearby_is_a_setting_of_the_space(seed):
    ranges = {"learning_rate": Range(1e-4, 1.0, "log"), "units": Range(4, 9), "optimizer": Choice(("sgd", "adam"))}
    space = Space.of(ranges, whole=frozenset({"units"}))
    found = near(space, {"learning_rate": 1e-4, "units": 9, "optimizer": "adam"}, default_rng(seed))
    assert all(axis.domain.holds(found[axis.hyperparameter]) for axis in space.axes)
    assert found["optimizer"] in ("sgd", "adam")
