"""What is proposed against bias for the numbers of a table, and against variance for its inputs."""

from dataclasses import replace

import pytest

from hpsearch.diagnosis.findings.no_better_than_a_baseline import NoBetterThanABaselineFinding
from hpsearch.diagnosis.recipe import against_bias, against_variance
from hpsearch.trials.baselines import Comparison
from hpsearch.trials.data_facts import DataFacts
from tests.diagnosis.made import FACTS, config, evidence

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
