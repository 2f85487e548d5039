"""The parts of exported files that read dates, times of day and durations, as `parts` has the others."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.new_rows.dates import in_doubt
from hpsearch.export._python.parts import is_missing, read_by

MARKED_DATES: tuple[str, ...] = ()


def clock(cell: Any) -> float:
    """A time of day such as 14:30, 14:30:05, 2:30 PM or 2 PM, in hours since midnight."""
    if is_missing(cell):
        return np.nan
    if not isinstance(cell, str | time):
        raise TypeError("expected a time of day such as 14:30")
    form = r"(?=.*[:Mm])([01]?\d|2[0-3])(?::([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?)?(?:\s*([AaPp])\.?[Mm]\.?)?"
    found = re.fullmatch(form, str(cell).strip())
    if found is None or (found[4] and not 1 <= int(found[1]) <= 12):
        raise ValueError("expected a time of day such as 14:30")
    hours = int(found[1]) if found[4] is None else int(found[1]) % 12 + 12 * (found[4] in "Pp")
    return hours + int(found[2] or 0) / 60 + float(found[3] or 0) / 3600


def hours_of_duration(cell: Any) -> float:
    """A duration such as 39:59:30 or 2 days 03:04:05, in hours."""
    if is_missing(cell):
        return np.nan
    if isinstance(cell, timedelta | np.timedelta64):
        return float(np.timedelta64(cell) / np.timedelta64(1, "h"))
    if not isinstance(cell, str):
        raise TypeError("expected a duration such as 39:59:30")
    found = re.fullmatch(r"(?:(-?\d+) days?,? \+?)?(-)?(\d{1,5}):([0-5]\d)(?::([0-5]\d(?:\.\d+)?))?", cell.strip())
    if found is None:
        raise ValueError("expected a duration such as 39:59:30")
    hours = int(found[3]) + int(found[4]) / 60 + float(found[5] or 0) / 3600
    return 24 * int(found[1] or 0) + (-hours if found[2] else hours)


def unmarked(moment: np.datetime64) -> np.datetime64:
    """Not a time where the date marks a missing value."""
    return np.datetime64("NaT", "us") if str(moment) in MARKED_DATES else moment


def dates_of(
    name: str, cells: Sequence[Any], days: Sequence[str], times: Sequence[str], zones: str
) -> NDArray[np.datetime64]:
    """The dates of a column, by the clock that wrote them; not a time where one is missing.

    A text is a day and a time in one of these formats, and its time zone is left off: `zones` says whether each has
    one, or none, or any, as where the dates of training were no text.
    """
    texts = texts_read(cells, [day + time for day in days for time in times if "%d" in day or not time], zones)
    expected = f"expected a date written as {days[0] + times[0]!r}{' and a time zone' if zones == 'each' else ''}"
    read = partial(moment, texts=texts, expected="expected a date such as 2024-02-29" if zones == "any" else expected)
    return np.array(read_by(read, name, cells), "datetime64[us]")


def texts_read(cells: Sequence[Any], formats: Sequence[str], zones: str) -> dict[str, np.datetime64]:
    """The date of each different text that has one of the formats."""
    left: dict[str, str] = {}
    found: dict[str, np.datetime64] = {}
    for text in dict.fromkeys(cell.strip() for cell in cells if isinstance(cell, str)):
        bare = re.sub(r"\s*(Z|UTC|GMT|[+-]\d\d:?\d\d|[+-]\d\d)$", "", text) if ":" in text and zones != "none" else text
        if zones == "any" and in_doubt(text):
            continue
        if zones != "each" or bare != text:
            left[text] = re.sub(r"(\.\d{6})\d{1,3}(?!\d)", r"\1", bare)  # nanoseconds
    for form in formats:
        for text in [*left]:
            try:
                found[text] = np.datetime64(datetime.strptime(left[text], form), "us")  # noqa: DTZ007
            except ValueError:
                continue
            del left[text]
    return found


def moment(cell: Any, texts: dict[str, np.datetime64], expected: str) -> np.datetime64:
    """A date: of `texts`, or one that is no text. Raises ValueError if it is none."""
    if is_missing(cell):
        return np.datetime64("NaT", "us")
    found = texts.get(cell.strip()) if isinstance(cell, str) else by_its_own_clock(cell)
    if found is None:
        raise ValueError(expected)
    return unmarked(found)


def by_its_own_clock(cell: Any) -> np.datetime64:
    """A date that is no text, without its time zone; that on which a period of pandas begins."""
    begin: Any = getattr(cell, "start_time", cell)
    if not isinstance(begin, date | np.datetime64):
        raise TypeError("expected a date")
    zoneless: Any = begin.replace(tzinfo=None) if isinstance(begin, datetime) else begin
    return np.datetime64(zoneless, "us")


def date_parts(moments: NDArray[np.datetime64], first: int, *, timed: bool) -> NDArray[np.float64]:
    """Year, month, day, weekday from Monday, hour where there is one, and days since the first date of training."""
    days, months, years = (moments.astype(f"datetime64[{unit}]") for unit in "DMY")
    parts = [
        years.astype(np.float64) + 1970,
        (months - years.astype("datetime64[M]")).astype(np.float64) + 1,
        (days - months.astype("datetime64[D]")).astype(np.float64) + 1,
        (days.astype(np.float64) + 3) % 7,
        *([(moments - days).astype(np.float64) / 3.6e9] if timed else []),
        (moments - np.datetime64(first, "us")).astype(np.float64) / 86_400e6,
    ]
    return np.where(np.isnat(moments)[:, None], np.nan, np.column_stack(parts))
