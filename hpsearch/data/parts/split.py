"""Divide rows into train, dev and test: sizes, stratification, or a column that gives the part."""

from collections.abc import Iterator, Mapping
from itertools import pairwise, permutations
from math import isclose

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from hpsearch.data.columns import TextColumn
from hpsearch.data.parts.dealing import deal_groups
from hpsearch.data.parts.together import Together, by_moment
from hpsearch.errors import DataError
from hpsearch.randomness import Purpose, generator
from hpsearch.records import Record

PARTS = ("train", "dev", "test")
Split = str | Mapping[str, float]


class Members(Record, eq=False):
    """The rows of each part, in the source's order; no test part, no rows."""

    train: NDArray[np.intp]
    dev: NDArray[np.intp]
    test: NDArray[np.intp] | None


def sizes_by_rule(count: int) -> tuple[int, int, int]:
    """Rows for train, dev and test: the last two each min(20 %, 10,000) (notes §III).

    >>> sizes_by_rule(100), sizes_by_rule(1_000_000)
    ((60, 20, 20), (980000, 10000, 10000))
    """
    held_out = min(round(count / 5), 10_000)
    return count - 2 * held_out, held_out, held_out


def sizes_by_shares(count: int, shares: Mapping[str, float], source: str) -> tuple[int, int, int]:
    """Rows for train, dev and test by largest remainder; shares must be above 0 and sum to 1."""
    if set(shares) not in ({"train", "dev"}, {"train", "dev", "test"}):
        raise DataError(
            f"{source}: split has shares for {', '.join(map(str, shares))}; expected train, dev and perhaps test",
            "split",
        )
    for part, share in shares.items():
        if not 0 < share < 1:
            raise DataError(f"{source}: split gives {part} a share of {share:g}; expected one in (0, 1)", "split")
    if not isclose(total := sum(shares.values()), 1, rel_tol=0, abs_tol=1e-6):
        raise DataError(f"{source}: the shares of split sum to {total:g}; expected 1", "split")
    quotas = np.array([shares.get(part, 0.0) * count for part in PARTS])
    sizes = np.floor(quotas + 1e-9).astype(np.int64)
    most_left = np.argsort(sizes - quotas, kind="stable")
    sizes[most_left[: count - int(sizes.sum())]] += 1
    train, dev, test = sizes.tolist()
    return train, dev, test


def split_rows(
    classes: NDArray[np.int64],
    split: Split,
    parts: TextColumn | None,
    together: Together | None = None,
    *,
    seed: int,
    source: str,
) -> Members:
    """Split rows with these class indices (all 0 for regression); the result depends only on the seed.

    Rows that are `together` in a group are in the same part; with an order in time, the latest are in the last part.
    Raises DataError with `key` "split" for impossible shares or an invalid column, "group" or "order" for too few
    values.
    """
    if parts is not None:
        return _by_column(parts, source)
    count = classes.size
    sizes = sizes_by_rule(count) if isinstance(split, str) else sizes_by_shares(count, split, source)
    has_test = sizes[2] > 0 or _wants_test(split)
    draw = generator(seed, Purpose.SPLIT)
    place = placed(classes, sizes if has_test else sizes[:2], together or Together(), draw)
    return _members(place, source, has_test=has_test)


def placed(classes: NDArray[np.int64], sizes: tuple[int, ...], together: Together, draw: Generator) -> NDArray[np.int8]:
    """The part of each row, of as many parts as there are sizes. Raises DataError for too few groups or moments."""
    together.refuse_too_few(len(sizes))
    if together.moment is not None:
        return by_moment(together.moment, sizes)
    if together.group is not None:
        return deal_groups(classes, together.group, sizes, draw)
    train, dev, test = (*sizes, 0)[:3]
    table = stratify(np.bincount(classes), (train, dev, test))
    order = draw.permutation(classes.size)
    small = classes.astype(np.min_scalar_type(int(classes.max(initial=0))))  # sorted in half the time
    by_class = order[np.argsort(small[order], kind="stable")]
    place = np.empty(classes.size, np.int8)
    place[by_class] = np.repeat(np.tile(np.arange(3, dtype=np.int8), len(table)), table.ravel())
    return place


def _wants_test(split: Split) -> bool:
    return isinstance(split, str) or "test" in split


def _members(place: NDArray[np.int8], source: str, *, has_test: bool) -> Members:
    train, dev, test = (np.flatnonzero(place == part) for part in range(3))
    for name, rows in (("train", train), ("dev", dev), ("test", test)):
        if not rows.size and (has_test or name != "test"):
            raise DataError(
                f"{source}: the {name} part would hold none of {place.size:,} rows; give it a larger share, "
                "or add rows",
                "split",
            )
    return Members(train, dev, test if has_test else None)


def _by_column(parts: TextColumn, source: str) -> Members:
    others = sorted({*parts.categories} - {*PARTS})
    if others or (parts.codes < 0).any():
        found = repr(others[0]) if others else "nothing"
        raise DataError(
            f"{source}: split column {parts.name!r} says {found} in some row; expected train, dev or test", "split"
        )
    for part in ("train", "dev"):
        if part not in parts.categories:
            rows = f"names no row {part} that counts: one with a target, and a weight above 0"
            raise DataError(f"{source}: split column {parts.name!r} {rows}", "split")
    place = np.array([PARTS.index(word) for word in parts.categories], np.int8)[parts.codes]
    return _members(place, source, has_test="test" in parts.categories)


def stratify(counts: NDArray[np.int64], sizes: tuple[int, int, int]) -> NDArray[np.int64]:
    """(classes, 3): how many of each class go to train, dev and test.

    Each class keeps its share of each part to within one; columns sum to `sizes`, as far as a class with few
    members, which trains before all else, allows. Largest remainder by class, then rows move from parts that
    have too many to parts that have too few, where it does least harm.

    >>> stratify(np.array([50, 30, 20]), (60, 20, 20)).tolist()
    [[30, 10, 10], [18, 6, 6], [12, 4, 4]]
    """
    total = int(counts.sum())
    quota: NDArray[np.int64] = counts[:, None] * np.array(sizes)  # in units of 1/total: whole, so nothing is rounded
    table: NDArray[np.int64] = quota // total
    left = np.argsort(table * total - quota, axis=1, kind="stable")  # the largest remainder first
    short = counts - table.sum(axis=1)
    for nth in range(2):
        rows = np.flatnonzero(short > nth)
        table[rows, left[rows, nth]] += 1
    for row in np.flatnonzero((table[:, 0] == 0) & (counts > 0)):
        lacking = np.where(table[row, 1:] > 0, quota[row, 1:] - table[row, 1:] * total, total + 1)
        table[row, 1 + int(np.argmin(lacking))] -= 1
        table[row, 0] += 1
    _balance(table, quota, np.array(sizes), total)
    return table


def _balance(table: NDArray[np.int64], quota: NDArray[np.int64], sizes: NDArray[np.int64], total: int) -> None:
    """Moves rows between parts, in place, until the columns sum to `sizes` or no move is left."""
    while (excess := table.sum(axis=0) - sizes).any():
        for way in _ways(excess):
            steps = [_cheapest(table, quota, total, *step) for step in pairwise(way)]
            if None not in steps and len(set(steps)) == len(steps):
                for row, (giver, taker) in zip(steps, pairwise(way), strict=True):
                    table[row, giver] -= 1
                    table[row, taker] += 1
                break
        else:
            return


def _ways(excess: NDArray[np.int64]) -> Iterator[tuple[int, ...]]:
    """From a part with too many to one with too few: directly, or else by way of the third."""
    pairs = [pair for pair in permutations(range(3), 2) if excess[pair[0]] > 0 > excess[pair[1]]]
    yield from pairs
    yield from ((giver, 3 - giver - taker, taker) for giver, taker in pairs)


def _cheapest(table: NDArray[np.int64], quota: NDArray[np.int64], total: int, giver: int, taker: int) -> int | None:
    """The class that can best move one row, if any can and stay within one of its share."""
    over = table * total - quota
    allowed = (over[:, giver] >= 0) & (over[:, taker] <= 0) & (table[:, giver] > (giver == 0))
    if not allowed.any():
        return None
    gain = np.where(allowed, over[:, giver] - over[:, taker], -1)
    return int(np.argmax(gain))
