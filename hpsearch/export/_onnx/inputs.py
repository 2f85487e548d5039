"""The preprocessing as an ONNX graph: a function for each step, in the order of `Preprocessing.features`."""

import numpy as np

from hpsearch.data import Preprocessing
from hpsearch.data.forms.dates import Clock
from hpsearch.data.forms.durations import Durations
from hpsearch.data.forms.form import Truth
from hpsearch.data.forms.marked import marked_moments, marked_numbers
from hpsearch.data.forms.missing import EVERYWHERE
from hpsearch.data.forms.written_numbers import WrittenNumbers
from hpsearch.data.inputs.bins import Bins
from hpsearch.data.inputs.fitting import FARTHEST, Scaling
from hpsearch.data.inputs.one_hot import OneHot
from hpsearch.export._onnx.dates import NO_DATE, parts_of_dates
from hpsearch.export._onnx.graph import Graph

LARGEST_FLOAT32 = float(np.finfo(np.float32).max)


def network_inputs(graph: Graph, preprocessing: Preprocessing, columns: dict[str, str]) -> str:
    """Compute the network's inputs, (rows, n_x), from the columns of numbers, dates and words, (rows,) each."""
    raw = _numbers(graph, preprocessing, columns)
    moments = {parts.column: _moments(graph, preprocessing, columns[parts.column]) for parts in preprocessing.dates}
    raw += [parts_of_dates(graph, parts, moments[parts.column]) for parts in preprocessing.dates]
    made = _scaled_inputs(graph, preprocessing, graph.side_by_side(raw)) if raw else []
    made += [_one_hot(graph, group, columns[group.column], preprocessing) for group in preprocessing.one_hot]
    return graph.side_by_side(made)


def _numbers(graph: Graph, preprocessing: Preprocessing, columns: dict[str, str]) -> list[str]:
    """Subtract the pivots from the numbers in double precision, then cast to float32, as training did."""
    if not preprocessing.numeric:
        return []
    each = [_without_marks(graph, preprocessing, name, columns[name]) for name in preprocessing.numeric]
    values = graph.side_by_side([graph.column(values) for values in each])
    centred = graph.add("Sub", values, preprocessing.pivots)
    return [graph.cast(graph.cast(centred, np.float32), np.float64)]


def _without_marks(graph: Graph, preprocessing: Preprocessing, name: str, values: str) -> str:
    """Replace numbers that mark a missing value by NaN in a column, (rows,)."""
    form = preprocessing.form
    cells = next((column.form for column in form.columns if column.name == name), None)
    if isinstance(cells, Truth | Clock | Durations):
        return values
    written = cells if isinstance(cells, WrittenNumbers) else None
    for mark in marked_numbers(form.marks, form.decimal, written):
        values = graph.add("Where", graph.add("Equal", values, np.array(mark)), np.array(np.nan), values)
    return values


def _moments(graph: Graph, preprocessing: Preprocessing, column: str) -> str:
    """Replace dates that mark a missing value by the smallest integer (NaT) in a column of dates, (rows,)."""
    for mark in marked_moments(preprocessing.form.marks):
        moment = np.array(mark.astype("datetime64[us]").astype(np.int64))
        column = graph.add("Where", graph.add("Equal", column, moment), np.array(NO_DATE), column)
    return column


def _scaled_inputs(graph: Graph, preprocessing: Preprocessing, raw: str) -> list[str]:
    """Scale numbers and parts of dates, (rows, n), apply any bins, and append the indicators of missing values."""
    scaled = _scaled(graph, preprocessing.scaling, raw, LARGEST_FLOAT32 if preprocessing.bins else FARTHEST)
    made = [_binned(graph, preprocessing.bins, scaled) if preprocessing.bins else scaled]
    if preprocessing.indicators:
        which = graph.add("Gather", raw, np.array(preprocessing.indicators), axis=1)
        made.append(graph.cast(graph.add("IsNaN", which), np.float32))
    return made


def _scaled(graph: Graph, scaling: Scaling, raw: str, limit: float) -> str:
    z = graph.add("Div", graph.add("Sub", raw, scaling.shift), scaling.scale)
    if scaling.bent:
        third = graph.add("Div", z, np.array(3.0))
        square = graph.add("Mul", third, third)
        z = graph.add("Div", z, graph.add("Sqrt", graph.add("Add", square, np.array(1.0))))
    clipped = graph.add("Clip", z, np.array(-limit), np.array(limit))
    return graph.cast(graph.add("Where", graph.add("IsNaN", z), scaling.fill, clipped), np.float32)


def _binned(graph: Graph, bins: Bins, scaled: str) -> str:
    """Make one input for each bin of each number: 0 below the bin, 1 above it, linear within."""
    number = np.repeat(np.arange(len(bins.edges)), [len(edges) - 1 for edges in bins.edges])
    low = np.concatenate([edges[:-1] for edges in bins.edges])
    width = np.concatenate([np.diff(edges) for edges in bins.edges])
    values = graph.cast(graph.add("Gather", scaled, number, axis=1), np.float64)
    within = graph.add("Div", graph.add("Sub", values, low), width)
    return graph.cast(graph.add("Clip", within, np.array(0.0), np.array(1.0)), np.float32)


def _one_hot(graph: Graph, group: OneHot, words: str, preprocessing: Preprocessing) -> str:
    """One-hot encode words, with a column for rare words and one for missing values, if the group has them."""
    count = len(group.features)
    places = group.places
    places |= dict.fromkeys(_marks(preprocessing), count - 1 if group.missing else -1)
    other = len(group.categories) if group.others else -1
    place = graph.add(
        "LabelEncoder",
        words,
        domain="ai.onnx.ml",
        keys_strings=[*places],
        values_int64s=[*places.values()],
        default_int64=other,
    )
    return graph.cast(graph.add("Equal", graph.column(place), np.arange(count)[None]), np.float32)


def _marks(preprocessing: Preprocessing) -> tuple[str, ...]:
    """Return the words that mark a missing value; the empty word always does."""
    marks = preprocessing.form.marks
    return tuple(dict.fromkeys(("", *(EVERYWHERE if marks is None else marks))))
