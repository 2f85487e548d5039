"""Parts of dates by integer operators: Hinnant's civil_from_days, the inverse of his days_from_civil."""

import numpy as np

from hpsearch.data.inputs.date_parts import MICROSECONDS, DateParts
from hpsearch.export._onnx.graph import Graph

NO_DATE = np.iinfo(np.int64).min
"""The integer of a missing date: NumPy's NaT."""

A_DAY = int(MICROSECONDS)


def parts_of_dates(graph: Graph, parts: DateParts, column: str) -> str:
    """Return year, month, day, weekday, any hour, and days since the first date: (rows, 5 or 6), NaN if missing.

    `column` holds microseconds since 1970, (rows,).
    """
    missing = graph.add("Equal", column, np.array(NO_DATE))
    moment = graph.add("Where", missing, np.array(0), column)
    days = _floor_divided(graph, moment, A_DAY)
    year, month, day = _civil(graph, days)
    weekday = _remainder(graph, graph.add("Add", days, np.array(3)), 7)  # 1970 began on a Thursday
    since = _quotient(graph, graph.add("Sub", moment, np.array(parts.first)), MICROSECONDS)
    hour = [_quotient(graph, _remainder(graph, moment, A_DAY), 3.6e9)] if parts.timed else []
    made = [*(graph.cast(each, np.float64) for each in (year, month, day, weekday)), *hour, since]
    table = graph.side_by_side([graph.column(each) for each in made])
    as_stored = graph.cast(graph.cast(table, np.float32), np.float64)
    return graph.add("Where", graph.column(missing), np.array(np.nan), as_stored)


def _civil(graph: Graph, days: str) -> tuple[str, str, str]:
    """Convert days since 1970 to year, month and day of the month, by eras of 400 years that begin in March."""
    shifted = graph.add("Add", days, np.array(719_468))
    era = _floor_divided(graph, shifted, 146_097)
    of_era = _remainder(graph, shifted, 146_097)
    leaps = graph.add("Sub", _divided(graph, of_era, 36_524), _divided(graph, of_era, 1_460))
    leaps = graph.add("Sub", leaps, _divided(graph, of_era, 146_096))
    year_of_era = _divided(graph, graph.add("Add", of_era, leaps), 365)
    before = graph.add("Sub", _divided(graph, year_of_era, 4), _divided(graph, year_of_era, 100))
    before = graph.add("Add", before, _times(graph, year_of_era, 365))
    of_year = graph.add("Sub", of_era, before)
    from_march = _divided(graph, graph.add("Add", _times(graph, of_year, 5), np.array(2)), 153)
    start = _divided(graph, graph.add("Add", _times(graph, from_march, 153), np.array(2)), 5)
    day = graph.add("Add", graph.add("Sub", of_year, start), np.array(1))
    next_year = graph.add("Greater", from_march, np.array(9))
    month = graph.add("Add", from_march, graph.add("Where", next_year, np.array(-9), np.array(3)))
    year = graph.add("Add", year_of_era, _times(graph, era, 400))
    return graph.add("Add", year, graph.cast(next_year, np.int64)), month, day


def _floor_divided(graph: Graph, value: str, by: int) -> str:
    """Divide and round down, also below 0, where ONNX's operator rounds towards 0."""
    rounded = _divided(graph, value, by)
    rest = graph.add("Sub", value, _times(graph, rounded, by))
    return graph.add("Sub", rounded, graph.cast(graph.add("Less", rest, np.array(0)), np.int64))


def _remainder(graph: Graph, value: str, by: int) -> str:
    return graph.add("Sub", value, _times(graph, _floor_divided(graph, value, by), by))


def _quotient(graph: Graph, value: str, by: float) -> str:
    return graph.add("Div", graph.cast(value, np.float64), np.array(by))


def _divided(graph: Graph, value: str, by: int) -> str:
    return graph.add("Div", value, np.array(by))


def _times(graph: Graph, value: str, by: int) -> str:
    return graph.add("Mul", value, np.array(by))
