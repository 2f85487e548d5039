"""The array type of the sampler's own computations."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
