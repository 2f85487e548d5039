"""Weight averaging against the sum that it is."""

import numpy as np
import pytest

from hpsearch.engine.descent import BLOCK
from hpsearch.engine.weight_average import WeightAverage

BETAS = (0.9, 0.999, 0.5)


@pytest.mark.parametrize("size", [7, BLOCK, BLOCK + 3])
def test_the_average_is_the_weighted_mean_of_the_steps_so_far(size):
    draw = np.random.default_rng(0)
    parameters = np.zeros((len(BETAS), size))
    averaging, steps = WeightAverage(parameters), []
    for t in range(1, 13):
        parameters[...] = draw.normal(size=parameters.shape)
        steps.append(parameters.copy())
        averaging.update(BETAS, t)
        for model, beta in enumerate(BETAS):
            weights = beta ** np.arange(t)[::-1]
            expected = np.average([step[model] for step in steps], axis=0, weights=weights)
            np.testing.assert_allclose(averaging.average[model], expected, rtol=1e-9, atol=1e-12)


def test_it_goes_on_where_an_earlier_one_left_off():
    draw = np.random.default_rng(1)
    steps = draw.normal(size=(6, 2, 5)).astype(np.float32)
    parameters = np.zeros((2, 5), np.float32)
    whole, first = WeightAverage(parameters), WeightAverage(parameters)
    for t, step in enumerate(steps, start=1):
        parameters[...] = step
        whole.update([0.9, 0.8], t)
        if t == 3:
            first = WeightAverage(parameters, whole.average.copy())
        elif t > 3:
            first.update([0.9, 0.8], t)
    assert first.average.tobytes() == whole.average.tobytes()


def test_parameters_that_stand_still_are_their_own_average():
    parameters = np.full((1, 4), 0.1, np.float32)
    averaging = WeightAverage(parameters)
    for t in range(1, 100):
        averaging.update([0.99], t)
    assert averaging.average == pytest.approx(parameters, rel=1e-5)
