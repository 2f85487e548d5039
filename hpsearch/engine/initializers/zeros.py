"""All weights zero: every unit of a layer stays the same as its neighbours."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Zeros:
    """W = 0."""

    name = "zeros"

    def deviation(self, n_in: int, n_out: int) -> float:
        """The standard deviation of W, (n_out, n_in)."""
        return 0.0
