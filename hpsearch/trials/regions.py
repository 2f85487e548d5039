"""The region of the space from which a round is drawn, for each axis (hyperparameter)."""

from typing import Any

from hpsearch.records import Record


class AxisRegion(Record):
    """The part of one axis from which a round is drawn: the values from `low` to `high`, both included.

    `best` is the value of the best trial, None if that trial does not use the hyperparameter. On an axis of choices,
    `low` and `high` equal `best`. `importance` is the share of the variance of results that the axis explains, from 0
    to 1; None if the sampler has no model. `edge` is `lower` or `upper` if the best trials are at that end of the
    range, else empty. `zero` says that exactly 0, outside of the range, is drawn, too.
    """

    name: str
    low: Any
    high: Any
    best: Any
    importance: float | None
    edge: str = ""
    zero: bool = False


class RoundRegion(Record):
    """The region of a round: one `AxisRegion` for each axis; `start` is the number of its first trial."""

    start: int
    axes: tuple[AxisRegion, ...]
