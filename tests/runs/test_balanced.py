"""Whether probabilities are shifted by class_weight: balanced follows from the networks of the model, and no others."""

import pytest

import hpsearch
from hpsearch.runs.balanced import balanced_sentence
from tests.conftest import config_with


@pytest.mark.parametrize("first", [None, "balanced"])
def test_a_network_alone_is_told_by_its_own_weights(tmp_path, monkeypatch, first):
    """Two trials, one balanced, are averaged, which does not help; the first is refitted alone, whatever it is."""
    monkeypatch.setattr("hpsearch.search.after_rounds.ensembling.Ensembling._is_better", lambda *_: False)
    config = config_with(
        hyperparameters={"epochs": 2, "class_weight": {"choices": [None, "balanced"]}},
        search={
            "trials": 2,
            "start": [{"class_weight": None}, {"class_weight": "balanced"}],
            "finalists": {"count": 2, "repeats": 2},
            "refit": True,
            "ensemble": "mean",
        },
    )
    ranks = "hpsearch.trials.ranking.Ranking.place"
    monkeypatch.setattr(ranks, lambda _, outcome: (outcome.trial.settings["class_weight"] != first, 0, 0, 0))
    run = hpsearch.run(config, out=tmp_path / "run", jobs=1, backend="in_process")
    weights = {each.number: each.trial.settings["class_weight"] for each in run.outcomes}
    assert {weights[each.number] for each in run.ensemble.members} == {None, "balanced"}
    assert weights[run.ensemble.alone] == first
    assert bool(balanced_sentence(run, None)) == (first == "balanced")
    assert bool(run.evaluate().about_probabilities) == (first == "balanced")
