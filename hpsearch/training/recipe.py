"""The recipe of one model: every hyperparameter as a plain value, with no range and no `auto`."""

from collections.abc import Mapping
from math import ceil
from typing import Any

from msgspec.structs import force_setattr

from hpsearch.engine.architecture import Architecture
from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.engine.padding import padded
from hpsearch.engine.schedules import SCHEDULES, by_step, scheduled_rate
from hpsearch.records import Record, replace
from hpsearch.training.examples.augmentation import Augmentation
from hpsearch.training.examples.sets import TrainingSet
from hpsearch.trials.input_views import DEFAULT_VIEW, InputView

Timetable = tuple[tuple[int, float], ...]
"""Learning rates set by hand: pairs of the completed epochs from which a rate applies, and the rate."""

SMALL_BATCHES_BELOW = 10_000
"""Number of training examples from which `batch_size: auto` is 256 instead of 64 (notes §XIII–XV)."""


class Recipe(Record):
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
    weight_decay: float = 0.0
    schedule: str | Timetable = "constant"
    decay_rate: float = 1.0
    decay_epochs: int = 10
    warmup_epochs: int = 0
    regularisation_schedule: str = "constant"
    batch_norm: bool = False
    input_scale: bool = False
    members: int = 1
    parametric_activation: bool = False
    keep_prob: tuple[float, ...] = ()  # of each hidden layer
    input_keep_prob: float = 1.0
    clip_norm: float | None = None
    label_smoothing: float = 0.0
    ema: float = 0.0
    loss: str = "auto"
    class_weight: str | None = None
    augment: Augmentation | None = None
    patience: int | None = None
    view: InputView = DEFAULT_VIEW
    epoch_size: int | None = None

    def __post_init__(self) -> None:
        if not self.keep_prob:
            force_setattr(self, "keep_prob", (1.0,) * len(self.hidden))

    @classmethod
    def of(cls, hyperparameters: Mapping[str, Any], examples: int) -> "Recipe":
        """Make the recipe of `hyperparameters` for a training part of `examples` examples."""
        h = hyperparameters
        optimizer = OPTIMIZERS[h["optimizer"]]
        hidden = _hidden(h["units"], h.get("layers"))
        return cls(
            hidden=hidden,
            activation=h["activation"],
            initializer=h["initializer"],
            optimizer=h["optimizer"],
            learning_rate=float(h["learning_rate"]),
            beta1=float(h["beta1"]),
            beta2=float(optimizer.defaults.get("beta2", 0.0) if h["beta2"] == "auto" else h["beta2"]),
            epsilon=float(h["epsilon"]),
            l2=float(h["l2"]),
            weight_decay=float(h["weight_decay"]),
            schedule=_schedule(h["schedule"]),
            decay_rate=float(h["decay_rate"]),
            decay_epochs=h["decay_epochs"],
            warmup_epochs=h["warmup_epochs"],
            regularisation_schedule=h["regularisation_schedule"],
            batch_size=batch_size(h["batch_size"], examples),
            epochs=h["epochs"],
            batch_norm=h["batch_norm"],
            input_scale=h["input_scale"],
            members=h["members"] if hidden else 1,  # members share hidden layers, so without those there is one
            parametric_activation=h["parametric_activation"],
            keep_prob=_of_each_layer(h["keep_prob"], len(hidden)),
            input_keep_prob=float(h["input_keep_prob"]),
            clip_norm=None if h["clip_norm"] is None else float(h["clip_norm"]),
            label_smoothing=float(h["label_smoothing"]),
            ema=float(h["ema"]),
            loss=h["loss"],
            class_weight=h["class_weight"],
            augment=Augmentation.of(h["augment"]),
            patience=h["patience"],
            view=InputView.of(h),
            epoch_size=epoch_size(h["epoch_size"], examples),
        )

    def architecture(self, training_set: TrainingSet) -> Architecture:
        """Return the architecture for the inputs and outputs of a training set."""
        return Architecture(
            inputs=training_set.train.inputs.shape[0],
            hidden=self.hidden,
            outputs=training_set.outputs,
            activation=self.activation,
            head=training_set.under(self.loss).head,
            batch_norm=self.batch_norm,
            input_scale=self.input_scale,
            members=self.members,
            parametric_activation=self.parametric_activation,
            waves=self.view.waves,
            numbers=training_set.numbers if self.view.waves else 0,
        )

    def steps(self, examples: int) -> int:
        """Return the number of steps of an epoch on a training part of `examples` examples."""
        return ceil(examples_of_epoch(examples, self.epoch_size) / self.batch_size)

    @property
    def rate_by_step(self) -> bool:
        """Whether the learning rate changes from step to step."""
        return isinstance(self.schedule, str) and by_step(self.schedule)

    def rate(self, epoch: float) -> float:
        """Return the learning rate of the schedule after `epoch` epochs, which may be fractional (notes §XX)."""
        if isinstance(self.schedule, tuple):
            rates = {0: self.learning_rate, **dict(self.schedule)}
            return rates[max(start for start in rates if start <= epoch)]
        return scheduled_rate(
            self.schedule,
            self.learning_rate,
            epoch,
            self.epochs,
            decay_rate=self.decay_rate,
            decay_epochs=self.decay_epochs,
            warmup=self.warmup_epochs,
        )

    def settling(self, epochs: int) -> "Recipe":
        """Return the recipe to train for so many epochs on all rows, of which none is left to choose an epoch by.

        A constant learning rate falls in the second half (`flat_cos`), as its last epoch may be a bad one by chance.
        If it fell from the start, networks with few steps would be trained too little.
        """
        return replace(self, schedule="flat_cos", epochs=epochs) if self.schedule == "constant" else self

    def regularisation(self, epoch: int) -> float:
        """Return the factor of l2, weight_decay and 1 − keep_prob after `epoch` completed epochs."""
        factor = SCHEDULES[self.regularisation_schedule].factor
        return factor(epoch, self.epochs, decay_rate=self.decay_rate, decay_epochs=self.decay_epochs)

    def kept(self, epoch: int) -> tuple[float, ...]:
        """Return the keep probabilities of the input and of each hidden layer after `epoch` completed epochs."""
        factor, stated = self.regularisation(epoch), (self.input_keep_prob, *self.keep_prob)
        return stated if factor == 1 else tuple(1 - (1 - keep) * factor for keep in stated)

    @property
    def padded(self) -> tuple[int, ...]:
        """The units of each hidden layer of the stack in which the model trains."""
        return padded(self.hidden, self.activation)

    @property
    def cohort(self) -> tuple[Any, ...]:
        """Key that models must have in common to train as one stack.

        Input dropout is a part of it: it changes the memory layout of the inputs, on which the order of sums in a
        product depends, and so the bits.
        """
        inputs = (self.input_scale, self.members, self.input_keep_prob < 1)
        shape = (self.padded, self.activation, self.parametric_activation, self.batch_norm, *inputs)
        batches = (self.batch_size, self.epoch_size, self.class_weight, self.augment)
        return (*shape, self.optimizer, *batches, self.loss, self.view)


def _schedule(stated: str | Mapping[str, Mapping[str, float]]) -> str | Timetable:
    """Return a schedule's name, or the rates of `{at: {0: 0.01, 40: 0.005}}` in order."""
    if isinstance(stated, str):
        return stated
    return tuple(sorted((int(epoch), float(rate)) for epoch, rate in stated["at"].items()))


def _hidden(units: int | list[int], layers: int | None) -> tuple[int, ...]:
    """Return the units of each hidden layer; `layers` is None if a list of units fixes their number."""
    if layers == 0:
        return ()
    return (units,) * (layers or 1) if isinstance(units, int) else tuple(units)


def _of_each_layer(keep_prob: float | list[float], layers: int) -> tuple[float, ...]:
    """Return the value for each hidden layer; a list may be longer if deeper networks are searched, too."""
    return tuple(map(float, keep_prob[:layers])) if isinstance(keep_prob, list) else (float(keep_prob),) * layers


def examples_of_epoch(examples: int, stated: int | None) -> int:
    """Return the examples of an epoch, near the `stated` number, so that a pass has epochs of equal size.

    >>> examples_of_epoch(1_000, 300), examples_of_epoch(1_000, None), examples_of_epoch(1_000, 5_000)
    (333, 1000, 1000)
    """
    return examples // epochs_of_pass(examples, stated)


def epochs_of_pass(examples: int, stated: int | None) -> int:
    """Return the number of epochs in a pass, each with about the `stated` number of examples."""
    return 1 if stated is None else max(1, round(examples / stated))


def epoch_size(stated: int | None, examples: int) -> int | None:
    """Return one canonical value for all sizes that divide a pass alike; None if an epoch is the whole pass.

    >>> epoch_size(300, 1_000), epoch_size(340, 1_000), epoch_size(700, 1_000), epoch_size(5_000, 1_000)
    (333, 333, None, None)
    """
    epochs = epochs_of_pass(examples, stated)
    if epochs == 1:
        return None
    plain = round(examples / epochs)
    return plain if epochs_of_pass(examples, plain) == epochs else stated


def batch_size(stated: int | str, examples: int) -> int:
    """Return the number of examples in a batch, where `auto` and `full` depend on the size of the training part.

    >>> batch_size("auto", 1_000), batch_size("auto", 20_000), batch_size("full", 1_000)
    (64, 256, 1000)
    """
    if stated == "auto":
        stated = 64 if examples < SMALL_BATCHES_BELOW else 256
    return examples if stated == "full" else min(int(stated), examples)
