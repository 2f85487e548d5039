"""The winner against a baseline on the same rows: how much better it is, and whether that is more than chance.

Errors are compared by McNemar's exact test (1947) on the rows where only one of the two is wrong, with Bonett and
Price's interval (2012); any other metric by the bootstrap over pairs.
"""

from collections.abc import Mapping
from dataclasses import replace
from math import comb, isfinite, nan, sqrt
from statistics import NormalDist

import numpy as np

from hpsearch.evaluation.intervals import SHARES
from hpsearch.evaluation.judged_rows import JudgedRows
from hpsearch.evaluation.resampling import Resamples
from hpsearch.evaluation.statistics import statistic_of
from hpsearch.metrics import metric_named
from hpsearch.metrics.metric import Metric
from hpsearch.trials.baselines import Comparison
from hpsearch.trials.intervals import COVERAGE
from hpsearch.trials.ranking import Ranking


def compared(
    number: int, winner: JudgedRows, baselines: Mapping[str, JudgedRows], ranking: Ranking, seed: int
) -> list[Comparison]:
    """The winner, trial `number`, against each of the baselines, judged on the same rows."""
    metric = metric_named(ranking.metric.removeprefix("dev_"))
    value = winner.value(metric)
    found = []
    for name, rows in baselines.items():
        other = rows.value(metric)
        better_by = value - other if ranking.maximize else other - value
        plain = Comparison(name, number, ranking.metric, value, other, better_by, nan, nan, nan, "none")
        if not isfinite(better_by):
            found.append(plain)
        elif metric.name in SHARES and winner.equal:
            found.append(_by_errors(plain, winner, rows))
        else:
            found.append(_by_resampling(plain, metric, winner, rows, 1 if ranking.maximize else -1, seed))
    return found


def _by_errors(plain: Comparison, winner: JudgedRows, baseline: JudgedRows) -> Comparison:
    wrong, other = winner.decided != winner.y, baseline.decided != baseline.y
    only, only_other = int(np.count_nonzero(wrong & ~other)), int(np.count_nonzero(other & ~wrong))
    n, z = len(wrong) + 2, NormalDist().inv_cdf((1 + COVERAGE) / 2)
    p, q = (only + 1) / n, (only_other + 1) / n
    half = z * sqrt((p + q - (p - q) ** 2) / n)
    return replace(plain, low=q - p - half, high=q - p + half, p=mcnemar(only, only_other), test="McNemar")


def mcnemar(first: int, second: int) -> float:
    """The two-sided p-value of so many rows that only the first, and only the second, got wrong.

    >>> mcnemar(1, 9), mcnemar(3, 3)
    (0.021484375, 1.0)
    """
    n, less = first + second, min(first, second)
    return min(1.0, float(2 * sum(comb(n, k) for k in range(less + 1)) / 2**n))


def _by_resampling(
    plain: Comparison, metric: Metric, winner: JudgedRows, baseline: JudgedRows, sign: int, seed: int
) -> Comparison:
    ours, theirs = statistic_of(metric, winner), statistic_of(metric, baseline)
    pieces = [
        sign * (ours.values(counts) - theirs.values(counts)) for counts in Resamples(int(winner.units.max()) + 1, seed)
    ]
    better = np.concatenate(pieces)
    better = better[np.isfinite(better)]
    if not better.size:
        return plain
    low, high = np.quantile(better, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
    against = min(np.count_nonzero(better <= 0), np.count_nonzero(better >= 0))
    p = min(1.0, 2 * (against + 1) / (better.size + 1))
    return replace(plain, low=float(low), high=float(high), p=p, test="paired bootstrap")
