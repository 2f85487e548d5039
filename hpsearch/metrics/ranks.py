"""Ranks, and the area under the ROC curve that they give (Mann & Whitney 1947; Hanley & McNeil 1982)."""

import numpy as np
from numpy.typing import NDArray

from hpsearch.metrics.actual import Values
from hpsearch.metrics.reading import FloatArray


def area_under_curve(scores: FloatArray, positive: NDArray[np.bool_]) -> Values:
    """How often a positive example scores above a negative one, a tie counting half, for each model.

    `scores` are (models, m), `positive` is (m,). Not a number where all examples are of one kind.

    >>> area_under_curve(np.array([[0.1, 0.4, 0.4, 0.8]]), np.array([False, False, True, True]))
    array([0.875])
    """
    positives, negatives = int(np.count_nonzero(positive)), int(np.count_nonzero(~positive))
    if not positives * negatives:
        return np.full(len(scores), np.nan)
    rank_sums = ranks(scores)[:, positive].sum(axis=-1)  # of halves: exact
    area: Values = (rank_sums - positives * (positives + 1) / 2) / (positives * negatives)
    return area


def ranks(scores: FloatArray) -> NDArray[np.float64]:
    """The place of each score in its row, from 1, equals sharing the mean of theirs.

    >>> ranks(np.array([[30, 10, 20, 20]]))
    array([[4. , 1. , 2.5, 2.5]])
    """
    order = np.argsort(scores, axis=-1)
    ascending = np.take_along_axis(scores, order, axis=-1)
    rises = ascending[:, 1:] > ascending[:, :-1]
    edge = np.ones((len(scores), 1), np.bool_)
    places = np.arange(scores.shape[-1])
    first = np.maximum.accumulate(np.where(np.hstack([edge, rises]), places, 0), axis=-1)
    ends = np.where(np.hstack([rises, edge]), places, places[-1])
    last = np.minimum.accumulate(ends[:, ::-1], axis=-1)[:, ::-1]
    ranked = np.empty(scores.shape)
    np.put_along_axis(ranked, order, (first + last) / 2 + 1, axis=-1)
    return ranked
