"""Optuna's own suite for samplers, which says what any study may ask of one."""

import pytest
from optuna.testing.pytest_samplers import (
    BasicSamplerTestCase,
    RelativeSamplerTestCase,
    SingleOnlySamplerTestCase,
)

from hpsearch.samplers import CoarseToFineSampler


class TestCoarseToFine(BasicSamplerTestCase, RelativeSamplerTestCase, SingleOnlySamplerTestCase):
    """As it stands: most of the suite's studies are over while it is still coarse."""

    @pytest.fixture
    def sampler(self):
        return lambda: CoarseToFineSampler(0)


class TestCoarseForTwo(BasicSamplerTestCase, RelativeSamplerTestCase, SingleOnlySamplerTestCase):
    """Coarse for two trials, so that the suite meets the model."""

    @pytest.fixture
    def sampler(self):
        return lambda: CoarseToFineSampler(0, coarse=2, explore=0.0)


class TestNoModel(BasicSamplerTestCase, RelativeSamplerTestCase, SingleOnlySamplerTestCase):
    """Coarse for two trials, then in the box of the best."""

    @pytest.fixture
    def sampler(self):
        return lambda: CoarseToFineSampler(0, coarse=2, model="none")
