"""The storage of a conversation's study: Optuna's, without the copies of its list."""

import optuna
from optuna.distributions import IntDistribution
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


def test_a_trial_that_is_added_shares_its_values_and_none_of_its_changes():
    """Costs told again make a new study of all trials: copies of their values would take most of a round's time."""
    first, second = (optuna.create_study(storage=UncopiedStorage()) for _ in range(2))
    first.ask()
    first.tell(first.ask({"x": IntDistribution(0, 9)}), 1.0)
    (added,) = first.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
    second.add_trial(added)
    (found,) = second.get_trials(deepcopy=False)
    assert (added.number, found.number, found.params is added.params) == (1, 0, True)
    assert second.best_trial.value == 1.0


def test_a_trial_that_waits_is_asked_for_with_its_values():
    study = optuna.create_study(storage=UncopiedStorage())
    study.enqueue_trial({"x": 3})
    asked = study.ask({"x": IntDistribution(0, 9), "y": IntDistribution(5, 5)})
    assert (asked.number, asked.params) == (0, {"x": 3, "y": 5})
    assert [trial.state for trial in study.trials] == [TrialState.RUNNING]
