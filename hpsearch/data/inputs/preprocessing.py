"""Convert a table's columns to the network's inputs, as fitted on the training part (notes §X)."""

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.ahead import Made, in_turn
from hpsearch.data.columns import LARGEST, rows_at_once, too_large
from hpsearch.data.form import TableForm
from hpsearch.data.inputs.bins import Bins
from hpsearch.data.inputs.date_parts import DateParts
from hpsearch.data.inputs.ends import near
from hpsearch.data.inputs.fitting import FARTHEST, Scaling
from hpsearch.data.inputs.one_hot import OneHot
from hpsearch.data.new_rows.conversion import NewRows
from hpsearch.data.new_rows.date_cells import in_other_zones, moments_in
from hpsearch.data.new_rows.far_outside import OUTLYING_DATES, OUTLYING_NUMBERS, outside
from hpsearch.data.new_rows.unseen import MISSING, OTHER_ZONE, Unseen
from hpsearch.data.reading.table import SourceTable
from hpsearch.data.sources import new_rows
from hpsearch.data.target.names import TargetStatistic
from hpsearch.engine.binned import StoredInputs, written_out
from hpsearch.engine.target_range import TargetRange
from hpsearch.errors import DataError
from hpsearch.records import Record

if TYPE_CHECKING:  # pandas takes 0.6 s to import; arrays do not need it
    from pathlib import Path

    import pandas as pd

    from hpsearch.data.reading.given import Columns

    NewRowsLike = pd.DataFrame | NDArray[Any] | str | Path | Columns


class Inputs(Record):
    """The network's inputs (n_x, m) for new rows, and remarks on them."""

    x: NDArray[np.float32]
    remarks: tuple[str, ...] = ()


class Preprocessing(Record, eq=False):
    """The inputs in order: scaled numbers and parts of dates; `indicators` of missing values; one-hot words.

    With `bins`, a scaled number is replaced by an input for each of its bins. The `pivots` are subtracted from numbers
    in float64 before these are converted to float32, so that numbers near a pivot keep their digits. With a
    `target_range`, predictions are limited to it. `ends`, (2, n), are the smallest and the largest value of each
    number, minus its pivot, and part of a date in all parts of training's table; earlier versions stored none.
    """

    numeric: tuple[str, ...]
    dates: tuple[DateParts, ...]
    pivots: NDArray[np.float64]
    scaling: Scaling
    indicators: tuple[int, ...]
    one_hot: tuple[OneHot, ...]
    form: TableForm
    task: str
    targets: tuple[str, ...]
    classes: tuple[str, ...] = ()
    kind: str = "words"
    target_mean: TargetStatistic = 0.0
    target_std: TargetStatistic = 1.0
    bins: Bins | None = None
    target_range: TargetRange | None = None
    ends: NDArray[np.float64] | None = None

    @property
    def target(self) -> str:
        """The name of the target, or the names of several, for a sentence."""
        return ", ".join(self.targets)

    @property
    def metric_unit(self) -> float:
        """The factor that converts metrics of standardised numbers to the target's unit; 1 for several targets."""
        return float(self.target_std) if len(self.targets) == 1 else 1.0

    @property
    def scaled(self) -> tuple[str, ...]:
        """The names of the numbers and parts of dates, which are scaled."""
        return (*self.numeric, *(name for parts in self.dates for name in parts.features))

    @property
    def shift(self) -> NDArray[np.float64]:
        """The shift that is subtracted from each scaled input, in the table's own units."""
        offsets = np.zeros(len(self.scaled))
        offsets[: len(self.numeric)] = self.pivots
        return self.scaling.shift + offsets

    @property
    def scale(self) -> NDArray[np.float64]:
        """The divisor of each scaled input."""
        return self.scaling.scale

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the n_x inputs."""
        missing = tuple(f"{self.scaled[column]} is missing" for column in self.indicators)
        numbers = self.bins.features(self.scaled) if self.bins else self.scaled
        return (*numbers, *missing, *(name for group in self.one_hot for name in group.features))

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that new rows must have."""
        return (
            *self.numeric,
            *(parts.column for parts in self.dates),
            *(group.column for group in self.one_hot),
        )

    def transform(self, rows: "NewRowsLike") -> NDArray[np.float32]:
        """Return the inputs (n_x, m) of new rows: a frame with the same columns, an array (m, …), or a file's path.

        Raises DataError if columns are missing, or have other kinds of values than in training.
        """
        return self.inputs(rows).x

    def inputs(self, rows: "NewRowsLike") -> Inputs:
        """Return the inputs (n_x, m) of new rows, with remarks on values that training has not seen."""
        unseen = Unseen()
        pieces = [x.T for x, _ in self.pieces(rows, unseen, lambda inputs: written_out(inputs[0]))]
        x = np.concatenate(pieces) if pieces else np.empty((0, len(self.features)), np.float32)
        return Inputs(np.ascontiguousarray(x).T, unseen.sentences)

    def pieces(
        self,
        rows: "NewRowsLike",
        unseen: Unseen,
        make: "Callable[[tuple[StoredInputs, ...]], Made]",
        others: Sequence[str] = (),
        optional: Sequence[str] = (),
        beside: "Sequence[Preprocessing]" = (),
    ) -> Iterator[tuple[Made, NewRows]]:
        """What `make` returns for the inputs of some new rows at a time, in order, with the rows' columns `others`.

        The columns `optional` are included if the rows have them. `unseen` counts values that training has not seen.
        `make` gets the inputs (n_x, m) of this preprocessing, then those of each one in `beside`, which reads the same
        columns. It is called by two threads at a time.
        """

        def made(some: NewRows) -> tuple[Made, NewRows, Unseen]:
            of_these = Unseen()
            inputs = (self.from_table(some, of_these), *(each.from_table(some, Unseen()) for each in beside))
            return make(inputs), some, of_these

        def made_of_array(x: NDArray[Any], some: NewRows) -> tuple[Made, NewRows]:
            return make(tuple(each.stored(each.from_array(x, some)) for each in (self, *beside))), some

        with new_rows(rows, self.form, self.columns) as source:
            others = [*dict.fromkeys((*others, *(name for name in optional if name in source.names)))]
            if isinstance(source, SourceTable):
                unseen.remarks += source.remarks
                tables = ((some,) for some in NewRows.pieces(source, self.form, self.columns, others))
                for result, some, of_these in in_turn(made, tables):
                    unseen += of_these
                    yield result, some.only(others)
            else:
                yield from in_turn(made_of_array, source.pieces(self.form, others))

    def stored(self, raw: NDArray[np.float32]) -> StoredInputs:
        """Return the inputs for (m, n) raw numbers, parts of dates and one-hot words; overwrites `raw`."""
        width = len(self.scaled)
        missing = np.isnan(raw[:, list(self.indicators)])
        if self.bins is not None:
            self.scaling.apply(raw[:, :width])
            rest = np.concatenate([missing, raw[:, width:]], axis=1, dtype=np.float32)
            return self.bins.stored(raw[:, :width], rest)
        self.scaling.apply(raw[:, :width], FARTHEST)
        if not self.indicators:
            return raw.T
        return np.concatenate([raw[:, :width], missing, raw[:, width:]], axis=1, dtype=np.float32).T

    @property
    def _limits(self) -> NDArray[np.float64] | None:
        """The limits, (2, n), beyond which a number or part of a date is far outside of training; None if unknown."""
        if self.ends is None:
            return None if self.bins is None else near(self.bins.ends(self.scaling))
        return near(self.ends)

    def _raw(self, count: int) -> NDArray[np.float32]:
        """Return zeros, (m, n), stored by column, as the argument of `stored`."""
        width = len(self.scaled) + sum(len(group.features) for group in self.one_hot)
        return np.zeros((width, count), np.float32).T

    def from_array(self, rows: NDArray[Any], some: NewRows) -> NDArray[np.float32]:
        """The raw numbers, (m, n), of an array of numbers alone; `some` says which rows these are.

        Raises DataError if its columns do not fit.
        """
        source = some.source
        others = [group.column for group in self.one_hot] + [parts.column for parts in self.dates]
        if others:
            raise DataError(
                f"{source}: an array has no words and dates, and the model needs {others[0]!r}; give a table"
            )
        width = len(self.numeric)
        cells = int(np.prod(rows.shape[1:])) if rows.ndim > 1 else -1
        every = [name for name in self.form.names if name not in self.form.targets]
        if rows.dtype.kind not in "biuf" or cells not in (width, len(every)):
            raise DataError(
                f"{source}: an array of {rows.dtype} and shape {rows.shape}; expected numbers, {width} a row"
            )
        places = list(range(width)) if cells == width else [every.index(name) for name in self.numeric]
        flat = rows.reshape(len(rows), cells)
        x = self._raw(len(rows))
        step = rows_at_once(cells)
        for start in range(0, len(rows), step):
            block = flat[start : start + step, places].astype(np.float64)
            outside = np.flatnonzero((np.abs(block) > LARGEST).any(axis=0))
            if outside.size:
                row = some.before + start + int(np.argmax(np.abs(block[:, outside[0]]) > LARGEST)) + 1
                raise too_large(source, self.numeric[int(outside[0])], row=row)
            x[start : start + step, :width] = block - self.pivots
        return x

    def from_table(self, rows: NewRows, unseen: Unseen) -> StoredInputs:
        """The inputs of a table's rows; counts what is `unseen`."""
        x = self._raw(rows.count)
        limits = self._limits
        for column, name in enumerate(self.numeric):
            values = rows.numbers(rows.columns[name])
            if not rows.columns[name].gaps:
                unseen.take(MISSING, name, np.isnan(values))
            unseen.take_numbers(rows.columns[name], values, rows)
            stored = x[:, column]
            np.subtract(values, self.pivots[column], out=stored, casting="same_kind")
            if limits is not None:
                unseen.take_outside(OUTLYING_NUMBERS, name, values, outside(stored, limits[:, column]))
        first = len(self.numeric)
        for parts in self.dates:
            width, column_form = len(parts.features), rows.columns[parts.column]
            moments = moments_in(rows, column_form)
            if not column_form.gaps:
                unseen.take(MISSING, parts.column, np.isnat(moments))
            if column_form.offsets is not None:
                unseen.take(OTHER_ZONE, parts.column, ~np.isnat(moments) & in_other_zones(rows, column_form))
            parts.write(moments, x[:, first : first + width])
            first += width
            if limits is not None:
                unseen.take_outside(
                    OUTLYING_DATES, parts.column, moments, outside(x[:, first - 1], limits[:, first - 1])
                )
        every = np.arange(rows.count)
        for group in self.one_hot:
            text = rows.words(rows.columns[group.column], group.categories, gaps=group.missing)
            group.write(text, every, x[:, first : first + len(group.features)])
            first += len(group.features)
            unseen.take_words(text, group)
            unseen.take_lost(rows, rows.columns[group.column], group.categories)
        return self.stored(x)
