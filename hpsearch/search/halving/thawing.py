"""Halving among all trials of a search: a trial that paused in one round may go on in a later round (notes §XXV).

Trials are frozen and thawed as by Swersky et al. 2014 (arXiv:1406.3896); who goes on is chosen by ranks at rungs, as by
Jamieson & Talwalkar 2016.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from hpsearch.config.sections.search import Halving
from hpsearch.records import replace
from hpsearch.search.context import SearchContext
from hpsearch.search.halving.curves import TrialCurve
from hpsearch.search.halving.expected import expected_costs
from hpsearch.search.halving.within_rounds import rungs, survivors
from hpsearch.search.prepare import Prepared
from hpsearch.training.objective import Plan, Result
from hpsearch.trials.epochs import EpochRecord
from hpsearch.trials.outcomes import Outcome, Paused, Status, Trial

KEPT_STATES = 64
"""Number of best paused trials at each rung whose states are kept; other trials train again from the start."""


class Thawing:
    """Trains the trials of all rounds so far by rungs; knows how far each trained, and its values there.

    Stored epochs are not trained again. So a resumed search repeats its decisions from the same values, and continues
    where it was interrupted.
    """

    def __init__(self, context: SearchContext, plan: Halving) -> None:
        self._context, self._plan = context, plan
        self._curves = _stored(context)
        self._trials: dict[int, Trial] = {}
        self._epochs: dict[int, int | None] = {}
        self._states: dict[int, list[Result]] = {}
        self.cut_off = False
        """Whether the time was over before all trained that were chosen."""

    def train(self, trials: Sequence[Trial]) -> Iterator[list[Outcome]]:
        """Train the new `trials` of a round to the first rung; at each rung the best of all paused trials go on.

        Yields the outcomes of all trainings of some trials, which replace those that are stored.
        """
        self._trials |= {trial.number: trial for trial in trials}
        longest = max(self._context.prepared.objective.recipe(each.settings).epochs for each in self._trials.values())
        before, chosen = None, [trial.number for trial in trials]
        for rung, until in enumerate(rungs(self._plan, longest)):
            if before is not None:
                chosen = self._best_at(before, survivors(len(trials), self._plan, rung))
            yield from self._advance(chosen, until)
            if any(self._epochs.get(number, 0) != until for number in chosen):
                self.cut_off = True
                return
            before = until

    def expected(self) -> Mapping[int, float]:
        """Return the expected final cost of each trial so far, by number; infinite if it failed."""
        return expected_costs({number: (self._curves[number], until) for number, until in self._epochs.items()})

    def _best_at(self, rung: int, count: int) -> list[int]:
        """Return the numbers of the best `count` trials that paused at a rung; drop the states of much worse ones."""
        there = [number for number, until in self._epochs.items() if until == rung]
        paused = [number for number in there if not self._curves[number].ends(rung)]
        best = sorted(paused, key=lambda number: (*self._curves[number].at(rung), number))
        for number in best[KEPT_STATES:]:
            self._states.pop(number, None)
        return best[:count]

    def _advance(self, numbers: Collection[int], until: int | None) -> Iterator[list[Outcome]]:
        """Train trials to an epoch, or to their end, unless they have reached it."""
        known = [number for number in numbers if number in self._curves and self._curves[number].reaches(until)]
        self._epochs.update(dict.fromkeys(known, until))
        plans = [plan for number in numbers if number not in known for plan in self._plans(number, until)]
        missing = Counter(plan.trial.number for plan in plans)
        trained: dict[int, list[Result]] = defaultdict(list)
        for results in self._trained(plans):
            for result in results:
                trained[result.number].append(result)
            numbers_of_results = dict.fromkeys(result.number for result in results)
            finished = [number for number in numbers_of_results if len(trained[number]) == missing[number]]
            if finished:
                yield [each for number in finished for each in self._noted(number, trained.pop(number), until)]

    def _trained(self, plans: Sequence[Plan[Any]]) -> Iterator[list[Result]]:
        """Train plans; those that continue from a state and those that start from epoch 0 are in separate stacks."""
        for alike in ([each for each in plans if each.paused], [each for each in plans if not each.paused]):
            if alike:
                yield from self._context.trained(alike)

    def _plans(self, number: int, until: int | None) -> Iterator[Plan[Any]]:
        """Return the plans of a trial, which continue from its states; without states they train from the start."""
        prepared, trial = self._context.prepared, self._trials[number]
        paused = {_key(each): each for each in self._states.get(number, ()) if isinstance(each, Paused)}
        for repeat in range(prepared.config.search.repeats):
            for plan in prepared.plans(trial, repeat):
                if number not in self._states or (plan.repeat, plan.fold) in paused:
                    yield replace(plan, until=until, paused=paused.get((plan.repeat, plan.fold)))

    def _noted(self, number: int, trained: Sequence[Result], until: int | None) -> list[Outcome]:
        """Return the outcomes of all trainings of a trial, of which `trained` are new."""
        ended = [each for each in self._states.pop(number, ()) if isinstance(each, Outcome)]
        results = sorted([*ended, *trained], key=_key)
        outcomes = [each.outcome if isinstance(each, Paused) else each for each in results]
        if number in self._curves:
            outcomes = [self._with_past(each) for each in outcomes]
        together = self._context.prepared.together(outcomes)
        if together.status == Status.STOPPED:
            self._states[number] = results
        self._curves[number] = _curve(self._context.prepared, together, together.history)
        self._epochs[number] = until
        return outcomes

    def _with_past(self, outcome: Outcome) -> Outcome:
        """Return an outcome that failed after a pause together with the epochs from before the pause."""
        if outcome.status != Status.FAILED or outcome.history:
            return outcome
        stored = (record for _, record in self._context.database.history(outcome.number))
        past = tuple(each for each in stored if (each.repeat, each.fold) == _key(outcome))
        return replace(outcome, history=past, epochs_run=len(past))


def _stored(context: SearchContext) -> dict[int, TrialCurve]:
    """Return the curves of the stored trials, by number."""
    by_number = defaultdict(list)
    for number, record in context.database.history():
        by_number[number].append(record)
    outcomes = context.database.outcomes()
    return {each.number: _curve(context.prepared, each, by_number[each.number]) for each in outcomes}


def _curve(prepared: Prepared, outcome: Outcome, history: Iterable[EpochRecord]) -> TrialCurve:
    return TrialCurve.of(outcome, history, prepared.ranking, by_itself=prepared.ended_by_itself(outcome))


def _key(result: Result) -> tuple[int, int]:
    return result.repeat, result.fold
