"""L2 regularisation: J + λ/(2m) · Σ‖W‖²_F over the weights alone (notes §VI)."""

import numpy as np

from hpsearch.engine.arrays import Array
from hpsearch.engine.heads import Losses


def l2_costs(weights: Array, l2: Array, examples: float) -> Losses:
    """λ/(2m) · Σ‖W‖² of each model: weights (models, weights), λ (models, 1), m the size of the training part."""
    squares: Losses = np.sum(np.square(weights, dtype=np.float64), axis=1)
    return squares * l2[:, 0] / (2 * examples)


def add_l2_gradient(weight_gradients: Array, weights: Array, l2: Array, examples: float, scratch: Array) -> None:
    """dW += (λ/m) W, in place; all (models, weights) but λ, (models, 1)."""
    weight_gradients += np.multiply(weights, l2 / examples, out=scratch)
