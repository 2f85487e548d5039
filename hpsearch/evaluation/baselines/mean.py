"""The baseline that predicts the training mean for every row."""

from typing import ClassVar

import numpy as np

from hpsearch.evaluation.baselines import BaselineData, FittedBaseline


class MeanBaseline:
    """Predicts the target's mean, whatever the inputs."""

    name = "mean"
    place = 10
    trains = False
    slow = False
    tasks: ClassVar = ("regression",)
    lacking = ""

    def fit(self, data: BaselineData) -> FittedBaseline:
        """Compute the weighted mean of each training target."""
        train = data.dataset.train
        mean = np.average(train.y, axis=0, weights=train.weights)
        return FittedBaseline(lambda x: np.full((x.shape[1], *mean.shape), mean), {"mean": mean.tolist()})
