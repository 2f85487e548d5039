"""The conversation with the sampler: ask it for a round of trials, and tell it the outcomes in order of number."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from itertools import chain, islice, repeat

import optuna
from optuna.samplers import BaseSampler
from optuna.trial import FrozenTrial, TrialState
from optuna.trial import Trial as OptunaTrial
from threadpoolctl import threadpool_limits

from hpsearch.samplers import Explains, LooksOutside
from hpsearch.search.proposals.costs import told_costs
from hpsearch.search.proposals.outside import outside_trials
from hpsearch.search.proposals.own_values import in_own_values
from hpsearch.search.proposals.study_storage import UncopiedStorage
from hpsearch.search.proposals.untried import Untried
from hpsearch.space import Space
from hpsearch.trials.outcomes import Outcome, Settings, Status, Trial
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.regions import RoundRegion
from hpsearch.trials.taken_over import OutsideTrial

ATTEMPTS = 4
"""How often to ask the sampler for new settings before untried settings of the space are used instead."""


class Conversation:
    """An Optuna study in memory, which minimises the cost of trials.

    The settings `first` are tried first; hyperparameters that they leave out are drawn. With `every_axis` a trial also
    draws values that it does not use, for samplers that do not know conditions. No settings are tried twice.
    """

    def __init__(
        self,
        space: Space,
        sampler: BaseSampler,
        ranking: Ranking,
        *,
        first: Sequence[Settings] = (),
        every_axis: bool = False,
        untried: Untried | None = None,
    ) -> None:
        self._space = space
        self._first = iter(first)
        self._suggest = space.suggest_everywhere if every_axis else space.suggest
        self._ranking = ranking
        self._untried = untried or Untried(space)
        self._asked: dict[int, OptunaTrial] = {}
        self._places: dict[int, int] = {}
        self._count = 0
        self._worst = float("-inf")
        with _quiet():
            self._study = optuna.create_study(storage=UncopiedStorage(), sampler=sampler)

    def ask(self, round_: int, count: int) -> list[Trial]:
        """Return the next `count` trials, proposed before any of their results is told; fewer if the space is used up.

        A round may be asked for in pieces.
        """
        with threadpool_limits(1):  # as in the command line; with more threads sums would be in another order
            new = chain.from_iterable(iter(lambda: self._new(round_), []))
            return list(islice(new, count))

    def take_over(self, outcomes: Sequence[Outcome], outside: Sequence[OutsideTrial] | None = ()) -> None:
        """Tell the sampler the trials of an earlier run, as if it had proposed them as the first ones of this run.

        The `outside` trials, which lie outside of the ranges, are told only to samplers that can use them, and do not
        belong to this search. None means that an earlier version began it: the sampler then knows no earlier search.
        """
        with threadpool_limits(1), _quiet():
            if outside is not None and isinstance(self._study.sampler, LooksOutside):
                self._study.sampler.learn([*outside_trials(self._space, outside)], len(outcomes))
            for outcome in outcomes:
                self._study.enqueue_trial(self._space.params(outcome.settings))
                asked = self._study.ask()
                self._suggest(asked)
                self._untried.take(outcome.settings)
                self._asked[outcome.number] = asked
        self._count += len(outcomes)
        self.tell(outcomes)

    def _new(self, round_: int) -> list[Trial]:
        """Return a trial with untried settings; None if the space is used up."""
        for asked, settings in self._proposals():
            if self._untried.take(settings):
                number, self._count = self._count, self._count + 1
                self._asked[number] = asked
                return [Trial(number, round_, settings)]
            self._study.tell(asked, state=TrialState.FAIL)
        return []

    def _proposals(self) -> Iterator[tuple[OptunaTrial, Settings]]:
        """Yield candidates for the next trial: the settings to try first, the sampler's, then other untried ones."""
        for settings in chain(self._first, repeat(None, ATTEMPTS), self._untried.others()):
            if settings is not None:
                self._study.enqueue_trial(self._space.params(settings))
            asked = self._study.ask()
            yield asked, self._suggest(asked)

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Tell the sampler the results of a round.

        A diverged trial gets the worst cost so far, so that the sampler avoids its neighbourhood; a failed one is told
        without a cost.
        """
        in_order = sorted(outcomes, key=lambda outcome: outcome.number)
        costs = told_costs(in_order, self._ranking)
        self._worst = max([self._worst, *(cost for cost in costs if cost < float("inf"))])
        for outcome, cost in zip(in_order, costs, strict=True):
            trial = self._asked.pop(outcome.number)
            value = self._worst if outcome.status == Status.DIVERGED else cost
            if outcome.status == Status.FAILED or not abs(value) < float("inf"):
                self._study.tell(trial, state=TrialState.FAIL)
            else:
                self._study.tell(trial, value)

    def tell_anew(self, costs: Mapping[int, float]) -> None:
        """Tell the sampler the `costs` of trials by number: new trials, and earlier ones whose cost has changed.

        A trial with an infinite cost is told as failed.
        """
        for number in sorted(costs.keys() & self._asked.keys()):
            trial = self._asked.pop(number)
            self._places[trial.number] = number
            self._study.tell(trial, state=TrialState.FAIL)  # its cost is set below
        trials = [self._costing(trial, costs) for trial in self._study.get_trials(deepcopy=False)]
        with _quiet():
            self._study = optuna.create_study(storage=UncopiedStorage(), sampler=self._study.sampler)
            self._study.add_trials(trials)

    def _costing(self, trial: FrozenTrial, costs: Mapping[int, float]) -> FrozenTrial:
        """Return a copy of a finished trial with its present cost."""
        cost = costs.get(self._places.get(trial.number, -1))
        if cost is None:
            return trial
        changed, told = copy(trial), cost < float("inf")
        changed.state, changed.value = (TrialState.COMPLETE, cost) if told else (TrialState.FAIL, None)
        return changed

    def region(self) -> RoundRegion | None:
        """Region from which the next trial would be drawn; None if it is the whole space or unknown."""
        sampler = self._study.sampler
        with threadpool_limits(1):
            region = sampler.region(self._study) if isinstance(sampler, Explains) else None
        return None if region is None else in_own_values(region, self._space)


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence the log line that Optuna writes for every study."""
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    try:
        yield
    finally:
        optuna.logging.set_verbosity(before)
