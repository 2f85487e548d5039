"""Choose the networks of an ensemble by their loss on the dev part (Caruana et al. 2004, Ensemble selection)."""

import numpy as np

from hpsearch.metrics.reading import FloatArray
from hpsearch.records import Record

ROUNDS = 40
"""Largest number of networks to add, one per round, with replacement."""

_LEAST = 1e-12
"""Probabilities are clipped to at least this, so that a single confidently wrong row does not decide."""


class Candidates(Record, eq=False):
    """The `values`, (candidates, rows), from which the losses of candidates are computed.

    For classes a value is the probability of the row's true class, and `y` is 1; for regression it is the prediction
    for y, (rows,). `weights`, (rows,), are the weights of the rows. The mean of candidates has the mean of their
    values. Several targets have a third axis.
    """

    values: FloatArray
    y: FloatArray
    weights: FloatArray
    probabilities: bool

    def losses(self, values: FloatArray) -> FloatArray:
        """Return the mean loss of each row of values, (means, rows) → (means,): −log p, or the squared error."""
        each = -np.log(np.maximum(values, _LEAST)) if self.probabilities else np.square(values - self.y)
        if each.ndim > 2:
            each = each.sum(axis=2)
        means: FloatArray = each @ self.weights / self.weights.sum()
        return means


def equal_shares(count: int) -> FloatArray:
    """Return the shares of a plain mean, (count,)."""
    return np.full(count, 1 / count)


def greedy_shares(candidates: Candidates) -> FloatArray:
    """Return the shares that greedy selection ends with, (candidates,); they sum to 1.

    Each round adds the candidate that lowers the loss of the mean most, possibly one added before; a tie goes to a
    candidate already included, then to the first. Rounds after the best one are discarded.
    """
    count = len(candidates.values)
    chosen: list[int] = []
    losses: list[float] = []
    total = np.zeros(candidates.values.shape[1:])
    for size in range(1, ROUNDS + 1):
        found = candidates.losses((candidates.values + total) / size)
        best = np.flatnonzero(found == found.min())
        place = next((int(each) for each in best if each in chosen), int(best[0]))
        chosen.append(place)
        losses.append(float(found[place]))
        total += candidates.values[place]
    kept = chosen[: losses.index(min(losses)) + 1]
    return np.bincount(kept, minlength=count) / len(kept)
