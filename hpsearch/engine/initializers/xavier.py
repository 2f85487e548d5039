"""Xavier's initialisation, for tanh and similar activations (LeCun et al. 1998; notes §XI)."""

from math import sqrt

from hpsearch.records import Record


class Xavier(Record):
    """Draws W with the variance 1/n[l−1]."""

    name = "xavier"

    def deviation(self, n_in: int, n_out: int) -> float:
        """The standard deviation of W, (n_out, n_in)."""
        return sqrt(1 / n_in)
