"""Storage in memory for the trials of a study, without Optuna's copies."""

from copy import copy
from typing import TYPE_CHECKING

from optuna.storages import InMemoryStorage

if TYPE_CHECKING:
    from collections.abc import Container

    from optuna.trial import FrozenTrial, TrialState


class UncopiedStorage(InMemoryStorage):
    """Optuna's storage in memory, for a single thread.

    Optuna's own class copies the list of all trials each time a sampler reads it, to protect it from other threads.
    With 100,000 trials a copy takes as long as a proposal.
    """

    def get_all_trials(
        self, study_id: int, deepcopy: bool = True, states: "Container[TrialState] | None" = None
    ) -> "list[FrozenTrial]":
        """Return the trials of a study; without `deepcopy` and `states` the list itself, which must not be changed."""
        if deepcopy or states is not None:
            return super().get_all_trials(study_id, deepcopy, states)
        self._check_study_id(study_id)
        return self._studies[study_id].trials

    def create_new_trial(self, study_id: int, template_trial: "FrozenTrial | None" = None) -> int:
        """Add a trial that shares its values with the template; this is safe, as trials are replaced, not changed."""
        trial_id = super().create_new_trial(study_id)
        if template_trial is not None:
            trial = copy(template_trial)
            trial.number, trial._trial_id = self._get_trial(trial_id).number, trial_id  # noqa: SLF001 (as Optuna does)
            self._set_trial(trial_id, trial)
            self._update_cache(trial_id, study_id)
        return trial_id
