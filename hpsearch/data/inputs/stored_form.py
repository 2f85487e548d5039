"""The stored form of a preprocessing: arrays, and all else as JSON values."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.form import ColumnForm, TableForm
from hpsearch.data.forms.form import PlainNumbers, PlainWords
from hpsearch.data.inputs.bins import Bins
from hpsearch.data.inputs.date_parts import DateParts
from hpsearch.data.inputs.fitting import Scaling
from hpsearch.data.inputs.one_hot import OneHot
from hpsearch.data.inputs.preprocessing import Preprocessing
from hpsearch.data.target.names import stated_targets, statistic_as_json, statistic_of_json, targets_of
from hpsearch.engine.target_range import TargetRange

_OF_INPUTS = ("numeric", "dates", "outliers", "edges", "indicators", "one_hot")
"""Fields that define the inputs, beside the arrays; others are about reading columns, and the target."""


def to_arrays(preprocessing: Preprocessing) -> tuple[dict[str, NDArray[np.float64]], dict[str, Any]]:
    """Return arrays, and all else as JSON values: the two parts of a .safetensors file."""
    arrays = {
        "pivots": preprocessing.pivots,
        "shift": preprocessing.scaling.shift,
        "scale": preprocessing.scaling.scale,
        "fill": preprocessing.scaling.fill,
        **({"edges": np.concatenate([np.empty(0), *preprocessing.bins.edges])} if preprocessing.bins else {}),
        **({} if preprocessing.ends is None else {"ends": preprocessing.ends.ravel()}),
    }
    rest = {
        "numeric": list(preprocessing.numeric),
        "dates": [[parts.column, parts.first, parts.timed] for parts in preprocessing.dates],
        "outliers": "bent" if preprocessing.scaling.bent else "kept",
        "edges": [len(edges) for edges in preprocessing.bins.edges] if preprocessing.bins else [],
        "indicators": list(preprocessing.indicators),
        "one_hot": [
            [group.column, list(group.categories), group.missing, group.others] for group in preprocessing.one_hot
        ],
        "form": preprocessing.form.as_json(),
        "task": preprocessing.task,
        "target": stated_targets(preprocessing.targets),
        "classes": list(preprocessing.classes),
        "kind": preprocessing.kind,
        "target_mean": statistic_as_json(preprocessing.target_mean),
        "target_std": statistic_as_json(preprocessing.target_std),
        **({"target_range": preprocessing.target_range.as_json()} if preprocessing.target_range else {}),
    }
    return arrays, rest


def from_arrays(arrays: Mapping[str, NDArray[np.float64]], rest: Mapping[str, Any]) -> Preprocessing:
    """Return the preprocessing from the result of `to_arrays`."""
    return Preprocessing(
        numeric=tuple(name.strip() for name in rest["numeric"]),
        dates=tuple(DateParts(column.strip(), *others) for column, *others in rest["dates"]),
        pivots=arrays.get("pivots", np.zeros(len(rest["numeric"]))),
        scaling=Scaling(arrays["shift"], arrays["scale"], arrays["fill"], rest["outliers"] == "bent"),
        indicators=tuple(rest["indicators"]),
        one_hot=tuple(
            OneHot(column.strip(), tuple(categories), *others) for column, categories, *others in rest["one_hot"]
        ),
        form=TableForm.from_json(rest["form"]) if rest.get("form") else _earlier_form(rest),
        task=rest["task"],
        targets=targets_of(rest["target"]),
        classes=tuple(rest["classes"]),
        kind=rest["kind"],
        target_mean=statistic_of_json(rest["target_mean"]),
        target_std=statistic_of_json(rest["target_std"]),
        bins=_bins(arrays, rest),
        ends=arrays["ends"].reshape(2, -1) if "ends" in arrays else None,
        target_range=TargetRange.of_json(rest.get("target_range")),
    )


def same_inputs(one: Preprocessing, other: Preprocessing) -> bool:
    """Whether the two give bitwise equal inputs, for columns that are read in the same way."""
    if one is other:
        return True
    (arrays, stated), (others, other_stated) = to_arrays(one), to_arrays(other)
    return (
        all(stated[name] == other_stated[name] for name in _OF_INPUTS)
        and arrays.keys() == others.keys()
        and all(np.array_equal(arrays[name], others[name]) for name in arrays)
    )


def _bins(arrays: Mapping[str, NDArray[np.float64]], rest: Mapping[str, Any]) -> Bins | None:
    """The bins of a file, whose edges lie in one array; None if numbers are plain."""
    if "edges" not in arrays:
        return None
    return Bins(tuple(np.split(arrays["edges"], np.cumsum(rest["edges"])[:-1])) if rest["edges"] else ())


def _earlier_form(rest: Mapping[str, Any]) -> TableForm:
    """How the columns of a file were read before that was recorded."""
    numbers = tuple(ColumnForm(name.strip(), PlainNumbers(), gaps=True) for name in rest["numeric"])
    words = tuple(ColumnForm(column.strip(), PlainWords(), gaps=missing) for column, _, missing, *_ in rest["one_hot"])
    names = tuple(column.name for column in (*numbers, *words))
    targets = targets_of(rest["target"])
    return TableForm((*names, *targets), (*numbers, *words), targets)
