import pickle
from math import inf, nan

import pytest

from hpsearch.trials.outcomes import Outcome, Status, Trial
from hpsearch.trials.ranking import Ranking

ERROR = Ranking("dev_error", maximize=False)
ACCURACY = Ranking("dev_accuracy", maximize=True)


def outcome(number, **metrics):
    return Outcome(Trial(number, 1, {}), Status.COMPLETE, metrics)


def test_the_cost_is_the_metric_or_its_negative():
    assert ERROR.cost({"dev_error": 0.1, "dev_loss": 9}) == 0.1
    assert ACCURACY.cost({"dev_accuracy": 0.9}) == -0.9
    assert ERROR.cost({"dev_error": 0.0}) == 0.0


@pytest.mark.parametrize("ranking", [ERROR, ACCURACY])
@pytest.mark.parametrize("value", [None, nan])
def test_what_was_not_measured_costs_infinitely_much(ranking, value):
    assert ranking.cost({} if value is None else {ranking.metric: value}) == inf


def test_the_best_comes_first_and_equals_by_number():
    """The best comes first equals by number and those without a result last."""
    outcomes = [outcome(3), outcome(2, dev_error=0.2), outcome(1, dev_error=0.2), outcome(0, dev_error=nan)]
    outcomes.append(outcome(4, dev_error=0.1))
    assert [o.number for o in ERROR.best_first(outcomes)] == [4, 1, 2, 0, 3]


def test_among_equals_the_smaller_dev_loss_comes_first():
    outcomes = [outcome(0, dev_error=0.1, dev_loss=2.0), outcome(1, dev_error=0.1, dev_loss=1.0)]
    outcomes += [outcome(2, dev_error=0.1), outcome(3, dev_error=0.05, dev_loss=9.0)]
    assert [o.number for o in ERROR.best_first(outcomes)] == [3, 1, 0, 2]


def test_the_best_of_a_maximised_metric_is_the_largest():
    outcomes = [outcome(0, dev_accuracy=0.1), outcome(1, dev_accuracy=0.9), outcome(2)]
    assert [o.number for o in ACCURACY.best_first(outcomes)] == [1, 0, 2]


def test_a_status_is_the_word_that_stands_in_the_tables():
    assert [f"{status}" for status in Status] == ["complete", "stopped", "diverged", "failed"]


def test_an_outcome_travels_between_processes():
    assert pickle.loads(pickle.dumps(outcome(1, dev_error=0.5))) == outcome(1, dev_error=0.5)  # noqa: S301, ours


def test_an_outcome_prints_as_a_line_of_short_numbers():
    printed = Outcome(
        Trial(7, 1, {"units": [16], "learning_rate": 0.0338374503}), Status.COMPLETE, {"dev_error": 1 / 3}
    )
    assert str(printed) == "trial 7, complete, dev_error 0.3333, units [16], learning_rate 0.03384"
    assert "0.0338374503" in repr(printed)
