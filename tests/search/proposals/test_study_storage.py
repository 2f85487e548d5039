"""The storage of a conversation's study: Optuna's, without the copies of its list."""

import optuna
from optuna.trial import TrialState

from hpsearch.search.proposals.study_storage import UncopiedStorage


def test_the_list_of_trials_is_not_copied_for_who_only_looks():
    study = optuna.create_study(storage=UncopiedStorage())
    study.ask()
    seen = study.get_trials(deepcopy=False)
    study.tell(study.ask(), 1.0)
    assert study.get_trials(deepcopy=False) is seen
    assert [trial.state for trial in seen] == [TrialState.RUNNING, TrialState.COMPLETE]


def test_copies_and_selections_are_those_of_optuna():
    study = optuna.create_study(storage=UncopiedStorage())
    study.tell(study.ask(), 1.0)
    study.ask()
    study.get_trials().clear()
    study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,)).clear()
    assert [trial.number for trial in study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))] == [0]
    assert study.get_trials() == study.get_trials(deepcopy=False)
