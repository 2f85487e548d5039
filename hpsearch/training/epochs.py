"""Training as a generator: after each epoch, what it brought to every model of the cohort."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite, nan

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.heads import Losses
from hpsearch.training.cohort import Cohort
from hpsearch.training.metrics import METRICS, headline


@dataclass(frozen=True, slots=True)
class Epoch:
    """What one epoch brought to one model: `model` is its place in the cohort, `epoch` counts from 1.

    `metrics` are those of the network as it predicts at the end of the epoch: train_… on a fixed sample of the
    training part, dev_… on the dev part. Where one is not finite the model has diverged and trains no further.
    """

    model: int
    epoch: int
    learning_rate: float
    gradient_norm: float
    metrics: dict[str, float]
    parameters: Array

    @property
    def diverged(self) -> bool:
        """Whether a loss is no longer a finite number."""
        return not np.isfinite([self.metrics["train_loss"], self.metrics["dev_loss"]]).all()


def train(cohort: Cohort, epochs: int, metric: str) -> Iterator[list[Epoch]]:
    """Train `cohort`, yielding after each epoch one Epoch a model that took part in it.

    `metric` is measured beside the loss and the task's headline metric. The parameters of an Epoch are a view:
    they change with the next epoch.
    """
    names = dict.fromkeys(("loss", headline(cohort.training_set.task), metric))
    models = np.arange(cohort.network.models)
    for _ in range(epochs):
        norms = cohort.train_epoch()
        with np.errstate(all="ignore"):  # a model that diverges says so below
            metrics = _metrics(cohort, list(names))
        reports = [
            Epoch(
                model=int(model),
                epoch=cohort.epoch,
                learning_rate=cohort.rates[row],
                gradient_norm=float(norms[row]),
                metrics=_of_model(metrics, row),
                parameters=cohort.parameters[row],
            )
            for row, model in enumerate(models)
        ]
        yield reports
        going_on = np.array([not report.diverged for report in reports])
        if not going_on.any():
            return
        if not going_on.all():
            models = models[going_on]
            cohort.keep(np.flatnonzero(going_on))


def _of_model(metrics: dict[str, Losses], row: int) -> dict[str, float]:
    """The metrics of one model; where a loss is not finite, the others mean nothing."""
    of_model = {name: float(values[row]) for name, values in metrics.items()}
    if isfinite(of_model["train_loss"]) and isfinite(of_model["dev_loss"]):
        return of_model
    return {name: value if name.endswith("_loss") else nan for name, value in of_model.items()}


def _metrics(cohort: Cohort, names: list[str]) -> dict[str, Losses]:
    """Each metric on the sample and on the dev part, (models,)."""
    measured: dict[str, Losses] = {}
    training_set = cohort.training_set
    for part, examples in (("train", training_set.sample), ("dev", training_set.dev)):
        z = cohort.network.logits(examples.x)
        for name in names:
            measured[f"{part}_{name}"] = METRICS[name].measure(
                training_set.head, z, examples, training_set.target_scale
            )
    return measured
