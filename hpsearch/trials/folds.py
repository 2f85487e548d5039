"""Join the outcomes of a trial's folds, each judged on its held-out rows, into one outcome."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import fsum, sqrt
from typing import Any

from hpsearch.records import replace
from hpsearch.trials.outcomes import Outcome
from hpsearch.trials.repeats import combined, message_of, over_repeats, standard_deviation

SQUARED = ("_rmse",)
"""Endings of the names of metrics that are roots of means, whose squares are averaged."""


def fold_count(config: Mapping[str, Any]) -> int:
    """Return the number of folds in a config, a mapping with all its keys; 1 if it has none.

    >>> fold_count({"data": {"split": {"folds": 5}}}), fold_count({"data": {"split": "auto"}})
    (5, 1)
    """
    split = config.get("data", {}).get("split")
    return int(split.get("folds", 1)) if isinstance(split, Mapping) else 1


def fold_std_name(metric: str) -> str:
    """Return the name of the standard deviation of `metric` over the folds.

    >>> fold_std_name("dev_error")
    'dev_error_fold_std'
    """
    return f"{metric}_fold_std"


def over_trainings(outcomes: Sequence[Outcome], metric: str, rows: Sequence[float]) -> Outcome:
    """Return the outcome of a trial, made from those of all its repeats and folds, in any order.

    `rows` are the numbers of held-out rows of each fold, or the sums of their weights.
    """
    by_repeat: dict[int, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_repeat[outcome.repeat].append(outcome)
    return over_repeats([over_folds(folds, metric, rows) for folds in by_repeat.values()], metric)


def over_folds(outcomes: Sequence[Outcome], metric: str, rows: Sequence[float]) -> Outcome:
    """Return the outcome of one repeat, made from those of its folds in any order; a single one is returned unchanged.

    Metrics are means over all held-out rows: folds are weighted by their `rows`, and RMSE is averaged as a square. The
    sample standard deviation of `metric` over the folds is added. There are no parameters, as no fold's network is the
    trial's. All else is as over repeats.
    """
    if len(outcomes) == 1:
        return outcomes[0]
    folds = sorted(outcomes, key=lambda outcome: outcome.fold)
    message = message_of([(f"fold {each.fold}", each.message) for each in folds])
    return replace(combined(folds, lambda: _over_rows(folds, metric, rows), message), parameters=None)


def _over_rows(folds: Sequence[Outcome], metric: str, rows: Sequence[float]) -> dict[str, float]:
    weights = [rows[each.fold] for each in folds]

    def mean(name: str) -> float:
        values = [each.metrics[name] for each in folds]
        if name.endswith(SQUARED):
            return sqrt(_weighted([value**2 for value in values], weights))
        return _weighted(values, weights)

    deviation = standard_deviation([each.metrics[metric] for each in folds])
    return {**{name: mean(name) for name in folds[0].metrics}, fold_std_name(metric): deviation}


def _weighted(values: Sequence[float], weights: Sequence[float]) -> float:
    return fsum(value * weight for value, weight in zip(values, weights, strict=True)) / fsum(weights)
