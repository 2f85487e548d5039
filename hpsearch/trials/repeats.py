"""Join the repeats of a trial, trained with different seeds, into one outcome."""

from collections.abc import Callable, Sequence
from math import fsum, sqrt

from hpsearch.trials.outcomes import Outcome, Status


def std_name(metric: str) -> str:
    """Return the name of the standard deviation of `metric` over the repeats.

    >>> std_name("dev_error")
    'dev_error_std'
    """
    return f"{metric}_std"


def trainings_words(repeats: int) -> str:
    """What the result of a trial is of, before it is trained again as a finalist.

    >>> trainings_words(1), trainings_words(3)
    ('single trainings', 'means of 3 trainings')
    """
    return "single trainings" if repeats == 1 else f"means of {repeats} trainings"


def over_repeats(outcomes: Sequence[Outcome], metric: str) -> Outcome:
    """Return the outcome of a trial, made from those of its repeats in any order; a single one is returned unchanged.

    Metrics are means, and the sample standard deviation of `metric` is added. `best_epoch` is the lower median of the
    repeats' best epochs; `epochs_run` is that of the longest repeat. The parameters are those of the first repeat, as
    choosing the best one would be choosing by luck. The status is the worst of the repeats: failed, diverged, stopped,
    complete. A failed or diverged trial has no metrics.
    """
    if len(outcomes) == 1:
        return outcomes[0]
    repeats = sorted(outcomes, key=lambda outcome: outcome.repeat)
    message = message_of([(f"repeat {each.repeat}", each.message) for each in repeats])
    return combined(repeats, lambda: _means(repeats, metric), message)


def combined(repeats: Sequence[Outcome], metrics: Callable[[], dict[str, float]], message: str) -> Outcome:
    """Join several trainings of one trial into one outcome; `metrics` is called only if all of them have metrics."""
    status = next(
        (worse for worse in (Status.FAILED, Status.DIVERGED, Status.STOPPED) if worse in {r.status for r in repeats}),
        Status.COMPLETE,
    )
    return Outcome(
        repeats[0].trial,
        status,
        metrics={} if status in (Status.FAILED, Status.DIVERGED) else metrics(),
        best_epoch=_middle([each.best_epoch for each in repeats if each.best_epoch is not None]),
        epochs_run=max(each.epochs_run for each in repeats),
        message=message,
        history=tuple(record for each in repeats for record in each.history),
        seconds=fsum(each.seconds for each in repeats),
        parameters=repeats[0].parameters,
        repeat=repeats[0].repeat,
        log="".join(each.log for each in repeats),
    )


def mean(values: Sequence[float]) -> float:
    """Return the mean, rounded once, so that it does not depend on the order of the values."""
    return fsum(values) / len(values)


def standard_deviation(values: Sequence[float]) -> float:
    """Return the sample standard deviation (divided by n − 1) of two or more values."""
    middle = mean(values)
    return sqrt(fsum((value - middle) ** 2 for value in values) / (len(values) - 1))


def _means(repeats: Sequence[Outcome], metric: str) -> dict[str, float]:
    def over(statistic: Callable[[Sequence[float]], float], name: str) -> float:
        return statistic([each.metrics[name] for each in repeats])

    means = {name: over(mean, name) for name in repeats[0].metrics}
    return {**means, std_name(metric): over(standard_deviation, metric)}


def _middle(counts: Sequence[int]) -> int | None:
    return sorted(counts)[(len(counts) - 1) // 2] if counts else None


def message_of(said: Sequence[tuple[str, str]]) -> str:
    """Join the messages of trainings: once if all are equal, else each with the name of its training."""
    messages = {message for _, message in said}
    if len(messages) == 1:
        return messages.pop()
    return "; ".join(f"{name}: {message}" for name, message in said if message)
