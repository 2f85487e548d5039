"""One cohort from its recipes to its outcomes: what a worker does."""

from collections.abc import Generator, Iterable, Sequence
from dataclasses import replace
from time import perf_counter

from hpsearch.training.cohort import Cohort
from hpsearch.training.cohorts import Planned
from hpsearch.training.epochs import beginning, train
from hpsearch.training.examples import TrainingSet
from hpsearch.training.progress import Epoch, Progress
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.outcomes import Outcome, Status
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.states import ModelState

CohortEpochs = Generator[list[Epoch], None, list[Outcome]]


def train_cohort(planned: Sequence[Planned], training_set: TrainingSet, ranking: Ranking, seed: int) -> list[Outcome]:
    """Train a cohort to its end. Where it raises, each trial is tried alone, so that only the guilty one fails."""
    try:
        epochs = cohort_epochs(planned, training_set, ranking, seed)
        while True:
            next(epochs)
    except StopIteration as finished:
        return list(finished.value)
    except Exception as error:  # noqa: BLE001 (whatever a trial raises is its result; the search goes on)
        if len(planned) > 1:
            return [outcome for one in planned for outcome in train_cohort([one], training_set, ranking, seed)]
        return [failed(planned[0], error)]


def failed(planned: Planned, error: Exception) -> Outcome:
    """The outcome of a trial that raised."""
    message = f"{type(error).__name__}: {error}".encode(errors="backslashreplace").decode()  # as files have it
    return Outcome(planned.trial, Status.FAILED, message=message, repeat=planned.repeat)


def cohort_epochs(planned: Sequence[Planned], training_set: TrainingSet, ranking: Ranking, seed: int) -> CohortEpochs:
    """Train a cohort, yielding what each epoch brought to each model; returns the outcomes.

    Models of one cohort pause after the same epoch, and go on from the same one.
    """
    started = perf_counter()
    metric = ranking.metric.removeprefix("dev_")
    cohort = Cohort([model.recipe for model in planned], training_set, seed, planned[0].repeat)
    progress, histories = _resumed(cohort, planned, metric)
    going_on = yield from _recorded(train(cohort, metric, planned[0].until, progress), histories)
    states = {each.model: each.paused(cohort.state(row)) for row, each in enumerate(going_on)}
    seconds = (perf_counter() - started) / len(planned)
    outcomes = [
        _outcome(model, histories[place], ranking, seconds, states.get(place)) for place, model in enumerate(planned)
    ]
    best = ranking.best_first(outcomes)[0]
    return [outcome if outcome is best else replace(outcome, parameters=None) for outcome in outcomes]


def _resumed(cohort: Cohort, planned: Sequence[Planned], metric: str) -> tuple[list[Progress], list[list[Epoch]]]:
    """How far each model is, and its epochs so far, once the cohort is where its models paused."""
    progress = beginning(cohort, metric)
    histories: list[list[Epoch]] = [[] for _ in planned]
    states = [model.paused.state for model in planned if model.paused and model.paused.state]
    if states:
        cohort.restore(states)
    for place, (model, state) in enumerate(zip(planned, states, strict=False)):
        histories[place] = _epochs(place, model.paused.history if model.paused else ())
        progress[place].resume(histories[place], state)
    return progress, histories


def _epochs(place: int, history: Iterable[EpochRecord]) -> list[Epoch]:
    """A history as training knows it."""
    return [Epoch(place, each.epoch, each.learning_rate, each.gradient_norm, each.metrics) for each in history]


def _recorded(
    training: Generator[list[Epoch], None, list[Progress]], histories: Sequence[list[Epoch]]
) -> Generator[list[Epoch], None, list[Progress]]:
    """Pass on each epoch of `training`, and add it to the history of its model."""
    while True:
        try:
            epochs = next(training)
        except StopIteration as stopped:
            return list(stopped.value)
        for epoch in epochs:
            histories[epoch.model].append(epoch)
        yield epochs


def _outcome(
    planned: Planned, history: Sequence[Epoch], ranking: Ranking, seconds: float, state: ModelState | None
) -> Outcome:
    last, before = history[-1], planned.paused
    finite = [epoch for epoch in history if not epoch.diverged]
    best = min(finite, key=lambda epoch: ranking.cost(epoch.metrics), default=None)
    ended = Status.DIVERGED if last.diverged else Status.COMPLETE
    return Outcome(
        planned.trial,
        Status.STOPPED if last.ending is None else ended,
        metrics=last.ending.metrics if last.ending else last.metrics,
        best_epoch=best.epoch if best else None,
        epochs_run=len(history),
        message="; ".join(last.ending.remarks) if last.ending else "",
        history=tuple(
            EpochRecord(planned.repeat, 0, epoch.epoch, epoch.learning_rate, epoch.metrics, epoch.gradient_norm)
            for epoch in history
        ),
        seconds=seconds + (before.seconds if before else 0.0),
        parameters=last.ending.parameters if last.ending else None,
        repeat=planned.repeat,
        state=state,
    )
