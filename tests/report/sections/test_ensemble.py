"""The sentence about the ensemble above the leaderboard."""

from types import SimpleNamespace

import pytest

from hpsearch.records import replace
from hpsearch.report.sections.ensemble import ensemble_sentence
from hpsearch.trials.ensembles import EnsembleMember, EnsembleRecord
from hpsearch.trials.finalists import Finalist
from hpsearch.trials.outcomes import Outcome, Status, Trial
from hpsearch.trials.ranking import Ranking


def run_with(method="greedy", *, used=True, folds=1, members=2, retrained=2, **kept):
    """A run with an ensemble of two networks, whose winner is trial 3; one of its retrainings is a candidate."""
    both = (EnsembleMember(3, 1, 0.5), EnsembleMember(7, 2, 0.5))
    record = EnsembleRecord(
        method, ((3, 1), (7, 2)), both[:members], 1.0, {"dev_error": 0.09}, {"dev_error": 0.1}, used, of_kept=kept
    )
    split = {"folds": folds} if folds > 1 else "auto"
    return SimpleNamespace(
        ensemble=record,
        ranking=Ranking("dev_error", maximize=False),
        saved_model=3,
        ranked_finalists=[
            Finalist(1, Outcome(Trial(3, 1, {}), Status.COMPLETE), retrained, None, tied_with_first=True)
        ],
        meta=lambda _: {"data": {"split": split}},
    )


def run_without(*, retrained=1, trials=5, ended=True, objective=None, **search):
    """A run with a time limit that has ended without an ensemble, with one finalist retrained so many times."""
    plan = {"count": 5, "repeats": 5}
    stated = {"mode": "caviar", "ensemble": "auto", "time_limit": 20.0, "finalists": plan, **search}
    outcomes = [Outcome(Trial(number, 1, {}), Status.COMPLETE) for number in range(trials)]
    return SimpleNamespace(
        ensemble=None,
        ranking=Ranking("dev_error", maximize=False),
        has_ended=ended,
        late_facts=object(),
        outcomes=outcomes,
        retrainings=(outcomes * 2)[:retrained],
        ranked_finalists=[
            Finalist(1, each, retrained, None, tied_with_first=True) for each in outcomes[:retrained][:1]
        ],
        meta=lambda _: {"search": stated, "objective": objective},
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
                "and 0.1 in the mean over 1 of its 2 retrainings; predict,"
            ),
        ),
        (
            run_with(dev_error=0.08, retrained=1),
            (
                "ensemble of 2 networks: dev_error 0.09 (cross-fitted); the network of trial 3 alone has 0.08, "
                "and 0.1 when it was retrained; predict,"
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
        (
            run_with(members=1, dev_error=0.08),
            (
                "no ensemble: no mean of networks is better than a retrained network of trial 3, which predict, "
                "evaluate and export use: dev_error 0.09 (cross-fitted); the saved network of trial 3 has 0.08, and "
                "0.1 in the mean over 1 of its 2 retrainings"
            ),
        ),
        (run_with(members=1, folds=5), "ensemble of 5 networks (1 for each of 5 folds): dev_error 0.09 "),
        (run_without(time_limit=None), ""),
        (run_without(ensemble="none"), ""),
        (run_without(), "no ensemble: the time was too short to retrain two finalists, "),
        (run_without(retrained=0), "no ensemble: the time was too short to retrain two finalists, "),
    ],
)
def test_the_sentence_sets_the_ensemble_beside_the_winner(run, sentence):
    assert ensemble_sentence(run).startswith(sentence)


@pytest.mark.parametrize(
    ("error", "ends"),
    [(0.09, "use the ensemble"), (0.11, "use the ensemble, whose dev_log_loss 0.3 is better (0.4 for one network)")],
)
def test_an_ensemble_that_is_not_better_by_the_metric_is_said_to_be_so_by_the_log_loss(error, ends):
    run = run_with("mean")
    metrics, of_winner = {"dev_error": error, "dev_log_loss": 0.3}, {"dev_error": 0.1, "dev_log_loss": 0.4}
    run.ensemble = replace(run.ensemble, metrics=metrics, of_winner=of_winner)
    assert ensemble_sentence(run).endswith(ends)


@pytest.mark.parametrize(
    "run",
    [
        run_without(finalists=None),
        run_without(finalists={"count": 1, "repeats": 1}),
        run_without(retrained=2),
        run_without(trials=0),
        run_without(trials=1, finalists={"count": 5, "repeats": 1}),
        run_without(ended=False),
        run_without(objective="mine:train"),
    ],
    ids=["none planned", "one planned", "retrained", "no trial", "one trial", "running", "own code"],
)
def test_the_time_is_not_blamed_where_it_is_not_why_there_is_no_ensemble(run):
    """Two networks or more can be retrained, and none of them be fit for a mean: they diverged."""
    assert ensemble_sentence(run) == ""
