"""Glorot and Bengio's initialisation: a compromise of forward and backward (2010)."""

from math import sqrt

from hpsearch.records import Record


class Glorot(Record):
    """Var(W) = 2/(n[l−1] + n[l])."""

    name = "glorot"

    def deviation(self, n_in: int, n_out: int) -> float:
        """The standard deviation of W, (n_out, n_in)."""
        return sqrt(2 / (n_in + n_out))
