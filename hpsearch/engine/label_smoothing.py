"""Label smoothing: mix every target with the uniform distribution (Szegedy et al. 2016)."""

import numpy as np

from hpsearch.engine.arrays import Array


def smooth_labels(y: Array, smoothing: Array, classes: int, out: Array) -> Array:
    """(1 − s) Y + s/C: targets y (outputs, examples), s (models, 1), written to `out`, (models, outputs, examples)."""
    s = smoothing[:, :, None]
    np.multiply(y, 1 - s, out=out)
    out += s / classes
    return out
