"""Where it helps to train the model's networks on the dev part's rows at last, as measured (benchmarks/README.md)."""

LEAST_SHARE = 0.05
"""The dev part is worth training on where it has so many rows for each row of the training part."""

ROWS_OF_NUMBERS = 5_000
"""Rows from which on numbers, too, are predicted better by networks that learn the dev part at last."""
