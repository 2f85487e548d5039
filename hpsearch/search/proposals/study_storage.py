"""Where the study of a conversation keeps its trials: in memory, and not copied for whoever looks at them."""

from typing import TYPE_CHECKING

from optuna.storages import InMemoryStorage

if TYPE_CHECKING:
    from collections.abc import Container

    from optuna.trial import FrozenTrial, TrialState


class UncopiedStorage(InMemoryStorage):
    """Optuna's storage in memory, for one thread.

    Optuna's own copies the list of all trials each time a sampler looks at it, against changes by other threads. Of
    100,000 trials that takes as long as a proposal.
    """

    def get_all_trials(
        self, study_id: int, deepcopy: bool = True, states: "Container[TrialState] | None" = None
    ) -> "list[FrozenTrial]":
        """The trials of a study; without `deepcopy` and `states` they are the list itself, which nobody may change."""
        if deepcopy or states is not None:
            return super().get_all_trials(study_id, deepcopy, states)
        self._check_study_id(study_id)
        return self._studies[study_id].trials
