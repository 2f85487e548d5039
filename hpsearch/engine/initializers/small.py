"""Small normal weights for any width: the signal vanishes in a deep network."""

from hpsearch.records import Record


class Small(Record):
    """W = 0.01 · N(0, 1)."""

    name = "small"

    def deviation(self, n_in: int, n_out: int) -> float:
        """The standard deviation of W, (n_out, n_in)."""
        return 0.01
