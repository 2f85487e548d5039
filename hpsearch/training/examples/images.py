"""Convert normalised rows of images to pixels and back (notes §X)."""

from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.engine.arrays import Array
from hpsearch.records import Record

if TYPE_CHECKING:  # a worker is handed its examples and reads no files
    from hpsearch.data import Dataset

Pixels = NDArray[np.float64]
"""(examples, height, width, channels), in the units of the source; an empty pixel is 0."""


class Images(Record, eq=False):
    """Converts an input x to the pixel x·scale + shift and back; `shape` is (height, width, channels).

    Each pixel was normalised with its own μ and σ, so images must be moved as pixels, not as inputs. `shift` and
    `scale` are (n_x,); a scale of ∞ marks a pixel without variation, whose input is always 0.
    """

    shape: tuple[int, int, int]
    shift: NDArray[np.float64]
    scale: NDArray[np.float64]

    @classmethod
    def of(cls, dataset: "Dataset") -> Self | None:
        """Return the images of `dataset`; None if its inputs are not images with one input per value."""
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
