"""Clipping: shorten a gradient whose norm is too large, and keep its direction (Pascanu et al. 2013)."""

import numpy as np

from hpsearch.engine.arrays import Array


def clip(gradient: Array, longest: Array) -> None:
    """g ·= c/‖g‖ where ‖g‖ > c, in place: gradient (models, P), c (models, 1), infinite for no clipping."""
    norms = np.sqrt(np.vecdot(gradient, gradient))[:, None]  # (models, 1)
    overflown = np.flatnonzero(np.isinf(norms))
    if overflown.size:  # the squares overflowed; without this, a large but finite gradient would become 0
        norms[overflown, 0] = np.linalg.norm(gradient[overflown].astype(np.float64), axis=1)
    gradient *= np.divide(longest, norms, out=np.ones_like(norms), where=norms > longest)
