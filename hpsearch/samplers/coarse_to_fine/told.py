"""The completed trials of a study, without going through all of them for each new one."""

from bisect import bisect_left
from typing import TYPE_CHECKING

from optuna.trial import TrialState

if TYPE_CHECKING:
    from optuna.study import Study
    from optuna.trial import FrozenTrial


class Told:
    """Remembers how far a study's trials are all finished: these do not change any more."""

    def __init__(self) -> None:
        self._known: tuple[str, int, list[FrozenTrial]] = ("", 0, [])

    def before(self, study: "Study", number: int) -> "list[FrozenTrial]":
        """The completed trials with a smaller number, in the order of their numbers."""
        trials = study.get_trials(deepcopy=False)
        study_name, finished, told = self._known
        if study_name != study.study_name or finished > len(trials):
            finished, told = 0, []
        until = finished
        while until < len(trials) and trials[until].state.is_finished():
            until += 1
        told = [*told, *_completed(trials[finished:until])]
        self._known = study.study_name, until, told  # at once, for studies with several threads
        known = [*told, *_completed(trials[until:])]
        return known[: bisect_left(known, number, key=lambda trial: trial.number)]


def _completed(trials: "list[FrozenTrial]") -> "list[FrozenTrial]":
    return [trial for trial in trials if trial.state == TrialState.COMPLETE]
