"""The interface of a metric: a number that judges the predictions of each model of a stack."""

from collections.abc import Callable
from typing import Any, ClassVar, Self

from numpy.typing import ArrayLike, NDArray

from hpsearch.metrics.actual import Actual, Need, Values
from hpsearch.metrics.predictions import SMALLEST, as_outputs, weighed
from hpsearch.metrics.reading import FloatArray, Reading

CLASSIFICATION, REGRESSION = "classification", "regression"


class Metric:
    """A number that judges predictions.

    It is computed in two steps: a number for each row, which can be computed in blocks and does not depend on weights,
    and the value from the numbers of all rows.
    """

    name: ClassVar[str]
    tasks: ClassVar[tuple[str, ...]] = (CLASSIFICATION,)
    maximize: ClassVar[bool] = False
    needs: ClassVar[Need] = Need.NOTHING
    parameter: ClassVar[str] = ""
    """The name of its parameter's field, if it has one."""

    @property
    def full_name(self) -> str:
        """Its name, with the value of its parameter if that is not the default."""
        if not self.parameter or getattr(self, self.parameter) == getattr(type(self)(), self.parameter):
            return self.name
        return f"{self.name}_{float(getattr(self, self.parameter))!r}".removesuffix(".0")

    def of_each(self, reading: Reading, outputs: FloatArray, actual: Actual) -> NDArray[Any]:
        """Return a number for each row, (models, …, m)."""
        raise NotImplementedError

    def overall(self, reading: Reading, each: NDArray[Any], actual: Actual) -> Values:
        """Return the value of each model, (models,), from the numbers of all rows."""
        raise NotImplementedError

    def over(
        self, predictions: ArrayLike, labels: ArrayLike, positive: int = 1, least: float = SMALLEST
    ) -> Callable[..., float]:
        """Return a function that computes the value, with an optional argument: the weights of the rows, (rows,).

        `predictions` are probabilities, (rows, classes), for `labels` from 0, or numbers, (rows,). With several targets
        both are (rows, targets), and the value is the mean over targets, which should have the same scale. `least` is
        the smallest probability in a logarithm.
        """
        reading, outputs, actual = as_outputs(predictions, labels, positive, least)
        each = self.of_each(reading, outputs, actual)

        def judge(weights: ArrayLike | None = None) -> float:
            return float(self.overall(reading, each, weighed(actual, weights))[0])

        return judge

    def of(
        self, predictions: ArrayLike, labels: ArrayLike, weights: ArrayLike | None = None, positive: int = 1
    ) -> float:
        """Return the value on some rows; see `over`."""
        return self.over(predictions, labels, positive)(weights)

    def with_parameter(self, value: float) -> Self:
        """Return this metric with another value of its parameter. Raises ValueError if it cannot have that value."""
        return type(self)(**{self.parameter: value})
