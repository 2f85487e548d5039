"""The array types in the engine's signatures."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
"""Floating-point numbers: float32 to train, float64 to check."""

Mask = NDArray[np.bool_]
Labels = NDArray[np.int64]
