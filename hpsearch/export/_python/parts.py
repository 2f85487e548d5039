"""What exported files are made of: each function goes as it stands into the files that need it.

They use NumPy, the standard library and each other, nothing of hpsearch. The constants are each file's own.
"""

from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

MISSING_NUMBERS: frozenset[str] = frozenset([""])
MISSING_WORDS: frozenset[str] = frozenset([""])


def columns_of(rows: Any, names: Sequence[str]) -> dict[str, list[Any]]:
    """The cells of the columns `names`: of a list of dicts, of a dict of columns, or of a DataFrame.

    Blanks around a column's name are no part of it. Raises ValueError if a column lacks, or is there twice.
    """
    named = hasattr(rows, "keys")
    if not named and not (isinstance(rows, list | tuple) and all(hasattr(row, "keys") for row in rows)):
        raise ValueError("expected a list with a dict for each row, a dict of columns, or a DataFrame")
    found: dict[str, list[Any]] = {} if named or rows else {name: [] for name in names}
    for key in rows.keys() if named else dict.fromkeys(key for row in rows for key in row):
        name = str(key).strip()
        if name in found:
            raise ValueError(f"the column {name!r} occurs twice; names must differ, blanks around them left out")
        if name in names:
            cells = rows[key] if named else [row.get(key) for row in rows]
            if not hasattr(cells, "__len__") or isinstance(cells, str):
                raise ValueError(f"column {name!r}: expected a list of cells; a row alone is [row]")
            found[name] = list(cells)
    if absent := [name for name in names if name not in found]:
        raise ValueError(f"rows lack the columns {', '.join(absent)}")
    return found


def read_by(read: Callable[[Any], Any], name: str, cells: Sequence[Any]) -> list[Any]:
    """What `read` makes of the cells of a column. Raises ValueError, which names the column, the cell and its row."""
    values = []
    for row, cell in enumerate(cells, 1):
        try:
            values.append(read(known(cell)))
        except (TypeError, ValueError) as error:
            where = f"column {name!r} holds {cell!r} in row {row:,}"
            raise ValueError(f"{where}; {error}; correct it, or leave it empty (missing)") from None
    return values


def known(cell: Any) -> Any:
    """A cell as Python has it; None if it holds no value, such as NaN, NaT and pandas.NA."""
    if isinstance(cell, str):
        return cell
    if cell is None or type(cell).__name__ == "NAType" or (isinstance(cell, Decimal) and cell.is_nan()):
        return None
    if cell != cell:  # noqa: PLR0124
        return None
    if isinstance(cell, np.timedelta64):  # whose item is a number, of nanoseconds
        return cell
    return cell.item() if isinstance(cell, np.number | np.bool_) else cell


def is_missing(cell: Any) -> bool:
    """Whether a cell of a column of numbers or dates holds no value."""
    return cell is None or (isinstance(cell, str) and cell.strip() in MISSING_NUMBERS)


def one_hot(cells: Sequence[str], words: Sequence[str], *, rare: bool, missing: bool) -> NDArray[np.float32]:
    """A column of zeros and ones for each word, one for all rare and new words, and one for no word."""
    place = {word: index for index, word in enumerate(words)}
    x = np.zeros((len(cells), len(words) + rare + missing), np.float32)
    for row, word in zip(x, cells, strict=True):
        known_word = word if word in place else word.strip(" \t")  # blanks around a cell are no part of it
        if known_word in MISSING_WORDS:
            row[len(row) - 1 :] = missing
        elif known_word in place or rare:
            row[place.get(known_word, len(words))] = 1
    return x


def word_of(cell: Any) -> str:
    """A cell as a word: numbers without needless decimals, nothing where it is missing."""
    moment = isinstance(cell, date | time | timedelta | np.datetime64 | np.timedelta64)
    several = isinstance(cell, bytes | bytearray | memoryview | list | tuple | set | frozenset | dict | np.ndarray)
    if moment or several or type(cell).__name__ in ("Period", "Interval", "UUID"):
        raise TypeError("expected a word")
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def scaled(
    raw: NDArray[np.float32],
    shift: NDArray[np.float64],
    scale: NDArray[np.float64],
    fill: NDArray[np.float64],
) -> NDArray[np.float32]:
    """(x − shift)/scale, and `fill` where x is missing."""
    z = (raw.astype(np.float64) - shift) / scale
    largest = float(np.finfo(np.float32).max)
    return np.where(np.isnan(z), fill, np.clip(z, -largest, largest)).astype(np.float32)


def bent(
    raw: NDArray[np.float32],
    shift: NDArray[np.float64],
    scale: NDArray[np.float64],
    fill: NDArray[np.float64],
) -> NDArray[np.float32]:
    """z/√(1 + (z/3)²) of z = (x − shift)/scale, which bends outliers, and `fill` where x is missing."""
    z = (raw.astype(np.float64) - shift) / scale
    z /= np.sqrt(1 + np.square(z / 3))
    return np.where(np.isnan(z), fill, z).astype(np.float32)


def in_bins(
    z: NDArray[np.float32],
    number: NDArray[np.int64],
    low: NDArray[np.float64],
    width: NDArray[np.float64],
) -> NDArray[np.float32]:
    """For each bin 0 below it, 1 above it, linear within; `number` says whose bin it is."""
    with np.errstate(over="ignore"):
        return np.clip((z[:, number].astype(np.float64) - low) / width, 0, 1).astype(np.float32)


def in_pieces(network: Callable[[NDArray[Any]], NDArray[Any]], x: NDArray[Any]) -> NDArray[Any]:
    """The network's last values, (units, rows), of inputs (rows, inputs).

    So many rows at a time as hpsearch takes, the last ones filled up: with one thread the sums have the same bits.
    """
    filled = np.zeros((max(-(-len(x) // 256), 1) * 256, x.shape[1]), x.dtype)
    filled[: len(x)] = x
    pieces = [network(filled[start : start + 256].T) for start in range(0, len(filled), 256)]
    return np.hstack(pieces)[:, : len(x)].astype(np.float64)


def sigmoid_mean(z: NDArray[Any]) -> NDArray[Any]:
    """Of the last values of all members, (members, 1, rows), those whose probabilities are the mean of theirs."""
    sums = [np.logaddexp.reduce(-np.logaddexp(0, sign * z, dtype=z.dtype), axis=0) for sign in (-1, 1)]
    mean: NDArray[Any] = sums[0] - sums[1]
    return mean


def softmax_mean(z: NDArray[Any]) -> NDArray[Any]:
    """Of the last values of all members, (members, classes, rows), those whose probabilities are the mean of theirs."""
    shifted = z - z.max(axis=1, keepdims=True)
    logarithms = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    mean: NDArray[Any] = np.logaddexp.reduce(logarithms, axis=0)
    return mean


def sigmoid(z: NDArray[Any]) -> NDArray[np.float64]:
    """The probabilities of two classes, (rows, 2)."""
    a = (1 + np.tanh(z / 2)) / 2
    return np.vstack([1 - a, a]).T


def softmax(z: NDArray[Any]) -> NDArray[np.float64]:
    """The probabilities of the classes, (rows, classes)."""
    a: NDArray[np.float64] = np.exp(z - z.max(axis=0))
    a /= a.sum(axis=0)
    return a.T


def with_temperature(probabilities: NDArray[np.float64], temperature: float) -> NDArray[np.float64]:
    """Probabilities, (rows, classes), which a temperature above 1 makes less sure."""
    z = np.log(np.maximum(probabilities, 1e-300)) / temperature
    a: NDArray[np.float64] = np.exp(z - z.max(axis=1, keepdims=True))
    a /= a.sum(axis=1, keepdims=True)
    return a
