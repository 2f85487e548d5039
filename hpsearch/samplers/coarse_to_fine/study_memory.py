"""The completed trials of a study, without going through all of them for each new one."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, compress, count
from operator import is_not
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from optuna.study import StudyDirection
from optuna.trial import TrialState

from hpsearch.space import SWITCH

if TYPE_CHECKING:
    from optuna.study import Study
    from optuna.trial import FrozenTrial

SettingsKey = frozenset[tuple[str, str]]
"""Values by their names; an option of a choice may be a list, so each is written out."""


def settings_key(params: Mapping[str, Any]) -> SettingsKey:
    """A key that is equal for two trials whose used hyperparameters have equal values, floats to 12 digits.

    What decides over an exact 0 is left out: whether the other one is used says as much.
    """
    return frozenset((name, _written(value)) for name, value in params.items() if not name.endswith(SWITCH))


def _written(value: Any) -> str:
    return f"{value:.12g}" if isinstance(value, float) else repr(value)


class CompletedTrials(NamedTuple):
    """Completed trials in the order of their numbers, and the cost of each, which is to be minimised."""

    trials: "list[FrozenTrial]"
    costs: NDArray[np.float64]

    def before(self, number: int) -> "CompletedTrials":
        """Those of the trials with a smaller number."""
        end = bisect_left(self.trials, number, key=lambda trial: trial.number)
        return self if end == len(self.trials) else CompletedTrials(self.trials[:end], self.costs[:end])

    def best(self, share: float) -> "list[FrozenTrial]":
        """The best share of the trials, two at least, the best first; of equals the older one."""
        count = max(2, round(share * len(self.trials)))
        return [self.trials[place] for place in np.argsort(self.costs, kind="stable")[:count]]

    def joined_by(self, trials: "Iterable[FrozenTrial]", direction: StudyDirection) -> "CompletedTrials":
        """With those of further trials that completed."""
        completed = [trial for trial in trials if trial.state == TrialState.COMPLETE]
        values = np.array([trial.value for trial in completed], np.float64)
        costs = -values if direction == StudyDirection.MAXIMIZE else values
        return CompletedTrials([*self.trials, *completed], np.concatenate([self.costs, costs])) if completed else self


NONE = CompletedTrials([], np.empty(0))


class OpenTrials(NamedTuple):
    """The trials after those that are all finished, with the settings of each, and whether it completed."""

    trials: "list[FrozenTrial]"
    settings: list[SettingsKey]
    complete: list[bool]

    def as_now(self, trials: "list[FrozenTrial]", passed: int) -> "OpenTrials":
        """Return the memory of `trials`, the first `passed` of the old ones left out.

        Optuna puts another object in the place of a trial that changes, so only those are looked at.
        """
        before = self.trials[passed:]
        new = [frozenset[tuple[str, str]]()] * (len(trials) - len(before))
        settings = [*self.settings[passed:], *new]
        complete = [*self.complete[passed:], *[False] * len(new)]
        changed = compress(count(), map(is_not, before, trials))
        for place in chain(changed, range(len(before), len(trials))):
            settings[place] = _settings(trials[place])
            complete[place] = trials[place].state == TrialState.COMPLETE
        return OpenTrials(trials, settings, complete)


class StudyMemory:
    """Remembers how far a study's trials are all finished, which do not change any more, and the trials after them."""

    def __init__(self) -> None:
        self._known: tuple[str, int, CompletedTrials, frozenset[SettingsKey], OpenTrials] = _NOTHING

    def before(self, study: "Study", number: int) -> CompletedTrials:
        """The results of the trials with a smaller number, in the order of their numbers."""
        _, _, results, _, still = self._now(study)
        return results.joined_by(compress(still.trials, still.complete), study.direction).before(number)

    def tried(self, study: "Study", number: int) -> Callable[[SettingsKey], bool]:
        """Whether a trial with a smaller number has given settings, also one that still runs."""
        _, until, _, finished, still = self._now(study)
        running = set(still.settings[: max(0, number - until)])
        return lambda settings: settings in finished or settings in running

    def _now(self, study: "Study") -> "tuple[str, int, CompletedTrials, frozenset[SettingsKey], OpenTrials]":
        """The study, the number up to which all trials are finished, their results and settings; the trials after."""
        trials = study.get_trials(deepcopy=False)
        name, finished, results, tried, still = self._known
        if name != study.study_name or finished > len(trials):
            name, finished, results, tried, still = _NOTHING
        until = finished
        while until < len(trials) and trials[until].state.is_finished():
            until += 1
        if until > finished:
            new = trials[finished:until]
            results, tried = results.joined_by(new, study.direction), tried.union(map(_settings, new))
        still = still.as_now(trials[until:], until - finished)
        known = study.study_name, until, results, tried, still
        self._known = known  # at once, for studies with several threads
        return known


_NOTHING = "", 0, NONE, frozenset[SettingsKey](), OpenTrials([], [], [])


def _settings(trial: "FrozenTrial") -> SettingsKey:
    """Those that could have been others."""
    return settings_key({name: trial.params[name] for name, known in trial.distributions.items() if not known.single()})
