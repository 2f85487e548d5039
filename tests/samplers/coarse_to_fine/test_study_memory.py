import optuna
from optuna.distributions import IntDistribution
from optuna.trial import TrialState

from hpsearch.samplers.coarse_to_fine import study_memory as module
from hpsearch.samplers.coarse_to_fine.study_memory import StudyMemory, settings_key


def test_it_knows_completed_trials_of_smaller_number():
    """It knows the completed trials of smaller number however they are finished."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study, memory = optuna.create_study(), StudyMemory()
    trials = [study.ask() for _ in range(6)]
    for number in (4, 0):
        study.tell(trials[number], 1.0)
    assert [trial.number for trial in memory.before(study, 5).trials] == [0, 4]
    study.tell(trials[1], state=TrialState.FAIL)
    study.tell(trials[2], 1.0)
    assert [trial.number for trial in memory.before(study, 6).trials] == [0, 2, 4]
    assert [trial.number for trial in memory.before(study, 2).trials] == [0]


def test_another_study_starts_afresh():
    memory = StudyMemory()
    for _ in range(2):
        study = optuna.create_study()
        study.tell(study.ask(), 1.0)
        assert len(memory.before(study, 9).trials) == 1
    assert memory.before(optuna.create_study(), 9).trials == []


def test_what_is_to_be_maximised_costs_its_negative():
    study, memory = optuna.create_study(direction="maximize"), StudyMemory()
    for value in (0.5, 0.9, 0.9, 0.1):
        study.tell(study.ask(), value)
    results = memory.before(study, 4)
    assert results.costs.tolist() == [-0.5, -0.9, -0.9, -0.1]
    assert [trial.number for trial in results.best(0.5)] == [1, 2]


def test_it_knows_settings_of_smaller_number():
    """It knows the settings of finished and of running trials of smaller number."""
    study, memory = optuna.create_study(), StudyMemory()
    for x in (1, 2, 3):
        study.enqueue_trial({"x": x})
    finished, *_running = [study.ask({"x": IntDistribution(0, 9), "fixed": IntDistribution(7, 7)}) for _ in range(3)]
    study.tell(finished, 1.0)
    tried = memory.tried(study, 2)
    assert [x for x in range(10) if tried(settings_key({"x": x}))] == [1, 2]


def test_the_settings_of_a_running_trial_are_written_out_once(monkeypatch):
    """So that a trial in a round of thousands takes no longer to propose than one of few."""
    written = []
    monkeypatch.setattr(module, "settings_key", lambda params: written.append(params) or settings_key(params))
    memory, study = StudyMemory(), optuna.create_study()
    for _ in range(20):
        trial = study.ask()
        trial.suggest_float("x", 0, 1)
        memory.tried(study, trial.number)
    assert len(written) == 20
    trial.suggest_float("y", 0, 1)
    assert memory.tried(study, 20)(settings_key(trial.params))


def test_a_trial_that_does_not_change_is_looked_at_once(monkeypatch):
    """Results and settings come from what was seen of it: a round of thousands costs no more for each trial."""
    looked_at = []
    settings = module._settings
    monkeypatch.setattr(module, "_settings", lambda trial: looked_at.append(trial.number) or settings(trial))
    memory, study = StudyMemory(), optuna.create_study()
    running = [study.ask({"x": IntDistribution(0, 99)}) for _ in range(30)]
    for _ in range(5):
        memory.before(study, 30)
        memory.tried(study, 30)
    assert looked_at == list(range(30))
    study.tell(running[7], 1.0)
    assert [trial.number for trial in memory.before(study, 30).trials] == [7]
    assert looked_at[30:] == [7]
