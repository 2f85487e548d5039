"""The predictions for a table as a table, in blocks of rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.new_rows.known_target import Agreement, KnownTarget
from hpsearch.data.new_rows.unseen import Unseen
from hpsearch.errors import DataError, UsageError
from hpsearch.models.search_metric import SearchMetric
from hpsearch.text.counting import how_many
from hpsearch.trials.table import short

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import pyarrow as pa

    from hpsearch.data.new_rows.conversion import NewRows
    from hpsearch.models.predictor import Predictor

    PredictedBlock = dict[str, "pa.Array | NDArray[Any]"]


@dataclass(slots=True)
class Predictions:
    """The predictions of `model` for `rows`, a path or a frame, after the columns of it to `keep`.

    The column of predictions is `predicted_` with the target's name; those of probabilities are `probability_` with the
    class. If the rows have the target, `agreement` is set when all blocks are done, and says how good the predictions
    are, and so does the `metric` of the search. `present` are those of the columns `looked_for` that the rows have.
    """

    model: "Predictor"
    rows: "str | Path | pd.DataFrame"
    keep: Sequence[str] = ()
    probabilities: bool = False
    looked_for: Sequence[str] = ()
    metric: SearchMetric | None = None
    unseen: Unseen = field(default_factory=Unseen)
    agreement: Agreement = field(default_factory=Agreement)
    count: int = 0
    present: frozenset[str] = frozenset()
    _unreadable: str = ""

    def __post_init__(self) -> None:
        if self.probabilities and not self.model.classes:
            raise UsageError("this model predicts a number; it has no class probabilities; leave out --probabilities")
        names = [*self.keep, *self._predicted]
        if twice := next((name for name in names if names.count(name) > 1), ""):
            raise UsageError(f"--keep {twice}: there would be two columns of this name; leave it out")

    @property
    def _predicted(self) -> list[str]:
        """The names of the columns of predictions."""
        probable = [f"probability_{name}" for name in self.model.classes] if self.probabilities else []
        return [*(f"predicted_{name}" for name in self.model.preprocessing.targets), *probable]

    def blocks(self) -> Iterator["PredictedBlock"]:
        """Yield the columns by name, some rows at a time; one empty block if there are no rows."""
        import pyarrow as pa  # noqa: PLC0415 (0.1 s; only to read tables)

        truth = KnownTarget(self.model.preprocessing, self.unseen)
        optional = [*self.model.preprocessing.targets, *self.looked_for]
        for z, others in self.model.forward(self.rows, self.unseen, self.keep, optional):
            self.present = frozenset(self.looked_for).intersection(others.cells)
            predicted = self.model.decided(z)
            block = self._block(predicted, z)
            self._compare(truth, predicted, z, others)
            self.count += z.shape[1]
            yield {name: others.cells[name].values for name in self.keep} | block  # noqa: PD011 (of Arrow)
        self._unreadable = self._unreadable or truth.why_none(self.agreement)
        if not self.count:
            empty = self.model.no_rows()
            yield {name: pa.array([], pa.string()) for name in self.keep} | self._block(
                self.model.decided(empty), empty
            )

    def _block(self, predicted: NDArray[Any], z: NDArray[np.floating[Any]]) -> "PredictedBlock":
        columns = [predicted] if predicted.ndim == 1 else list(np.ascontiguousarray(predicted.T))
        probable = self.model.probabilities(z).T if self.probabilities else ()
        return dict(zip(self._predicted, [*columns, *probable], strict=True))

    def _compare(
        self, truth: KnownTarget, predicted: NDArray[Any], z: NDArray[np.floating[Any]], others: "NewRows"
    ) -> None:
        if self._unreadable or any(name not in others.cells for name in self.model.preprocessing.targets):
            return
        try:
            self.agreement += truth.compare(predicted, others)
        except DataError as error:  # predictions do not need the target
            self._unreadable = str(error)
            return
        if self.metric is not None:
            self.metric.take(self.model, z, truth, others)

    @property
    def sentences(self) -> Iterator[str]:
        """Yield how good the predictions are, and which values of the rows training has not seen."""
        yield from self.unseen.sentences
        targets, agreement = self.model.preprocessing.targets, self.agreement
        if self._unreadable:
            yield f"no metric: {self._unreadable}"
        elif agreement.count and self.model.classes:
            wrong = f"{agreement.errors:,.0f} of {how_many(agreement.count, 'row')} with a known {targets[0]!r}"
            yield f"error {short(agreement.error)}, in {wrong}"
            yield from agreement.remarks
            yield from self._by_search
        elif agreement.count:
            for name, error in zip(targets, np.atleast_1d(agreement.error).tolist(), strict=True):
                yield f"rmse {short(sqrt(error))}, over {how_many(agreement.count, 'row')} with a known {name!r}"
            yield from self._by_search

    @property
    def _by_search(self) -> Iterator[str]:
        if self.metric is not None and (sentence := self.metric.sentence):
            yield sentence
