"""Make an outcome from the epochs of the user's own code."""

from collections.abc import Sequence
from typing import Any

from hpsearch.training.objective import Plan
from hpsearch.training.own.metrics import Metrics, not_finite
from hpsearch.training.progress import Epoch
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking


def outcome_of_epochs(
    plan: Plan[Any],
    ranking: Ranking,
    epochs: Sequence[Epoch],
    status: Status,
    metrics: Metrics,
    seconds: float,
    message: str = "",
    log: str = "",
) -> Outcome:
    """Return the outcome of a training with these metrics; the best epoch is the best with finite metrics."""
    finite = [epoch for epoch in epochs if not not_finite(epoch.metrics, ranking.metric)]
    best = min(finite, key=lambda epoch: ranking.cost(epoch.metrics), default=None)
    return Outcome(
        plan.trial,
        status,
        metrics,
        best_epoch=best.epoch if best else None,
        epochs_run=len(epochs),
        message=message,
        history=tuple(epoch.record(plan.repeat) for epoch in epochs),
        seconds=seconds,
        repeat=plan.repeat,
        log=log,
    )


def lost_in(name: str, epoch: int) -> str:
    """Return a message that a metric is not finite after an epoch."""
    return f"{name} not finite in epoch {epoch}"
