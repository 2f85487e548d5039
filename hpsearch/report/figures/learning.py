"""A figure of learning curves: the winner, the leaders, and the spread of all trials."""

from collections.abc import Mapping, Sequence
from math import isfinite, nan

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from hpsearch.report.figures.curves import LOG_FROM, PART_COLOURS
from hpsearch.report.figures.svg import log_scale

_WIDE, _TALL = 9.6, 3.4
_LEADER, _SPREAD = "#8a94a3", "#7a8699"
_ENOUGH = 3
"""Smallest number of trials at an epoch for a spread."""

ValueByEpoch = Mapping[int, float]
"""A value at each epoch."""


def learning_figure(
    metric: str, leaders: Mapping[int, ValueByEpoch], train: ValueByEpoch, trials: Sequence[ValueByEpoch]
) -> Figure:
    """Draw the curves of the `leaders` by number, the winner first, its `train` curve, and the spread of `trials`."""
    figure = Figure(figsize=(_WIDE, _TALL), layout="constrained")
    panel = figure.subplots()
    winner, *others = leaders
    last = max(max(curve, default=1) for curve in leaders.values())
    low, middle, high = _spread(trials, last)
    epochs = np.arange(1, last + 1)
    if len(trials) >= _ENOUGH:
        panel.fill_between(epochs, low, high, color=_SPREAD, alpha=0.16, linewidth=0, label="middle 80 % of trials")
        panel.plot(epochs, middle, color=_SPREAD, linewidth=1.4, linestyle=(0, (1, 2)), label="median of trials")
    for number in others:
        panel.plot(*_points(leaders[number]), color=_LEADER, linewidth=0.9)
    if others:
        panel.plot([], [], color=_LEADER, linewidth=0.9, label="next best: " + ", ".join(map(str, others)))
    if train:
        panel.plot(*_points(train), color=PART_COLOURS["train"], linewidth=1.4, linestyle="--", label="winner, train")
    panel.plot(*_points(leaders[winner]), color=PART_COLOURS["dev"], linewidth=2, label=f"winner, trial {winner}, dev")
    heights: list[float] = [value for curve in leaders.values() for value in curve.values()] + middle
    drawn = np.array(heights)
    drawn = drawn[np.isfinite(drawn)]
    if len(drawn) and 0 < LOG_FROM * drawn.min() < drawn.max():
        log_scale(panel)
    panel.set_ylabel(metric)
    panel.set_xlabel("epoch")
    panel.xaxis.set_major_locator(MaxNLocator(integer=True))
    panel.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside right upper", frameon=False)
    return figure


def _points(curve: ValueByEpoch) -> tuple[list[int], list[float]]:
    return list(curve), [value if isfinite(value) else nan for value in curve.values()]


def _spread(trials: Sequence[ValueByEpoch], last: int) -> "tuple[list[float], list[float], list[float]]":
    """Return the 10 %, 50 % and 90 % quantiles of the values at each epoch."""
    quantiles = []
    for epoch in range(1, last + 1):
        values = [curve[epoch] for curve in trials if epoch in curve and isfinite(curve[epoch])]
        quantiles.append(np.quantile(values, [0.1, 0.5, 0.9]).tolist() if len(values) >= _ENOUGH else [nan] * 3)
    low, middle, high = (list(column) for column in zip(*quantiles, strict=True))
    return low, middle, high
