"""Pivots that lie far from what they are a pivot of: float32 would merge the numbers of such a column."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.different import different
from hpsearch.data.gathering.gathered import Numbers, middle

if TYPE_CHECKING:
    from hpsearch.data.gathering.walking import TableWalk

_SAMPLE = 1024
"""About so many rows of a column, from all of its blocks, say where most of its numbers are."""

TOO_FAR = 2.0**10
"""float32 has 24 binary digits: at so many times their own spread from the pivot, numbers keep 14 of them."""


def is_far(values: NDArray[np.floating], pivot: float) -> bool:
    """Whether the different numbers, each counted once, lie so far from the pivot that float32 merges them.

    A single number far from all others, such as 999999999 for an unlimited one, is thus no good pivot, however often it
    occurs.

    >>> is_far(np.array([1e9, 1e9, 1e9, 1.0, 2.0, 3.0]), 1e9), is_far(np.array([1e9, 1.0, 2.0, 3.0]), 2.0)
    (True, False)
    """
    others = different(values[np.isfinite(values) & (values != pivot)]).astype(np.float64)
    if not others.size:
        return False
    low, centre, high = np.quantile(others, (0.25, 0.5, 0.75), method="nearest")
    spread = abs(centre) if others.size == 1 else high - low
    return bool(abs(centre - pivot) > TOO_FAR * spread)


def better_pivot(values: NDArray[np.float64]) -> float:
    """The middle of the different numbers, each counted once."""
    return middle(different(values[np.isfinite(values)]))


def recentre(walk: "TableWalk") -> None:
    """Read the inputs once more whose pivot is far from their numbers, and store them less a better one."""
    if not walk.asked.centred:
        return
    rows = {name: row for row, name in enumerate(walk.numbers)}
    far = [name for name in rows if _may_be_far(walk, name) and _is_far_as_stored(walk, name, rows[name])]
    if not far:
        return
    found: dict[str, list[NDArray[np.float64]]] = {name: [] for name in far}
    for batch in walk.table.batches(far):
        for name in far:
            values = Numbers().of(batch[name], walk.decimal, walk.asked.marks)
            assert values is not None  # noqa: S101  # they were numbers at the first reading
            found[name].append(values)
    for name in far:
        _store(walk, name, rows[name], np.concatenate(found.pop(name)))


def recentre_arrays(
    stored: list[NDArray[np.float32]], pivots: NDArray[np.float64], read: Callable[[], Iterable[NDArray[Any]]]
) -> None:
    """Read the blocks (rows, n) of an array once more where pivots are far from their numbers, and improve both."""
    step = max(sum(map(len, stored)) // _SAMPLE, 1)
    sample = np.concatenate([block[::step] for block in stored]).astype(np.float64) + pivots
    far = [column for column, pivot in enumerate(pivots.tolist()) if is_far(sample[:, column], pivot)]
    if not far:
        return
    values = np.concatenate([block[:, far].astype(np.float64) for block in read()])
    pivots[far] = [better_pivot(column) for column in values.T]
    start = 0
    with np.errstate(over="ignore", invalid="ignore"):
        for block in stored:
            block[:, far] = values[start : start + len(block)] - pivots[far]
            start += len(block)


def _may_be_far(walk: "TableWalk", name: str) -> bool:
    """Whether the column is an input of numbers that float32 does not hold as they are."""
    others = (walk.text, walk.moments, walk.others, walk.chosen.targets, walk.asked.roles.values())
    known = walk.numbers[name]
    if not known.present or any(name in some for some in others):
        return False
    pivot = known.pivot or 0.0
    return not (known.whole and max(known.high - pivot, pivot - known.low) < 2**24)


def _is_far_as_stored(walk: "TableWalk", name: str, row: int) -> bool:
    step = max(walk.count // _SAMPLE, 1)
    stored = np.concatenate([block[row, ::step] for block in walk.blocks])
    pivot = walk.numbers[name].pivot or 0.0
    return is_far(stored.astype(np.float64) + pivot, pivot)


def _store(walk: "TableWalk", name: str, row: int, values: NDArray[np.float64]) -> None:
    pivot = better_pivot(values)
    walk.numbers[name].pivot = pivot
    start = 0
    with np.errstate(over="ignore"):  # what overflows becomes infinite, and is refused later
        for block in walk.blocks:
            block[row] = values[start : start + block.shape[1]] - pivot
            start += block.shape[1]
