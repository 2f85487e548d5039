"""The baseline that predicts the largest class for every row, with the classes' shares as probabilities."""

from typing import ClassVar

import numpy as np

from hpsearch.evaluation.baselines import BaselineData, FittedBaseline


class LargestClass:
    """Predicts the shares of the classes in the training part, whatever the inputs."""

    name = "largest_class"
    place = 10
    trains = False
    slow = False
    tasks: ClassVar = ("classification",)
    lacking = ""

    def fit(self, data: BaselineData) -> FittedBaseline:
        """Sum the weights of the training rows of each class."""
        dataset, train = data.dataset, data.dataset.train
        counts = np.bincount(train.y.astype(np.int64), train.weights, minlength=len(dataset.classes))
        shares = counts / counts.sum()
        largest = dataset.classes[int(counts.argmax())]
        return FittedBaseline(lambda x: np.broadcast_to(shares, (x.shape[1], len(shares))), {"class": largest})
