"""Convert Arrow arrays from and to Python and NumPy without importing pandas (0.4 s), as Arrow's own methods do."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pyarrow as pa


def strings(words: Sequence[str]) -> "pa.StringArray":
    """The words as an array.

    >>> strings(["a", "bé"]).to_pylist()
    ['a', 'bé']
    """
    import pyarrow as pa  # noqa: PLC0415  # 0.1 s: only where there is a table

    written = [word.encode() for word in words]
    ends = np.cumsum([0, *map(len, written)], dtype=np.int32)
    return pa.StringArray.from_buffers(len(written), pa.py_buffer(ends), pa.py_buffer(b"".join(written)))


def no_word() -> "pa.StringScalar":
    """The missing value among words."""
    import pyarrow as pa  # noqa: PLC0415  # as above

    return pa.nulls(1, pa.string())[0]


def filled_numbers(values: "pa.Array", missing: float) -> NDArray[Any]:
    """The values of an array of float64 or int32, (rows,), which is read-only where none of them is `missing`.

    >>> import pyarrow as pa
    >>> filled_numbers(pa.array([1.5, None, 2.0]), 0.0)
    array([1.5, 0. , 2. ])
    """
    known, data = values.buffers()
    dtype = np.dtype(str(values.type).replace("double", "float64"))
    if data is None or not len(values):
        return np.full(len(values), missing, dtype)
    numbers: NDArray[Any] = np.frombuffer(data, dtype, len(values), values.offset * dtype.itemsize)
    if known is None or not values.null_count:
        return numbers
    bits = np.unpackbits(np.frombuffer(known, np.uint8), count=values.offset + len(values), bitorder="little")
    return np.where(bits[values.offset :], numbers, np.array(missing, dtype))
