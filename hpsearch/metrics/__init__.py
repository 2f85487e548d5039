"""The metrics that judge predictions: one file each, found by name. They need only NumPy and no network.

    metric = metric_named("balanced_accuracy")      # as in search.metric, without the name of the part
    metric.of(probabilities, labels)                # probabilities (rows, classes), labels (rows,) from 0
    metric.of(probabilities, labels, weights)       # weight 2: as the row twice; 0: as no row
    metric_named("rmse").of(predictions, numbers)   # regression: both (rows,), in the same units
    metric_named("rmse").of(predictions, numbers)   # several targets: both (rows, targets); the mean over the targets

For resamples of the same rows, as in a bootstrap, call `over` once: it computes all that does not depend on the weights
(decisions, losses, the order of scores), and returns a function of the weights.

    judge = metric_named("auc").over(probabilities, labels, positive=1)
    judge(), judge(counts)                          # counts (rows,): how often each row was drawn

An undefined value, such as the AUC for rows of one class, is NaN; `metric.needs` says what a metric requires.
"""

import sys

from hpsearch.metrics.metric import Metric
from hpsearch.registry import on_demand

METRICS = on_demand(
    sys.modules[__name__],
    beside=("actual", "counts", "means", "metric", "orders", "predictions", "ranks", "reading"),
)
"""Each metric by its name; those with a parameter have its default value here."""


def metric_named(name: str) -> Metric:
    """Return the metric of that name, which may end with the value of its parameter. Raises KeyError for other names.

    >>> metric_named("pinball_0.9")
    Pinball(quantile=0.9)
    """
    if name in METRICS:
        return METRICS[name]  # type: ignore[no-any-return]  # members of a kind are of any type
    kind, _, value = name.rpartition("_")
    if kind in METRICS and METRICS[kind].parameter:
        try:
            metric: Metric = METRICS[kind].with_parameter(float(value))
        except ValueError:
            raise KeyError(name) from None
        if name == metric.full_name:
            return metric
    raise KeyError(name)


def default_metric(task: str) -> str:
    """Return the default metric of a task: error or rmse."""
    return "error" if task == "classification" else "rmse"
