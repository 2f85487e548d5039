"""Test whether train, dev and test have the same distribution, and whether they share rows (notes §III)."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.ahead import in_turn
from hpsearch.data.columns import rows_at_once
from hpsearch.data.dataset import Dataset, Part
from hpsearch.data.different import different
from hpsearch.data.inputs.one_hot import OneHot
from hpsearch.data.inputs.preprocessing import Preprocessing
from hpsearch.data.inputs.source_values import increasing_numbers, words_of
from hpsearch.data.parts.two_samples import holm, is_rare, of_numbers, of_words, told_apart
from hpsearch.engine.binned import stored_arrays
from hpsearch.randomness import Purpose, generator

ROWS_LOOKED_AT = 3_000
"""Number of rows of a part that are used, evenly spaced."""

FEWEST_IN_A_PART = 20
"""Smallest number of rows, or groups, of a part for a test."""

BY_COLUMNS, BY_CLASSIFIER = 0.04, 0.01
"""Rates of false warnings by columns, and by the classifier: 5 % together."""

COLUMNS_SHOWN = 3
MOST_INPUTS = 300


def mismatches(dataset: Dataset, seed: int) -> Iterator[str]:
    """Yield a sentence for each two parts that differ significantly, and for each part with rows of another."""
    parts = {"train": dataset.train, "dev": dataset.dev, "test": dataset.test}
    whole = {name: part for name, part in parts.items() if part is not None and not part.is_empty}
    there = {name: part.with_inputs for name, part in whole.items()}
    pairs = [
        pair
        for pair in pairwise(there)
        if min(map(len, (_looked_at(there[name]) for name in pair))) >= FEWEST_IN_A_PART
    ]
    compared = [*in_turn(_compared, ((dataset.preprocessing, there[one], there[other], seed) for one, other in pairs))]
    corrected = holm(np.concatenate([p for _, p, _ in compared])) if compared else np.empty(0)
    start = 0
    for pair, (names, p, classifier) in zip(pairs, compared, strict=True):
        own, start = corrected[start : start + p.size], start + p.size
        yield from _told(pair, names, p, own, classifier, len(pairs))
    yield from _shared(dataset.preprocessing, there, {name: len(part.y) for name, part in whole.items()})


def _compared(
    preprocessing: Preprocessing, one: Part, other: Part, seed: int
) -> tuple[list[str], NDArray[np.float64], tuple[float, float]]:
    """The columns of two parts with their p values, and how well a classifier tells their rows apart."""
    return *_columns(preprocessing, one, other), _classifier(preprocessing, one, other, seed)


def _told(
    pair: tuple[str, str],
    names: list[str],
    p: NDArray[np.float64],
    own: NDArray[np.float64],
    classifier: tuple[float, float],
    pairs: int,
) -> Iterator[str]:
    area, chance = classifier
    apart = chance < BY_CLASSIFIER / pairs
    differing = [place for place in np.argsort(p, kind="stable") if own[place] < BY_COLUMNS]
    if not differing and not apart:
        return
    shown = ", ".join(f"{names[place]!r} (p = {p[place]:.1g})" for place in differing[:COLUMNS_SHOWN])
    more = f" and {len(differing) - COLUMNS_SHOWN} more" if len(differing) > COLUMNS_SHOWN else ""
    columns = f", most in column{'s' * (len(differing) > 1)} {shown}{more}" if differing else ""
    told = f"; a linear classifier tells them apart with an AUC of {area:.2f}" if apart else ""
    which = (
        "what is learnt may not hold where it is judged"
        if pair[0] == "train"
        else ("what is chosen by dev may not be the best on test")
    )
    yield f"{pair[0]} and {pair[1]} differ more than by chance{columns}{told}: {which}"


def _looked_at(part: Part) -> NDArray[np.intp]:
    """Return independent rows: one of each group, and not more than needed."""
    rows = np.arange(len(part.y)) if part.group is None else np.sort(np.unique(part.group, return_index=True)[1])
    return rows[:: -(-len(rows) // ROWS_LOOKED_AT)]


def _columns(preprocessing: Preprocessing, one: Part, other: Part) -> tuple[list[str], NDArray[np.float64]]:
    """Return the names of the columns, and the p-value of each: numbers and parts of dates, then words."""
    samples = [part.rows(_looked_at(part)).astype(np.float64) for part in (one, other)]
    names = list(preprocessing.scaled)
    numbers = [increasing_numbers(preprocessing, sample) for sample in samples]
    p = [*of_numbers(*numbers)] if names else []
    for group, inputs in words_of(preprocessing):
        first, second = (sample[:, inputs].sum(axis=0).astype(np.int64) for sample in samples)
        fair = _fair(group, first, second)
        unknown = len(samples[0]) - int(first.sum()), len(samples[1]) - int(second.sum())
        p.append(of_words(first[fair], second[fair], (0, 0) if group.others else unknown))
        names.append(group.column)
    return names, np.array(p)


def _fair(group: OneHot, one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which inputs of a column of words, (inputs,), can be compared fairly between the parts.

    If only the most frequent words of the training part have an input, some are so frequent only there, by chance. So
    only words are used that are twice as frequent as the last one.
    """
    fair = np.ones(one.size, bool)
    if group.others:
        words = len(group.categories)
        both = (one + other)[:words]
        fair[:words] = both >= 2 * both.min()
        fair[words] = False
    return fair


def _classifier(preprocessing: Preprocessing, one: Part, other: Part, seed: int) -> tuple[float, float]:
    """Compare two parts by a classifier; inputs of rare words are left out, as the training part chose them."""
    samples = [part.rows(_looked_at(part)) for part in (one, other)]
    seen = np.ones(one.inputs.shape[0], bool)
    for group, inputs in words_of(preprocessing):
        counts = [sample[:, inputs].sum(axis=0).astype(np.int64) for sample in samples]
        seen[inputs] = _fair(group, *counts) & ~is_rare(*counts)
    places = np.flatnonzero(seen)
    places = places[:: max(1, -(-places.size // MOST_INPUTS))]
    if not places.size:
        return 0.5, 1.0
    x = [sample[:, places].astype(np.float64) for sample in samples]
    return told_apart(x[0], x[1], generator(seed, Purpose.MISMATCH))


def _shared(preprocessing: Preprocessing, parts: dict[str, Part], sizes: dict[str, int]) -> Iterator[str]:
    """Yield how many rows of a later part are also in an earlier one, with equal values; `sizes` are of whole parts.

    Rows with a word that shares its input with others are left out: these may have been different words.
    """
    sums = {name: _sums(part) for name, part in parts.items()}
    ordered = np.sort(np.concatenate([different(each) for each in sums.values()]))
    twice = different(ordered[1:][ordered[1:] == ordered[:-1]])  # only rows with one of these can be in two parts
    earlier: dict[bytes, str] = {}
    for name, part in parts.items():
        perhaps = np.flatnonzero(np.isin(sums[name], twice))
        inputs, known = part.rows(perhaps), np.ones(len(perhaps), bool)
        for group, of_group in words_of(preprocessing):
            known &= _own_inputs(group, inputs[:, of_group]).any(axis=1)
        targets = part.y[perhaps[known]]
        rows = [x.tobytes() + y.tobytes() for x, y in zip(inputs[known], targets, strict=True)]
        for other in dict.fromkeys(earlier[row] for row in rows if row in earlier):
            found = sum(earlier.get(row) == other for row in rows)
            where = f"also in the {other} part"
            if (looked_at := len(parts[other].y)) < sizes[other]:
                where = f"also among the {looked_at:,} {other} rows looked at"
            rows_of = f"{name} rows" if len(part.y) == sizes[name] else f"{name} rows looked at"
            are, them = ("is", "it") if found == 1 else ("are", "them")
            yield (
                f"{found:,} of {len(part.y):,} {rows_of} {are} {where}, with the same "
                f"target: a network that has memorised {them} is right on {them}"
            )
        earlier = {**dict.fromkeys(rows, name), **earlier}


def _own_inputs(group: OneHot, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the inputs of a column, (rows, inputs), that stand for a single word, or for a missing value."""
    return np.delete(inputs, len(group.categories), axis=1) if group.others else inputs


def _sums(part: Part) -> NDArray[np.uint64]:
    """Return a hash for each row, (m,): the sum of its values' bits, each multiplied by its own number."""
    draw = generator(0, Purpose.MISMATCH)
    sums = np.zeros(len(part.y), np.uint64)
    for values in (*stored_arrays(part.inputs), part.y.reshape(len(part.y), -1)):
        factors = draw.integers(1, 2**63, values.shape[1], np.uint64) | np.uint64(1)
        step = rows_at_once(values.shape[1])
        for start in range(0, len(values), step):
            bits = np.ascontiguousarray(values[start : start + step]).view(f"u{values.itemsize}")
            sums[start : start + step] += np.einsum("ij,j->i", bits, factors)
    return sums
