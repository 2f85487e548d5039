"""The linear baseline: a network without hidden layers, which is logistic or linear regression."""

from functools import partial
from itertools import product
from typing import ClassVar

import numpy as np

from hpsearch.config import DEFAULTS
from hpsearch.evaluation.baselines import BaselineData, BaselineNotTrainedError, FittedBaseline
from hpsearch.evaluation.judged_rows import network_outputs
from hpsearch.system.threads import one_thread
from hpsearch.training.networks.cohort import Cohort
from hpsearch.training.networks.measuring import measured
from hpsearch.training.recipe import Recipe

RATES, PENALTIES = (0.01, 0.1), (0.0, 10.0)
MOST_EPOCHS = 20
_WORK = 1_000_000_000
"""Limit for weights × examples over all epochs of one model: a few seconds for the whole stack."""
_FEWEST = 50_000
"""Smallest number of examples, of more, that it is trained on."""


class LinearBaseline:
    """Trains a stack with a few learning rates and L2 penalties, and keeps the best on the dev part."""

    name = "linear"
    place = 20
    trains = True
    slow = False
    tasks: ClassVar = ("classification", "regression")
    lacking = ""

    def fit(self, data: BaselineData) -> FittedBaseline:
        """Train the stack, on a part of the examples if all take long; BaselineNotTrainedError if it would be few."""
        training_set, ranking = data.training_set, data.ranking
        inputs, examples = training_set.train.inputs.shape
        seen = _WORK // (inputs * training_set.outputs)
        if seen < min(examples, _FEWEST):
            raise BaselineNotTrainedError("one epoch over so many inputs and classes would take long")
        epochs, part = min(MOST_EPOCHS, max(1, seen // examples)), seen if seen < examples else None
        settings = [
            {"learning_rate": rate, "l2": l2, "epochs": epochs, "epoch_size": part, "schedule": "cosine"}
            for rate, l2 in product(RATES, PENALTIES)
        ]
        recipes = [Recipe.of({**DEFAULTS, "units": 1, "layers": 0, **each}, examples) for each in settings]
        metric = ranking.quantity
        with one_thread(), np.errstate(all="ignore"):  # too high a rate gives non-finite numbers
            cohort = Cohort(recipes, training_set, data.seed)
            for _ in range(epochs):
                cohort.train_epoch()
            judged = training_set.dev if len(training_set.dev.y) else training_set.sample
            values = measured(
                cohort.network, judged, [metric, "loss"], training_set.target_scale, training_set.target_range
            )
        costs = [ranking.cost({ranking.metric: float(value)}) for value in values[metric]]
        best = min(range(len(recipes)), key=lambda model: (costs[model], float(np.nan_to_num(values["loss"][model]))))
        architecture = recipes[best].architecture(training_set)
        parameters = cohort.parameters(best)
        return FittedBaseline(
            partial(network_outputs, architecture, parameters, data.dataset.preprocessing), settings[best]
        )
