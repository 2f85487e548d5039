"""A cohort: models of one shape, trained as one stack on the same batches."""

from collections.abc import Sequence

import numpy as np

from hpsearch.engine.architecture import Architecture
from hpsearch.engine.arrays import Array, Labels
from hpsearch.engine.descent import Descent
from hpsearch.engine.heads import Losses
from hpsearch.engine.initialization import initial_parameters
from hpsearch.engine.l2 import add_l2_gradient
from hpsearch.engine.network import Network
from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.randomness import Purpose, generator
from hpsearch.training.examples import TrainingSet
from hpsearch.training.recipe import Recipe

COLUMNS = ("learning_rate", "beta1", "beta2", "epsilon", "l2", "weight_decay")
"""The hyperparameters in which models of one cohort may differ, a (models, 1) column each."""


class Cohort:
    """The models of `recipes`, which agree in what `Recipe.cohort` says, on their way through the epochs.

    All models of a search share their initial draw and the order of their batches, which depend on `seed` and
    `repeat` alone. A model's numbers do not depend on its companions.
    """

    def __init__(
        self,
        recipes: Sequence[Recipe],
        training_set: TrainingSet,
        seed: int,
        repeat: int = 0,
    ) -> None:
        first, train = recipes[0], training_set.train
        dtype = train.x.dtype
        self.recipes = list(recipes)
        self.training_set = training_set
        self.seed, self.repeat = seed, repeat
        self.epoch = 0  # completed
        self.rates: list[float] = []  # at which the last epoch trained
        architecture = Architecture(
            len(train.x), first.hidden, training_set.outputs, first.activation, training_set.head
        )
        draws = [generator(seed, Purpose.INITIAL_DRAW, repeat, layer) for layer in range(len(first.hidden) + 1)]
        theta = initial_parameters(architecture, [recipe.initializer for recipe in recipes], draws, dtype)
        self.network = Network(architecture, theta)
        self.optimizer = OPTIMIZERS[first.optimizer]
        self.descent = Descent(self.optimizer, self.network.theta, self.network.gradient, self.network.layout.weights)
        self.columns = {name: np.array([[getattr(recipe, name)] for recipe in recipes], np.float64) for name in COLUMNS}
        self._rows = np.empty(train.x.T.shape, dtype), np.empty(train.targets.T.shape, dtype)
        self._batches = [
            Batch(*(rows[start : start + first.batch_size].T for rows in self._rows))
            for start in range(0, len(train.y), first.batch_size)
        ]

    @property
    def parameters(self) -> Array:
        """One row a model, (models, P)."""
        return self.network.theta

    @np.errstate(all="ignore")
    def train_epoch(self) -> Losses:
        """Train every model on each batch once; the norm of each model's last gradient, (models,).

        A model may leave the finite numbers; that is for the caller to see.
        """
        self._shuffle()
        full = self.columns["learning_rate"][:, 0]
        self.rates = [recipe.rate(self.epoch, rate) for recipe, rate in zip(self.recipes, full.tolist(), strict=True)]
        columns = {**self.columns, "learning_rate": np.array(self.rates)[:, None]}
        self._typed = {name: column.astype(self.network.theta.dtype) for name, column in columns.items()}
        for batch in self._batches[:-1]:
            self._gradient(batch)
            self._descend()
        self._gradient(self._batches[-1])
        norms: Losses = np.sqrt(np.sum(np.square(self.network.gradient, dtype=np.float64), axis=1))
        self._descend()
        self.epoch += 1
        return norms

    def keep(self, models: Labels) -> None:
        """Go on with some of the models, given by their rows."""
        self.recipes = [self.recipes[model] for model in models]
        state = {name: buffer[models] for name, buffer in self.descent.state.items()}
        self.network = Network(self.network.architecture, self.network.theta[models])
        self.descent = Descent(
            self.optimizer,
            self.network.theta,
            self.network.gradient,
            self.network.layout.weights,
            state=state,
            t=self.descent.t,
        )
        self.columns = {name: column[models] for name, column in self.columns.items()}

    def _shuffle(self) -> None:
        """Gather the examples in this epoch's order, so that a batch is a view."""
        train = self.training_set.train
        order = generator(self.seed, Purpose.BATCH_ORDER, self.repeat, self.epoch).permutation(len(train.y))
        for rows, source in zip(self._rows, (train.x, train.targets), strict=True):
            np.take(source.T, order, axis=0, out=rows, mode="clip")  # other modes buffer `out`

    def _gradient(self, batch: "Batch") -> None:
        """The gradient of the cost J + λ/(2m) Σ‖W‖² on one batch, with m the size of the training part."""
        network, l2 = self.network, self._typed["l2"]
        batch.read()
        network.forward(batch.x)
        network.backward(batch.x_by_example, batch.y)
        if l2.any():
            scratch = self.descent.scratch[:, : network.layout.weights]
            add_l2_gradient(network.weight_gradients, network.weights, l2, len(self.training_set.train.y), scratch)

    def _descend(self) -> None:
        self.descent.step(**{name: self._typed[name] for name in self.optimizer.hyperparameters})


class Batch:
    """A part of the shuffled examples, x (n_x, examples) and y (outputs, examples), in two orders of memory.

    The gathered rows hold an example's values side by side, as dW = dZ Xᵀ reads them fastest; Z = W X reads them
    fastest with a feature's values side by side, half as fast otherwise.
    """

    def __init__(self, x_by_example: Array, y_by_example: Array) -> None:
        self.x_by_example = x_by_example
        self.x = np.empty(x_by_example.shape, x_by_example.dtype)
        self.y = np.empty(y_by_example.shape, y_by_example.dtype)
        self._y_by_example = y_by_example

    def read(self) -> None:
        """Take over what was gathered."""
        np.copyto(self.x, self.x_by_example)
        np.copyto(self.y, self._y_by_example)
