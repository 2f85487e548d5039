"""One cohort from its recipes to its outcomes: what a worker does."""

from collections.abc import Generator, Sequence
from dataclasses import replace
from time import perf_counter

from hpsearch.outcomes import EpochRecord, Objective, Outcome, Status
from hpsearch.search.cohorts import Planned
from hpsearch.training.cohort import Cohort
from hpsearch.training.epochs import train
from hpsearch.training.examples import TrainingSet
from hpsearch.training.progress import Epoch

CohortEpochs = Generator[list[Epoch], None, list[Outcome]]


def train_cohort(
    planned: Sequence[Planned], training_set: TrainingSet, objective: Objective, seed: int
) -> list[Outcome]:
    """Train a cohort to its end. Where it raises, each trial is tried alone, so that only the guilty one fails."""
    try:
        epochs = cohort_epochs(planned, training_set, objective, seed)
        while True:
            next(epochs)
    except StopIteration as finished:
        return list(finished.value)
    except Exception as error:  # noqa: BLE001 (whatever a trial raises is its result; the search goes on)
        if len(planned) > 1:
            return [outcome for one in planned for outcome in train_cohort([one], training_set, objective, seed)]
        return [failed(planned[0], error)]


def failed(planned: Planned, error: Exception) -> Outcome:
    """The outcome of a trial that raised."""
    message = f"{type(error).__name__}: {error}"
    return Outcome(planned.trial, Status.FAILED, message=message, repeat=planned.repeat)


def cohort_epochs(
    planned: Sequence[Planned], training_set: TrainingSet, objective: Objective, seed: int
) -> CohortEpochs:
    """Train a cohort, yielding what each epoch brought to each model; returns the outcomes."""
    started = perf_counter()
    cohort = Cohort([model.recipe for model in planned], training_set, seed, planned[0].repeat)
    histories: list[list[Epoch]] = [[] for _ in planned]
    for epochs in train(cohort, objective.metric.removeprefix("dev_")):
        for epoch in epochs:
            histories[epoch.model].append(epoch)
        yield epochs
    seconds = (perf_counter() - started) / len(planned)
    outcomes = [_outcome(model, history, objective, seconds) for model, history in zip(planned, histories, strict=True)]
    best = objective.best_first(outcomes)[0]
    return [outcome if outcome is best else replace(outcome, parameters=None) for outcome in outcomes]


def _outcome(planned: Planned, history: Sequence[Epoch], objective: Objective, seconds: float) -> Outcome:
    last = history[-1]
    if last.ending is None:
        raise RuntimeError(f"trial {planned.trial.number} has not ended")
    finite = [epoch for epoch in history if not epoch.diverged]
    best = min(finite, key=lambda epoch: objective.cost(epoch.metrics), default=None)
    repeat = planned.repeat
    return Outcome(
        planned.trial,
        Status.DIVERGED if last.diverged else Status.COMPLETE,
        metrics=last.ending.metrics,
        best_epoch=best.epoch if best else None,
        epochs_run=len(history),
        message="; ".join(last.ending.remarks),
        history=tuple(
            EpochRecord(repeat, 0, epoch.epoch, epoch.learning_rate, epoch.metrics, epoch.gradient_norm)
            for epoch in history
        ),
        seconds=seconds,
        parameters=last.ending.parameters,
        repeat=repeat,
    )
