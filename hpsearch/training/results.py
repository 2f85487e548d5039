"""Train a whole cohort, and make the outcome of each model from its epochs."""

from collections.abc import Sequence
from typing import Any

from hpsearch.records import replace
from hpsearch.training.objective import Plan, Plans, Result, Training
from hpsearch.training.own.failures import TrainingFailedError
from hpsearch.training.progress import Ending, Epoch
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking


def results(training: Training, plans: Plans) -> list[Result]:
    """Train a cohort. If that raises an error, train each plan alone, so that only the faulty plan fails."""
    try:
        epochs = training.train(plans)
        while True:
            next(epochs)
    except StopIteration as finished:
        return list(finished.value)
    except Exception as error:  # noqa: BLE001 (any error is the trial's result; the search goes on)
        if len(plans) > 1:
            return [result for plan in plans for result in results(training, [plan])]
        return [failed(plans[0], error)]


def failed(plan: Plan[Any], error: Exception) -> Outcome:
    """Return the outcome of a training that raised an error, with its epochs from before its last pause.

    For a TrainingFailedError the message is its sentence, without the name of the error.
    """
    before = plan.paused.outcome if plan.paused else Outcome(plan.trial, Status.FAILED)
    outcome = replace(before, status=Status.FAILED, metrics={}, repeat=plan.repeat, fold=plan.fold, parameters=None)
    if isinstance(error, TrainingFailedError):
        return replace(outcome, message=str(error), log=error.log)
    message = f"{type(error).__name__}: {error}".encode(errors="backslashreplace").decode()  # as in files
    return replace(outcome, message=message)


def outcome_of(
    plan: Plan[Any], history: Sequence[Epoch], ending: Ending | None, ranking: Ranking, seconds: float, remark: str = ""
) -> Outcome:
    """Return the outcome of a model's epochs; without an `ending` it was stopped. `remark` comes first."""
    finite = [epoch for epoch in history if not epoch.diverged]
    best = min(finite, key=lambda epoch: ranking.cost(epoch.metrics), default=None)
    ended = ending or Ending(0, history[-1].metrics if history and not history[-1].diverged else {}, None)
    return Outcome(
        plan.trial,
        _status(ending),
        metrics=ended.metrics,
        best_epoch=best.epoch if best else None,
        epochs_run=len(history),
        message="; ".join(filter(None, (remark, *ended.remarks))),
        history=tuple(epoch.record(plan.repeat, fold=plan.fold) for epoch in history),
        seconds=seconds,
        parameters=ended.parameters,
        repeat=plan.repeat,
        fold=plan.fold,
    )


def _status(ending: Ending | None) -> Status:
    if ending is None:
        return Status.STOPPED
    return Status.DIVERGED if ending.parameters is None else Status.COMPLETE
