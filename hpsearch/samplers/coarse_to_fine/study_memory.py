"""Remember the completed trials of a study, so that not all of them are read for each new trial."""

from bisect import bisect_left
from collections.abc import Callable, Container, Iterable, Mapping
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
"""Names and values as text, because an option of a choice may be a list, which has no hash."""


def settings_key(params: Mapping[str, Any]) -> SettingsKey:
    """Return a key that is equal for two trials whose used hyperparameters have equal values, floats to 12 digits.

    The switch of a range with `or_zero` is left out: whether the number is used says the same.
    """
    return frozenset((name, _written(value)) for name, value in params.items() if not name.endswith(SWITCH))


def _written(value: Any) -> str:
    return f"{value:.12g}" if isinstance(value, float) else repr(value)


class CompletedTrials(NamedTuple):
    """Completed trials in the order of their numbers, and the cost of each, to be minimised."""

    trials: "list[FrozenTrial]"
    costs: NDArray[np.float64]

    def before(self, number: int) -> "CompletedTrials":
        """Return the trials with a smaller number."""
        end = bisect_left(self.trials, number, key=lambda trial: trial.number)
        return self if end == len(self.trials) else CompletedTrials(self.trials[:end], self.costs[:end])

    def best(self, share: float) -> "list[FrozenTrial]":
        """Return the best share of the trials, at least two, the best first; the older one first if equal."""
        count = max(2, round(share * len(self.trials)))
        return [self.trials[place] for place in np.argsort(self.costs, kind="stable")[:count]]

    def joined_by(self, trials: "Iterable[FrozenTrial]", direction: StudyDirection) -> "CompletedTrials":
        """Return these and the completed ones of `trials`."""
        completed = [trial for trial in trials if trial.state == TrialState.COMPLETE]
        values = np.array([trial.value for trial in completed], np.float64)
        costs = -values if direction == StudyDirection.MAXIMIZE else values
        return CompletedTrials([*self.trials, *completed], np.concatenate([self.costs, costs])) if completed else self


NONE = CompletedTrials([], np.empty(0))


TRIALS_AT_ONCE = 256
"""Trials in a block that is checked for changes at once, for rounds of thousands."""


class OpenTrials(NamedTuple):
    """A block of at most TRIALS_AT_ONCE trials in a row, not all finished: their settings, and the completed ones."""

    trials: "list[FrozenTrial]"
    settings: list[SettingsKey]
    tried: frozenset[SettingsKey]
    completed: "list[FrozenTrial]"

    def as_now(self, trials: "list[FrozenTrial]", passed: int) -> "OpenTrials":
        """Return the block updated to `trials`, without the first `passed` of the old ones.

        Optuna replaces the object of a trial that changes, so only new objects are read.
        """
        if not passed and trials == self.trials:
            return self
        before = self.trials[passed:]
        new = len(trials) - len(before)
        settings = [*self.settings[passed:], *[frozenset[tuple[str, str]]()] * new]
        changed = compress(count(), map(is_not, before, trials))
        for place in chain(changed, range(len(before), len(trials))):
            settings[place] = _settings(trials[place])
        completed = [trial for trial in trials if trial.state == TrialState.COMPLETE]
        return OpenTrials(trials, settings, frozenset(settings), completed)

    def before(self, number: int) -> Container[SettingsKey]:
        """Return the settings of the block's trials with a smaller number."""
        if self.trials[-1].number < number:
            return self.tried
        return set(self.settings[: max(0, number - self.trials[0].number)])


class StudyState(NamedTuple):
    """Results and settings of the trials before number `until`, which are all finished, and of the later trials.

    The later ones are in blocks, by the number of the first trial that a block may have.
    """

    study: str
    until: int
    results: CompletedTrials
    finished: frozenset[SettingsKey]
    blocks: dict[int, OpenTrials]
    direction: StudyDirection

    def before(self, number: int) -> CompletedTrials:
        """Return the results of the trials with a smaller number, in the order of their numbers."""
        more = chain.from_iterable(block.completed for block in self.blocks.values())
        return self.results.joined_by(more, self.direction).before(number)

    def tried(self, number: int) -> Callable[[SettingsKey], bool]:
        """Return a test for whether a trial with a smaller number, finished or running, has given settings."""
        running = [block.before(number) for block in self.blocks.values()]
        return lambda settings: settings in self.finished or any(settings in some for some in running)

    def as_now(self, trials: "list[FrozenTrial]") -> "StudyState":
        """Return the state updated to `trials`, all trials of the study."""
        until = self.until
        while until < len(trials) and trials[until].state.is_finished():
            until += 1
        results, finished = self.results, self.finished
        if until > self.until:
            new = trials[self.until : until]
            results, finished = results.joined_by(new, self.direction), finished.union(map(_settings, new))
        blocks = {}
        for start in range(until - until % TRIALS_AT_ONCE, len(trials), TRIALS_AT_ONCE):
            first, block = max(start, until), self.blocks.get(start, _EMPTY)
            passed = first - max(start, self.until) if block.trials else 0
            if first < len(trials):
                blocks[start] = block.as_now(trials[first : start + TRIALS_AT_ONCE], passed)
        return StudyState(self.study, until, results, finished, blocks, self.direction)


class StudyMemory:
    """Caches the state of a study: the finished trials, which do not change any more, and the trials after them.

    The `outside` trials come first: they belong to no study, and have negative numbers.
    """

    def __init__(self, outside: CompletedTrials = NONE) -> None:
        self.outside = outside
        self._known: StudyState | None = None
        self._asked: tuple[int, StudyState] | None = None

    def when_asked(self, study: "Study", number: int) -> StudyState:
        """Return the state of the study when a value of trial `number` was first requested.

        Optuna copies the list of all trials at each access. With 100,000 trials a copy for each value would take longer
        than all else, so there is one copy for each trial.
        """
        asked = self._asked
        if asked is None or (asked[0], asked[1].study) != (number, study.study_name):
            asked = self._asked = number, self.now(study)
        return asked[1]

    def now(self, study: "Study") -> StudyState:
        """Return the present state of the study."""
        trials, known = study.get_trials(deepcopy=False), self._known
        if known is None or known.study != study.study_name or known.until > len(trials):
            known = StudyState(study.study_name, 0, self.outside, frozenset(), {}, study.direction)
        known = known.as_now(trials)
        self._known = known  # one assignment, for studies with several threads
        return known


_EMPTY = OpenTrials([], [], frozenset(), [])


def _settings(trial: "FrozenTrial") -> SettingsKey:
    """Return the key of a trial's settings without axes of a single value."""
    return settings_key({name: trial.params[name] for name, known in trial.distributions.items() if not known.single()})
