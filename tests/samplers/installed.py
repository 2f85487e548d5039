"""The samplers by name, those skipped whose packages are not installed."""

from importlib.util import find_spec

import pytest

from hpsearch.samplers import SAMPLERS

without_torch = pytest.mark.skipif(find_spec("torch") is None, reason="gp needs PyTorch, too large to install for it")

INSTALLED = [pytest.param(name, marks=without_torch) if name == "gp" else name for name in SAMPLERS]

every_sampler = pytest.mark.parametrize("name", INSTALLED)
