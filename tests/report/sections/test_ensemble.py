"""The sentence about the ensemble above the leaderboard."""

from types import SimpleNamespace

import pytest

from hpsearch.report.sections.ensemble import ensemble_sentence
from hpsearch.trials.ensembles import EnsembleMember, EnsembleRecord
from hpsearch.trials.ranking import Ranking


def run_with(method="greedy", *, used=True, folds=1, members=2, **kept):
    """A run with an ensemble of two networks, whose winner is trial 3."""
    both = (EnsembleMember(3, 1, 0.5), EnsembleMember(7, 2, 0.5))
    record = EnsembleRecord(
        method, ((3, 1), (7, 2)), both[:members], 1.0, {"dev_error": 0.09}, {"dev_error": 0.1}, used, of_kept=kept
    )
    split = {"folds": folds} if folds > 1 else "auto"
    return SimpleNamespace(
        ensemble=record,
        ranking=Ranking("dev_error", maximize=False),
        saved_model=3,
        meta=lambda _: {"data": {"split": split}},
    )


def run_without(**search):
    """A run with a time limit that has ended without an ensemble."""
    stated = {"mode": "caviar", "ensemble": "auto", "time_limit": 20.0, **search}
    return SimpleNamespace(
        ensemble=None,
        ranking=Ranking("dev_error", maximize=False),
        late_facts=object(),
        meta=lambda _: {"search": stated},
    )


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (run_with(), "ensemble of 2 networks: dev_error 0.09 (cross-fitted); one network of the winner 0.1; predict,"),
        (run_with("mean"), "ensemble of 2 networks: dev_error 0.09 (mean); one network of the winner"),
        (
            run_with(dev_error=0.08),
            (
                "ensemble of 2 networks: dev_error 0.09 (cross-fitted); the network of trial 3 alone has 0.08, "
                "and 0.1 in the mean over its retrainings; predict,"
            ),
        ),
        (run_with(folds=5), "ensemble of 10 networks (2 for each of 5 folds): dev_error 0.09 (cross-fitted); "),
        (
            run_with(used=False, dev_error=0.08),
            (
                "no ensemble: averaging 2 networks is no better than one network on the dev part: dev_error 0.09 "
                "(cross-fitted); the network of trial 3 alone has 0.08, and 0.1 in the mean"
            ),
        ),
        (
            run_with(used=False, members=1),
            "no ensemble: averaging is no better than one network on the dev part: dev_error 0.09",
        ),
        (run_with(members=1), "ensemble of 1 network: dev_error 0.09 (cross-fitted); "),
        (run_without(time_limit=None), ""),
        (run_without(ensemble="none"), ""),
        (run_without(), "no ensemble: the time was too short for two networks to average; "),
    ],
)
def test_the_sentence_sets_the_ensemble_beside_the_winner(run, sentence):
    assert ensemble_sentence(run).startswith(sentence)
