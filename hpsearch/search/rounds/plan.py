"""The plan of a search: how many trials each round has."""

from itertools import accumulate
from math import ceil

ROUND = 16
"""Trials in a round if the time limit decides how many rounds there are."""

FEW_TRIALS = 10
"""Number of trials below which a diagnosis says that there are too few of them."""


def round_sizes(trials: int, rounds: int) -> list[int]:
    """Divide trials into rounds of equal size; the last round has the rest.

    >>> round_sizes(10, 4)
    [3, 3, 3, 1]
    """
    size = ceil(trials / rounds)
    return [min(size, trials - start) for start in range(0, trials, size)]


def extended(sizes: list[int], trials: int) -> list[int]:
    """Add rounds of the first round's size until there are `trials` trials; the given rounds stay unchanged.

    >>> extended([3, 3, 1], 12)
    [3, 3, 1, 3, 2]
    """
    missing = trials - sum(sizes)
    return sizes + [min(sizes[0], missing - start) for start in range(0, missing, sizes[0])]


def cut(sizes: list[int], trials: int) -> list[int]:
    """Keep the first rounds, up to `trials` trials in total.

    >>> cut([3, 3, 3], 4)
    [3, 1]
    """
    ends = accumulate(sizes)
    return [min(size, trials - end + size) for size, end in zip(sizes, ends, strict=True) if end - size < trials]


def divided(sizes: list[int], round_: int, first: int) -> list[int]:
    """Split round number `round_`, counted from 1, into its `first` trials and the rest.

    >>> divided([5, 5, 2], 2, 3)
    [5, 3, 2, 2]
    """
    return [*sizes[: round_ - 1], first, sizes[round_ - 1] - first, *sizes[round_:]]
