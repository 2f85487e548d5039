"""Rows of a labelled file or frame, with weights and groups as in the config's data."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.gathering.gathered import GatheredText
from hpsearch.data.new_rows.known_target import KnownTarget
from hpsearch.data.new_rows.unseen import Unseen
from hpsearch.errors import DataError
from hpsearch.evaluation.judged_rows import JudgedRows
from hpsearch.records import Record

if TYPE_CHECKING:
    from hpsearch.data.new_rows.conversion import NewRows
    from hpsearch.models.predictor import Predictor


class JudgingColumns(Record):
    """The weight and group columns of the config's data."""

    weight: str | None = None
    group: str | None = None

    @property
    def names(self) -> list[str]:
        """Names of the columns that the config has."""
        return [name for name in (self.weight, self.group) if name is not None]


@dataclass(slots=True)
class LabelledRows:
    """Rows of `source` with a target; rows of weight 0 are left out."""

    model: "Predictor"
    source: str
    columns: JudgingColumns
    _outputs: list[NDArray[Any]] = field(default_factory=list)
    _labels: list[NDArray[Any]] = field(default_factory=list)
    _weights: list[NDArray[np.float64]] = field(default_factory=list)
    _groups: GatheredText = field(default_factory=GatheredText)
    _counted: list[NDArray[np.bool_]] = field(default_factory=list)
    _there: frozenset[str] = frozenset()
    _with_target: int = 0

    @classmethod
    def read(cls, model: "Predictor", rows: Any, source: str, columns: JudgingColumns) -> "LabelledRows":
        """Read `rows`, a path or a frame called `source`. Warns of values unseen in training, and of missing columns.

        Raises DataError if the target is missing, or if a weight is not a number from 0.
        """
        found, unseen = cls(model, source, columns), Unseen()
        truth = KnownTarget(model.preprocessing, unseen)
        for z, others in model.forward(rows, unseen, model.preprocessing.targets, columns.names):
            found._take(z, others, truth)
        for sentence in [*unseen.sentences, *found._absent()]:
            warnings.warn(sentence, stacklevel=3)
        if not sum(map(len, found._labels)):
            raise DataError(f"{source}: {found._why_none()}, so nothing can be judged")
        return found

    @property
    def places(self) -> NDArray[np.intp]:
        """Positions of these rows in the source, from 0."""
        return np.flatnonzero(np.concatenate(self._counted))

    def judged(self, positive: int | None) -> JudgedRows:
        """Return these rows with the model's outputs; `positive` is the positive class of two, None for the rarer."""
        y, deviation = np.concatenate(self._labels), self.model.preprocessing.target_std
        if positive is None:
            positive = int(np.bincount(y.astype(np.int64), minlength=2).argmin())
        groups = None
        if self.columns.group in self._there:
            codes = self._groups.column()[0][np.concatenate(self._counted)]
            alone = np.where(codes < 0, -1 - np.arange(len(codes)), codes)  # a row without a group is its own group
            groups = np.unique(alone, return_inverse=True)[1]
        weights = np.concatenate(self._weights) if self.columns.weight in self._there else None
        several = None if isinstance(deviation, float) else deviation
        return JudgedRows(np.concatenate(self._outputs), y, positive, weights, groups, several, self.model.least)

    def _take(self, z: NDArray[Any], others: "NewRows", truth: KnownTarget) -> None:
        y, known = truth.labels(others)
        self._with_target += int(np.count_nonzero(known))
        self._there = frozenset(name for name in self.columns.names if name in others.cells)
        if self.columns.weight in self._there:
            weights = self._weights_of(truth.numbers(str(self.columns.weight), others))
            known &= weights > 0
            self._weights.append(weights[known])
        if self.columns.group in self._there:
            self._groups.take(others.cells[str(self.columns.group)])
        made = self.model.likelihoods(z) if self.model.classes else self.model.decided(z)
        self._counted.append(known)
        self._outputs.append(made[known])
        self._labels.append(y[known])

    def _why_none(self) -> str:
        """Return why no row is left to evaluate."""
        targets = self.model.preprocessing.targets
        if self._with_target:
            return f"every row that has a target has {self.columns.weight!r} 0"
        if len(targets) > 1:
            return f"no row has a value of each of {', '.join(map(repr, targets))}"
        return f"no row has a value of {targets[0]!r}"

    def _weights_of(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        wrong = np.flatnonzero(~((weights >= 0) & np.isfinite(weights)))
        if wrong.size:
            row = sum(map(len, self._counted)) + int(wrong[0]) + 1
            raise DataError(
                f"{self.source}: weight column {self.columns.weight!r} has no number from 0 in row {row:,}; "
                "write one, or leave the column out, and each row counts once"
            )
        return weights

    def _absent(self) -> Iterator[str]:
        if self.columns.weight is not None and self.columns.weight not in self._there:
            yield f"{self.source} has no column {self.columns.weight!r}, the weight of the search: each row counts once"
        if self.columns.group is not None and self.columns.group not in self._there:
            yield (
                f"{self.source} has no column {self.columns.group!r}, the group of the search: "
                "the intervals take each row as independent of the others"
            )
