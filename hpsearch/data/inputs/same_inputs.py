"""Check whether two preprocessings give the same inputs for every row."""

import numpy as np

from hpsearch.data.inputs.preprocessing import Preprocessing

_OF_INPUTS = ("numeric", "dates", "outliers", "edges", "indicators", "one_hot")
"""Fields that define the inputs, beside the arrays; others are about reading columns, and the target."""


def same_inputs(one: Preprocessing, other: Preprocessing) -> bool:
    """Whether the two give bitwise equal inputs, for columns that are read in the same way."""
    if one is other:
        return True
    (arrays, stated), (others, other_stated) = one.to_arrays(), other.to_arrays()
    return (
        all(stated[name] == other_stated[name] for name in _OF_INPUTS)
        and arrays.keys() == others.keys()
        and all(np.array_equal(arrays[name], others[name]) for name in arrays)
    )
