"""The recipe of one model: every hyperparameter as a plain value, nothing left to search or to `auto`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hpsearch.engine.optimizers import OPTIMIZERS

SMALL_BATCHES_BELOW = 10_000
"""Training examples from which `batch_size: auto` is 256 instead of 64 (notes §XIII–XV)."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How one model is built and trained."""

    hidden: tuple[int, ...]
    activation: str
    initializer: str
    optimizer: str
    learning_rate: float
    beta1: float
    beta2: float
    epsilon: float
    l2: float
    batch_size: int
    epochs: int

    @classmethod
    def of(cls, hyperparameters: Mapping[str, Any], examples: int) -> "Recipe":
        """The recipe that `hyperparameters` mean for a training part of so many examples.

        >>> Recipe.of({"units": 8, "layers": 2, "batch_size": "auto", "beta2": "auto", "optimizer": "adam",
        ...     "activation": "relu", "initializer": "auto", "learning_rate": 0.1, "beta1": 0.9, "epsilon": 1e-8,
        ...     "l2": 0, "epochs": 3}, examples=500).hidden
        (8, 8)
        """
        h = hyperparameters
        optimizer = OPTIMIZERS[h["optimizer"]]
        return cls(
            hidden=_hidden(h["units"], h.get("layers")),
            activation=h["activation"],
            initializer=h["initializer"],
            optimizer=h["optimizer"],
            learning_rate=float(h["learning_rate"]),
            beta1=float(h["beta1"]),
            beta2=float(optimizer.defaults.get("beta2", 0.0) if h["beta2"] == "auto" else h["beta2"]),
            epsilon=float(h["epsilon"]),
            l2=float(h["l2"]),
            batch_size=batch_size(h["batch_size"], examples),
            epochs=h["epochs"],
        )

    @property
    def cohort(self) -> tuple[Any, ...]:
        """What models must have in common to be trained as one stack."""
        return (self.hidden, self.activation, self.optimizer, self.batch_size, self.epochs)


def _hidden(units: int | list[int], layers: int | None) -> tuple[int, ...]:
    """One number for each hidden layer; `layers` is None where a list of units fixes their number."""
    if layers == 0:
        return ()
    return (units,) * (layers or 1) if isinstance(units, int) else tuple(units)


def batch_size(stated: int | str, examples: int) -> int:
    """The examples in a batch: a number, or what `auto` or `full` mean for a training part of so many.

    >>> batch_size("auto", 1_000), batch_size("auto", 20_000), batch_size("full", 1_000)
    (64, 256, 1000)
    """
    if stated == "auto":
        stated = 64 if examples < SMALL_BATCHES_BELOW else 256
    return examples if stated == "full" else min(int(stated), examples)
