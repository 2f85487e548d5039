"""A cohort: models that train as one stack on the same batches."""

from collections.abc import Iterator, Sequence
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
from hpsearch.engine.weight_average import WeightAverage
from hpsearch.errors import UsageError
from hpsearch.randomness import Purpose, generator
from hpsearch.records import replace
from hpsearch.training.examples.batches import Batch, Batches, batch_sizes
from hpsearch.training.examples.sets import TrainingSet
from hpsearch.training.recipe import Recipe, epochs_of_pass, examples_of_epoch
from hpsearch.trials.states import ModelState

COLUMNS = ("learning_rate", "beta1", "beta2", "epsilon", "l2", "weight_decay", "clip_norm", "label_smoothing", "ema")
"""The hyperparameters in which models of one cohort may differ, a (models, 1) column each."""

IDLE = {"l2": 0.0, "label_smoothing": 0.0, "clip_norm": inf, "ema": 0.0}
"""Values with which these hyperparameters have no effect; if all models have them, the computation is skipped."""


class Cohort:
    """The models of `recipes` with equal `Recipe.cohort`, trained epoch by epoch.

    All models of a search share their random draws: initial weights, order of batches, and dropout. The draws depend on
    `seed` and `repeat` alone, and the results of a model do not depend on the other models of its cohort. Raises
    UsageError if batch normalisation would get batches of one example.
    """

    def __init__(self, recipes: Sequence[Recipe], training_set: TrainingSet, seed: int, repeat: int = 0) -> None:
        first = recipes[0]
        training_set = training_set.under(first.loss)
        train = training_set.train
        if first.batch_norm and min(first.batch_size, examples_of_epoch(len(train.y), first.epoch_size)) < 2:
            few = "batch_size" if first.batch_size < 2 else "epoch_size"
            raise UsageError(f"batch_norm needs 2 examples or more in a batch; raise {few}, or switch it off")
        self.recipes = list(recipes)
        self.training_set = training_set
        self.seed, self.repeat = seed, repeat
        self.epoch = 0  # epochs completed
        self._step = 0  # steps of the next one completed
        self.rates: list[float] = []  # the learning rates of the last step
        self.norms: Losses = np.full(len(recipes), np.nan)
        self.watching = False
        self.columns = {name: np.array([[_number(recipe, name)] for recipe in recipes], np.float64) for name in COLUMNS}
        self.optimizer = OPTIMIZERS[first.optimizer]
        self._total_weight = training_set.total
        self._examples = examples_of_epoch(len(train.y), first.epoch_size)
        self._epochs_of_pass = epochs_of_pass(len(train.y), first.epoch_size)
        self._stack = replace(first.architecture(training_set), hidden=first.padded)
        self._places = [places(recipe.architecture(training_set), self._stack) for recipe in recipes]
        parameters = np.zeros((len(recipes), self._stack.layout().size), train.inputs.dtype)
        for model, (recipe, at) in enumerate(zip(recipes, self._places, strict=True)):
            parameters[model, at] = self._initial(recipe)
        self._build(parameters)
        self._batches = Batches(
            training_set,
            batch_sizes(self._examples, first.batch_size, least=2 if first.batch_norm else 1),
            first.augment,
            training_set.example_weights(first.class_weight),
        )

    def parameters(self, model: int) -> Array:
        """Return a copy of one model's parameters, (size,), in the order of its architecture; averaged with `ema`."""
        averaged = self._average is not None and self.recipes[model].ema
        every = self._average.average if self._average is not None and averaged else self.network.parameters
        own: Array = every[model, self._places[model]]
        return own

    @property
    def judged(self) -> Network:
        """The networks that are judged and saved; those with an `ema` have averaged parameters."""
        if self._average is None:
            return self.network
        last = [model for model, recipe in enumerate(self.recipes) if not recipe.ema]
        self._average.average[last] = self.network.parameters[last]
        return self._judged

    @np.errstate(all="ignore")
    def train_epoch(self) -> Losses:
        """Train every model on each batch once; return the norm of each model's last gradient, (models,).

        A model may diverge to infinity or NaN; the caller has to check for that.
        """
        for _ in self.steps():
            pass
        return self.norms

    def steps(self) -> Iterator[None]:
        """Train one epoch and yield after each step; a `change` takes effect at the next step.

        With `watching`, `norms` holds the gradient norms of each step, otherwise only those of the last step of the
        epoch. The caller has to suppress NumPy's warnings about non-finite numbers.
        """
        self._step = 0
        self._refresh_columns()
        self._dropout_generators: dict[int, Generator] = {}
        of_pass, part = divmod(self.epoch, self._epochs_of_pass)
        order = generator(self.seed, Purpose.BATCH_ORDER, self.repeat, of_pass)
        augmentation = self._generator(Purpose.AUGMENTATION)
        batches = self._batches.shuffled(order, augmentation, part * self._examples)
        for step, batch in enumerate(batches, start=1):
            self._refresh_rates()
            self._gradient(batch)
            last = step == len(self._batches)
            if last or self.watching:
                self.norms = np.sqrt(np.sum(np.square(self.network.gradient, dtype=np.float64), axis=1))
            self._descend()
            self.epoch, self._step = (self.epoch + 1, 0) if last else (self.epoch, step)
            yield

    @property
    def moment(self) -> float:
        """Number of completed epochs, including the fraction of the present one."""
        return self.epoch + self._step / len(self._batches)

    @property
    def steps_per_epoch(self) -> int:
        """Number of batches in an epoch."""
        return len(self._batches)

    def change(self, model: int, recipe: Recipe) -> None:
        """Give the model in a row another recipe, with the same `Recipe.cohort`, from the next step on.

        If the optimizer corrects the bias of an average, as Adam does, the average continues as if its β had always
        been the new one. Without a correction, as in momentum, the velocity stays unchanged.
        """
        before, self.recipes[model] = self.recipes[model], recipe
        for name, column in self.columns.items():
            self.descent.recorrect(model, name, float(column[model, 0]), _number(recipe, name))
            column[model] = _number(recipe, name)
        if (before.keep_prob, before.input_keep_prob) != (recipe.keep_prob, recipe.input_keep_prob):
            average = None if self._average is None else self._average.average
            self._build(self.network.parameters, self.descent.state, self.descent.t, average)
        self._refresh_columns()

    def keep(self, models: Labels) -> None:
        """Keep only the models of the given rows, (models,), and drop the others."""
        self.recipes = [self.recipes[model] for model in models]
        self.columns = {name: column[models] for name, column in self.columns.items()}
        self._places = [self._places[model] for model in models]
        state = {name: buffer[models] for name, buffer in self.descent.state.items()}
        average = None if self._average is None else self._average.average[models]
        self._build(self.network.parameters[models], state, self.descent.t, average)

    def state(self, row: int) -> ModelState:
        """Return the state with which the model in a row can continue in another stack of this shape."""
        optimizer = {name: buffer[row].copy() for name, buffer in self.descent.state.items()}
        average = self._average.average[row].copy() if self._average is not None and self.recipes[row].ema else None
        parameters = self.network.parameters[row].copy()
        return ModelState(self.epoch, self.descent.t, parameters, optimizer, average=average)

    def restore(self, states: Sequence[ModelState]) -> None:
        """Restore the states of models with these recipes and this repeat, all after the same number of epochs."""
        optimizer = {name: np.stack([state.optimizer[name] for state in states]) for name in self.optimizer.state}
        self.epoch = states[0].epoch
        averages = [state.parameters if state.average is None else state.average for state in states]
        self._build(np.stack([state.parameters for state in states]), optimizer, states[0].t, np.stack(averages))

    def _initial(self, recipe: Recipe) -> Array:
        """Return the initial parameters of a model, (size,); they depend on its own architecture, not on the stack."""
        layers = range(len(recipe.hidden) + 1)
        draws = [generator(self.seed, Purpose.INITIAL_DRAW, self.repeat, layer) for layer in layers]
        architecture, dtype = recipe.architecture(self.training_set), self.training_set.train.inputs.dtype
        return initial_parameters(architecture, recipe.initializer, draws, dtype)

    def _build(
        self, parameters: Array, state: dict[str, Array] | None = None, t: int = 0, average: Array | None = None
    ) -> None:
        """Build the network of `parameters`, (models, size), and the optimizer, which continues from `state` if given.

        If a recipe has an `ema`, the averaged parameters continue from `average`, of the same shape.
        """
        self.network = network = Network(self._stack, parameters, self._dropouts(parameters.dtype))
        weights = network.layout.weights
        self.descent = Descent(self.optimizer, network.theta, network.gradient, weights, state, t)
        self._average = WeightAverage(parameters, average) if any(recipe.ema for recipe in self.recipes) else None
        self._judged = network if self._average is None else Network(self._stack, self._average.average)
        self._smoothed_targets: dict[int, Array] = {}

    def _dropouts(self, dtype: DTypeLike) -> list[Dropout | None]:
        """Return the dropout of the input and of each hidden layer; None if every model keeps all units."""
        units = zip(self._stack.widths[:-1], self._kept(0, dtype), strict=True)
        return [Dropout(n, keep) if (keep < 1).any() else None for n, keep in units]

    def _kept(self, epoch: int, dtype: DTypeLike) -> Array:
        """Return the probabilities with which units are kept in an epoch, (layers, models), the input first."""
        kept: Array = np.array([recipe.kept(epoch) for recipe in self.recipes], dtype).T
        return kept

    def _generator(self, purpose: Purpose, *counters: int) -> Generator:
        return generator(self.seed, purpose, self.repeat, self.epoch, *counters)

    def _refresh_columns(self) -> None:
        """Compute the values that steps need from recipes and columns; call it again when one of these has changed."""
        self.rates = [recipe.rate(self.moment) for recipe in self.recipes]
        factors = np.array([[recipe.regularisation(self.epoch)] for recipe in self.recipes])
        columns = {**self.columns, "learning_rate": np.array(self.rates)[:, None]}
        columns |= {name: columns[name] * factors for name in ("l2", "weight_decay")}
        if (factors != 1).any():
            kept = self._kept(self.epoch, self.network.theta.dtype)
            for dropout, keep in zip(self.network.dropouts, kept, strict=True):
                if dropout is not None:
                    dropout.keep(keep)
        with np.errstate(over="ignore"):  # a rate too large for its type becomes infinite, and the model diverges
            self._step_columns = {name: column.astype(self.network.theta.dtype) for name, column in columns.items()}
        self._active = {name for name, idle in IDLE.items() if (columns[name] != idle).any()}

    def _refresh_rates(self) -> None:
        """Compute the learning rates of the next step, if they differ from those of the step before."""
        if self._step and any(recipe.rate_by_step for recipe in self.recipes):
            self.rates = [recipe.rate(self.moment) for recipe in self.recipes]
            self._step_columns["learning_rate"][:, 0] = self.rates

    def _dropout_generator(self, layer: int) -> Generator:
        """The random generator for a layer's dropout in this epoch."""
        if layer not in self._dropout_generators:
            self._dropout_generators[layer] = self._generator(Purpose.DROPOUT, layer)
        return self._dropout_generators[layer]

    def _gradient(self, batch: Batch) -> None:
        """Compute the gradient of J + λ/(2m) Σ‖W‖² on one batch; m is the total weight of the training examples."""
        network = self.network
        for layer, dropout in enumerate(network.dropouts):
            if dropout is not None:
                members = self._stack.members if layer else 1  # each member drops its own hidden units
                dropout.draw(self._dropout_generator(layer), members * batch.examples)
        network.forward(batch.x)
        network.backward(batch.x_by_example, self._targets(batch), batch.weights)
        if "l2" in self._active:
            scratch = self.descent.scratch[:, : network.layout.weights]
            l2 = self._step_columns["l2"]
            add_l2_gradient(network.weight_gradients, network.weights, l2, self._total_weight, scratch)

    def _targets(self, batch: Batch) -> Array:
        """Return the targets, (outputs, examples); with smoothing one set per model, (models, outputs, examples)."""
        if "label_smoothing" not in self._active:
            return batch.y
        if batch.examples not in self._smoothed_targets:
            self._smoothed_targets[batch.examples] = np.empty((self.network.models, *batch.y.shape), batch.y.dtype)
        smoothed, smoothing = self._smoothed_targets[batch.examples], self._step_columns["label_smoothing"]
        return smooth_labels(batch.y, smoothing, self.training_set.classes, out=smoothed)

    def _descend(self) -> None:
        """Take one optimizer step; clip the gradient first if a recipe asks for it."""
        if "clip_norm" in self._active:
            clip(self.network.gradient, self._step_columns["clip_norm"])
        self.descent.step(**{name: self._step_columns[name] for name in self.optimizer.hyperparameters})
        if self._average is not None:
            self._average.update([recipe.ema for recipe in self.recipes], self.descent.t)


def _number(recipe: Recipe, name: str) -> float:
    """Return a hyperparameter as a number; infinity for a clip_norm of None, which means no clipping."""
    value: float | None = getattr(recipe, name)
    return inf if value is None else value
