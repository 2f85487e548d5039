"""The conversation with the sampler: a round is asked for, its outcomes are told in order of number."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

import optuna
from optuna.samplers import BaseSampler
from optuna.trial import Trial as OptunaTrial
from optuna.trial import TrialState
from threadpoolctl import threadpool_limits

from hpsearch.beliefs import RoundBelief
from hpsearch.outcomes import Objective, Outcome, Status, Trial
from hpsearch.samplers import Explains
from hpsearch.search.costs import told_costs
from hpsearch.search.regions import in_own_values
from hpsearch.space import Settings, Space


class Conversation:
    """An Optuna study in memory, where every trial has a cost to be minimised.

    The settings `first` are tried first; what they leave out is drawn. With `every_axis` trials draw what they leave
    unused too, for a sampler that knows nothing of conditions.
    """

    def __init__(
        self,
        space: Space,
        sampler: BaseSampler,
        objective: Objective,
        *,
        first: Sequence[Settings] = (),
        every_axis: bool = False,
    ) -> None:
        self._space = space
        self._first = iter(first)
        self._suggest = space.suggest_everywhere if every_axis else space.suggest
        self._objective = objective
        self._asked: dict[int, OptunaTrial] = {}
        self._worst = float("-inf")
        with _quiet():
            self._study = optuna.create_study(sampler=sampler)

    def ask(self, round_: int, count: int) -> list[Trial]:
        """The next `count` trials, all proposed before any of them is told."""
        trials = []
        for settings in islice(self._first, count):
            self._study.enqueue_trial(self._space.params(settings))
        with threadpool_limits(1):  # as in the command line: more threads sum in another order
            for _ in range(count):
                asked = self._study.ask()
                self._asked[asked.number] = asked
                trials.append(Trial(asked.number, round_, self._suggest(asked)))
        return trials

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Hand a round's results to the sampler.

        A diverged trial counts as the worst result so far, so that its neighbourhood is avoided; a failed one
        says nothing about its settings.
        """
        in_order = sorted(outcomes, key=lambda outcome: outcome.number)
        costs = told_costs(in_order, self._objective)
        self._worst = max([self._worst, *(cost for cost in costs if cost < float("inf"))])
        for outcome, cost in zip(in_order, costs, strict=True):
            trial = self._asked.pop(outcome.number)
            value = self._worst if outcome.status == Status.DIVERGED else cost
            if outcome.status == Status.FAILED or not abs(value) < float("inf"):
                self._study.tell(trial, state=TrialState.FAIL)
            else:
                self._study.tell(trial, value)

    def belief(self) -> RoundBelief | None:
        """What the next trial would be drawn from; None where that is the whole space, or the sampler does not say."""
        sampler = self._study.sampler
        with threadpool_limits(1):
            belief = sampler.belief(self._study) if isinstance(sampler, Explains) else None
        return None if belief is None else in_own_values(belief, self._space)


@contextmanager
def _quiet() -> Iterator[None]:
    """Optuna announces every study; ours is a detail."""
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    try:
        yield
    finally:
        optuna.logging.set_verbosity(before)
