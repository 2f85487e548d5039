"""How cost grows with models, examples, epochs and parameters: two decades of each, the slope fitted in log-log.

A slope of 1 is proportional cost, below 1 something is shared. All else is held: 8 models of 64-64-32-10, batch 64,
1,024 examples, one epoch; parameters grow in one model with two hidden layers. Draws benchmarks/scaling.png.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

from benchmarks.interleaved import interleaved
from benchmarks.one_thread import settle_on_one_thread
from benchmarks.peers.engine import cohorts, recipe, training_set
from benchmarks.workloads import Hidden, Workload

FIGURE = Path(__file__).with_suffix(".png")
INK, LINE = "#1b1b1f", "#2f6fb2"

Call = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Axis:
    """One quantity that grows: its `sizes`, and what to train at each."""

    label: str
    sizes: tuple[int, ...]
    work: tuple[Call, ...]

    def seconds(self, rounds: int) -> list[float]:
        """The median cost at each size."""
        timed = interleaved(dict(zip(map(str, self.sizes), self.work, strict=True)), rounds)
        return [median(times) for times in timed.values()]


def main(rounds: int = 5) -> None:
    """Print the slopes and draw the figure."""
    settle_on_one_thread()
    costs = [(axis, axis.seconds(rounds)) for axis in axes()]
    print("| cost against | from | to | slope in log-log |\n|---|---|---|---|")
    for axis, seconds in costs:
        print(f"| {axis.label} | {axis.sizes[0]:,} | {axis.sizes[-1]:,} | {fitted(axis.sizes, seconds)[0]:.2f} |")
    drawn(costs).savefig(FIGURE, dpi=160)


def axes() -> list[Axis]:
    """What is measured."""
    models, epochs = (1, 2, 4, 8, 16, 32, 64, 100), (1, 2, 5, 10, 20, 50, 100)
    examples = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
    hidden = [(width, width) for width in (64, 96, 160, 256, 400, 640, 1_000)]
    eight = training((64, 32), 8)
    return [
        Axis("models", models, tuple(training((64, 32), count) for count in models)),
        Axis("training examples", examples, tuple(training((64, 32), 8, count) for count in examples)),
        Axis("epochs", epochs, tuple(repeated(eight, count) for count in epochs)),
        Axis("parameters of a model", tuple(map(parameters, hidden)), tuple(training(h, 1) for h in hidden)),
    ]


def training(hidden: Hidden, models: int, examples: int = 1_024) -> Call:
    """An epoch of so many models, in the stacks that a search makes of them."""
    workload = Workload("", (hidden,) * models, inputs=64, outputs=10, batch=examples, batches=1)
    stacks = cohorts([recipe(hidden, 64)] * models, training_set(10, *workload.arrays()))
    return lambda: [stack.train_epoch() for stack in stacks]


def repeated(work: Call, times: int) -> Call:
    """That work, so many times over."""
    return lambda: [work() for _ in range(times)]


def parameters(hidden: Hidden) -> int:
    """How many one model has."""
    return sum((n_in + 1) * n_out for n_in, n_out in pairwise((64, *hidden, 10)))


def fitted(sizes: Sequence[int], seconds: Sequence[float]) -> NDArray[Any]:
    """Slope and offset of log seconds over log size, by least squares."""
    return np.polyfit(np.log(sizes), np.log(seconds), 1)


def drawn(costs: Sequence[tuple[Axis, list[float]]]) -> Figure:
    """A small panel each, on logarithmic axes."""
    figure = Figure(figsize=(7.5, 5.8), layout="constrained")
    for panel, (axis, seconds) in zip(figure.subplots(2, 2).flat, costs, strict=True):
        slope, offset = fitted(axis.sizes, seconds)
        sizes = np.array(axis.sizes)
        panel.loglog(sizes, np.exp(offset) * sizes**slope, color=LINE, linewidth=1.2, alpha=0.6)
        panel.loglog(sizes, seconds, "o", color=LINE, markersize=4.5)
        panel.set_xlabel(axis.label, color=INK)
        panel.set_ylabel("seconds", color=INK)
        panel.set_title(f"slope {slope:.2f}", fontsize=10, color=INK, loc="left")
        panel.spines[["top", "right"]].set_visible(False)
        panel.grid(color="#e3e3e8", linewidth=0.6)
        panel.set_axisbelow(True)
    return figure


if __name__ == "__main__":
    main()
