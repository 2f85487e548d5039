"""How often `check` says that two parts differ: where one of fifty columns is shifted by 0.3 σ, and where none is."""

import sys

import numpy as np

from hpsearch.data.parts.mismatch import BY_CLASSIFIER, BY_COLUMNS
from hpsearch.data.parts.two_samples import holm, of_numbers, told_apart

COLUMNS, SHIFTED = 50, 7
SIZES = ((1_000, 1_000), (500, 500), (600, 200), (200, 200))


def warned(draw: np.random.Generator, sizes: tuple[int, int], shift: float) -> tuple[bool, bool]:
    """Whether the two parts are said to differ, and the shifted column is named."""
    one, other = (draw.normal(size=(size, COLUMNS)) for size in sizes)
    other[:, SHIFTED] += shift
    named = holm(of_numbers(one, other)) < BY_COLUMNS
    return bool(named.any() or told_apart(one, other, draw)[1] < BY_CLASSIFIER), bool(named[SHIFTED])


def main(rounds: int = 1_000, first: int = 0, last: int = len(SIZES)) -> None:
    """Print a row for each size of the parts."""
    print("| rows of the two parts | shift found, column named | warned without a shift |")
    print("|---|---|---|")
    for sizes in SIZES[first:last]:
        draw = np.random.default_rng(0)
        found = [warned(draw, sizes, 0.3)[1] for _ in range(rounds)]
        wrongly = [warned(draw, sizes, 0.0)[0] for _ in range(rounds)]
        print(
            f"| {sizes[0]:,} and {sizes[1]:,} | {100 * np.mean(found):.1f} % | {100 * np.mean(wrongly):.1f} % |",
            flush=True,
        )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
