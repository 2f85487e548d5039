"""The two ways to train a round's trials (notes §XXV): many models at once, or one under your eyes."""

from collections.abc import Iterator, Sequence

from threadpoolctl import threadpool_limits

from hpsearch.outcomes import Outcome
from hpsearch.search.cohorts import Planned, into_cohorts
from hpsearch.search.events import EpochFinished
from hpsearch.search.prepare import Prepared
from hpsearch.search.time_limit import TimeLimit
from hpsearch.search.training_trials import cohort_epochs, failed
from hpsearch.search.workers import Workers

News = Iterator[EpochFinished | list[Outcome]]
"""What comes while trials train: an epoch of one of them, or the outcomes of those that finish together."""


def caviar(prepared: Prepared, pending: Sequence[Planned], workers: Workers, limit: TimeLimit) -> News:
    """Train in cohorts, by the workers; outcomes come in whatever order they finish; none begins after `limit`."""
    training_set, seed = prepared.training_set, prepared.config.search.seed
    cohorts = into_cohorts(pending, workers.jobs, inputs=len(training_set.train.x))
    yield from workers.train(cohorts, training_set, prepared.objective, seed, limit)


def panda(prepared: Prepared, pending: Sequence[Planned], _workers: Workers, limit: TimeLimit) -> News:
    """Train one model after the other in this process, epoch by epoch; none begins after `limit`."""
    for planned in pending:
        if limit.passed:
            return
        epochs = cohort_epochs([planned], prepared.training_set, prepared.objective, prepared.config.search.seed)
        try:
            while True:
                with threadpool_limits(1):  # as the workers do: more threads sum in another order
                    (epoch,) = next(epochs)
                yield EpochFinished(planned.trial, epoch, planned.recipe.epochs, planned.repeat)
        except StopIteration as finished:
            yield finished.value
        except Exception as error:  # noqa: BLE001 (whatever a trial raises is its result; the search goes on)
            yield [failed(planned, error)]
