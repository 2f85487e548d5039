"""The completed trials of a study, without going through all of them for each new one."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
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


class StudyMemory:
    """Remembers how far a study's trials are all finished: these do not change any more.

    Of the trials after them it remembers the settings, each with how many parameters it had then: a trial that still
    draws has more the next time.
    """

    def __init__(self) -> None:
        self._known: tuple[str, int, CompletedTrials, frozenset[SettingsKey]] = ("", 0, NONE, frozenset())
        self._open: dict[int, tuple[int, SettingsKey]] = {}

    def before(self, study: "Study", number: int) -> CompletedTrials:
        """The results of the trials with a smaller number, in the order of their numbers."""
        results, _, rest = self._now(study)
        return results.joined_by(rest, study.direction).before(number)

    def tried(self, study: "Study", number: int) -> Callable[[SettingsKey], bool]:
        """Whether a trial with a smaller number has given settings, also one that still runs."""
        _, finished, rest = self._now(study)
        running = {self._settings(trial) for trial in rest if trial.number < number}
        return lambda settings: settings in finished or settings in running

    def _settings(self, trial: "FrozenTrial") -> SettingsKey:
        """Those of a trial that may still draw; written out once, which takes longest in a round of thousands."""
        count = len(trial.params)
        known = self._open.get(trial.number)
        if known is None or known[0] != count:
            known = self._open[trial.number] = count, _settings(trial)
        return known[1]

    def _now(self, study: "Study") -> "tuple[CompletedTrials, frozenset[SettingsKey], Sequence[FrozenTrial]]":
        """The results of the trials that are all finished, the settings of these, and the trials after them."""
        trials = study.get_trials(deepcopy=False)
        study_name, finished, results, tried = self._known
        if study_name != study.study_name or finished > len(trials):
            finished, results, tried = 0, NONE, frozenset()
            self._open = {}
        until = finished
        while until < len(trials) and trials[until].state.is_finished():
            until += 1
        if until > finished:
            new = trials[finished:until]
            results, tried = results.joined_by(new, study.direction), tried.union(map(_settings, new))
            self._open = {number: known for number, known in self._open.items() if number >= until}
        self._known = study.study_name, until, results, tried  # at once, for studies with several threads
        return results, tried, trials[until:]


def _settings(trial: "FrozenTrial") -> SettingsKey:
    """Those that could have been others."""
    return settings_key({name: trial.params[name] for name, known in trial.distributions.items() if not known.single()})
