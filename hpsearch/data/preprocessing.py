"""From a table's own columns to the network's inputs, as the training part says (notes §X)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import LARGEST, TextColumn, occurring_twice, rows_at_once, too_large
from hpsearch.data.frames import numbers_of, words_of
from hpsearch.errors import DataError

if TYPE_CHECKING:  # pandas takes 0.6 s to import; arrays do without
    import pandas as pd


@dataclass(frozen=True, slots=True)
class OneHot:
    """A column of words as an input for each category, and one for "missing" if that occurred in training."""

    column: str
    categories: tuple[str, ...]
    missing: bool

    @classmethod
    def fit(cls, text: TextColumn, rows: NDArray[np.intp]) -> Self:
        """The categories seen in `rows`, sorted."""
        seen = np.unique(text.codes[rows]).tolist()
        categories = sorted(text.categories[code] for code in seen if code >= 0)
        return cls(text.name, tuple(categories), -1 in seen)

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the inputs."""
        words = tuple(f"{self.column}={category}" for category in self.categories)
        return (*words, f"{self.column} is missing") if self.missing else words

    def write(self, text: TextColumn, rows: NDArray[np.intp], out: NDArray[np.float32]) -> None:
        """Sets the ones in `out`, zeros of shape (rows, inputs); a category not seen in training sets none."""
        place = {category: index for index, category in enumerate(self.categories)}
        lookup = np.array([place.get(word, -1) for word in text.categories] + [len(place) if self.missing else -1])
        inputs = lookup[text.codes[rows]]  # code −1, missing, finds the last
        known = np.flatnonzero(inputs >= 0)
        out[known, inputs[known]] = 1


@dataclass(frozen=True, slots=True, eq=False)
class Preprocessing:
    """(x − shift)/scale for numbers, `fill` where one is missing; then the one-hot inputs.

    With `normalize: standard` shift and scale are μ and σ of the training part. A constant column has scale 1,
    and one without any value in the training part has scale ∞, which makes it 0 for ever.
    """

    numeric: tuple[str, ...]
    shift: NDArray[np.float64]
    scale: NDArray[np.float64]
    fill: NDArray[np.float64]
    one_hot: tuple[OneHot, ...]
    task: str
    target: str
    classes: tuple[str, ...] = ()
    target_mean: float = 0.0
    target_std: float = 1.0

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the n_x inputs."""
        return (*self.numeric, *(name for group in self.one_hot for name in group.features))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that new rows must have."""
        return (*self.numeric, *(group.column for group in self.one_hot))

    def transform(self, rows: "pd.DataFrame | NDArray[Any]") -> NDArray[np.float32]:
        """The inputs (n_x, m) of new rows: a frame with the columns of old, or an array (m, …).

        Raises DataError where columns are missing, or hold what they did not hold before.
        """
        x = self._from_array(rows) if isinstance(rows, np.ndarray) else self._from_frame(rows)
        self.apply(x)
        return x.T

    def apply(self, x: NDArray[np.float32]) -> None:
        """Normalises and fills the numeric columns of x (m, n_x) in place, block by block."""
        width = len(self.numeric)
        step = rows_at_once(width)
        largest = float(np.finfo(np.float32).max)
        for start in range(0, len(x), step):
            block = x[start : start + step, :width]
            z = block.astype(np.float64)
            z -= self.shift
            z /= self.scale
            np.clip(z, -largest, largest, out=z)  # an outlier of a later part must not become infinite
            np.copyto(z, self.fill, where=np.isnan(z))
            block[...] = z

    def _from_array(self, rows: NDArray[Any]) -> NDArray[np.float32]:
        if self.one_hot:
            raise DataError(f"an array has no words, and the model needs {self.one_hot[0].column!r}")
        if rows.dtype.kind not in "biuf" or rows.ndim < 2 or rows[:1].size != len(self.numeric) * len(rows[:1]):
            raise DataError(
                f"an array of {rows.dtype} and shape {rows.shape}; expected numbers, {len(self.numeric)} a row"
            )
        with np.errstate(over="ignore"):  # refused below
            x = rows.reshape(len(rows), len(self.numeric)).astype(np.float32)
        for start in range(0, len(x), rows_at_once(len(self.numeric))):
            self._refuse_too_large(x[start : start + rows_at_once(len(self.numeric))])
        return x

    def _refuse_too_large(self, block: NDArray[np.float32]) -> None:
        outside = np.flatnonzero((np.abs(block) > LARGEST).any(axis=0))
        if outside.size:
            raise too_large("new rows", self.numeric[int(outside[0])])

    def _from_frame(self, frame: "pd.DataFrame") -> NDArray[np.float32]:
        names = frame.columns.tolist()
        there = set(names)
        if absent := [name for name in self.columns if name not in there]:
            raise DataError(f"new rows lack the column{'s' * (len(absent) > 1)} {', '.join(map(repr, absent))}")
        wanted = set(self.columns)
        if (repeated := occurring_twice(name for name in names if name in wanted)) is not None:
            raise DataError(f"new rows have column {repeated!r} twice; names must differ")
        x = np.zeros((len(frame), len(self.features)), np.float32)
        for column, name in enumerate(self.numeric):
            values = numbers_of(frame[name])
            if (np.abs(values) > LARGEST).any():
                raise too_large("new rows", name)
            x[:, column] = values
        first, every = len(self.numeric), np.arange(len(frame))
        for group in self.one_hot:
            group.write(words_of(frame[group.column]), every, x[:, first : first + len(group.features)])
            first += len(group.features)
        return x

    def to_arrays(self) -> tuple[dict[str, NDArray[np.float64]], dict[str, Any]]:
        """Arrays, and all else as what JSON can write: the two halves of a .safetensors file."""
        arrays = {"shift": self.shift, "scale": self.scale, "fill": self.fill}
        rest = {
            "numeric": list(self.numeric),
            "one_hot": [[group.column, list(group.categories), group.missing] for group in self.one_hot],
            "task": self.task,
            "target": self.target,
            "classes": list(self.classes),
            "target_mean": self.target_mean,
            "target_std": self.target_std,
        }
        return arrays, rest

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.float64]], rest: Mapping[str, Any]) -> Self:
        """What `to_arrays` was called on."""
        return cls(
            numeric=tuple(rest["numeric"]),
            shift=arrays["shift"],
            scale=arrays["scale"],
            fill=arrays["fill"],
            one_hot=tuple(
                OneHot(column, tuple(categories), missing) for column, categories, missing in rest["one_hot"]
            ),
            task=rest["task"],
            target=rest["target"],
            classes=tuple(rest["classes"]),
            target_mean=rest["target_mean"],
            target_std=rest["target_std"],
        )
