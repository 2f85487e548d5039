"""The baseline that says the mean of the training part for every row."""

from typing import ClassVar

import numpy as np

from hpsearch.evaluation.baselines import BaselineData, FittedBaseline


class MeanBaseline:
    """Knows the target's mean, and nothing of a row."""

    name = "mean"
    place = 10
    trains = False
    slow = False
    tasks: ClassVar = ("regression",)
    lacking = ""

    def fit(self, data: BaselineData) -> FittedBaseline:
        """Take the mean of each training target, in which each row counts with its weight."""
        train = data.dataset.train
        mean = np.average(train.y, axis=0, weights=train.weights)
        return FittedBaseline(lambda x: np.full((x.shape[1], *mean.shape), mean), {"mean": mean.tolist()})
