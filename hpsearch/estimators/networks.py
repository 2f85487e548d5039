"""`NetworkClassifier` and `NetworkRegressor`: one network, whose parameters are the hyperparameters of a config."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import ClassifierMixin, RegressorMixin
from sklearn.utils import check_random_state, compute_sample_weight
from sklearn.utils.multiclass import check_classification_targets

from hpsearch.config import DEFAULTS
from hpsearch.data import Preprocessing
from hpsearch.data.inputs.fitting import NORMALIZE, Vector
from hpsearch.errors import HpsearchError
from hpsearch.estimators.checks import check_class_weights, check_share, check_truth, check_word
from hpsearch.estimators.largest import refuse_too_large
from hpsearch.estimators.predicting import Predicting, PredictsClasses, PredictsNumbers
from hpsearch.estimators.rows import TrainingValues, numbers_of, training_values
from hpsearch.estimators.stated import hyperparameters_of
from hpsearch.estimators.training import Trained, train_network, train_one_epoch
from hpsearch.estimators.training_arrays import column_names, held_out_rows, preprocessing_of, training_set_of
from hpsearch.models.model import Model
from hpsearch.training.recipe import Recipe
from hpsearch.trials.input_views import InputView

NOT_OF_THE_CONFIG = ("normalize", "validation_fraction", "precision", "warm_start", "random_state")


class NetworkEstimator(Predicting):
    """The base of the classifier and the regressor. The parameters are the hyperparameters of a config.

    With `patience`, the share `validation_fraction` of the rows is held out, and training stops that many epochs after
    the best epoch on these rows. `normalize` and `numbers` are keys of the config's `data`. Missing values (NaN) are
    replaced by the column's mean. The network computes in `precision`, `float32` or the slower `float64`.
    """

    model_: Model
    n_iter_: int
    loss_curve_: list[float]
    _trained: Trained
    _seed: int

    def __init__(
        self,
        *,
        units: int | Sequence[int] = (64, 32),
        layers: int | None = None,
        activation: str = "relu",
        parametric_activation: bool = False,
        initializer: str = "auto",
        batch_norm: bool = False,
        input_scale: bool = False,
        members: int = 1,
        keep_prob: float | Sequence[float] = 1.0,
        input_keep_prob: float = 1.0,
        l2: float = 0.0,
        weight_decay: float = 0.0,
        optimizer: str = "adam",
        learning_rate: float = 0.001,
        beta1: float = 0.9,
        beta2: float | str = "auto",
        epsilon: float = 1e-8,
        schedule: str | Mapping[str, Any] = "constant",
        decay_rate: float = 1.0,
        decay_epochs: int = 10,
        warmup_epochs: int = 0,
        regularisation_schedule: str = "constant",
        batch_size: int | str = "auto",
        epoch_size: int | None = None,
        epochs: int = 30,
        patience: int | None = None,
        loss: str = "auto",
        clip_norm: float | None = None,
        label_smoothing: float = 0.0,
        ema: float = 0.0,
        class_weight: str | Mapping[Any, float] | None = None,
        normalize: str = "standard",
        numbers: str | Mapping[str, int] = "plain",
        validation_fraction: float = 0.1,
        precision: str = "float32",
        warm_start: bool = False,
        random_state: Any = None,
    ) -> None:
        self.units = units
        self.layers = layers
        self.activation = activation
        self.parametric_activation = parametric_activation
        self.initializer = initializer
        self.batch_norm = batch_norm
        self.input_scale = input_scale
        self.members = members
        self.keep_prob = keep_prob
        self.input_keep_prob = input_keep_prob
        self.l2 = l2
        self.weight_decay = weight_decay
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
        self.schedule = schedule
        self.decay_rate = decay_rate
        self.decay_epochs = decay_epochs
        self.warmup_epochs = warmup_epochs
        self.regularisation_schedule = regularisation_schedule
        self.batch_size = batch_size
        self.epoch_size = epoch_size
        self.epochs = epochs
        self.patience = patience
        self.loss = loss
        self.clip_norm = clip_norm
        self.label_smoothing = label_smoothing
        self.ema = ema
        self.class_weight = class_weight
        self.normalize = normalize
        self.numbers = numbers
        self.validation_fraction = validation_fraction
        self.precision = precision
        self.warm_start = warm_start
        self.random_state = random_state

    def _train(self, rows: TrainingValues, y: Vector, classes: NDArray[Any] | None, *, whole: bool) -> None:
        """Train the network, from its current state or from the beginning, for all epochs if `whole`, else for one."""
        self._check_parameters()
        goes_on = hasattr(self, "_trained") and (self.warm_start or not whole)
        hyperparameters = hyperparameters_of(self._hyperparameters())
        _refuse_what_others_learn(hyperparameters | {"class_weight": self.class_weight}, classes=classes is not None)
        seed = self._seed if goes_on else check_random_state(self.random_state).randint(2**31)
        try:
            stops = whole and self.patience is not None
            held_out = held_out_rows(len(y), self.validation_fraction, seed) if stops else None
            columns = column_names(rows.x.shape[1], getattr(self, "feature_names_in_", None))
            weights = self._weights(rows)
            refuse_too_large(rows.x, y, weights, columns)
            preprocessing = (
                self.model_.preprocessing
                if goes_on
                else self._preprocessing(rows, y, classes, held_out, columns, InputView.of(hyperparameters).bins)
            )
            training_set = training_set_of(rows.x, y, preprocessing, seed, held_out, weights)
            training_set = training_set.in_precision(self.precision)
            recipe = Recipe.of(hyperparameters, len(training_set.train.y))
            way = train_network if whole else train_one_epoch
            trained: Trained = way(recipe, training_set, preprocessing, seed, self._trained if goes_on else None)
        except HpsearchError as error:
            raise ValueError(str(error)) from error
        self._seed, self._trained, self.model_ = seed, trained, trained.model
        self.n_iter_ = (self.n_iter_ if goes_on and not whole else 0) + max(len(trained.epochs), 1)
        if whole:
            self.loss_curve_ = [epoch.metrics["train_loss"] for epoch in trained.epochs]

    def _check_parameters(self) -> None:
        """Raise ValueError for a parameter that a config does not know."""
        check_word("normalize", self.normalize, *NORMALIZE)
        check_word("precision", self.precision, "float32", "float64")
        check_share("validation_fraction", self.validation_fraction)
        check_truth("warm_start", self.warm_start)
        if isinstance(self.class_weight, Mapping):
            check_class_weights(self.class_weight)

    def _preprocessing(
        self,
        rows: TrainingValues,
        y: Vector,
        classes: NDArray[Any] | None,
        held_out: NDArray[np.bool_] | None,
        columns: Sequence[str],
        bins: int,
    ) -> Preprocessing:
        """Return the preprocessing that is fitted on the rows that are not held out."""
        some = slice(None) if held_out is None else ~held_out
        weights = None if rows.weights is None else rows.weights[some]
        return preprocessing_of(rows.x[some], y[some], columns, classes, self.normalize, bins, weights)

    def _hyperparameters(self) -> dict[str, Any]:
        stated = {name: value for name, value in self.get_params(deep=False).items() if name not in NOT_OF_THE_CONFIG}
        if isinstance(self.class_weight, Mapping):
            stated["class_weight"] = None  # each row counts what its class does
        return stated

    def _weights(self, rows: TrainingValues) -> Vector | None:
        """Return the weight of each row, multiplied by that of its class."""
        if not isinstance(self.class_weight, Mapping):
            return rows.weights
        weights: Vector = compute_sample_weight(self.class_weight, rows.y)
        if rows.weights is not None:
            weights = weights * rows.weights
        if not weights.any():
            raise ValueError("class_weight: all rows have the weight 0; expected one that counts")
        return weights


def _refuse_what_others_learn(hyperparameters: Mapping[str, Any], *, classes: bool) -> None:
    """Raise ValueError for a hyperparameter of regression in a classifier, or of classification in a regressor."""
    for name in ("loss",) if classes else ("label_smoothing", "class_weight"):
        if hyperparameters[name] != DEFAULTS[name]:
            this, other = ("classes", "NetworkRegressor") if classes else ("numbers", "NetworkClassifier")
            raise ValueError(f"{name}: is for {other}, and {this} are learned here; leave it out")


class NetworkClassifier(ClassifierMixin, PredictsClasses, NetworkEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """A network that predicts classes.

    >>> from sklearn.datasets import load_iris
    >>> x, y = load_iris(return_X_y=True)
    >>> NetworkClassifier(units=[8], learning_rate=0.03, random_state=0).fit(x, y).score(x, y) > 0.9
    True
    """

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:  # noqa: N803 (scikit-learn's name)
        """Train on rows X (m, n) and their classes y (m,)."""
        rows = training_values(self, X, y, sample_weight, reset=True)
        check_classification_targets(rows.y)
        classes, places = np.unique(rows.y, return_inverse=True)
        if hasattr(self, "_trained") and self.warm_start and not np.array_equal(classes, self.classes_):
            raise ValueError(f"warm_start goes on with the classes {self.classes_}, and y has {classes}")
        self._learn(rows, places.astype(np.float64), classes, whole=True)
        return self

    def partial_fit(
        self,
        X: ArrayLike,  # noqa: N803
        y: ArrayLike,
        classes: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
    ) -> Self:
        """Train for one epoch on some rows; the first call must pass all `classes`."""
        first = not hasattr(self, "_trained")
        rows = training_values(self, X, y, sample_weight, reset=first)
        check_classification_targets(rows.y)
        if first and classes is None:
            raise ValueError("classes must be passed on the first call to partial_fit.")
        every = np.unique(np.asarray(classes)) if first else self.classes_
        places = np.searchsorted(every, rows.y)
        if (places == len(every)).any() or (every[np.minimum(places, len(every) - 1)] != rows.y).any():
            raise ValueError(f"y has other classes than {every}")
        self._learn(rows, places.astype(np.float64), every, whole=False)
        return self

    def _learn(self, rows: TrainingValues, places: Vector, classes: NDArray[Any], *, whole: bool) -> None:
        if len(classes) < 2:
            raise ValueError("a classifier needs 2 classes or more, and y has 1 class")
        self.classes_ = classes
        self._train(rows, places, classes, whole=whole)


class NetworkRegressor(RegressorMixin, PredictsNumbers, NetworkEstimator):  # type: ignore[misc]  # as above
    """A network that predicts a number.

    >>> x = np.linspace(-1, 1, 200)[:, None]
    >>> y = x[:, 0] ** 2
    >>> NetworkRegressor(units=[16], learning_rate=0.03, random_state=0).fit(x, y).score(x, y) > 0.9
    True
    """

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:  # noqa: N803
        """Train on rows X (m, n) and their numbers y (m,)."""
        rows = training_values(self, X, y, sample_weight, reset=True)
        self._train(rows, numbers_of(rows.y), None, whole=True)
        return self

    def partial_fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:  # noqa: N803
        """Train for one epoch on some rows."""
        rows = training_values(self, X, y, sample_weight, reset=not hasattr(self, "_trained"))
        self._train(rows, numbers_of(rows.y), None, whole=False)
        return self
