"""The curves of a trial: its present history, raw and smoothed, abandoned branches, and marks of changes."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hpsearch.engine.averages import smooth
from hpsearch.panda.view import View
from hpsearch.records import Record, replace
from hpsearch.screen.braille import DASHED, DOTTED, POINTS, SOLID, Pattern
from hpsearch.trials.epochs import BranchEpoch
from hpsearch.trials.interventions import Intervention, numbers
from hpsearch.trials.quantities import metrics_of_quantity, quantity_of
from hpsearch.trials.story import smoothing_span, when

Points = NDArray[np.float64]

LABEL = 6
"""Columns for the name of a curve, on the right."""

LEFT_BEHIND = "dim"
PART_LINES = ((SOLID, "$text-primary"), (DASHED, "$text-warning"))
"""Pattern and style of metrics of the training part, and of other parts of the data."""


class Curve(Record):
    """Values `y` at the epochs `x`, and their style; a `label` is written at the end of the curve.

    An abandoned branch is `left_behind`: it does not affect the scale.
    """

    x: Points
    y: Points
    pattern: Pattern
    style: str
    label: str = ""
    left_behind: bool = False


class Mark(Record):
    """A change: its number in the list of changes, None for pauses and the like, and its time in epochs."""

    number: int | None
    epoch: float


def quantities(view: View, trial: int) -> list[str]:
    """Return the quantities with curves: the loss first, then the metric of the search, then the others."""
    epochs = view.story(trial).epochs
    names = epochs[0].record.metrics if epochs else {"dev_loss": 0.0, "train_loss": 0.0}
    counted = quantity_of(view.ranking.metric)
    return sorted({quantity_of(name): None for name in names}, key=lambda name: (name != "loss", name != counted))


def curves(view: View, trial: int, quantity: str) -> list[Curve]:
    """Return the curves of a trial, the less important first: abandoned, raw, smoothed (notes §XVI)."""
    story = view.story(trial)
    history = story.history
    lines = _lines(history, quantity)
    drawn = [
        replace(_curve(way, name, DOTTED, LEFT_BEHIND), left_behind=True)
        for way in story.left_behind
        for name, *_ in lines
    ]
    drawn += [_curve(history, name, POINTS, style) for name, _, _, style in lines]
    for name, label, pattern, style in lines:
        raw = _curve(history, name, pattern, style, label)
        finite = np.isfinite(raw.y)
        beta = 1 - 1 / smoothing_span(len(history))
        drawn.append(Curve(raw.x[finite], np.asarray(smooth(raw.y[finite], beta), np.float64), pattern, style, label))
    return drawn


def _lines(history: Sequence[BranchEpoch], quantity: str) -> list[tuple[str, str, Pattern, str]]:
    """Return the metrics of a quantity, that of the training part first, each with name, pattern and style."""
    measured = history[-1].record.metrics if history else {}
    found = metrics_of_quantity(quantity, measured) or [(f"dev_{quantity}", "dev")]
    return [(name, part[:LABEL], *PART_LINES[part not in ("train", quantity)]) for name, part in found]


def rates(view: View, trial: int) -> list[Curve]:
    """Return the curves of the learning rate of a trial, including abandoned branches."""
    story = view.story(trial)
    behind = [replace(_rate(way, DOTTED, LEFT_BEHIND), left_behind=True) for way in story.left_behind]
    return [*behind, _rate(story.history, SOLID, "$text-success", "rate")]


def marks(interventions: Sequence[Intervention], steps_per_epoch: int) -> list[Mark]:
    """Return the marks of a trial's interventions."""
    return [
        Mark(number, when(each.moment, steps_per_epoch))
        for number, each in zip(numbers(interventions), interventions, strict=True)
    ]


def _curve(way: Sequence[BranchEpoch], name: str, pattern: Pattern, style: str, label: str = "") -> Curve:
    x = np.array([each.record.epoch for each in way], np.float64)
    y = np.array([each.record.metrics.get(name, np.nan) for each in way], np.float64)
    return Curve(x, y, pattern, style, label)


def _rate(way: Sequence[BranchEpoch], pattern: Pattern, style: str, label: str = "") -> Curve:
    x = np.array([each.record.epoch for each in way], np.float64)
    return Curve(x, np.array([each.record.learning_rate for each in way], np.float64), pattern, style, label)
