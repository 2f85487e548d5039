"""Training as a generator: yields the metrics of every model of a cohort after each epoch."""

from collections.abc import Generator, Sequence
from math import isfinite, nan

import numpy as np

from hpsearch.engine.activity import dead_units
from hpsearch.engine.heads import Losses
from hpsearch.engine.network import CHUNK, Network
from hpsearch.metrics import default_metric
from hpsearch.training.networks.cohort import Cohort
from hpsearch.training.networks.measuring import measured
from hpsearch.training.progress import Epoch, Progress


def beginning(cohort: Cohort, metric: str) -> list[Progress]:
    """Return the progress of the models of `cohort` before their first epoch."""
    data = cohort.training_set
    return [Progress(model, recipe, metric, data.classes, data.outputs) for model, recipe in enumerate(cohort.recipes)]


def train(
    cohort: Cohort, metric: str, until: int | None = None, progress: Sequence[Progress] = ()
) -> Generator[list[Epoch], None, list[Progress]]:
    """Train each model of `cohort` to its end; after each epoch, yield one Epoch for each model that took part.

    Early stopping watches `metric`, which is measured beside the loss and the task's default metric. With `until`, all
    models pause after that epoch; returns those not at their end, in the order of the cohort's rows. `progress` is
    given for models that continue.
    """
    names = metric_names(cohort.training_set.task, metric)
    going_on = list(progress) or beginning(cohort, metric)
    while going_on:
        cohort.train_epoch()
        brought = measure(cohort, [progress.model for progress in going_on], names)
        epochs = [
            progress.take(epoch, cohort.parameters, row)
            for row, (progress, epoch) in enumerate(zip(going_on, brought, strict=True))
        ]
        yield [with_dead_units(cohort, epoch, row) for row, epoch in enumerate(epochs)]
        rows = np.flatnonzero([epoch.ending is None for epoch in epochs])
        if 0 < len(rows) < len(going_on):
            cohort.keep(rows)
        going_on = [going_on[row] for row in rows]
        if cohort.epoch == until:
            break
    return going_on


def metric_names(task: str, metric: str) -> list[str]:
    """Return the metrics to measure after each epoch: the loss, the task's default metric, and the search's metric."""
    return list(dict.fromkeys(("loss", default_metric(task), metric)))


def measure(cohort: Cohort, models: Sequence[int], names: list[str]) -> list[Epoch]:
    """Measure the epoch that `cohort` has just trained; its rows are these `models`."""
    with np.errstate(all="ignore"):  # the loss shows whether a model diverged
        metrics = _metrics(cohort, names)
    return [
        Epoch(
            model=model,
            epoch=cohort.epoch,
            learning_rate=cohort.rates[row],
            gradient_norm=float(cohort.norms[row]),
            metrics=_of_model(metrics, row),
        )
        for row, model in enumerate(models)
    ]


def with_dead_units(cohort: Cohort, epoch: Epoch, row: int) -> Epoch:
    """Return `epoch` of the model in `row`; at its end with a remark on each layer whose units are all dead."""
    if epoch.ending is None or epoch.ending.parameters is None:
        return epoch
    training_set = cohort.training_set
    kept = Network(cohort.recipes[row].architecture(training_set), epoch.ending.parameters[None])
    with np.errstate(all="ignore"):  # as in training
        (dead,) = dead_units(kept, training_set.sample.part(slice(CHUNK)).x)
    return epoch.with_dead_units(dead, cohort.recipes[row])


def _of_model(metrics: dict[str, Losses], row: int) -> dict[str, float]:
    """Return the metrics of the model in `row`, from (models,) each; only losses if one of them is not finite."""
    of_model = {name: float(values[row]) for name, values in metrics.items()}
    if isfinite(of_model["train_loss"]) and isfinite(of_model["dev_loss"]):
        return of_model
    return {name: value if name.endswith("_loss") else nan for name, value in of_model.items()}


def _metrics(cohort: Cohort, names: list[str]) -> dict[str, Losses]:
    """Return each metric on the sample of train and on the dev part, (models,)."""
    of_parts: dict[str, Losses] = {}
    training_set, networks = cohort.training_set, cohort.judged
    for part, examples in (("train", training_set.sample), ("dev", training_set.dev)):
        values = measured(networks, examples, names, training_set.target_scale, training_set.target_range)
        of_parts |= {f"{part}_{name}": value for name, value in values.items()}
    return of_parts
