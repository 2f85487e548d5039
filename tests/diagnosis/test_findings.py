"""Each finding is found in a run that shows it, and not in a healthy one."""

from dataclasses import replace

import pytest

from hpsearch.diagnosis.advice import FINDINGS, advised, diagnosed
from hpsearch.diagnosis.finding import Phase
from hpsearch.diagnosis.thresholds import Thresholds
from tests.diagnosis.made import evidence, with_winner
from tests.diagnosis.shown import SHOWN

IDLE = {"neither_bias_nor_variance", "failed_trials", "interaction"}
"""They propose nothing to change, or not in this run."""


def test_every_finding_has_a_run_that_shows_it():
    assert SHOWN.keys() == FINDINGS.keys()
    assert len(SHOWN) >= 20


@pytest.mark.parametrize("name", SHOWN)
def test_a_finding_is_found_in_the_run_that_shows_it(name):
    """With its numbers in a sentence, and with changes that leave a valid config, unless it has none to propose."""
    shows, _ = SHOWN[name]
    found = {finding.name: finding for finding in diagnosed(shows)}
    assert name in found
    assert found[name].phase == FINDINGS[name].phase
    assert 0 <= found[name].certainty <= 1
    assert bool(found[name].changes) == (name not in IDLE), found[name]


@pytest.mark.parametrize("name", SHOWN)
def test_a_finding_is_not_found_in_its_healthy_twin(name):
    _, twin = SHOWN[name]
    assert name not in {finding.name for finding in diagnosed(twin)}


def test_nothing_is_advised_to_a_healthy_run():
    """But that neither bias nor variance limits it."""
    found = diagnosed(evidence())
    assert [finding.name for finding in found] == ["neither_bias_nor_variance"]
    assert advised(found) == ()


def test_bias_comes_before_variance_and_variance_waits():
    """The recipe of the notes: variance is looked at again once bias is low."""
    found = diagnosed(with_winner(SHOWN["overfitting"][0], train_error=0.12, dev_error=0.13))
    assert {"high_bias", "overfitting"} <= {finding.name for finding in found}
    assert [finding.phase for finding in found] == sorted(finding.phase for finding in found)
    assert Phase.VARIANCE not in {finding.phase for finding in advised(found)}


@pytest.mark.parametrize(("dev_error", "found"), [(0.0, False), (0.3, True)])
def test_no_more_is_expected_of_a_round_than_the_metric_can_improve(dev_error, found):
    """An error of 0 is not improved, whatever the process expects."""
    shows, _ = SHOWN["too_few_trials"]
    gains = [each.gain for each in diagnosed(with_winner(shows, dev_error=dev_error)) if each.name == "too_few_trials"]
    assert bool(gains) == found
    assert all(gain <= dev_error for gain in gains)


@pytest.mark.parametrize(
    ("train_error", "worthwhile", "widened"), [(0.3, 100.0, True), (0.001, 100.0, False), (0.001, 1e-6, True)]
)
def test_a_range_is_widened_without_high_bias_only_where_enough_is_expected_of_it(train_error, worthwhile, widened):
    shows, _ = SHOWN["best_at_the_end_of_a_range"]
    seen = replace(with_winner(shows, train_error=train_error), thresholds=Thresholds(worthwhile=worthwhile))
    (finding,) = (each for each in diagnosed(seen) if each.name == "best_at_the_end_of_a_range")
    assert bool(finding.changes) == widened
