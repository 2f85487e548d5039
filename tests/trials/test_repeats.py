"""Several repeats as one outcome."""

from statistics import fmean, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.records import replace
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.outcomes import Outcome, Status, Trial
from hpsearch.trials.repeats import over_repeats

FINITE = st.floats(-1e6, 1e6)


def repeat(number: int, value: float = 0.5, **changes: object) -> Outcome:
    record = EpochRecord(number, 0, 1, 0.1, {"dev_error": value}, 1.0)
    metrics = {"dev_error": value, "dev_loss": 2 * value}
    plain = Outcome(Trial(4, 2, {}), Status.COMPLETE, metrics, 1, 3, history=(record,), seconds=0.5, repeat=number)
    return replace(plain, **changes)


@given(st.lists(FINITE, min_size=2, max_size=9), st.randoms(use_true_random=False))
def test_metrics_are_means_with_the_sample_deviation(values, random):
    """Metrics are means with the sample deviation in whatever order repeats come."""
    repeats = [repeat(number, value) for number, value in enumerate(values)]
    shuffled = random.sample(repeats, len(repeats))
    outcome = over_repeats(shuffled, "dev_error")
    assert outcome == over_repeats(repeats, "dev_error")
    assert list(outcome.metrics) == ["dev_error", "dev_loss", "dev_error_std"]
    assert outcome.metrics["dev_error"] == pytest.approx(fmean(values), abs=1e-9)
    assert outcome.metrics["dev_error_std"] == pytest.approx(stdev(values), rel=1e-9, abs=1e-9)
    assert [record.repeat for record in outcome.history] == list(range(len(values)))
    assert outcome.seconds == 0.5 * len(values)


def test_a_single_repeat_is_the_outcome():
    one = repeat(0)
    assert over_repeats([one], "dev_error") is one


@pytest.mark.parametrize(
    ("statuses", "status"),
    [
        (("complete", "diverged", "complete"), "diverged"),
        (("diverged", "failed", "complete"), "failed"),
        (("complete", "stopped"), "stopped"),
        (("complete", "complete"), "complete"),
    ],
)
def test_the_worst_repeat_says_how_the_trial_ended(statuses, status):
    repeats = [
        repeat(number, status=Status(each), message="" if each == "complete" else each)
        for number, each in enumerate(statuses)
    ]
    outcome = over_repeats(repeats, "dev_error")
    assert outcome.status == status
    assert bool(outcome.metrics) == (status in ("complete", "stopped"))
    assert ("repeat 1: " in outcome.message) == (status != "complete")


def test_what_all_repeats_say_is_said_once():
    repeats = [repeat(0, message="MemoryError"), repeat(1, message="MemoryError")]
    assert over_repeats(repeats, "dev_error").message == "MemoryError"


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9)), min_size=2, max_size=5))
def test_the_best_epoch_is_the_middle_one_and_epochs_run_the_most(epochs):
    repeats = [repeat(n, best_epoch=best, epochs_run=run) for n, (best, run) in enumerate(epochs)]
    outcome = over_repeats(repeats, "dev_error")
    assert outcome.best_epoch == sorted(best for best, _ in epochs)[(len(epochs) - 1) // 2]
    assert outcome.epochs_run == max(run for _, run in epochs)
