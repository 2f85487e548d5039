"""The effective number of independent rows, for the standard error of a model's error or RMSE."""

import numpy as np

from hpsearch.evaluation.intervals import Z, t_or_normal
from hpsearch.evaluation.judged_rows import JudgedRows
from hpsearch.evaluation.statistics import FloatArrays, MeanStatistic


def effective_rows(rows: JudgedRows) -> float:
    """Return the number n of independent rows for which the usual formula gives the actual standard error.

    The squared standard error is p(1 − p)/n for an error p, and r²/2n for a root mean square r of normal residuals.
    Heavy tails, groups and weights lower n. With few groups their spread is itself uncertain, so n is lowered by the
    ratio of Student's t to the normal quantile (Student 1908).
    """
    share = rows.outputs.ndim == 2 and rows.y.ndim == 1
    if share and rows.equal:
        return float(len(rows.y))
    mean = MeanStatistic.of(rows, (rows.decided != rows.y).astype(np.float64) if share else _squares(rows))
    units, m, error = len(mean.sums), mean.mean, mean.standard_error
    spread = m * (1 - m) if share else 2 * m * m  # the standard error of r = √m is that of m, divided by 2r
    n = spread / error**2 if error > 0 else float(mean.weights.sum() ** 2 / np.square(mean.weights).sum())
    return float(n * (Z / t_or_normal(units - 1)) ** 2)


def _squares(rows: JudgedRows) -> FloatArrays:
    """Return the squared error of each row, (rows,); the mean over several targets, in standard deviations."""
    apart = (rows.outputs - rows.y) / (1.0 if rows.deviations is None else rows.deviations)
    squares: FloatArrays = np.square(apart, dtype=np.float64)
    return squares if squares.ndim == 1 else squares.mean(axis=1)
