"""Hyperparameters and the scales on which they are searched: values ↔ the unit interval."""

from hpsearch.space.domains import Choices, Domain, Interval, Steps, WholeLog
from hpsearch.space.ranges import Choice, Range
from hpsearch.space.scales import SCALES, Linear, Log, ReverseLog, Scale
from hpsearch.space.space import SWITCH, Axis, Condition, Space

__all__ = [
    "SCALES",
    "SWITCH",
    "Axis",
    "Choice",
    "Choices",
    "Condition",
    "Domain",
    "Interval",
    "Linear",
    "Log",
    "Range",
    "ReverseLog",
    "Scale",
    "Space",
    "Steps",
    "WholeLog",
]
