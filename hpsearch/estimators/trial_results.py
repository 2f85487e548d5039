"""Convert a run's trials to scikit-learn's `cv_results_`."""

from typing import Any

import numpy as np

from hpsearch.runs.run import Run


def trial_results(run: Run) -> dict[str, Any]:
    """Return an entry for each trial, by number: settings, score on the dev part (higher is better), rank."""
    outcomes = sorted(run.outcomes, key=lambda outcome: outcome.number)
    sign = 1 if run.ranking.maximize else -1
    scores = np.array([sign * outcome.metrics.get(run.ranking.metric, np.nan) for outcome in outcomes])
    settings = [dict(outcome.trial.settings) for outcome in outcomes]
    names = sorted({name for each in settings for name in each})
    seconds = np.array([outcome.seconds for outcome in outcomes])
    ranks = [1 + int(np.count_nonzero(scores > score)) if score == score else len(scores) for score in scores]  # noqa: PLR0124 (NaN is last)
    drawn = {
        f"param_{name}": np.ma.MaskedArray(
            np.array([each.get(name) for each in settings] + [None], object)[:-1],
            [name not in each for each in settings],
        )
        for name in names
    }
    return {
        "mean_fit_time": seconds,
        "std_fit_time": np.zeros_like(seconds),
        **drawn,
        "params": settings,
        "split0_test_score": scores,
        "mean_test_score": scores,
        "std_test_score": np.zeros_like(scores),
        "rank_test_score": np.array(ranks, np.int32),
    }
