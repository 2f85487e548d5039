"""A cohort: models that train as one stack on the same batches."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import inf

import numpy as np
from numpy.random import Generator
from numpy.typing import DTypeLike

from hpsearch.engine.arrays import Array, Labels
from hpsearch.engine.clipping import clip
from hpsearch.engine.descent import Descent
from hpsearch.engine.heads import Losses
from hpsearch.engine.initialization import initial_parameters
from hpsearch.engine.l2 import add_l2_gradient
from hpsearch.engine.label_smoothing import smooth_labels
from hpsearch.engine.layers.dropout import Dropout
from hpsearch.engine.network import Network
from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.engine.padding import places
from hpsearch.errors import UsageError
from hpsearch.randomness import Purpose, generator
from hpsearch.training.batches import Batch, Batches, batch_sizes
from hpsearch.training.examples import TrainingSet
from hpsearch.training.recipe import Recipe
from hpsearch.trials.states import ModelState

COLUMNS = ("learning_rate", "beta1", "beta2", "epsilon", "l2", "weight_decay", "clip_norm", "label_smoothing")
"""The hyperparameters in which models of one cohort may differ, a (models, 1) column each."""

IDLE = {"l2": 0.0, "label_smoothing": 0.0, "clip_norm": inf}
"""The values at which some of them do nothing; where all models have that, it is left undone."""


class Cohort:
    """The models of `recipes`, which agree in what `Recipe.cohort` says, on their way through the epochs.

    All models of a search share their initial draw, the order of their batches and what dropout draws, which depend
    on `seed` and `repeat` alone. A model's numbers do not depend on its companions. Raises UsageError where batch
    normalisation would see batches of one example.
    """

    def __init__(self, recipes: Sequence[Recipe], training_set: TrainingSet, seed: int, repeat: int = 0) -> None:
        first = recipes[0]
        training_set = training_set.under(first.loss)
        train = training_set.train
        if first.batch_norm and min(first.batch_size, len(train.y)) < 2:
            raise UsageError("batch_norm needs 2 examples or more in a batch; raise batch_size, or switch it off")
        self.recipes = list(recipes)
        self.training_set = training_set
        self.seed, self.repeat = seed, repeat
        self.epoch = 0  # completed
        self.rates: list[float] = []  # at which the last step was taken
        self.norms: Losses = np.full(len(recipes), np.nan)
        self.watching = False
        self.columns = {name: np.array([[_number(recipe, name)] for recipe in recipes], np.float64) for name in COLUMNS}
        self.optimizer = OPTIMIZERS[first.optimizer]
        self._total = training_set.total
        self._stack = replace(first.architecture(training_set), hidden=first.padded)
        self._places = [places(recipe.architecture(training_set), self._stack) for recipe in recipes]
        parameters = np.zeros((len(recipes), self._stack.layout().size), train.x.dtype)
        for model, (recipe, at) in enumerate(zip(recipes, self._places, strict=True)):
            parameters[model, at] = self._initial(recipe)
        self._build(parameters)
        self._batches = Batches(
            training_set,
            batch_sizes(len(train.y), first.batch_size, least=2 if first.batch_norm else 1),
            first.augment,
            training_set.example_weights(first.class_weight),
        )

    def parameters(self, model: int) -> Array:
        """A copy of all that one model is made of, (size,), in the order of its own architecture."""
        own: Array = self.network.parameters[model, self._places[model]]
        return own

    @np.errstate(all="ignore")
    def train_epoch(self) -> Losses:
        """Train every model on each batch once; the norm of each model's last gradient, (models,).

        A model may leave the finite numbers; that is for the caller to see.
        """
        for _ in self.steps():
            pass
        return self.norms

    def steps(self) -> Iterator[None]:
        """Train one epoch and yield after each step; what `change` changes holds from the next step on.

        While `watching`, `norms` are those of each step's gradients, else of the epoch's last. To ignore what leaves
        the finite numbers is for the caller.
        """
        self._hold()
        self._masks: dict[int, Generator] = {}
        order, augmentation = self._generator(Purpose.BATCH_ORDER), self._generator(Purpose.AUGMENTATION)
        for step, batch in enumerate(self._batches.shuffled(order, augmentation), start=1):
            self._gradient(batch)
            last = step == len(self._batches)
            if last or self.watching:
                self.norms = np.sqrt(np.sum(np.square(self.network.gradient, dtype=np.float64), axis=1))
            self._descend()
            self.epoch += last
            yield

    @property
    def steps_per_epoch(self) -> int:
        """How many batches there are."""
        return len(self._batches)

    def change(self, model: int, recipe: Recipe) -> None:
        """Let the model of a row go on by another recipe of the same cohort, from its next step on.

        An average that is corrected for its bias goes on as if its β had always been the new one; the velocity of the
        others stays what it is.
        """
        before, self.recipes[model] = self.recipes[model], recipe
        for name, column in self.columns.items():
            self.descent.recorrect(model, name, float(column[model, 0]), _number(recipe, name))
            column[model] = _number(recipe, name)
        if (before.keep_prob, before.input_keep_prob) != (recipe.keep_prob, recipe.input_keep_prob):
            self._build(self.network.parameters, self.descent.state, self.descent.t)
        self._hold()

    def keep(self, models: Labels) -> None:
        """Go on with some of the models, given by their rows, (models,)."""
        self.recipes = [self.recipes[model] for model in models]
        self.columns = {name: column[models] for name, column in self.columns.items()}
        self._places = [self._places[model] for model in models]
        state = {name: buffer[models] for name, buffer in self.descent.state.items()}
        self._build(self.network.parameters[models], state, self.descent.t)

    def state(self, row: int) -> ModelState:
        """What the model of a row needs to go on in another stack of this shape."""
        optimizer = {name: buffer[row].copy() for name, buffer in self.descent.state.items()}
        return ModelState(self.epoch, self.descent.t, self.network.parameters[row].copy(), optimizer)

    def restore(self, states: Sequence[ModelState]) -> None:
        """Go on from where models of these recipes are, all after the same number of epochs, on this repeat's draws."""
        optimizer = {name: np.stack([state.optimizer[name] for state in states]) for name in self.optimizer.state}
        self.epoch = states[0].epoch
        self._build(np.stack([state.parameters for state in states]), optimizer, states[0].t)

    def _initial(self, recipe: Recipe) -> Array:
        """What a model starts from, (size,): a matter of its own architecture."""
        layers = range(len(recipe.hidden) + 1)
        draws = [generator(self.seed, Purpose.INITIAL_DRAW, self.repeat, layer) for layer in layers]
        architecture, dtype = recipe.architecture(self.training_set), self.training_set.train.x.dtype
        return initial_parameters(architecture, recipe.initializer, draws, dtype)

    def _build(self, parameters: Array, state: dict[str, Array] | None = None, t: int = 0) -> None:
        """Build the network of `parameters`, (models, P), and the optimizer, which goes on from any `state`."""
        self.network = network = Network(self._stack, parameters, self._dropouts(parameters.dtype))
        weights = network.layout.weights
        self.descent = Descent(self.optimizer, network.theta, network.gradient, weights, state, t)
        self._smoothed: dict[int, Array] = {}

    def _dropouts(self, dtype: DTypeLike) -> list[Dropout | None]:
        """Of the input and of each hidden layer, none where every model keeps all."""
        kept = np.array([(recipe.input_keep_prob, *recipe.keep_prob) for recipe in self.recipes], dtype)
        units = self._stack.widths[:-1]
        return [Dropout(n, keep) if (keep < 1).any() else None for n, keep in zip(units, kept.T, strict=True)]

    def _generator(self, purpose: Purpose, *counters: int) -> Generator:
        return generator(self.seed, purpose, self.repeat, self.epoch, *counters)

    def _hold(self) -> None:
        """What steps read of the recipes and columns, until something of them changes."""
        self.rates = [recipe.rate(self.epoch) for recipe in self.recipes]
        columns = {**self.columns, "learning_rate": np.array(self.rates)[:, None]}
        with np.errstate(over="ignore"):  # a rate that is too large for its type is infinite, and diverges
            self._typed = {name: column.astype(self.network.theta.dtype) for name, column in columns.items()}
        self._active = {name for name, idle in IDLE.items() if (columns[name] != idle).any()}

    def _mask(self, layer: int) -> Generator:
        """What a layer's dropout draws from in this epoch."""
        if layer not in self._masks:
            self._masks[layer] = self._generator(Purpose.DROPOUT, layer)
        return self._masks[layer]

    def _gradient(self, batch: Batch) -> None:
        """The gradient of the cost J + λ/(2m) Σ‖W‖² on one batch, with m the size, or weight, of the training part."""
        network = self.network
        for layer, dropout in enumerate(network.dropouts):
            if dropout is not None:
                dropout.draw(self._mask(layer), batch.examples)
        network.forward(batch.x)
        network.backward(batch.x_by_example, self._targets(batch), batch.weights)
        if "l2" in self._active:
            scratch = self.descent.scratch[:, : network.layout.weights]
            add_l2_gradient(network.weight_gradients, network.weights, self._typed["l2"], self._total, scratch)

    def _targets(self, batch: Batch) -> Array:
        """The batch's targets, (outputs, examples), or with smoothing each model's, (models, outputs, examples)."""
        if "label_smoothing" not in self._active:
            return batch.y
        if batch.examples not in self._smoothed:
            self._smoothed[batch.examples] = np.empty((self.network.models, *batch.y.shape), batch.y.dtype)
        smoothed, smoothing = self._smoothed[batch.examples], self._typed["label_smoothing"]
        return smooth_labels(batch.y, smoothing, self.training_set.classes, out=smoothed)

    def _descend(self) -> None:
        """One step down the gradient, clipped where that is asked for."""
        if "clip_norm" in self._active:
            clip(self.network.gradient, self._typed["clip_norm"])
        self.descent.step(**{name: self._typed[name] for name in self.optimizer.hyperparameters})


def _number(recipe: Recipe, name: str) -> float:
    """A hyperparameter as a number: a gradient that is not clipped has no largest norm."""
    value: float | None = getattr(recipe, name)
    return inf if value is None else value
