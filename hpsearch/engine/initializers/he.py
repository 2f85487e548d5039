"""He's initialisation, for the ReLU family (He et al. 2015)."""

from math import sqrt

from hpsearch.records import Record


class He(Record):
    """Draws W with the variance 2/n[l−1]."""

    name = "he"

    def deviation(self, n_in: int, n_out: int) -> float:
        """The standard deviation of W, (n_out, n_in)."""
        return sqrt(2 / n_in)
