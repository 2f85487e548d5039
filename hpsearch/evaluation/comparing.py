"""Compare the winner with a baseline on the same rows: the difference, its interval and p-value.

Errors are compared on the rows where only one of the two is wrong, by the interval of Bonett and Price (2012) and its
test: p is below 0.05 exactly if the 95 % interval excludes 0. Other metrics are compared by a paired bootstrap, with
the p-value and the interval of Student's t where they are larger, as a bootstrap of few rows is too sure (Hesterberg
2015).
"""

from collections.abc import Mapping
from math import isfinite, nan, sqrt
from statistics import NormalDist

import numpy as np

from hpsearch.evaluation.intervals import SHARES
from hpsearch.evaluation.judged_rows import JudgedRows
from hpsearch.evaluation.resampling import Resamples
from hpsearch.evaluation.statistics import statistic_of
from hpsearch.metrics import metric_named
from hpsearch.metrics.metric import Metric
from hpsearch.records import replace
from hpsearch.trials.baselines import TOO_FEW_ROWS, Comparison
from hpsearch.trials.intervals import COVERAGE, t_probability, t_quantile
from hpsearch.trials.ranking import Ranking

_MOST_DEGREES = 1_000

FEWEST_TO_COMPARE = 6
"""Smallest number of rows, or groups of rows, for a comparison.

If all of n rows are better with one of two models, the exact test of signs has p = 2^(1 − n): 0.06 for 5 rows.
"""

BONETT_PRICE = "Bonett and Price"
"""Name of the comparison of errors in a run."""


def compared(
    number: int, winner: JudgedRows, baselines: Mapping[str, JudgedRows], ranking: Ranking, seed: int
) -> list[Comparison]:
    """Compare the winner, trial `number`, with each of the baselines on the same rows."""
    metric = metric_named(ranking.quantity)
    value = winner.value(metric)
    found = []
    for name, rows in baselines.items():
        other = rows.value(metric)
        better_by = value - other if ranking.maximize else other - value
        plain = Comparison(name, number, ranking.metric, value, other, better_by, nan, nan, nan, "none")
        if not isfinite(better_by):
            found.append(plain)
        elif winner.units.max() + 1 < FEWEST_TO_COMPARE:
            found.append(replace(plain, p=1.0, test=TOO_FEW_ROWS))
        elif metric.name in SHARES and winner.equal:
            found.append(_by_errors(plain, winner, rows))
        else:
            found.append(_by_resampling(plain, metric, winner, rows, 1 if ranking.maximize else -1, seed))
    return found


def _by_errors(plain: Comparison, winner: JudgedRows, baseline: JudgedRows) -> Comparison:
    wrong, other = winner.decided != winner.y, baseline.decided != baseline.y
    only, only_other = int(np.count_nonzero(wrong & ~other)), int(np.count_nonzero(other & ~wrong))
    low, high, p = difference_of_shares(only_other, only, len(wrong))
    return replace(plain, low=low, high=high, p=p, test=BONETT_PRICE)


def difference_of_shares(first: int, second: int, rows: int) -> tuple[float, float, float]:
    """Return the 95 % interval of (first − second)/rows, and p; both are counts of rows where only one is wrong.

    If neither is better, p is below 0.05 in at most 5.1 % of samples of 20 to 1,000 rows.

    >>> [round(value, 3) for value in difference_of_shares(9, 1, 100)]
    [0.014, 0.143, 0.018]
    """
    normal, n = NormalDist(), rows + 2
    p, q = (first + 1) / n, (second + 1) / n
    deviation = sqrt((p + q - (p - q) ** 2) / n)
    half = normal.inv_cdf((1 + COVERAGE) / 2) * deviation
    return p - q - half, p - q + half, min(1.0, 2 * normal.cdf(-abs(p - q) / deviation))


def _by_resampling(
    plain: Comparison, metric: Metric, winner: JudgedRows, baseline: JudgedRows, sign: int, seed: int
) -> Comparison:
    ours, theirs = statistic_of(metric, winner), statistic_of(metric, baseline)
    units = int(winner.units.max()) + 1
    pieces = [sign * (ours.values(counts) - theirs.values(counts)) for counts in Resamples(units, seed)]
    better = np.concatenate(pieces)
    better = better[np.isfinite(better)]
    if not better.size:
        return plain
    low, high = np.quantile(better, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
    against = min(np.count_nonzero(better <= 0), np.count_nonzero(better >= 0))
    p = max(min(1.0, 2 * (against + 1) / (better.size + 1)), 2.0 ** (1 - units))
    error, degrees = float(better.std()) * sqrt(units / (units - 1)), min(units - 1, _MOST_DEGREES)
    half = t_quantile(degrees) * error
    return replace(
        plain,
        low=min(float(low), plain.better_by - half),
        high=max(float(high), plain.better_by + half),
        p=max(p, t_probability(plain.better_by / error, degrees)) if error > 0 else p,
        test="paired bootstrap",
    )
