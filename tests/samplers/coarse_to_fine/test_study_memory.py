import optuna
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from optuna.distributions import FloatDistribution, IntDistribution
from optuna.trial import TrialState

from hpsearch.samplers import CoarseToFineSampler
from hpsearch.samplers.coarse_to_fine import study_memory as module
from hpsearch.samplers.coarse_to_fine.study_memory import StudyMemory, settings_key

FAILED = {"complete": {}, "fail": {"state": TrialState.FAIL}}


def test_it_knows_completed_trials_of_smaller_number():
    """It knows the completed trials of smaller number however they are finished."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study, memory = optuna.create_study(), StudyMemory()
    trials = [study.ask() for _ in range(6)]
    for number in (4, 0):
        study.tell(trials[number], 1.0)
    assert [trial.number for trial in memory.now(study).before(5).trials] == [0, 4]
    study.tell(trials[1], state=TrialState.FAIL)
    study.tell(trials[2], 1.0)
    assert [trial.number for trial in memory.now(study).before(6).trials] == [0, 2, 4]
    assert [trial.number for trial in memory.now(study).before(2).trials] == [0]


def test_another_study_starts_afresh():
    memory = StudyMemory()
    for _ in range(2):
        study = optuna.create_study()
        study.tell(study.ask(), 1.0)
        assert len(memory.now(study).before(9).trials) == 1
    assert memory.now(optuna.create_study()).before(9).trials == []


def test_what_is_to_be_maximised_costs_its_negative():
    study, memory = optuna.create_study(direction="maximize"), StudyMemory()
    for value in (0.5, 0.9, 0.9, 0.1):
        study.tell(study.ask(), value)
    results = memory.now(study).before(4)
    assert results.costs.tolist() == [-0.5, -0.9, -0.9, -0.1]
    assert [trial.number for trial in results.best(0.5)] == [1, 2]


def test_it_knows_settings_of_smaller_number():
    """It knows the settings of finished and of running trials of smaller number."""
    study, memory = optuna.create_study(), StudyMemory()
    for x in (1, 2, 3):
        study.enqueue_trial({"x": x})
    finished, *_running = [study.ask({"x": IntDistribution(0, 9), "fixed": IntDistribution(7, 7)}) for _ in range(3)]
    study.tell(finished, 1.0)
    tried = memory.now(study).tried(2)
    assert [x for x in range(10) if tried(settings_key({"x": x}))] == [1, 2]


def test_the_settings_of_a_running_trial_are_written_out_once(monkeypatch):
    """So that a trial in a round of thousands takes no longer to propose than one of few."""
    written = []
    monkeypatch.setattr(module, "settings_key", lambda params: written.append(params) or settings_key(params))
    memory, study = StudyMemory(), optuna.create_study()
    for _ in range(20):
        trial = study.ask()
        trial.suggest_float("x", 0, 1)
        memory.now(study).tried(trial.number)
    assert len(written) == 20
    trial.suggest_float("y", 0, 1)
    assert memory.now(study).tried(20)(settings_key(trial.params))


def test_a_trial_that_does_not_change_is_looked_at_once(monkeypatch):
    """Results and settings come from what was seen of it: a round of thousands costs no more for each trial."""
    looked_at = []
    written = module._settings
    monkeypatch.setattr(module, "_settings", lambda trial: looked_at.append(trial.number) or written(trial))
    memory, study = StudyMemory(), optuna.create_study()
    running = [study.ask({"x": IntDistribution(0, 99)}) for _ in range(30)]
    for _ in range(5):
        memory.now(study).before(30)
        memory.now(study).tried(30)
    assert looked_at == list(range(30))
    study.tell(running[7], 1.0)
    assert [trial.number for trial in memory.now(study).before(30).trials] == [7]
    assert looked_at[30:] == [7]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["ask", "complete", "fail", "look"]), st.integers(0, 30)), max_size=40))
def test_in_whatever_order_trials_end_it_knows_what_the_study_says(acts):
    """In blocks of 4 trials, for rounds of many blocks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "TRIALS_AT_ONCE", 4)
        memory, study, running = StudyMemory(), optuna.create_study(), []
        for number, (act, at) in enumerate([*acts, ("look", 0), ("look", 7), ("look", 99)]):
            if act == "ask":
                running.append(study.ask({"x": IntDistribution(0, 29)}))
            elif act != "look" and running:
                trial = running.pop(at % len(running))
                study.tell(trial, *([float(number)] if act == "complete" else []), **FAILED[act])
            elif act == "look":
                now = memory.now(study)
                place = max(at, now.until)  # of finished trials all are known at once
                trials = [trial for trial in study.trials if trial.number < place]
                completed = [trial for trial in trials if trial.state == TrialState.COMPLETE]
                known = now.before(place)
                assert [trial.number for trial in known.trials] == [trial.number for trial in completed]
                assert known.costs.tolist() == [trial.value for trial in completed]
                tried = {x for x in range(30) if now.tried(place)(settings_key({"x": x}))}
                assert tried == {trial.params["x"] for trial in trials}


def test_a_trial_is_proposed_from_one_look_at_all_trials(monkeypatch):
    """A study hands over a copy of its list: of thousands of trials, one for each value would take most of the time."""
    space = {name: FloatDistribution(0, 1) for name in "abc"}
    study = optuna.create_study(sampler=CoarseToFineSampler(0, coarse=4))
    for _ in range(6):
        study.tell(study.ask(space), 1.0)
    looks, look = [], study.get_trials
    monkeypatch.setattr(study, "get_trials", lambda **given: looks.append(given) or look(**given))
    for number in range(6, 10):
        study.ask(space)
        assert len(looks) == number - 5


def test_results_that_come_after_a_trial_was_asked_for_do_not_change_it():
    study, memory = optuna.create_study(), StudyMemory()
    first, second = study.ask(), study.ask()
    before = memory.when_asked(study, second.number)
    study.tell(first, 1.0)
    assert memory.when_asked(study, second.number) is before
    assert [trial.number for trial in memory.when_asked(study, 2).before(2).trials] == [0]
