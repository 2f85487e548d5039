"""Do two samples come from one distribution? p values, without SciPy."""

from math import erfc, exp, gamma, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.metrics.ranks import area_under_curve, ranks

SampleValues = NDArray[np.float64]

LEAST_VARIANCE = 1e-12
"""A standardised column that varies less in some of the rows is constant there, but for rounding."""

FEWEST_EXPECTED = 5
"""Rows that a word must be expected to have in both samples; rarer ones count as one word (Cochran 1954)."""

FOLDS = 5
"""Parts of the rows of which a classifier judges each after it has seen the others."""


def of_numbers(one: SampleValues, other: SampleValues) -> SampleValues:
    """The p value of each column, (k,), of samples (n, k) and (m, k): twice the smaller one of two tests.

    Kolmogorov and Smirnov's finds any difference, Mann and Whitney's a shift, with more power.
    """
    both = np.concatenate([one, other]).T
    first = np.arange(both.shape[1]) < len(one)
    places = ranks(both)
    p: SampleValues = np.minimum(1, 2 * np.minimum(_smirnov(places, first), _mann_whitney(places, first)))
    return p


def _smirnov(places: SampleValues, first: NDArray[np.bool_]) -> SampleValues:
    """By the asymptotic distribution, with Stephens' correction (1970); equals make it careful."""
    order = np.argsort(places, axis=1)  # in whatever order equals are: only the last one of them counts
    ascending = np.take_along_axis(places, order, axis=1)
    n, m = int(first.sum()), int((~first).sum())
    steps = np.where(first[order], 1 / n, -1 / m).cumsum(axis=1)
    last_of_equals = np.ones(ascending.shape, np.bool_)
    last_of_equals[:, :-1] = ascending[:, 1:] > ascending[:, :-1]
    distance = np.abs(np.where(last_of_equals, steps, 0)).max(axis=1)
    size = sqrt(n * m / (n + m))
    reach = (size + 0.12 + 0.11 / size) * distance
    k = np.arange(1, 101)[:, None]
    p: SampleValues = 2 * np.sum((-1.0) ** (k - 1) * np.exp(-2 * (k * np.maximum(reach, 0.2)) ** 2), axis=0)
    return np.clip(p, 0, 1)


def _mann_whitney(places: SampleValues, first: NDArray[np.bool_]) -> SampleValues:
    """By the normal approximation, with the variance that equals leave."""
    n, m = int(first.sum()), int((~first).sum())
    centred = places - (n + m + 1) / 2
    variance = n * m / ((n + m) * (n + m - 1)) * np.sum(centred**2, axis=1)
    z = np.abs(centred[:, first].sum(axis=1)) / np.sqrt(np.maximum(variance, 1e-300))
    return np.array([erfc(each / sqrt(2)) for each in z])


def of_words(one: NDArray[np.int64], other: NDArray[np.int64], unknown: tuple[int, int] = (0, 0)) -> float:
    """The p value of the χ² test of two samples' counts of the same words, (words,).

    `unknown` are the rows of each sample with none of these words. They count with the rare words: which words one
    sample knows depends on its own rows, and a word that only the other has is nearly always rare.
    """
    table = np.stack([one, other]).astype(np.float64)
    rest = np.array(unknown, np.float64)
    if not table.sum():
        return 1.0
    rare = is_rare(one, other)
    table = np.column_stack([table[:, ~rare], table[:, rare].sum(axis=1) + rest])
    table = table[:, table.sum(axis=0) > 0]
    if table.shape[1] < 2:
        return 1.0
    share = table.sum(axis=1, keepdims=True) / table.sum()
    expected = share * table.sum(axis=0)
    return chi_square_tail(float(np.sum((table - expected) ** 2 / expected)), table.shape[1] - 1)


def is_rare(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which words, (words,), one of the samples is expected to have fewer than FEWEST_EXPECTED of."""
    both = one + other
    share = min(one.sum(), other.sum()) / max(1, both.sum())
    rare: NDArray[np.bool_] = both * share < FEWEST_EXPECTED
    return rare


def chi_square_tail(x: float, freedom: int) -> float:
    """How often χ² of so many degrees of freedom is above x.

    >>> [round(chi_square_tail(x, freedom), 4) for x, freedom in ((3.841, 1), (5.991, 2), (124.342, 100))]
    [0.05, 0.05, 0.05]
    """
    half = x / 2
    if freedom > 300 or half > 600:  # the sum's terms leave the floats; Wilson and Hilferty's cube root does not
        z = ((x / freedom) ** (1 / 3) - 1 + 2 / (9 * freedom)) / sqrt(2 / (9 * freedom))
        return erfc(z / sqrt(2)) / 2
    tail, power = (erfc(sqrt(half)), 0.5) if freedom % 2 else (exp(-half), 1.0)
    term = exp(-half) * half**power / gamma(power + 1) if half else 0.0
    while 2 * power < freedom:
        tail += term
        power += 1
        term *= half / power
    return min(tail, 1.0)


def told_apart(one: SampleValues, other: SampleValues, draw: np.random.Generator) -> tuple[float, float]:
    """How well a linear classifier tells rows (n, k) from rows (m, k): its cross-validated AUC, and that one's p value.

    Ridge regression on −1 and 1, its penalty a tenth of the rows (k may be more than these); rows that it has not
    seen are judged. The p value is that of an AUC above 1/2 by chance (Hanley and McNeil 1982), for folds that share
    most of the rows that they train on (Nadeau and Bengio 2003).
    """
    x = np.concatenate([one, other])
    second = np.arange(len(x)) >= len(one)
    fold = np.empty(len(x), np.int64)
    for side in (np.flatnonzero(~second), np.flatnonzero(second)):
        fold[draw.permutation(side)] = np.arange(side.size) % FOLDS
    spread = x.std(axis=0)
    x = (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    held = [x[fold == each] for each in range(FOLDS)]
    products = [rows.T @ rows for rows in held]  # of the rows that a fold sees: those of all less its own
    areas = []
    for each in range(FOLDS):
        seen = fold != each
        weights = _ridge(sum(products) - products[each], x[seen & ~second], x[seen & second], seen.sum() / 10)
        areas.append(float(area_under_curve((held[each] @ weights)[None], second[fold == each])[0]))
    area, per_fold = float(np.mean(areas)), len(x) / FOLDS
    n, m = len(one) / FOLDS, len(other) / FOLDS
    deviation = sqrt((per_fold + 1) / (12 * n * m) * (1 / FOLDS + 1 / (FOLDS - 1)))
    return area, erfc((area - 0.5) / deviation / sqrt(2)) / 2


def _ridge(products: SampleValues, one: SampleValues, other: SampleValues, penalty: float) -> NDArray[np.floating[Any]]:
    """The weights (k,) of rows (n, k) and (m, k), whose columns are standardised; `products` are XᵀX of them all."""
    count = len(one) + len(other)
    middle = (one.sum(axis=0) + other.sum(axis=0)) / count
    variance = np.diag(products) / count - np.square(middle)
    spread = np.where(variance > LEAST_VARIANCE, np.sqrt(np.maximum(variance, LEAST_VARIANCE)), 1.0)
    system = (products - count * np.outer(middle, middle)) / np.outer(spread, spread)
    signs = count * (other.mean(axis=0) - one.mean(axis=0)) / spread
    weights: NDArray[np.floating[Any]] = np.linalg.solve(system + penalty * np.eye(len(system)), signs) / spread
    return weights


def holm(p: SampleValues) -> SampleValues:
    """p values corrected for their number, so that one below 0.05 is found by chance in 5 % of cases (Holm 1979).

    >>> holm(np.array([0.01, 0.04, 0.03])).tolist()
    [0.03, 0.06, 0.06]
    """
    order = np.argsort(p, kind="stable")
    corrected = np.empty(p.size)
    corrected[order] = np.minimum(1, np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1)))
    return corrected
