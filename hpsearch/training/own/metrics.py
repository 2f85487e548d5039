"""The metrics from the user's own code: a mapping from names to numbers."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from math import isfinite
from typing import Any

from hpsearch.config.own.hyperparameters import OF_TABLES
from hpsearch.config.wording import show
from hpsearch.training.own.failures import TrainingFailedError

Metrics = dict[str, float]
"""The metrics of an epoch by name."""

MOST_METRICS = 200
"""Largest number of metrics of an epoch."""

LOSSES = ("loss", "train_loss", "dev_loss")
"""A training has diverged if one of these metrics is not finite."""


def metrics_of(value: Any) -> Metrics:
    """Return the metrics in `value`, without the epoch, which hpsearch counts itself. Raises TrainingFailedError."""
    if not isinstance(value, Mapping):
        raise TrainingFailedError(f"gave {_kind(value)}; expected a dict of metrics, such as {{'dev_error': 0.1}}")
    if len(value) > MOST_METRICS:
        raise TrainingFailedError(f"gave {len(value)} metrics; expected at most {MOST_METRICS}")
    return {_name(name): _number(name, number) for name, number in value.items() if name != "epoch"}


def lacks(metrics: Metrics, wanted: str) -> str:
    """Return a message if the metric by which trials are compared is missing; else empty."""
    if wanted in metrics:
        return ""
    given = ", ".join(metrics) or "none"
    return f"gave no {wanted}, by which trials are compared (search.metric); its metrics are: {given}"


def stands_for_two(metrics: Metrics, taken: AbstractSet[str]) -> str:
    """Return a message if the name of a metric is `taken` by another column of the tables; else empty."""
    both = next((name for name in metrics if name in taken), "")
    what = "a hyperparameter that is searched, or a deviation over search.repeats, has in the tables"
    return f"gave the metric {both}, a name that {what}; choose another name" if both else ""


def not_finite(metrics: Metrics, wanted: str) -> str:
    """Return the name of a metric that shows that the training has diverged; empty if there is none."""
    return next((name for name in (wanted, *LOSSES) if not isfinite(metrics.get(name, 0.0))), "")


def _name(name: Any) -> str:
    if not isinstance(name, str) or not name.strip():
        raise TrainingFailedError(f"gave a metric with the name {show(name)}; expected a word")
    if name in OF_TABLES:
        raise TrainingFailedError(f"gave the metric {name}, which is a column of the tables; choose another name")
    return name


def _number(name: Any, number: Any) -> float:
    try:
        return float(number + 0)  # raises TypeError for a string
    except (TypeError, ValueError, OverflowError, RuntimeError):
        raise TrainingFailedError(f"gave {_kind(number)} as {name}; expected a number") from None


def _kind(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return repr(value)
    if isinstance(value, str | int | float | list):
        return show(value)
    kind = type(value).__name__.replace("ndarray", "array")
    return f"{'an' if kind[0].lower() in 'aeiou' else 'a'} {kind}"
