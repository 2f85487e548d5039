"""The known target of new rows, and the agreement of predictions with it."""

from statistics import fmean
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.form import ColumnForm
from hpsearch.data.forms.dates import Dates
from hpsearch.data.forms.form import PlainNumbers, PlainWords, Truth
from hpsearch.data.forms.kinds import decide
from hpsearch.data.new_rows.conversion import NewRows
from hpsearch.data.new_rows.known_classes import NO_CELL, NO_CLASS, KnownClasses
from hpsearch.data.new_rows.unseen import Unseen
from hpsearch.data.reading.kinds import BLANKS
from hpsearch.data.target.names import TargetStatistic
from hpsearch.data.target.task import as_typed
from hpsearch.errors import DataError
from hpsearch.records import Record, field, replace
from hpsearch.text.counting import how_many
from hpsearch.text.listing import listed_classes

if TYPE_CHECKING:
    from hpsearch.data.inputs.preprocessing import Preprocessing


class Agreement(Record):
    """The agreement of predictions with the truth, over any number of rows with a known target.

    `errors` is the number of wrong classes, or the sum of squared errors; `mean` and `squares` are the mean of the true
    values and the sum of their squared distances from it. Each is (targets,) with several targets. `unknown` counts
    rows of a class that the model does not have, such as `other`, so that its prediction is wrong.
    """

    count: int = 0
    errors: TargetStatistic = 0.0
    mean: TargetStatistic = 0.0
    squares: TargetStatistic = 0.0
    unknown: int = 0
    other: str = ""

    @classmethod
    def of(cls, predicted: NDArray[Any], truth: NDArray[Any], task: str) -> Self:
        """Compute the agreement on some rows. Raises ValueError if the two differ in length."""
        if predicted.shape != truth.shape:
            expected = len(predicted) if predicted.ndim == 1 else predicted.shape
            raise ValueError(f"{expected} predictions and true values of shape {truth.shape}")
        if task == "classification":
            return cls(len(truth), float(np.count_nonzero(predicted != truth)))
        values = truth.astype(np.float64)
        mean = values.mean(axis=0) if values.size else np.zeros(values.shape[1:])
        errors = np.square(predicted - values).sum(axis=0)
        return cls(len(values), errors, mean, np.square(values - mean).sum(axis=0))

    def __add__(self, other: Self) -> Self:
        """Return the agreement on the rows of both (Chan et al. 1979)."""
        count = self.count + other.count
        apart = other.mean - self.mean
        share = other.count / max(count, 1)
        return type(self)(
            count,
            self.errors + other.errors,
            self.mean + apart * share,
            self.squares + other.squares + apart * apart * self.count * share,
            self.unknown + other.unknown,
            self.other or other.other,
        )

    def score(self, task: str) -> float:
        """The accuracy or R², the mean over several targets; NaN if no target is known.

        R² of equal values is 1 or 0, as in scikit-learn.
        """
        if not self.count:
            return float("nan")
        if task == "classification":
            return 1 - float(self.error)
        pairs = zip(np.atleast_1d(self.errors).tolist(), np.atleast_1d(self.squares).tolist(), strict=True)
        return fmean(1 - errors / squares if squares else float(errors == 0) for errors, squares in pairs)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What should be read beside a score."""
        if not self.unknown:
            return ()
        rows = f"{self.unknown:,} of {how_many(self.count, 'row')} {'are' if self.unknown > 1 else 'is'}"
        return (f"{rows} of a class that training has not seen, such as {self.other!r}, which no prediction can be",)

    @property
    def error(self) -> TargetStatistic:
        """The share of wrong classes, or the mean squared error, of each target."""
        return self.errors / self.count if self.count else float("nan")


class KnownTarget(Record):
    """Reads the target of new rows in the form of the model's predictions."""

    preprocessing: "Preprocessing"
    unseen: Unseen = field(default_factory=Unseen)

    def compare_values(self, predicted: NDArray[Any], truth: Any) -> Agreement:
        """The agreement with true values as Python has them. Raises DataError if none is a value of the target."""
        values, task = _array_of(truth, predicted), self.preprocessing.task
        if task == "regression":
            if values.dtype.kind == "m":
                values = values / np.timedelta64(1, "h")  # durations are read as hours
            try:
                values = values.astype(np.float64)
            except (TypeError, ValueError):
                raise DataError(
                    f"y holds {_first(values)}, and the model predicts numbers; give y as numbers"
                ) from None
            return Agreement.of(predicted, values, task)
        classes = as_typed(self.preprocessing.classes, self.preprocessing.kind).tolist()
        if self._of_words:
            bare = {
                name: name.strip(BLANKS) for name in {*values.ravel().tolist()} - {*classes} if isinstance(name, str)
            }
            values = np.array([bare.get(value, value) for value in values.tolist()], object)
        if values.size and not {*values.ravel().tolist()} & {*classes}:
            raise DataError(
                f"y holds {_first(values)}, and the model predicts {listed_classes(classes)}; "
                "give y in the words, numbers or booleans that it predicts"
            )
        return Agreement.of(predicted, values, task)

    def compare(self, predicted: NDArray[Any], rows: NewRows) -> Agreement:
        """The agreement on some rows, those without a target left out. Raises DataError for other cells."""
        if self.preprocessing.task == "regression":
            values, known = self._numbers(rows)
            return Agreement.of(predicted[known], values[known], "regression")
        found = self._classes(rows)
        known = found.places != NO_CELL
        places = found.places[known]
        classes = as_typed(self.preprocessing.classes, self.preprocessing.kind)
        wrong = (places < 0) | (classes[places] != predicted[known])
        unknown = int(np.count_nonzero(places < 0))
        return Agreement(int(known.sum()), float(np.count_nonzero(wrong)), unknown=unknown, other=found.unknown)

    def labels(self, rows: NewRows) -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """The class indices or numbers of some rows, and which rows have one. Raises DataError for unknown classes."""
        if self.preprocessing.task == "regression":
            return self._numbers(rows)
        found = self._classes(rows)
        if (unknown := np.flatnonzero(found.places == NO_CLASS)).size:
            raise DataError(
                f"{rows.source}: column {self.preprocessing.target!r} holds {found.unknown!r} in row "
                f"{rows.before + int(unknown[0]) + 1:,}, which is no class of the model's; leave such rows out"
            )
        return found.places, found.places != NO_CELL

    def why_none(self, agreement: Agreement) -> str:
        """Why an agreement says nothing of the model: no row has one of its classes; nothing where some have."""
        if not agreement.count or agreement.unknown < agreement.count:
            return ""
        classes = listed_classes(self.preprocessing.classes)
        return (
            f"column {self.preprocessing.target!r} holds {agreement.other!r}, and the model predicts {classes}; "
            "write the classes as in training"
        )

    @property
    def _of_words(self) -> bool:
        return self.preprocessing.task == "classification" and self.preprocessing.kind == "words"

    def _classes(self, rows: NewRows) -> KnownClasses:
        column, classes = self._column(rows, self.preprocessing.targets[0]), self.preprocessing.classes
        found = KnownClasses.of(rows, column, classes)
        if isinstance(column.form, PlainWords):
            self.unseen.take_lost(rows, column, classes)
        return found

    def _numbers(self, rows: NewRows) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The target of some rows, (m,), or several, (m, targets), and which rows have all of them."""
        each = [self.numbers(name, rows) for name in self.preprocessing.targets]
        known = np.asarray(~np.isnan(each).any(axis=0))
        return each[0] if len(each) == 1 else np.stack(each, axis=1), known

    def numbers(self, name: str, rows: NewRows) -> NDArray[np.float64]:
        """The numbers that the cells of a target or weight are, NaN where missing. Raises DataError for words."""
        column = self._column(rows, name)
        values = rows.numbers(column)
        self.unseen.take_numbers(column, values, rows)
        return values

    def _column(self, rows: NewRows, name: str) -> ColumnForm:
        """How a target was read in training; guessed of the rows for a weight, and in a model of an earlier version."""
        if name in rows.columns:
            return rows.columns[name]
        if self._of_words and name in self.preprocessing.targets:
            return ColumnForm(name, PlainWords(), gaps=True)
        if self.preprocessing.kind == "booleans" and name in self.preprocessing.targets:
            return ColumnForm(name, Truth(), gaps=True)
        sign = rows.signs.own or rows.signs.training
        plain = ColumnForm(name, PlainNumbers(sign, long=True), gaps=True)
        _, words = rows.written(plain)
        form = decide(words, self.preprocessing.form.marks, sign).form
        return plain if isinstance(form, PlainNumbers | PlainWords | Dates) else replace(plain, form=form)


def _array_of(truth: Any, predicted: NDArray[Any]) -> NDArray[Any]:
    """True values as an array like that of the predictions. Raises DataError if there are more or fewer."""
    try:
        values = np.asarray(truth)
    except ValueError:  # lists of several lengths
        values = np.empty(0)
    if values.shape != predicted.shape:
        each = "values" if predicted.ndim == 1 else f"rows of {predicted.shape[1]} values"
        raise DataError(
            f"y has the shape {values.shape}, and there are {len(predicted):,} rows to predict; "
            f"expected {len(predicted):,} {each}, one for each row"
        )
    return values


def _first(values: NDArray[Any]) -> str:
    """The first value, as Python writes it."""
    return repr(values.ravel()[:1].tolist()[0])
