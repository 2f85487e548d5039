"""He and Xavier keep the signal alive in a deep network; other first weights let it vanish or explode.

Networks of 20 hidden layers with 100 units each see 256 examples of normal inputs before any training. Measured are the
root mean square of each layer's activations and the norm of each layer's gradient. The last rows are
linear networks with 1.5 and 0.5 on the diagonal.
"""

from collections.abc import Iterator

import numpy as np
from matplotlib.figure import Figure

from experiments.picture import legend, line
from experiments.rows import Row, Rows, column, interval, where
from hpsearch.engine.activity import activation_sizes, gradient_norms
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.initialization import initial_parameters
from hpsearch.engine.network import Network

NUMBER, SECTIONS = 5, "XI"
DEPTH, UNITS, EXAMPLES = 20, 100, 256
CASES = (("relu", "he"), ("relu", "xavier"), ("tanh", "xavier"), ("tanh", "glorot"), ("relu", "small"))
LINEAR = {"1.5 on the diagonal": 1.5, "0.5 on the diagonal": 0.5}


def measure(seed: int) -> list[Row]:
    """The size of the signal and of the gradient in each layer."""
    return [*_networks(seed), *_linear(seed)]


def _networks(seed: int) -> Iterator[Row]:
    for activation, initializer in CASES:
        architecture = Architecture(UNITS, (UNITS,) * DEPTH, 10, activation, "softmax")
        draws = [np.random.default_rng([seed, layer]) for layer in range(DEPTH + 1)]
        network = Network(architecture, initial_parameters(architecture, initializer, draws, np.float64)[None])
        yield from _layers(network, f"{activation}, {initializer}", seed)


def _linear(seed: int) -> Iterator[Row]:
    for label, weight in LINEAR.items():
        architecture = Architecture(UNITS, (UNITS,) * DEPTH, 10, "identity", "softmax")
        network = Network(architecture, np.zeros((1, architecture.layout().size)))
        for w in network.w:
            if "W" in w:
                w["W"][...] = weight * np.eye(*w["W"].shape[1:])
        yield from _layers(network, label, seed)


def _layers(network: Network, label: str, seed: int) -> Iterator[Row]:
    rng = np.random.default_rng([seed, 99])
    x, labels = rng.standard_normal((UNITS, EXAMPLES)), rng.integers(0, 10, EXAMPLES)
    network.forward(x)
    network.backward(x, network.head.targets(labels, 10))
    signals = activation_sizes(network, x)
    for layer, (signal, gradient) in enumerate(zip(signals, gradient_norms(network), strict=False), start=1):
        yield {"first weights": label, "layer": layer, "seed": seed, "signal": float(signal[0]),
               "gradient": float(gradient[0])}  # fmt: skip


def summary(rows: Rows) -> list[Row]:
    """The signal of the first and the last hidden layer, and the first layer's gradient beside the last one's."""
    table = []
    for label in dict.fromkeys(row["first weights"] for row in rows):
        first, last = (
            where(rows, **{"first weights": label}, layer=1),
            where(rows, **{"first weights": label}, layer=DEPTH),
        )
        ratio = np.exp(np.mean(np.log(column(first, "gradient"))) - np.mean(np.log(column(last, "gradient"))))
        table.append({
            "first weights": label,
            "signal, layer 1": f"{interval(first, 'signal').middle:.3g} ± {interval(first, 'signal').half:.1g}",
            f"signal, layer {DEPTH}": f"{interval(last, 'signal').middle:.3g} ± {interval(last, 'signal').half:.1g}",
            f"gradient, layer 1 over layer {DEPTH}": f"{ratio:.3g}",
        })  # fmt: skip
    return table


def draw(rows: Rows, figure: Figure) -> None:
    """The signal on the left, the gradient on the right."""
    left, right = figure.subplots(1, 2)
    for axes, name in ((left, "signal"), (right, "gradient")):
        for number, label in enumerate(dict.fromkeys(row["first weights"] for row in rows)):
            chosen = where(rows, **{"first weights": label})
            values = [column(where(chosen, seed=seed), name) for seed in sorted({row["seed"] for row in chosen})]
            line(axes, range(1, DEPTH + 1), values, label, number)
        axes.set_yscale("log")
        axes.set_xlabel("hidden layer")
        axes.set_title({"signal": "size of the activations", "gradient": "norm of the gradient"}[name], fontsize=9)
    legend(left)


def findings(rows: Rows) -> str:
    """What the last layer still sees."""

    def last(label: str) -> float:
        return interval(where(rows, **{"first weights": label}, layer=DEPTH), "signal").middle

    return (
        f"With He's weights a ReLU network's signal in layer {DEPTH} has size {last('relu, he'):.2f}, near the 1 "
        f"of the inputs. Xavier's variance is half of that: under ReLU it leaves {last('relu, xavier'):.2g}, about "
        f"2^(−{DEPTH}/2). With tanh Xavier's weights leave {last('tanh, xavier'):.2f}: the signal does not vanish, but "
        f"it shrinks, as tanh bends. Weights of 0.01 leave {last('relu, small'):.1g}. The linear networks follow "
        f"1.5^l and 0.5^l exactly. The claim holds."
    )
