"""How to train a round's trials (notes §XXV): many models at once here; one under your eyes is `hpsearch.panda`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from hpsearch.models.model import Model
from hpsearch.search.events import EpochFinished, Intervened, Remarked
from hpsearch.search.halving import halved
from hpsearch.search.prepare import Prepared
from hpsearch.training.cohorts import Planned, into_cohorts
from hpsearch.trials.outcomes import Outcome
from hpsearch.workers.loky.pool import Workers
from hpsearch.workers.time_limit import TimeLimit

News = Iterator[EpochFinished | Intervened | Remarked | list[Outcome]]
"""What comes while trials train: an epoch of one of them, or the outcomes of those that finish together."""


class Mode(Protocol):
    """Trains what is `pending` of a round of the search in `folder`, and makes a trial's model again.

    `stored` are the round's trials that are finished already; after `limit` none is begun.
    """

    def train(
        self,
        prepared: Prepared,
        folder: Path,
        pending: Sequence[Planned],
        stored: Sequence[Outcome],
        workers: Workers,
        limit: TimeLimit,
    ) -> News:
        """Train, telling what comes."""

    def model(self, prepared: Prepared, folder: Path, outcome: Outcome) -> Model:
        """The model of a finished trial, to the same bits."""


class Caviar:
    """Many at once, in cohorts, by the workers; outcomes come in whatever order they finish."""

    def train(
        self,
        prepared: Prepared,
        folder: Path,  # noqa: ARG002 (the other mode has its own place there)
        pending: Sequence[Planned],
        stored: Sequence[Outcome],
        workers: Workers,
        limit: TimeLimit,
    ) -> News:
        """Train all to their end, or where halving is planned, those that are worth it."""
        search = prepared.config.search
        if search.halving is not None:
            yield from halved(prepared, search.halving, pending, stored, workers, limit)
            return
        training_set = prepared.training_set
        cohorts = into_cohorts(pending, workers.jobs, len(training_set.train.x), training_set.outputs)
        yield from workers.train(cohorts, training_set, prepared.ranking, search.seed, limit)

    def model(self, prepared: Prepared, folder: Path, outcome: Outcome) -> Model:  # noqa: ARG002 (as above)
        """Its settings are all that it takes."""
        return prepared.model(outcome)
