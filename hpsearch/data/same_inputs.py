"""Whether two preprocessings make the same inputs of every row."""

import numpy as np

from hpsearch.data.preprocessing import Preprocessing

_OF_INPUTS = ("numeric", "dates", "outliers", "edges", "indicators", "one_hot")
"""What makes the inputs, beside the arrays; the rest tells how columns are read, and of the target."""


def same_inputs(one: Preprocessing, other: Preprocessing) -> bool:
    """Whether inputs made by the two are equal to the bit, of columns that are read in the same way."""
    if one is other:
        return True
    (arrays, stated), (others, other_stated) = one.to_arrays(), other.to_arrays()
    return (
        all(stated[name] == other_stated[name] for name in _OF_INPUTS)
        and arrays.keys() == others.keys()
        and all(np.array_equal(arrays[name], others[name]) for name in arrays)
    )
