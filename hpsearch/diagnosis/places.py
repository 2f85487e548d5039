"""Places all over the unit cube, in which no axis stands for another, or for two others.

An orthogonal array of strength 2 (Bush 1952), whose levels are spread out as in a Latin hypercube (Tang 1993): for any
two axes, each level of one occurs once with each level of the other. In an additive sequence of points some axis is
nearly a function of one or two others, so that its effect is taken for theirs.
"""

from itertools import count

import numpy as np

from hpsearch.randomness import Purpose, generator
from hpsearch.samplers.coarse_to_fine.arrays import Floats

_FEWEST_LEVELS = 37
"""Smallest number of levels of an axis; there are as many places as its square."""


def places_over(axes: int) -> Floats:
    """Return the places in random order, (places, axes): the same for each call with so many axes."""
    draw = generator(0, Purpose.DIAGNOSIS, axes)
    levels = next(number for number in count(max(_FEWEST_LEVELS, axes - 1)) if _is_prime(number))
    first, second = np.divmod(draw.permutation(levels**2), levels)
    columns = [second if axis == levels else (first + axis * second) % levels for axis in range(axes)]
    ranks = [np.argsort(np.lexsort((draw.random(levels**2), draw.permutation(levels)[column]))) for column in columns]
    return (np.stack(ranks, axis=1) + 0.5) / levels**2


def _is_prime(number: int) -> bool:
    return all(number % divisor for divisor in range(2, number))
