"""A running optimizer: changes of its velocity."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from hpsearch.engine.descent import Descent
from hpsearch.engine.optimizers import OPTIMIZERS, velocity_of


@dataclass(frozen=True)
class Renamed:
    """Momentum whose velocity is kept under another name."""

    name = "renamed"
    state: ClassVar = ("average",)
    velocity: ClassVar = "average"
    hyperparameters: ClassVar = ("learning_rate", "beta1")
    defaults: ClassVar[dict[str, float]] = {}

    def step(self, theta, gradient, scratch, average, *, t, learning_rate, beta1):
        OPTIMIZERS["momentum"].step(theta, gradient, scratch, average, t=t, learning_rate=learning_rate, beta1=beta1)


@pytest.mark.parametrize("optimizer", [*OPTIMIZERS.values(), Renamed()], ids=lambda optimizer: optimizer.name)
def test_forgetting_the_velocity_empties_its_buffer_alone(optimizer):
    """To forget the velocity empties the buffer that an optimizer names and no other."""
    descent = Descent(
        optimizer, np.ones((2, 3)), np.ones((2, 3)), state={name: np.ones((2, 3)) for name in optimizer.state}
    )
    descent.forget_velocity()
    emptied = {name for name, buffer in descent.state.items() if not buffer.any()}
    assert emptied == ({velocity_of(optimizer)} if velocity_of(optimizer) else set())
