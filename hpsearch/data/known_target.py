"""The known target of new rows, and the agreement of predictions with it."""

from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.forms.form import PlainWords
from hpsearch.data.forms.kinds import decide
from hpsearch.data.forms.marked import marked_words
from hpsearch.data.forms.missing import EVERYWHERE
from hpsearch.data.forms.written_numbers import odd_ones
from hpsearch.data.gathered import GatheredText, Numbers
from hpsearch.data.reading.kinds import BLANKS
from hpsearch.data.targets import TargetStatistic
from hpsearch.data.task import as_typed
from hpsearch.errors import DataError

if TYPE_CHECKING:
    from hpsearch.data.preprocessing import Preprocessing
    from hpsearch.data.reading.table import Cells, RowBatch

TRUTHS = {"true": True, "false": False, "1": True, "0": False}


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of predictions with the truth, over any number of rows with a known target.

    `errors` is the number of wrong classes, or the sum of squared errors; `mean` and `squares` are the mean of the true
    values and the sum of their squared distances from it. Each is (targets,) with several targets. `unknown` counts
    rows of a class that the model does not have, so that its prediction is wrong.
    """

    count: int = 0
    errors: TargetStatistic = 0.0
    mean: TargetStatistic = 0.0
    squares: TargetStatistic = 0.0
    unknown: int = 0

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
    def error(self) -> TargetStatistic:
        """The share of wrong classes, or the mean squared error, of each target."""
        return self.errors / self.count if self.count else float("nan")


@dataclass(frozen=True, slots=True)
class KnownTarget:
    """Reads the target of new rows in the form of the model's predictions."""

    preprocessing: "Preprocessing"

    def compare_values(self, predicted: NDArray[Any], truth: Any) -> Agreement:
        """The agreement with true values as Python has them. Raises DataError if none is a value of the target."""
        values, task = _array_of(truth, predicted), self.preprocessing.task
        if task == "regression":
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
                f"y holds {_first(values)}, and the model predicts {' or '.join(map(repr, classes[:3]))}; "
                "give y in the words, numbers or booleans that it predicts"
            )
        return Agreement.of(predicted, values, task)

    def compare(self, predicted: NDArray[Any], rows: "RowBatch") -> Agreement:
        """The agreement on some rows, those without a target left out. Raises DataError for other cells."""
        if self.preprocessing.task == "regression":
            values, known = self._numbers(rows)
            return Agreement.of(predicted[known], values[known], "regression")
        codes, words = self._written(rows[self.preprocessing.targets[0]])
        places = np.array([*map(self._place, words), -1])[codes]
        known = codes >= 0
        classes = as_typed(self.preprocessing.classes, self.preprocessing.kind)
        unknown = places[known] < 0
        wrong = unknown | (classes[places[known]] != predicted[known])
        return Agreement(int(known.sum()), float(np.count_nonzero(wrong)), unknown=int(np.count_nonzero(unknown)))

    def labels(self, rows: "RowBatch") -> tuple[NDArray[Any], NDArray[np.bool_]]:
        """The class indices or numbers of some rows, and which rows have one. Raises DataError for unknown classes."""
        if self.preprocessing.task == "regression":
            return self._numbers(rows)
        codes, words = self._written(rows[self.preprocessing.targets[0]])
        places = np.array([*map(self._place, words), -1], np.int64)
        if (places[codes[codes >= 0]] < 0).any():
            unknown = words[int(next(code for code in codes if code >= 0 and places[code] < 0))]
            raise DataError(
                f"column {self.preprocessing.target!r} holds {unknown!r}, which is no class of the model's; "
                "leave such rows out"
            )
        return places[codes], codes >= 0

    def _written(self, cells: "Cells") -> tuple[NDArray[np.int32], list[str]]:
        """The code of each row, −1 where the target is missing, and the different cells."""
        text = GatheredText()
        text.take(cells)
        codes, words = text.column()
        form = self.preprocessing.form
        if self._of_words:
            missing = frozenset(EVERYWHERE if form.marks is None else form.marks)
        else:
            missing = marked_words(words, form.marks, form.dialect.decimal if form.dialect else ".")
        missing -= {*self.preprocessing.classes}
        place = np.array([*(-1 if word in missing else index for index, word in enumerate(words)), -1], np.int32)
        return place[codes], words

    @property
    def _of_words(self) -> bool:
        return self.preprocessing.task == "classification" and self.preprocessing.kind == "words"

    def _place(self, word: str) -> int:
        """The place of the class that a cell names; −1 for one that training had not."""
        classes = self.preprocessing.classes
        if word in classes:
            return classes.index(word)
        if self.preprocessing.kind == "booleans":
            truth = TRUTHS.get(word.lower())
            return -1 if truth is None else classes.index(str(truth))
        if self.preprocessing.kind == "words":  # an earlier version kept the blanks beside the words of a frame
            bare = [name.strip(BLANKS) for name in classes]
            return bare.index(word) if word in bare else -1
        numbers = [float(name) for name in classes]
        try:
            value = float(word.replace(",", "."))
        except ValueError:
            return -1
        return numbers.index(value) if numbers.count(value) == 1 else -1

    def _numbers(self, rows: "RowBatch") -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """The target of some rows, (m,), or several, (m, targets), and which rows have all of them."""
        each = [self.numbers(name, rows[name]) for name in self.preprocessing.targets]
        known = np.asarray(~np.isnan(each).any(axis=0))
        return each[0] if len(each) == 1 else np.stack(each, axis=1), known

    def numbers(self, name: str, cells: "Cells") -> NDArray[np.float64]:
        """The numbers that the cells of a target or weight are, NaN where missing. Raises DataError for words."""
        form, dialect = self.preprocessing.form, self.preprocessing.form.dialect
        decimal = dialect.decimal if dialect else "."
        plain = Numbers().of(cells, decimal, form.marks, long=True)
        if plain is not None:
            return plain
        codes, words = self._written(cells)
        decision = decide(words, form.marks, decimal)
        rest = [word for word in words if word not in decision.missing]
        found = None if isinstance(decision.form, PlainWords) or not rest else decision.form.numbers(rest)  # type: ignore[union-attr]
        if rest and found is None:
            odd, _ = odd_ones(rest)
            raise DataError(
                f"column {name!r} holds words, where a number is expected: {[*odd, *rest][0]!r}; "
                "leave the column out, or write numbers"
            )
        values = np.full(len(words) + 1, np.nan)
        values[[index for index, word in enumerate(words) if word not in decision.missing]] = found if rest else []
        return values[codes]


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
