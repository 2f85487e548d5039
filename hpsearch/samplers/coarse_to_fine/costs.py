"""Results as costs that a model can take: the better half as it is, what is far worse pulled near."""

import numpy as np

from hpsearch.samplers.coarse_to_fine.arrays import Floats

FAR, WORST = 10.0, 3.0  # no cost lies further below the median, or above it after the logarithm


def tempered(costs: Floats) -> Floats:
    """The costs, (trials,), with mean 0 and variance 1, those above the median on a logarithmic scale.

    A diverged trial, however bad, is then hardly worse than the worst of those that did not diverge. Ranks would do as
    much, but where trials are dense they hide how little they differ.

    >>> tempered(np.array([0.1, 0.2, 0.3, 0.4, np.inf])).round(2)
    array([-0.99, -0.63, -0.27,  0.02,  1.88])
    """
    steps = _steps_from_the_median(costs)
    tempered = np.where(steps > 0, np.log1p(np.maximum(steps, 0.0)), steps)
    centred = tempered - tempered.mean()
    return np.asarray(centred / (centred.std() or 1.0))


def _steps_from_the_median(costs: Floats) -> Floats:
    """Costs, (trials,), in steps from the best tenth to the median or, if these are equal, on to the worst."""
    finite = costs[np.isfinite(costs)]
    if not len(finite):
        return np.zeros(len(costs))
    bounded = np.clip(costs, finite.min(), finite.max())
    largest = np.abs(finite).max() or 1.0  # first divided by it, no difference overflows
    tenth, median, worst = np.quantile(bounded / largest, [0.1, 0.5, 1.0], method="lower")
    step = (median - tenth) or (worst - median) or 1.0
    with np.errstate(over="ignore"):
        steps = (np.maximum(costs, finite.min()) / largest - median) / step
    return np.asarray(np.clip(steps, -FAR, np.expm1(WORST)))
