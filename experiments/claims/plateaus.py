"""Momentum, RMSprop and Adam leave plateaus and saddles sooner than gradient descent.

Two functions of two numbers, without noise. The saddle is x²/2 − y²/2 + y⁴/4, from x = 1 and a y of about 0.0001; it
is left where |y| > 0.5. The plateau is 1 − e^(−x²/2) + y²/2, from about x = 3.5, where the slope is 0.008; it is left
where |x| < 1. All with a learning rate of 0.01; at most 100,000 steps.
"""

import numpy as np
from matplotlib.figure import Figure

from experiments.picture import bars
from experiments.rows import Row, Rows, interval, shown, summarised, where
from hpsearch.engine.descent import Descent
from hpsearch.engine.optimizers import OPTIMIZERS

NUMBER, SECTIONS = 13, "XXI"
NAMES = ("sgd", "momentum", "nesterov", "rmsprop", "adam")
RATE, MOST = 0.01, 100_000
HYPERPARAMETERS = {"learning_rate": RATE, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}


def saddle(theta: np.ndarray) -> tuple[np.ndarray, bool]:
    """The gradient of the saddle, and whether it is left."""
    x, y = theta.T
    return np.stack([x, y**3 - y], axis=1), bool(abs(y[0]) > 0.5)


def plateau(theta: np.ndarray) -> tuple[np.ndarray, bool]:
    """The gradient of the plateau, and whether it is left."""
    x, y = theta.T
    return np.stack([x * np.exp(-(x**2) / 2), y], axis=1), bool(abs(x[0]) < 1)


def starts(seed: int) -> dict[str, np.ndarray]:
    """Where each begins, (1, 2)."""
    rng = np.random.default_rng(seed)
    return {
        "saddle": np.array([[1.0, 1e-4 * rng.standard_normal()]]),
        "plateau": np.array([[3.5 + 0.1 * rng.standard_normal(), 1.0]]),
    }


def measure(seed: int) -> list[Row]:
    """The steps of each optimizer."""
    rows = []
    for place, function in (("saddle", saddle), ("plateau", plateau)):
        for name in NAMES:
            theta = starts(seed)[place].copy()
            rows.append({"place": place, "optimizer": name, "seed": seed, "steps": _steps(function, name, theta)})
    return rows


def _steps(function, name: str, theta: np.ndarray) -> int:  # noqa: ANN001 (either of the two)
    optimizer = OPTIMIZERS[name]
    gradient = np.zeros_like(theta)
    descent = Descent(optimizer, theta, gradient)
    values = {**HYPERPARAMETERS, **optimizer.defaults}
    columns = {key: np.array([[values[key]]]) for key in optimizer.hyperparameters}
    for step in range(MOST):
        gradient[...], left = function(theta)
        if left:
            return step
        descent.step(**columns)
    return MOST


def summary(rows: Rows) -> list[Row]:
    """A row an optimizer and place."""
    return summarised(rows, ["place", "optimizer"], ["steps"])


def draw(rows: Rows, figure: Figure) -> None:
    """The steps of each."""
    for axes, place in zip(figure.subplots(1, 2), ("saddle", "plateau"), strict=True):
        bars(axes, where(rows, place=place), "optimizer", "steps")
        axes.set_yscale("log")
        axes.set_title(f"steps to leave the {place}", fontsize=9)


def findings(rows: Rows) -> str:
    """How many steps each takes."""

    def steps(place: str, name: str) -> str:
        return shown(interval(where(rows, place=place, optimizer=name), "steps"))

    return (
        f"From the saddle gradient descent takes {steps('saddle', 'sgd')} steps, momentum "
        f"{steps('saddle', 'momentum')}, RMSprop {steps('saddle', 'rmsprop')} and Adam {steps('saddle', 'adam')}. "
        f"From the plateau gradient descent takes {steps('plateau', 'sgd')}, momentum "
        f"{steps('plateau', 'momentum')}, RMSprop {steps('plateau', 'rmsprop')} and Adam {steps('plateau', 'adam')}. "
        f"The claim holds for RMSprop and Adam, whose steps do not shrink with the gradient. It does not for "
        f"momentum in its average form v = β₁v + (1−β₁)g: its steps are no longer than those of gradient descent "
        f"where the gradient keeps its direction. In the other usual form, v = β₁v + g, they are 1/(1−β₁) as long, "
        f"which is what speeds it up there, and what a learning rate ten times as high does here."
    )
