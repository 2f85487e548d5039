"""The curves of a trial: what led to where it stands, raw and smoothed, and what was left behind; and its changes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hpsearch.engine.averages import smooth
from hpsearch.panda.view import View
from hpsearch.screen.braille import DASHED, DOTTED, POINTS, SOLID, Pattern
from hpsearch.trials.epochs import BranchEpoch
from hpsearch.trials.interventions import Intervention, numbers
from hpsearch.trials.story import smoothing_span, when

Points = NDArray[np.float64]

LEFT_BEHIND = "dim"
PART_LINES = (("train", SOLID, "$text-primary"), ("dev", DASHED, "$text-warning"))
"""The two parts of the data on which a metric is taken, each with its pattern and style."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Values `y` at the epochs `x`, and how they are drawn; one with a `label` has it written at its end.

    An abandoned branch is `left_behind`: it is drawn as far as the scale reaches that the others set.
    """

    x: Points
    y: Points
    pattern: Pattern
    style: str
    label: str = ""
    left_behind: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A change: its number in the list of changes, none for a pause and the like, and when it was made, in epochs."""

    number: int | None
    epoch: float


def quantities(view: View, trial: int) -> list[str]:
    """What curves there are: the loss, and the metrics that are taken on both parts."""
    epochs = view.story(trial).epochs
    names = epochs[0].record.metrics if epochs else {"dev_loss": 0.0, "train_loss": 0.0}
    both = [name.removeprefix("dev_") for name in names if name.startswith("dev_")]
    both = [name for name in both if f"train_{name}" in names]
    return sorted(both, key=lambda name: name != "loss")


def curves(view: View, trial: int, quantity: str) -> list[Curve]:
    """Those of a trial, the less important first: left behind, raw, smoothed (notes §XVI)."""
    story = view.story(trial)
    history = story.history
    drawn = [
        replace(_curve(way, f"{part}_{quantity}", DOTTED, LEFT_BEHIND), left_behind=True)
        for way in story.left_behind
        for part, _, _ in PART_LINES
    ]
    drawn += [_curve(history, f"{part}_{quantity}", POINTS, style) for part, _, style in PART_LINES]
    for part, pattern, style in PART_LINES:
        raw = _curve(history, f"{part}_{quantity}", pattern, style, part)
        finite = np.isfinite(raw.y)
        beta = 1 - 1 / smoothing_span(len(history))
        drawn.append(Curve(raw.x[finite], np.asarray(smooth(raw.y[finite], beta), np.float64), pattern, style, part))
    return drawn


def rates(view: View, trial: int) -> list[Curve]:
    """The learning rate over the epochs of a trial, of what was left behind too."""
    story = view.story(trial)
    behind = [replace(_rate(way, DOTTED, LEFT_BEHIND), left_behind=True) for way in story.left_behind]
    return [*behind, _rate(story.history, SOLID, "$text-success", "rate")]


def marks(interventions: Sequence[Intervention], steps_per_epoch: int) -> list[Mark]:
    """Where the interventions of a trial stand."""
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
