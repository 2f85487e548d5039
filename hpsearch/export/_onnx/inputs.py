"""The preprocessing as a graph: a function for each step, in the order of `Preprocessing.features`."""

import numpy as np

from hpsearch.data import Preprocessing
from hpsearch.data.bins import Bins
from hpsearch.data.fitting import Scaling
from hpsearch.data.forms.dates import Clock
from hpsearch.data.forms.form import Truth
from hpsearch.data.forms.marked import marked_moments, marked_numbers
from hpsearch.data.forms.missing import EVERYWHERE
from hpsearch.data.one_hot import OneHot
from hpsearch.export._onnx.dates import NO_DATE, parts_of_dates
from hpsearch.export._onnx.graph import Graph

LARGEST_FLOAT32 = float(np.finfo(np.float32).max)


def network_inputs(graph: Graph, preprocessing: Preprocessing, columns: dict[str, str]) -> str:
    """The network's inputs, (rows, n_x), of the graph's inputs by column: numbers, dates and words, (rows,) each."""
    raw = _numbers(graph, preprocessing, columns)
    moments = {parts.column: _moments(graph, preprocessing, columns[parts.column]) for parts in preprocessing.dates}
    raw += [parts_of_dates(graph, parts, moments[parts.column]) for parts in preprocessing.dates]
    made = _scaled_inputs(graph, preprocessing, graph.side_by_side(raw)) if raw else []
    made += [_one_hot(graph, group, columns[group.column], preprocessing) for group in preprocessing.one_hot]
    return graph.side_by_side(made)


def _numbers(graph: Graph, preprocessing: Preprocessing, columns: dict[str, str]) -> list[str]:
    """The numbers less their pivots, in double precision, and then as float32, which is what training read."""
    if not preprocessing.numeric:
        return []
    each = [_without_marks(graph, preprocessing, name, columns[name]) for name in preprocessing.numeric]
    values = graph.side_by_side([graph.column(values) for values in each])
    centred = graph.add("Sub", values, preprocessing.pivots)
    return [graph.cast(graph.cast(centred, np.float32), np.float64)]


def _without_marks(graph: Graph, preprocessing: Preprocessing, name: str, values: str) -> str:
    """A column, (rows,), with NaN in place of the numbers that mark a missing value."""
    form = preprocessing.form
    if any(column.name == name and isinstance(column.form, Truth | Clock) for column in form.columns):
        return values
    for mark in marked_numbers(form.marks, form.dialect.decimal if form.dialect else "."):
        values = graph.add("Where", graph.add("Equal", values, np.array(mark)), np.array(np.nan), values)
    return values


def _moments(graph: Graph, preprocessing: Preprocessing, column: str) -> str:
    """A column of dates, (rows,), with the smallest number in place of the dates that mark a missing value."""
    for mark in marked_moments(preprocessing.form.marks):
        moment = np.array(mark.astype("datetime64[us]").astype(np.int64))
        column = graph.add("Where", graph.add("Equal", column, moment), np.array(NO_DATE), column)
    return column


def _scaled_inputs(graph: Graph, preprocessing: Preprocessing, raw: str) -> list[str]:
    """Numbers and parts of dates, (rows, n): scaled, in bins where there are some; then which of them are missing."""
    scaled = _scaled(graph, preprocessing.scaling, raw)
    made = [_binned(graph, preprocessing.bins, scaled) if preprocessing.bins else scaled]
    if preprocessing.indicators:
        which = graph.add("Gather", raw, np.array(preprocessing.indicators), axis=1)
        made.append(graph.cast(graph.add("IsNaN", which), np.float32))
    return made


def _scaled(graph: Graph, scaling: Scaling, raw: str) -> str:
    z = graph.add("Div", graph.add("Sub", raw, scaling.shift), scaling.scale)
    if scaling.bent:
        third = graph.add("Div", z, np.array(3.0))
        square = graph.add("Mul", third, third)
        z = graph.add("Div", z, graph.add("Sqrt", graph.add("Add", square, np.array(1.0))))
    clipped = graph.add("Clip", z, np.array(-LARGEST_FLOAT32), np.array(LARGEST_FLOAT32))
    return graph.cast(graph.add("Where", graph.add("IsNaN", z), scaling.fill, clipped), np.float32)


def _binned(graph: Graph, bins: Bins, scaled: str) -> str:
    """An input for each bin of each number: 0 below the bin, 1 above it, linear within."""
    number = np.repeat(np.arange(len(bins.edges)), [len(edges) - 1 for edges in bins.edges])
    low = np.concatenate([edges[:-1] for edges in bins.edges])
    width = np.concatenate([np.diff(edges) for edges in bins.edges])
    values = graph.cast(graph.add("Gather", scaled, number, axis=1), np.float64)
    within = graph.add("Div", graph.add("Sub", values, low), width)
    return graph.cast(graph.add("Clip", within, np.array(0.0), np.array(1.0)), np.float32)


def _one_hot(graph: Graph, group: OneHot, words: str, preprocessing: Preprocessing) -> str:
    """Zeros, and a one for the word, for rarer words or for none; a mark of missing values is no word."""
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
    """What stands for a missing value in a column of words; an empty one always does."""
    marks = preprocessing.form.marks
    return tuple(dict.fromkeys(("", *(EVERYWHERE if marks is None else marks))))
