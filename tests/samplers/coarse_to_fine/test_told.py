import optuna
from optuna.trial import TrialState

from hpsearch.samplers.coarse_to_fine.told import Told


def test_it_knows_the_completed_trials_of_smaller_number_however_they_are_finished():
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study, told = optuna.create_study(), Told()
    trials = [study.ask() for _ in range(6)]
    for number in (4, 0):
        study.tell(trials[number], 1.0)
    assert [trial.number for trial in told.before(study, 5)] == [0, 4]
    study.tell(trials[1], state=TrialState.FAIL)
    study.tell(trials[2], 1.0)
    assert [trial.number for trial in told.before(study, 6)] == [0, 2, 4]
    assert [trial.number for trial in told.before(study, 2)] == [0]


def test_another_study_starts_afresh():
    told = Told()
    for _ in range(2):
        study = optuna.create_study()
        study.tell(study.ask(), 1.0)
        assert len(told.before(study, 9)) == 1
    assert told.before(optuna.create_study(), 9) == []
