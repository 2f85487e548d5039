"""A column of dates as inputs: year, month, day of month, weekday, hour where there is one, days since the first."""

from typing import Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import DateColumn
from hpsearch.records import Record

MICROSECONDS = 86_400e6


class DateParts(Record):
    """`first` is the earliest date of the training part, in microseconds since 1970."""

    column: str
    first: int
    timed: bool

    @classmethod
    def fit(cls, dates: DateColumn, rows: NDArray[np.intp]) -> Self:
        """Fit to the training rows."""
        there = dates.moments[rows]
        there = there[~np.isnat(there)]
        return cls(dates.name, int(there.min().astype(np.int64)) if there.size else 0, dates.timed)

    @property
    def features(self) -> tuple[str, ...]:
        """The names of the inputs."""
        parts = ("year", "month", "day", "weekday", *(["hour"] if self.timed else []), "days")
        return tuple(f"{self.column} {part}" for part in parts)

    def write(self, moments: NDArray[np.datetime64], out: NDArray[np.float32]) -> None:
        """Fill `out`, (rows, inputs), with NaN for missing dates. Monday is 0."""
        moments = moments.astype("datetime64[us]")
        days = moments.astype("datetime64[D]")
        months = moments.astype("datetime64[M]")
        years = moments.astype("datetime64[Y]")
        since = (moments - np.datetime64(self.first, "us")).astype(np.float64) / MICROSECONDS
        hour = (moments - days).astype(np.float64) / 3.6e9
        parts: tuple[NDArray[np.float64], ...] = (
            years.astype(np.float64) + 1970,
            (months - years.astype("datetime64[M]")).astype(np.float64) + 1,
            (days - months.astype("datetime64[D]")).astype(np.float64) + 1,
            (days.astype(np.float64) + 3) % 7,  # 1970 began on a Thursday
            *([hour] if self.timed else []),
            since,
        )
        missing = np.isnat(moments)
        for column, part in enumerate(parts):
            out[:, column] = np.where(missing, np.nan, part)
