"""Transform results into costs for the model: linear in the better half, logarithmic above the median."""

import numpy as np

from hpsearch.samplers.coarse_to_fine.arrays import Floats

FAR, WORST = 10.0, 3.0  # largest distances below the median, and above it after the logarithm


def tempered(costs: Floats) -> Floats:
    """Return the costs, (trials,), with mean 0 and variance 1, logarithmic above the median.

    So a diverged trial is only a little worse than the worst other trial. Ranks would do this, too, but they would
    exaggerate small differences between similar trials.

    >>> tempered(np.array([0.1, 0.2, 0.3, 0.4, np.inf])).round(2)
    array([-0.99, -0.63, -0.27,  0.02,  1.88])
    """
    steps = _steps_from_the_median(costs)
    tempered = np.where(steps > 0, np.log1p(np.maximum(steps, 0.0)), steps)
    centred = tempered - tempered.mean()
    return np.asarray(centred / (centred.std() or 1.0))


def _steps_from_the_median(costs: Floats) -> Floats:
    """Return costs, (trials,), in units of the distance from the best tenth to the median; if 0, to the worst."""
    finite = costs[np.isfinite(costs)]
    if not len(finite):
        return np.zeros(len(costs))
    bounded = np.clip(costs, finite.min(), finite.max())
    largest = np.abs(finite).max() or 1.0  # divide by it first, so that no difference overflows
    tenth, median, worst = np.quantile(bounded / largest, [0.1, 0.5, 1.0], method="lower")
    step = (median - tenth) or (worst - median) or 1.0
    with np.errstate(over="ignore"):
        steps = (np.maximum(costs, finite.min()) / largest - median) / step
    return np.asarray(np.clip(steps, -FAR, np.expm1(WORST)))
