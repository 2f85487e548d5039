"""What an experiment measures: rows, and the mean of a column with its 95 % interval."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from typing import Any

from hpsearch.trials.intervals import ConfidenceInterval

Row = Mapping[str, Any]
Rows = Sequence[Row]


def where(rows: Rows, **values: Any) -> list[Row]:
    """The rows that have these values."""
    return [row for row in rows if all(row[name] == value for name, value in values.items())]


def column(rows: Rows, name: str) -> list[float]:
    """The numbers of a column, without the cells that have none."""
    return [float(row[name]) for row in rows if row[name] is not None]


def different(rows: Rows, name: str) -> list[Any]:
    """The values of a column, each once, in the order in which they come."""
    return list(dict.fromkeys(row[name] for row in rows))


def interval(rows: Rows, name: str) -> ConfidenceInterval:
    """The mean of a column over the seeds, with its 95 % interval."""
    return ConfidenceInterval.of(column(rows, name))


def difference(one: Rows, other: Rows, name: str) -> ConfidenceInterval:
    """The mean of `one` less `other`, seed by seed, with its 95 % interval."""
    of_other = {row["seed"]: row[name] for row in other}
    return ConfidenceInterval.of([row[name] - of_other[row["seed"]] for row in one])


def summarised(rows: Rows, by: Sequence[str], of: Sequence[str]) -> list[Row]:
    """The means of some columns with their intervals, for each combination of the columns `by`.

    Where some seeds have no number, as of an error that was never reached, it says how many have one.
    """
    keys = list(dict.fromkeys(tuple(row[name] for name in by) for row in rows))
    table = []
    for key in keys:
        group = where(rows, **dict(zip(by, key, strict=True)))
        table.append({**dict(zip(by, key, strict=True)), **{name: _mean(group, name) for name in of}})
    return table


def _mean(rows: Rows, name: str) -> ConfidenceInterval | str:
    values = column(rows, name)
    if len(values) == len(rows):
        return interval(rows, name)
    found = shown(interval(rows, name)) if len(values) > 1 else "".join(f"{value:g}" for value in values)
    return f"{found} ({len(values)} of {len(rows)})" if values else f"0 of {len(rows)}"


def shown(found: ConfidenceInterval) -> str:
    """An interval as text.

    >>> shown(ConfidenceInterval(0.12345, 0.0123))
    '0.123 ± 0.012'
    """
    if found.half == 0:
        return f"{found.middle:.4g}"
    size = max(abs(found.middle), found.half)
    places = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3 if size >= 0.02 else 4
    return f"{found.middle:.{places}f} ± {found.half:.{places}f}"


def verdict(found: ConfidenceInterval, smaller: str, larger: str) -> str:
    """What a difference says: one sentence if it is clearly below 0, the other if it is clearly above, else neither."""
    if found.contains_zero:
        return "the difference is within its interval, so the experiment does not decide"
    return smaller if found.middle < 0 else larger


def as_csv(rows: Rows) -> str:
    """The rows as CSV, numbers to six digits."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(rows[0])
    writer.writerows([_cell(value) for value in row.values()] for row in rows)
    return text.getvalue()


def as_markdown(rows: Iterable[Row]) -> str:
    """The rows as a table of Markdown."""
    rows = list(rows)
    lines = [[*rows[0]], ["---"] * len(rows[0]), *([_cell(value) for value in row.values()] for row in rows)]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def _cell(value: Any) -> Any:
    if isinstance(value, ConfidenceInterval):
        return shown(value)
    return "" if value is None else f"{value:.6g}" if isinstance(value, float) else value
