"""The progress of one model: its epochs, the best one, and early stopping (notes §IX)."""

from collections.abc import Callable, Sequence
from math import inf, isnan

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.metrics import metric_named
from hpsearch.records import Record, replace
from hpsearch.training.recipe import Recipe
from hpsearch.training.verdicts import broken, far_off, plateau
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.states import ModelState
from hpsearch.trials.table import short


class Ending(Record):
    """How the training of a model ended: the metrics and the parameters, (size,), after `epoch`.

    A model that diverged has neither. `remarks` are sentences for the user.
    """

    epoch: int
    metrics: dict[str, float]
    parameters: Array | None
    remarks: tuple[str, ...] = ()


def diverged_in(epoch: int) -> Ending:
    """Return the ending of a model whose loss was not finite after an epoch."""
    return Ending(epoch, {}, None, (f"loss not finite in epoch {epoch}",))


def has_diverged(metrics: dict[str, float]) -> bool:
    """Whether a loss of a network is no longer a finite number."""
    return not np.isfinite([metrics["train_loss"], metrics["dev_loss"]]).all()


class Epoch(Record):
    """The results of one epoch for one model: `model` is its row in the cohort, `epoch` counts from 1.

    `metrics` are measured at the end of the epoch, as for prediction: train_… on a fixed sample of the training part,
    dev_… on the dev part. If a loss is not finite, the model has diverged. `ending` is set if this was the last epoch.
    """

    model: int
    epoch: int
    learning_rate: float
    gradient_norm: float
    metrics: dict[str, float]
    ending: Ending | None = None

    @classmethod
    def of(cls, record: EpochRecord, model: int = 0) -> "Epoch":
        """Make the epoch from a line of history, for the model in a row of the cohort."""
        return cls(model, record.epoch, record.learning_rate, record.gradient_norm, record.metrics)

    def record(self, repeat: int = 0, branch: int = 0, fold: int = 0) -> EpochRecord:
        """Return the epoch as a line of history."""
        return EpochRecord(repeat, branch, self.epoch, self.learning_rate, self.metrics, self.gradient_norm, fold)

    @property
    def diverged(self) -> bool:
        """Whether a loss is no longer a finite number."""
        return has_diverged(self.metrics)

    def with_dead_units(self, dead: tuple[int, ...], recipe: Recipe) -> "Epoch":
        """Return this epoch; if it is the model's last, with a remark on each hidden layer whose units are all dead."""
        if self.ending is None:
            return self
        remarks = tuple(
            f"all {units} units of hidden layer {layer} are dead: they give every example the same value"
            for layer, (count, units) in enumerate(zip(dead, recipe.hidden, strict=True), start=1)
            if count == units
        )
        return replace(self, ending=replace(self.ending, remarks=(*self.ending.remarks, *remarks)))


class Progress:
    """The progress of one model, judged by `metric` on the dev part; `classes` is 0 for regression."""

    def __init__(self, model: int, recipe: Recipe, metric: str, classes: int, targets: int = 1) -> None:
        self.model = model
        self.recipe, self._classes, self._targets = recipe, classes, targets
        self._metric = f"dev_{metric}"
        self._sign = -1 if metric_named(metric).maximize else 1
        self.epochs: list[Epoch] = []
        self._best: Ending | None = None

    def resume(self, epochs: Sequence[Epoch], state: ModelState) -> None:
        """Continue after `epochs`, with the model in `state`."""
        self.epochs = list(epochs)
        if state.best is not None:
            self._best = Ending(state.best_epoch, epochs[state.best_epoch - 1].metrics, state.best)

    def paused(self, state: ModelState) -> ModelState:
        """Return the model's `state` together with the best epoch of early stopping."""
        return state if self._best is None else replace(state, best_epoch=self._best.epoch, best=self._best.parameters)

    def take(self, epoch: Epoch, parameters: Callable[[int], Array], row: int) -> Epoch:
        """Record an epoch; return it, with its ending if it is the last. `parameters` gives those of `row`, (P,)."""
        self.note(epoch, parameters, row)
        ending = self.ending(parameters, row, last=epoch.epoch == self.recipe.epochs)
        return replace(epoch, ending=ending)

    def note(self, epoch: Epoch, parameters: Callable[[int], Array], row: int) -> None:
        """Record an epoch and, with early stopping, the parameters, (P,), of the best epoch."""
        self.epochs.append(epoch)
        if self.recipe.patience is None or epoch.diverged:
            return
        if self._best is None or self._cost(epoch.metrics) < self._cost(self._best.metrics):
            self._best = Ending(epoch.epoch, epoch.metrics, parameters(row))

    def ending(self, parameters: Callable[[int], Array], row: int, *, last: bool) -> Ending | None:
        """Return the ending, with parameters (P,), if the model ends with its latest epoch; `last` forces that."""
        epoch, patience, best = self.epochs[-1], self.recipe.patience, self._best
        if epoch.diverged:
            return diverged_in(epoch.epoch)
        if patience is None or best is None:
            remarks = self._remarks(epoch.metrics["train_loss"]) if last else ()
            return Ending(epoch.epoch, epoch.metrics, parameters(row), remarks) if last else None
        if epoch.epoch - best.epoch < patience and not last:
            return None
        return replace(best, remarks=self._remarks(best.metrics["train_loss"]))

    def _remarks(self, loss: float) -> tuple[str, ...]:
        if far_off(loss, self._classes, self._targets):
            return (f"the loss is {short(loss)}, far above that of a guess: lower the learning rate",)
        losses = [epoch.metrics["train_loss"] for epoch in self.epochs]
        broke = broken([self._cost(epoch.metrics) for epoch in self.epochs], losses)
        if broke is not None and self.recipe.patience is None:
            before = short(self.epochs[broke - 2].metrics[self._metric])
            return (f"broke in epoch {broke}: {self._metric} was {before} before; lower the learning rate",)
        since = plateau(losses, [epoch.gradient_norm for epoch in self.epochs])
        return () if since is None else (f"on a plateau since epoch {since}",)

    def _cost(self, metrics: dict[str, float]) -> float:
        value = metrics[self._metric]
        return inf if isnan(value) else self._sign * value
