"""What is proposed against bias for the numbers of a table, and against variance for its inputs."""

from math import inf

import pytest

from hpsearch.diagnosis.advice import diagnosed
from hpsearch.diagnosis.finding import Phase
from hpsearch.diagnosis.findings.training.no_better_than_a_baseline import NoBetterThanABaselineFinding
from hpsearch.diagnosis.recipe import against_bias, against_variance, larger
from hpsearch.records import replace
from hpsearch.trials.baselines import Baseline, Comparison
from hpsearch.trials.data_facts import DataFacts
from hpsearch.trials.taken_over import OutsideTrial
from tests.diagnosis.made import FACTS, config, evidence, none_fits_better, trials, with_winner

BINS = {"choices": ["plain", {"piecewise_linear": 16}]}


def bins_in(changes):
    """What the changes make of data.numbers."""
    return [change.after for change in changes if change.key == "data.numbers"]


def of_table(data=None, **facts):
    """Evidence of a run on a table with ten columns of numbers, or as `facts` say."""
    return replace(evidence(config(data=data)), facts=replace(FACTS, **{"numbers": 10, **facts}))


def test_bins_become_a_choice_for_the_numbers_of_a_table():
    """The plain numbers stay a choice, so that the trials so far can be taken over."""
    assert bins_in(against_bias(of_table())) == [BINS]


@pytest.mark.parametrize("facts", [{"image": True}, {"numbers": 61}, {"numbers": 0}])
def test_nothing_is_put_in_bins_where_numbers_are_many_or_none(facts):
    assert bins_in(against_bias(of_table(**facts))) == []


@pytest.mark.parametrize("numbers", [{"piecewise_linear": 8}, BINS])
def test_bins_that_are_there_stay_as_they_are(numbers):
    assert bins_in(against_bias(of_table({"numbers": numbers}))) == []


@pytest.mark.parametrize(("baseline", "proposed"), [("boosted_trees", [BINS]), ("linear", [])])
def test_bins_are_proposed_where_boosted_trees_are_better(baseline, proposed):
    """Trees cut numbers into steps, and a linear model does not."""
    run = of_table()
    worse = Comparison(baseline, run.winner.number, "dev_error", 0.03, 0.01, -0.02, -0.03, -0.01, 0.001, "a test")
    (found,) = NoBetterThanABaselineFinding().found(replace(run, comparisons=(worse,)))
    assert bins_in(found.changes) == proposed


def test_facts_of_an_earlier_version_say_nothing_of_numbers():
    stored = FACTS.as_dict()
    del stored["numbers"]
    assert DataFacts.of(stored) == replace(FACTS, numbers=0)


@pytest.mark.parametrize(("image", "proposed"), [(False, [{"choices": [False, True]}]), (True, [])])
def test_a_factor_of_each_input_becomes_a_choice_against_variance(image, proposed):
    """A few important inputs can grow, and others shrink; the pixels of an image are alike."""
    changes = against_variance(of_table(image=image))
    assert [change.after for change in changes if change.key == "hyperparameters.input_scale"] == proposed


@pytest.mark.parametrize(
    ("units", "proposed"),
    [
        ([32], {"choices": [[32], [128], [128, 128]]}),
        ([2], {"choices": [[2], [32], [32, 32]]}),
        ([96, 48], {"choices": [[96, 48], [192, 96], [192, 96, 96]]}),
        ({"choices": [[8], [32]]}, [[8], [32], [128], [128, 128]]),
        ([1024], {"choices": [[1024], [1024, 1024]]}),
        ([8] * 6, {"choices": [[8] * 6, [32] * 6]}),
        ([1024] * 6, None),
    ],
)
def test_networks_whose_layers_are_listed_become_wider_and_deeper(units, proposed):
    """A list says the widths of all layers, so that `layers` cannot add one."""
    changes = larger(evidence(config(units=units, layers=None)))
    assert [change.after for change in changes] == ([proposed] if proposed else [])


@pytest.mark.parametrize(("of_larger", "tried"), [(2, False), (3, True)])
def test_size_is_left_alone_where_several_larger_networks_fit_no_better(of_larger, tried):
    """Bias stays high though networks twice as large were tried, so that variance comes next, if it is high, too."""
    made = sized(of_larger, train_error=0.12, dev_error=0.25)
    (both,) = (each for each in diagnosed(made) if each.name == "bias_and_variance")
    assert both.phase == (Phase.VARIANCE if tried else Phase.BIAS)
    assert ("variance comes next" in both.sentence) == tried
    changed = {change.path[1] for change in both.changes}
    assert changed == ({"keep_prob", "input_scale"} if tried else {"units"})
    near = sized(of_larger, train_error=0.3, dev_error=0.31)
    (high,) = (each for each in diagnosed(near) if each.name == "high_bias")
    assert bool(high.changes) != tried
    assert not tried or "2 times as many hidden units or more were tried, and fit no better" in high.unchanged


@pytest.mark.parametrize(("of_larger", "proposed"), [(0, False), (1, True)])
def test_no_larger_networks_are_proposed_before_those_of_the_search_space_were_tried(of_larger, proposed):
    """The two trials of a panda may both have the smallest of several networks."""
    made = sized(of_larger, train_error=0.3, dev_error=0.31)
    assert bool(larger(made)) == proposed
    (high,) = (each for each in diagnosed(made) if each.name == "high_bias")
    assert "hyperparameters.units.choices" in {change.key for change in high.changes} or not proposed
    assert ("were not tried yet" in high.unchanged) != proposed


@pytest.mark.parametrize(("cost", "proposed"), [(0.02, True), (0.3, False), (inf, True)])
def test_networks_that_were_tried_and_left_out_of_the_range_are_not_proposed_again(cost, proposed):
    """What costs time for nothing makes the range narrower, and bias would make it as wide as before."""
    of = config(units={"low": 8, "high": 16}, layers=1, learning_rate=0.01, l2=0)
    tried = trials(of, lambda settings: 0.26 - settings["units"] / 1000)
    left_out = tuple(OutsideTrial({"units": units}, cost) for units in (40, 50, 60))
    made = none_fits_better(with_winner(evidence(of, trials=tried, outside=left_out), train_error=0.24))
    assert any(change.path[1] == "units" for change in against_bias(made)) == proposed


@pytest.mark.parametrize(("of_larger", "proposed"), [(2, True), (3, False)])
def test_larger_networks_are_tried_once_where_no_better_model_is_known(of_larger, proposed):
    """Each round would otherwise search networks twice as large, however many of these are no better."""
    trees = Baseline("boosted_trees", metrics={"dev_error": 0.3})
    made = replace(sized(of_larger, train_error=0.3, dev_error=0.31), baselines=(trees,))
    (found,) = (each for each in diagnosed(made) if each.name == "no_better_model_known")
    assert bool(found.changes) == proposed


def sized(of_larger, **errors):
    """A biased run whose winner has 16 units, as have all other trials but some, which have 32."""
    of = config(units={"choices": [[16], [32]]}, layers=None)
    made = trials(of)
    sizes = [16, *([32] * of_larger), *([16] * len(made))]
    resized = tuple(
        replace(each, trial=replace(each.trial, settings={**each.settings, "units": [size]}))
        for each, size in zip(made, sizes, strict=False)
    )
    return none_fits_better(with_winner(evidence(of, trials=resized), **errors))


@pytest.mark.parametrize(("low", "further"), [(1e4, 0.01), (1.0, 0.01), (0.01, 0.001)])
def test_an_l2_far_above_the_usual_ones_is_lowered_to_these_at_once(low, further):
    """By a decade a round, networks would be held back for as many rounds as there are decades."""
    of = config(l2={"low": low, "high": 1e6, "scale": "log"})
    changes = {change.key: change.after for change in against_bias(replace(evidence(), config=of))}
    assert changes["hyperparameters.l2.low"] == further


@pytest.mark.parametrize(("fixed", "low"), [(1e5, 0.01), (1.0, 0.001)])
def test_a_fixed_l2_is_searched_down_to_the_usual_ones(fixed, low):
    changes = {change.key: change.after for change in against_bias(replace(evidence(), config=config(l2=fixed)))}
    assert changes["hyperparameters.l2"] == {"low": low, "high": fixed, "scale": "log", "or_zero": 0.125}
