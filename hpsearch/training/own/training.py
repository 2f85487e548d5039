"""Train the user's own code in a worker, one plan after the other."""

from collections.abc import Generator
from collections.abc import Set as AbstractSet
from contextlib import closing
from math import nan
from time import perf_counter
from typing import Any

from hpsearch.randomness import Purpose, generator
from hpsearch.records import Record, replace
from hpsearch.training.objective import Epochs, Plan, Plans, Result
from hpsearch.training.own.failures import TrainingFailedError, sentence_of, traceback_of
from hpsearch.training.own.log import OutputLog, last_part
from hpsearch.training.own.metrics import Metrics, lacks, not_finite, stands_for_two
from hpsearch.training.own.outcomes import lost_in, outcome_of_epochs
from hpsearch.training.own.recipe import UNLIMITED, OwnRecipe
from hpsearch.training.own.session import Code, Job
from hpsearch.training.progress import Epoch
from hpsearch.trials.outcomes import Outcome, Paused, Status
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.repeats import std_name

NO_STATE = (
    "search.halving pauses a training, and this one cannot go on elsewhere: it gives no state, or has no parameter "
    "`state` for it; see docs/own-code.md, or leave halving out"
)


class OwnTraining(Record, eq=False):
    """Trains with `code`; all seeds follow from the search's `seed`. A failed training is retried `retries` times.

    A trial trains `repeats` times; the tables have the standard deviation over them.
    """

    code: Code
    ranking: Ranking
    seed: int
    retries: int = 0
    repeats: int = 1

    def train(self, plans: Plans) -> Epochs:
        """Train each plan alone, one after the other."""
        results: list[Result] = []
        for place, plan in enumerate(plans):
            result = yield from self._trained(place, plan)
            for _ in range(self.retries):
                if isinstance(result, Outcome) and result.status == Status.FAILED:
                    again = yield from self._trained(place, plan)
                    result = replace(again, log=result.log + again.log) if isinstance(again, Outcome) else again
            results.append(_after(plan, result))
        return results

    def job(self, plan: Plan[OwnRecipe]) -> Job:
        """Return the job that the code gets for a plan."""
        seed = int(generator(self.seed, Purpose.OWN_CODE, plan.repeat).integers(2**31))
        end = _end(plan)
        return Job(
            plan.trial.number,
            plan.repeat,
            plan.recipe.hyperparameters,
            seed,
            plan.paused.state if plan.paused else None,
            None if end == UNLIMITED else end,
        )

    def _trained(self, place: int, plan: Plan[OwnRecipe]) -> Generator[list[Epoch], None, Result]:
        taken = {*plan.trial.settings, *([std_name(self.ranking.metric)] if self.repeats > 1 else [])}
        progress = _Progress(plan, self.ranking, place, taken)
        log = OutputLog()
        try:
            with closing(self.code.session(self.job(plan), log)) as session:
                while progress.last < _end(plan) and not progress.diverged:
                    metrics = session.next({})
                    if metrics is None:
                        break
                    yield [progress.take(metrics)]
                else:
                    if not (progress.diverged or session.is_over or progress.last >= plan.recipe.epochs):
                        return progress.paused(session.pause(), log)
                return progress.outcome(None if progress.diverged else session.final(), log)
        except Exception as error:  # noqa: BLE001 (any error is the trial's result; the search goes on)
            return progress.failed(error, log)


def _end(plan: Plan[OwnRecipe]) -> int:
    """Return the epoch after which a plan ends or pauses, if the code does not end before."""
    return min(plan.until or plan.recipe.epochs, plan.recipe.epochs)


def _after(plan: Plan[OwnRecipe], result: Result) -> Result:
    """Add the output from before the last pause to the result."""
    if plan.paused is None:
        return result
    outcome = result.outcome if isinstance(result, Paused) else result
    log = last_part((plan.paused.outcome.log + outcome.log).encode()).decode(errors="backslashreplace")
    outcome = replace(outcome, log=log)
    return replace(result, outcome=outcome) if isinstance(result, Paused) else outcome


class _Progress:
    """The epochs of one training, and the outcome that they lead to."""

    def __init__(self, plan: Plan[OwnRecipe], ranking: Ranking, place: int, taken: AbstractSet[str]) -> None:
        self._plan, self._ranking, self._place, self._taken = plan, ranking, place, taken
        self._before = plan.paused.outcome.seconds if plan.paused else 0.0
        self._began = perf_counter()
        before = plan.paused.outcome.history if plan.paused else ()
        self._epochs = [Epoch.of(record, place) for record in before]
        rate = plan.recipe.hyperparameters.get("learning_rate")
        self._rate = float(rate) if isinstance(rate, int | float) else 0.0
        self.diverged = ""

    @property
    def last(self) -> int:
        """Number of completed epochs."""
        return len(self._epochs)

    def take(self, metrics: Metrics) -> Epoch:
        """Record an epoch. Raises TrainingFailedError if trials cannot be compared by its metrics."""
        self._check(metrics)
        epoch = Epoch(self._place, self.last + 1, self._rate, nan, metrics)
        self._epochs.append(epoch)
        if name := not_finite(metrics, self._ranking.metric):
            self.diverged = lost_in(name, self.last)
        return epoch

    def paused(self, state: Any, log: OutputLog) -> Paused:
        """Return the paused training. Raises TrainingFailedError if it could not continue later."""
        if state is None:
            raise TrainingFailedError(NO_STATE)
        return Paused(self._outcome(Status.STOPPED, self._epochs[-1].metrics, "", log), state)

    def outcome(self, final: Metrics | None, log: OutputLog) -> Outcome:
        """Return the outcome of the training. Raises TrainingFailedError if it has no metrics."""
        if self.diverged:
            return self._outcome(Status.DIVERGED, {}, self.diverged, log)
        if not self._epochs and final is None:
            raise TrainingFailedError(lacks({}, self._ranking.metric))
        if final is not None:
            self._check(final)
        return self._outcome(Status.COMPLETE, self._epochs[-1].metrics if final is None else final, "", log)

    def _check(self, metrics: Metrics) -> None:
        """Raise TrainingFailedError if trials cannot be compared by these metrics, or tables cannot show them."""
        if reason := lacks(metrics, self._ranking.metric) or stands_for_two(metrics, self._taken):
            raise TrainingFailedError(reason)

    def failed(self, error: Exception, log: OutputLog) -> Outcome:
        """Return the outcome of a training that raised an error, with its epochs so far."""
        log.write(traceback_of(error))
        return self._outcome(Status.FAILED, {}, sentence_of(error), log)

    @property
    def _seconds(self) -> float:
        return self._before + perf_counter() - self._began

    def _outcome(self, status: Status, metrics: Metrics, message: str, log: OutputLog) -> Outcome:
        return outcome_of_epochs(
            self._plan, self._ranking, self._epochs, status, metrics, self._seconds, message, log.text
        )
