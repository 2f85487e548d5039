"""Images among the inputs: from normalised rows to the pixels they were, and back (notes §X)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.engine.arrays import Array

if TYPE_CHECKING:  # a worker is handed its examples and reads no files
    from hpsearch.data import Dataset

Pixels = NDArray[np.float64]
"""(examples, height, width, channels), in the units of the source, where an empty pixel is 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Images:
    """What turns an input x into the pixel x·scale + shift; `shape` is (height, width, channels).

    Every pixel has a μ and σ of its own, so that nothing can be moved from one to another but as it was before.
    `shift` and `scale` are (n_x,); a scale of ∞ belongs to a pixel that is never seen, and is 0 as an input.
    """

    shape: tuple[int, int, int]
    shift: NDArray[np.float64]
    scale: NDArray[np.float64]

    @classmethod
    def of(cls, dataset: "Dataset") -> Self | None:
        """The images that the inputs of `dataset` are, if they are any, with an input for each value."""
        if dataset.image is None or dataset.preprocessing.bins:
            return None
        return cls(dataset.image, dataset.preprocessing.shift, dataset.preprocessing.scale)

    def pixels(self, rows: Array) -> Pixels:
        """Return the images of `rows`, (examples, n_x)."""
        pixels: Pixels = np.multiply(rows, np.where(np.isinf(self.scale), 0.0, self.scale), dtype=np.float64)
        pixels += self.shift
        return pixels.reshape(-1, *self.shape)

    def inputs(self, pixels: Pixels) -> NDArray[np.float64]:
        """Return `pixels` as normalised rows, (examples, n_x)."""
        rows = pixels.reshape(len(pixels), -1) - self.shift
        rows /= self.scale
        return rows
