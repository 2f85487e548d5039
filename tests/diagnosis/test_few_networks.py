"""The finding that the mean of more networks would vary less."""

import pytest

from hpsearch.diagnosis.advice import diagnosed
from hpsearch.diagnosis.finding import Phase
from hpsearch.records import replace
from tests.diagnosis.made import config, evidence, none_fits_better, with_winner
from tests.diagnosis.shown import averaged, finalists


@pytest.mark.parametrize("tied", [True, False])
def test_networks_are_averaged_again_where_finalists_cannot_be_told_apart(tied):
    made = evidence(
        config(search={"ensemble": "none", "finalists": {"count": 2, "repeats": 5}}), finalists=finalists(tied=tied)
    )
    changes = [str(each) for finding in diagnosed(made) for each in finding.changes if finding.phase == Phase.MODEL]
    assert changes == ["search.ensemble: none → auto"] * tied


def test_networks_that_do_not_fit_yet_are_not_averaged_in_larger_numbers():
    """Those of poor settings spoil a mean; where train and dev error are both high, others are searched first."""
    made = none_fits_better(with_winner(averaged(4, lower_by=0.2), train_error=0.36, dev_error=0.39))
    assert "few_networks_averaged" not in {each.name for each in diagnosed(made)}


def test_more_networks_are_asked_for_until_ten_are_averaged():
    (found,) = (each for each in diagnosed(averaged(4, lower_by=0.2)) if each.name == "few_networks_averaged")
    assert [str(change) for change in found.changes] == ["search.finalists.count: 2 → 5"]
    assert (
        "only 4 networks are averaged: dev_log_loss is 0.16 for their mean, and 0.2 for one of them" in found.sentence
    )
    assert "few_networks_averaged" not in {each.name for each in diagnosed(averaged(10, lower_by=0.2))}


@pytest.mark.parametrize(
    "changed", [{"used": False}, {"alone": 1}, {"method": "greedy"}], ids=["not used", "one alone", "chosen"]
)
def test_more_networks_are_asked_for_only_where_the_model_is_a_mean_in_equal_shares(changed):
    made = averaged(4, lower_by=0.2)
    made = replace(made, ensemble=replace(made.ensemble, **changed))
    assert "few_networks_averaged" not in {each.name for each in diagnosed(made)}


@pytest.mark.parametrize(
    ("limit", "train", "retrained", "told"),
    [(10.0, 0.1, 0, True), (10.0, 0.1, 1, True), (10.0, 0.1, 2, False), (10.0, 0.29, 0, False), (None, 0.1, 0, False)],
    ids=["too short", "one retrained", "two retrained", "no variance", "no limit"],
)
def test_more_time_is_asked_for_where_it_was_too_short_for_two_networks(limit, train, retrained, told):
    """Their mean varies less, which is what is left to do where regularisation is searched already."""
    of = config(search={"time_limit": limit, "trials": "auto" if limit else 64})
    made = with_winner(evidence(of, retrained=retrained), train_error=train, dev_error=0.3)
    found = [each for each in diagnosed(made) if each.name == "few_networks_averaged"]
    assert [str(change) for each in found for change in each.changes] == ["search.time_limit: 10 → 20"] * told
    assert all(each.sentence.startswith("10 seconds were too short to retrain two finalists") for each in found)
