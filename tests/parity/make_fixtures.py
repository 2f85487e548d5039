"""Write fixtures.npz: PyTorch's results for the fixture cases, for comparison where it is not installed.

Run with the environment of `make bench`: .venv-bench/bin/python -m tests.parity.make_fixtures
"""

import numpy as np

from . import peer
from .cases import FIXTURES, fixture_cases

if __name__ == "__main__":
    made = {}
    for number, case in enumerate(fixture_cases()):
        exact, usual = (peer.trained(case, dtype) for dtype in (np.float64, np.float32))
        made |= {f"{number}/{name}": tensor for name, tensor in exact.tensors.items()}
        made |= {f"{number}/losses": exact.losses, f"{number}/float32_losses": usual.losses}
    np.savez_compressed(FIXTURES, **made)
