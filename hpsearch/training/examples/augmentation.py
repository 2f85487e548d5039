"""Data augmentation: random changes of training examples that keep their class (notes §IX; Simard et al. 2003)."""

from collections.abc import Mapping
from itertools import product
from typing import Any, Self

import numpy as np
from numpy.random import Generator

from hpsearch.engine.arrays import Array
from hpsearch.errors import UsageError
from hpsearch.records import Record
from hpsearch.training.examples.images import Images, Pixels

IMAGES_AT_ONCE = 512
"""Number of examples that are changed together, to limit the memory for temporary arrays."""


class Augmentation(Record):
    """The random changes that are applied to each example of an epoch.

    `flip` mirrors an image left to right with probability 1/2. `shift` is the largest number of pixels by which an
    image is moved up or down and left or right; pixels that come in are empty. `noise` is the standard deviation of the
    Gaussian noise on each input.
    """

    flip: str | None = None
    shift: int = 0
    noise: float = 0.0

    @classmethod
    def of(cls, stated: Mapping[str, Any] | None) -> Self | None:
        """The augmentation that a config states; None if it changes nothing."""
        augmentation = cls(**stated) if stated else cls()
        return None if augmentation == cls() else augmentation

    @property
    def moves(self) -> bool:
        """Whether pixels are moved: with a flip or a shift."""
        return bool(self.flip or self.shift)

    def misfit(self, image: tuple[int, int, int] | None) -> tuple[str, str] | None:
        """Return the key that does not fit examples of shape `image` (None: no images), and why; None if all fit."""
        if image is None and self.moves:
            shapes = "(examples, height, width) or (examples, height, width, up to 4 channels)"
            why = f"is for images, and these inputs are none; expected a .npz file whose X has shape {shapes}"
            return ("flip" if self.flip else "shift"), why
        if image is not None and self.shift >= min(image[:2]):
            why = f"{self.shift} moves an image of {image[0]} × {image[1]} pixels out of sight"
            return "shift", f"{why}; expected at most {min(image[:2]) - 1}"
        return None

    def apply(self, rows: Array, images: Images | None, generator: Generator) -> None:
        """Change `rows`, (examples, n_x), in place, with random draws from `generator`.

        Raises UsageError if pixels are to be moved and there are no `images`.
        """
        if self.moves:
            if images is None:
                raise UsageError("augment: flip and shift are for images, and these inputs are none")
            self._move(rows, images, generator)
        if self.noise:
            for start in range(0, len(rows), IMAGES_AT_ONCE):
                some = rows[start : start + IMAGES_AT_ONCE]
                some += self.noise * generator.standard_normal(some.shape, np.float32)

    def _move(self, rows: Array, images: Images, generator: Generator) -> None:
        """Draw a flip and a shift for each of `rows`, (examples, inputs); move examples with equal draws together."""
        distances = range(-self.shift, self.shift + 1)
        moves = list(product((False, True) if self.flip else (False,), distances, distances))
        drawn = generator.integers(len(moves), size=len(rows))
        for number, (mirrored, down, right) in enumerate(moves):
            if mirrored or down or right:  # otherwise the example keeps its bits
                same = np.flatnonzero(drawn == number)
                for start in range(0, len(same), IMAGES_AT_ONCE):
                    some = same[start : start + IMAGES_AT_ONCE]
                    pixels = images.pixels(rows[some])
                    rows[some] = images.inputs(moved(pixels[:, :, ::-1] if mirrored else pixels, down, right))


def moved(pixels: Pixels, down: int, right: int) -> Pixels:
    """Return the images moved by whole pixels; pixels that come in are empty.

    >>> moved(np.array([[1.0, 2.0], [3.0, 4.0]]).reshape(1, 2, 2, 1), 1, -1).reshape(2, 2)
    array([[0., 0.],
           [2., 0.]])
    """
    canvas = np.zeros_like(pixels)
    canvas[:, _landing(down), _landing(right)] = pixels[:, _landing(-down), _landing(-right)]
    return canvas


def _landing(distance: int) -> slice:
    """Return the places along an axis to which a shift moves the pixels that stay inside the image."""
    return slice(max(distance, 0), min(distance, 0) or None)
