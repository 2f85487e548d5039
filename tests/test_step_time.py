"""How long a step of a loop searches."""

from types import SimpleNamespace

import pytest

from hpsearch.config import config_from
from hpsearch.step_time import rests_on_few, seconds_needed, step_cost
from hpsearch.trials.data_facts import DataFacts

FACTS = DataFacts("classification", 600, 200, 200, 4, (300, 300))


def config(trials="auto", **hyperparameters):
    """A config of a step that the time limits."""
    search = {"trials": trials, "time_limit": 60}
    return config_from({"data": {"source": "iris"}, "hyperparameters": hyperparameters, "search": search})


def ran(of, trained, taken_over=0, seconds=30.0):
    """A run of a config with a number of trials, whose rounds took `seconds`."""
    own = [SimpleNamespace(origin="", seconds=seconds / trained) for _ in range(trained)]
    outcomes = [*own, *[SimpleNamespace(origin="loop/1:3", seconds=9.0) for _ in range(taken_over)]]
    meta = {"config": of.as_dict()}
    return SimpleNamespace(
        config=of, data_facts=FACTS, outcomes=outcomes, seconds_of_rounds=seconds, meta=lambda key: meta[key]
    )


def test_a_round_of_trials_needs_more_seconds_in_proportion_to_their_epochs():
    """40 trials in 30 seconds, so 16 of four times the epochs in 48, and the finalists have a fifth of all."""
    before = ran(config(epochs=10), trained=40)
    assert seconds_needed(before, config(epochs=40)) == pytest.approx(48 / 0.8)


def test_as_many_trials_as_are_asked_for_need_no_more_than_these():
    before = ran(config(epochs=10), trained=40)
    assert seconds_needed(before, config(trials=4, epochs=40)) == pytest.approx(12 / 0.8)


def test_trials_that_were_taken_over_tell_nothing_of_the_seconds():
    few, more = (ran(config(epochs=10), trained=40, taken_over=count) for count in (0, 100))
    assert seconds_needed(few, config(epochs=20)) == seconds_needed(more, config(epochs=20))
    assert step_cost(few, more).trained == 40


@pytest.mark.parametrize(("after", "costly"), [({"epochs": 40}, True), ({"epochs": 10}, False), ({"epochs": 5}, False)])
def test_a_step_is_costly_whose_trials_are_more_work(after, costly):
    cost = step_cost(ran(config(epochs=10), trained=40), ran(config(**after), trained=12))
    assert (cost.is_costly, cost.trained, cost.before) == (costly, 12, 40)


@pytest.mark.parametrize(
    ("trials", "trained", "taken_over", "few"),
    [("auto", 9, 0, True), ("auto", 10, 0, False), ("auto", 4, 20, False), (4, 4, 0, False), (64, 9, 0, True)],
)
def test_a_result_rests_on_few_trials_where_the_time_was_too_short_for_ten(trials, trained, taken_over, few):
    """Those that were taken over count; and who asks for four has four."""
    searched = config(trials=trials, learning_rate={"low": 0.001, "high": 0.1})
    assert rests_on_few(ran(searched, trained, taken_over)) == few


def test_a_result_that_rests_on_all_settings_of_a_small_space_does_not_rest_on_few():
    assert not rests_on_few(ran(config(units={"choices": [4, 8]}), trained=2))
