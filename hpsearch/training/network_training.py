"""Networks of the engine, trained in cohorts: what a worker does."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

from hpsearch.training.examples import TrainingSet
from hpsearch.training.objective import Epochs, Plan
from hpsearch.training.progress import Epoch, Progress
from hpsearch.training.recipe import Recipe
from hpsearch.training.results import outcome_of
from hpsearch.trials.input_views import InputView
from hpsearch.trials.outcomes import Paused
from hpsearch.trials.ranking import Ranking

if TYPE_CHECKING:  # the process that hands out the work need not train
    from hpsearch.training.cohort import Cohort

RecipePlans = Sequence[Plan[Recipe]]


@dataclass(frozen=True, slots=True, eq=False)
class NetworkTraining:
    """Trains networks on the training set of their view of the data and their fold; without folds a view has one.

    The `seed` is the search's, and all its random draws follow from it.
    """

    by_view: Mapping[InputView, tuple[TrainingSet, ...]]
    ranking: Ranking
    seed: int

    @property
    def training_sets(self) -> tuple[TrainingSet, ...]:
        """Those of the first view, one for each fold: their rows and targets are those of every view."""
        return next(iter(self.by_view.values()))

    @property
    def training_set(self) -> TrainingSet:
        """The first, or only, training set."""
        return self.training_sets[0]

    def training_set_of(self, plan: Plan[Recipe]) -> TrainingSet:
        """What a plan trains on; of one that trains on the dev part too, made anew."""
        found = self.by_view[plan.recipe.view][plan.fold]
        return found.with_dev() if plan.refit else found

    @property
    def metric(self) -> str:
        """The metric of the search without the name of its part: `error` of `dev_error`."""
        return self.ranking.metric.removeprefix("dev_")

    def cohort(self, plans: RecipePlans) -> "Cohort":
        """The networks of `plans`, of one shape, repeat and view of the data, before their first step."""
        from hpsearch.training.cohort import Cohort  # noqa: PLC0415 (as above)

        first = plans[0]
        return Cohort([plan.recipe for plan in plans], self.training_set_of(first), self.seed, first.repeat)

    def train(self, plans: RecipePlans) -> Epochs:
        """Train a cohort. Its models pause after the same epoch, and go on from the same one."""
        from hpsearch.training.epochs import train  # noqa: PLC0415 (as above)

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
        """Train a cohort on the dev part too."""
        from hpsearch.training.refitting import refit  # noqa: PLC0415 (only the end of a search needs it)

        return (yield from refit(self.cohort(plans), plans))


def _before(plan: Plan[Recipe]) -> float:
    """The seconds that a training took before it paused."""
    return plan.paused.outcome.seconds if plan.paused else 0.0


def _resumed(cohort: "Cohort", plans: RecipePlans, metric: str) -> tuple[list[Progress], list[list[Epoch]]]:
    """How far each model is, and its epochs so far, once the cohort is where its models paused."""
    from hpsearch.training.epochs import beginning  # noqa: PLC0415 (as above)

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
    """Pass on each epoch of `training`, and add it to the history of its model."""
    while True:
        try:
            epochs = next(training)
        except StopIteration as stopped:
            return list(stopped.value)
        for epoch in epochs:
            histories[epoch.model].append(epoch)
        yield epochs
