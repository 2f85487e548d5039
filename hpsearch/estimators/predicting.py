"""The prediction methods of the estimators."""

from typing import Any

from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from hpsearch.data.inputs.fitting import Vector
from hpsearch.estimators.rows import new_values
from hpsearch.models.ensemble import Ensemble
from hpsearch.models.model import Model


class Predicting(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """An estimator whose `fit` sets `model_`; its model accepts missing values."""

    model_: Model | Ensemble

    def __sklearn_tags__(self) -> Any:
        """Tell scikit-learn that missing values are accepted."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _rows(self, x: ArrayLike) -> Vector:
        check_is_fitted(self, "model_")
        return new_values(self, x)


class PredictsClasses(Predicting):
    """The prediction methods of classifiers; the model's classes are in the order of `classes_`."""

    classes_: NDArray[Any]

    def predict_proba(self, X: ArrayLike) -> Vector:  # noqa: N803 (scikit-learn's name)
        """Return the probabilities (m, classes), in the order of `classes_`."""
        rows = self._rows(X)
        probabilities: Vector = self.model_.predict_proba(rows)
        return probabilities

    def predict(self, X: ArrayLike) -> NDArray[Any]:  # noqa: N803
        """Return the most probable class of each row, (m,)."""
        places = self.predict_proba(X).argmax(axis=1)
        classes: NDArray[Any] = self.classes_[places]
        return classes


class PredictsNumbers(Predicting):
    """The prediction method of regressors."""

    def predict(self, X: ArrayLike) -> Vector:  # noqa: N803 (scikit-learn's name)
        """Return the predicted number of each row, (m,)."""
        rows = self._rows(X)
        values: Vector = self.model_.predict(rows)
        return values
