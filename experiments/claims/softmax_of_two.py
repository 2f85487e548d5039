"""Softmax with C = 2 is logistic regression.

Both heads are trained on breast_cancer without hidden layers by plain gradient descent from zero weights, 200 steps on
all examples in float64. The sigmoid has one w, the softmax w₁ and w₂; compared is w₂ − w₁ with w.
"""

import numpy as np
from matplotlib.figure import Figure

from experiments.picture import bars
from experiments.rows import Row, Rows, interval, where
from experiments.training import objective
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.descent import Descent
from hpsearch.engine.network import Network
from hpsearch.engine.optimizers import OPTIMIZERS

NUMBER, SECTIONS = 14, "XXVIII"
STEPS, RATE = 200, 0.1


def measure(seed: int) -> list[Row]:
    """How far apart the two are, with the same and with half of the learning rate."""
    train = objective({"source": "breast_cancer"}, {}, seed).training_set.train
    x, y = train.x.astype(np.float64), train.y
    logistic = fitted("sigmoid", 1, x, y, RATE)
    w, p = logistic.theta[0], logistic.head.predict(logistic.predict(x))[0, 1]
    rows = []
    for label, share in (("the same rate", 1.0), ("half the rate", 0.5)):
        softmax = fitted("softmax", 2, x, y, RATE * share)
        own, bias = softmax.theta[0, :-2].reshape(2, -1), softmax.theta[0, -2:]
        of_two = np.append(own[1] - own[0], bias[1] - bias[0])
        probability = softmax.head.predict(softmax.predict(x))[0, 1]
        rows.append({
            "softmax trains at": label,
            "seed": seed,
            "largest difference of a weight": float(np.abs(of_two - w).max()),
            "largest difference of a probability": float(np.abs(probability - p).max()),
        })  # fmt: skip
    return rows


def fitted(head: str, outputs: int, x: np.ndarray, y: np.ndarray, rate: float) -> Network:
    """A network without hidden layers after some steps on all examples."""
    architecture = Architecture(len(x), (), outputs, "identity", head)
    network = Network(architecture, np.zeros((1, architecture.layout().size)))
    descent = Descent(OPTIMIZERS["sgd"], network.theta, network.gradient)
    targets = network.head.targets(y, 2)
    for _ in range(STEPS):
        network.forward(x)
        network.backward(x, targets)
        descent.step(learning_rate=np.array([[rate]]))
    return network


def summary(rows: Rows) -> list[Row]:
    """The largest differences over all seeds."""
    names = list(rows[0])[2:]
    return [
        {
            "softmax trains at": label,
            **{name: _shown(where(rows, **{"softmax trains at": label}), name) for name in names},
        }
        for label in ("the same rate", "half the rate")
    ]


def _shown(rows: Rows, name: str) -> str:
    found = interval(rows, name)
    return f"{found.middle:.2g} ± {found.half:.1g}"


def draw(rows: Rows, figure: Figure) -> None:
    """The differences, in powers of ten."""
    for axes, name in zip(figure.subplots(1, 2), list(rows[0])[2:], strict=True):
        bars(axes, rows, "softmax trains at", name)
        axes.set_yscale("log")
        axes.set_title(name, fontsize=9)


def findings(rows: Rows) -> str:
    """The same function, at half the rate."""
    half = where(rows, **{"softmax trains at": "half the rate"})
    same = where(rows, **{"softmax trains at": "the same rate"})
    return (
        f"The claim holds, with a condition that is easily missed: the softmax of two moves w₂ − w₁ twice as far in "
        f"a step, because each of the two weights takes the whole step. At half the rate all {STEPS} steps agree to "
        f"{max(row['largest difference of a weight'] for row in half):.0e}. At the same rate they are "
        f"two different trainings, and probabilities differ by up to "
        f"{max(row['largest difference of a probability'] for row in same):.2f}. "
        f"The functions that can be fitted are the same."
    )
