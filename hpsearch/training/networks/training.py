"""Train networks of the engine in cohorts, in a worker."""

from collections.abc import Generator, Mapping, Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from hpsearch.records import Record
from hpsearch.training.examples.sets import TrainingSet
from hpsearch.training.objective import Epochs, Plan
from hpsearch.training.progress import Epoch, Progress
from hpsearch.training.recipe import Recipe
from hpsearch.training.results import outcome_of
from hpsearch.trials.input_views import InputView
from hpsearch.trials.outcomes import Paused
from hpsearch.trials.ranking import Ranking

if TYPE_CHECKING:  # not needed in the process that only hands out the work
    from hpsearch.training.networks.cohort import Cohort

RecipePlans = Sequence[Plan[Recipe]]


class NetworkTraining(Record, eq=False):
    """Trains networks on the training set of their view and fold; without folds a view has one training set.

    All random draws follow from `seed`, that of the search.
    """

    by_view: Mapping[InputView, tuple[TrainingSet, ...]]
    ranking: Ranking
    seed: int

    @property
    def training_sets(self) -> tuple[TrainingSet, ...]:
        """Training sets of the first view, one for each fold; rows and targets are the same in all views."""
        return next(iter(self.by_view.values()))

    @property
    def training_set(self) -> TrainingSet:
        """The first, or only, training set."""
        return self.training_sets[0]

    def training_set_of(self, plan: Plan[Recipe]) -> TrainingSet:
        """Return the training set of a plan; for refitting, a new one that includes the dev part."""
        found = self.by_view[plan.recipe.view][plan.fold]
        return found.with_dev() if plan.refit else found

    @property
    def metric(self) -> str:
        """The metric of the search without the name of its part: `error` of `dev_error`."""
        return self.ranking.quantity

    def cohort(self, plans: RecipePlans) -> "Cohort":
        """Return the networks of `plans`, of one shape, repeat and view of the data, before their first step."""
        from hpsearch.training.networks.cohort import Cohort  # noqa: PLC0415 (as above)

        first = plans[0]
        return Cohort([plan.recipe for plan in plans], self.training_set_of(first), self.seed, first.repeat)

    def train(self, plans: RecipePlans) -> Epochs:
        """Train a cohort, whose models all start from the same epoch and pause after the same epoch."""
        from hpsearch.training.networks.epochs import train  # noqa: PLC0415 (as above)

        if plans[0].refit:
            return (yield from self._refit(plans))
        started = perf_counter()
        cohort = self.cohort(plans)
        progress, histories = _resumed(cohort, plans, self.metric)
        going_on = yield from _recorded(train(cohort, self.metric, plans[0].until, progress), histories)
        states = {each.model: each.paused(cohort.state(row)) for row, each in enumerate(going_on)}
        seconds = (perf_counter() - started) / len(plans)
        outcomes = [
            outcome_of(plan, history, history[-1].ending, self.ranking, seconds + _before(plan))
            for plan, history in zip(plans, histories, strict=True)
        ]
        return [Paused(each, states[place]) if place in states else each for place, each in enumerate(outcomes)]

    def _refit(self, plans: RecipePlans) -> Epochs:
        """Train a cohort on the train and dev parts together."""
        from hpsearch.training.networks.refitting import refit  # noqa: PLC0415 (only the end of a search needs it)

        return (yield from refit(self.cohort(plans), plans))


def _before(plan: Plan[Recipe]) -> float:
    """Return the seconds that a training took before it paused."""
    return plan.paused.outcome.seconds if plan.paused else 0.0


def _resumed(cohort: "Cohort", plans: RecipePlans, metric: str) -> tuple[list[Progress], list[list[Epoch]]]:
    """Restore the cohort to where its models paused; return the progress of each model, and its epochs so far."""
    from hpsearch.training.networks.epochs import beginning  # noqa: PLC0415 (as above)

    progress = beginning(cohort, metric)
    histories: list[list[Epoch]] = [[] for _ in plans]
    paused = [plan.paused for plan in plans if plan.paused]
    if paused:
        cohort.restore([each.state for each in paused])
    for model, before in enumerate(paused):
        histories[model] = [Epoch.of(record, model) for record in before.outcome.history]
        progress[model].resume(histories[model], before.state)
    return progress, histories


def _recorded(
    training: Generator[list[Epoch], None, list[Progress]], histories: Sequence[list[Epoch]]
) -> Generator[list[Epoch], None, list[Progress]]:
    """Yield each epoch of `training`, and add it to the history of its model."""
    while True:
        try:
            epochs = next(training)
        except StopIteration as stopped:
            return list(stopped.value)
        for epoch in epochs:
            histories[epoch.model].append(epoch)
        yield epochs
