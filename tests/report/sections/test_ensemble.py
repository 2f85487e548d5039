"""The sentence about the ensemble in the leaderboard's foot."""

from types import SimpleNamespace

import pytest

from hpsearch.report.sections.ensemble import ensemble_sentence
from hpsearch.trials.ensembles import EnsembleMember, EnsembleRecord
from hpsearch.trials.ranking import Ranking


def run_with(method="greedy", *, used=True):
    """A run with an ensemble of two networks."""
    members = (EnsembleMember(3, 1, 0.5), EnsembleMember(7, 2, 0.5))
    record = EnsembleRecord(method, ((3, 1), (7, 2)), members, 1.0, {"dev_error": 0.09}, {"dev_error": 0.1}, used)
    return SimpleNamespace(ensemble=record, ranking=Ranking("dev_error", maximize=False))


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (run_with(), "ensemble of 2 networks: dev_error 0.09 (cross-fitted), one network of the winner 0.1; predict,"),
        (run_with("mean"), "ensemble of 2 networks: dev_error 0.09 (mean), one network of the winner"),
        (run_with(used=False), "no ensemble: averaging networks is not better on the dev part (dev_error 0.09"),
        (SimpleNamespace(ensemble=None, ranking=Ranking("dev_error", maximize=False)), ""),
    ],
)
def test_the_sentence_sets_the_ensemble_beside_the_winner(run, sentence):
    assert ensemble_sentence(run).startswith(sentence)
