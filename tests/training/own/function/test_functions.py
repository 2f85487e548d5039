"""A function trains: what it gives becomes the trial's metrics, and what it does wrong its message."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from hpsearch.errors import ConfigError
from hpsearch.records import replace
from hpsearch.search.prepare import prepare
from hpsearch.training.results import results
from hpsearch.trials.outcomes import Paused
from tests.pages import ROOT
from tests.training.own.runs import config_of, objective_of, planned


def trained(folder, function, repeat=0, **options):
    objective = objective_of(folder, function, **options)
    (result,) = results(objective.training, [planned(objective, repeat=repeat)])
    return result


def test_a_function_that_returns_is_one_epoch(tmp_path):
    outcome = trained(tmp_path, "once")
    assert (outcome.status, outcome.metrics["dev_error"], outcome.epochs_run) == ("complete", 0.5, 1)
    assert outcome.log == "rate 0.5\n"


def test_each_repeat_has_a_seed_of_its_own_which_is_always_the_same(tmp_path):
    first, again, other = (trained(tmp_path, "once", repeat).metrics["seed"] for repeat in (0, 0, 1))
    assert first == again != other


def test_a_generator_is_an_epoch_for_each_dict(tmp_path):
    """A generator is an epoch for each dict until the epochs are over."""
    outcome = trained(tmp_path, "walk")
    assert [record.epoch for record in outcome.history] == list(range(1, 10))
    assert outcome.metrics == outcome.history[-1].metrics
    assert list(outcome.metrics) == ["dev_error", "size"]


def test_what_a_generator_returns_is_what_counts(tmp_path):
    """So that early stopping can give the metrics of the weights that it went back to."""
    outcome = trained(tmp_path, "stopping_early", hyperparameters={"rate": 0.5})
    assert (outcome.metrics, outcome.best_epoch, outcome.epochs_run) == ({"dev_error": 1.0}, 2, 3)


def test_a_function_that_changes_its_folder_takes_nobody_with_it(tmp_path):
    before = Path.cwd()
    outcome = trained(tmp_path, "moving", hyperparameters={"rate": 0.5})
    assert (outcome.status, outcome.metrics) == ("complete", {"dev_error": 0})
    assert Path.cwd() == before


@pytest.mark.parametrize("until", [1, 4, 8])
def test_a_paused_training_goes_on_to_the_same_bits(tmp_path, until):
    """Its state is a copy, so later changes of the arrays by the code do not affect it."""
    objective = objective_of(tmp_path, "walk")
    plan = planned(objective)
    (paused,) = results(objective.training, [replace(plan, until=until)])
    assert isinstance(paused, Paused)
    (outcome,) = results(objective.training, [replace(plan, paused=paused)])
    assert replace(outcome, seconds=0) == replace(trained(tmp_path, "walk"), seconds=0)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        ("raising", r"ValueError: no such rate \(train.py:\d+\)"),
        ("leaving", r"called sys.exit\(3\)"),
        ("nameless", r"gave no dev_error, by which trials are compared \(search.metric\); its metrics are: error"),
        ("wordy", "gave 'low' as dev_error; expected a number"),
        ("mute", "gave None; expected a dict of metrics, such as"),
        ("doubled", "gave the metric rate, a name that a hyperparameter that is searched, or a deviation"),
        ("coloured", r"ValueError: \\x1b\[31m \\x00red"),
        ("empty", "gave no dev_error"),
        ("listing", "gave a list as its state; expected bytes, or a dict of NumPy arrays"),
        ("odd", "Odd: <exception str\\(\\) failed>"),
        ("strange", r"train.py:strange\(one\) was expected to be train\(hyperparameters, seed, state=None\)"),
    ],
)
def test_what_a_function_does_wrong_is_its_trial_s_message(tmp_path, function, message):
    outcome = trained(tmp_path, function)
    assert outcome.status == "failed"
    assert re.fullmatch(f"{message}.*", outcome.message)


def test_the_log_of_a_failure_has_the_traceback_of_the_users_code(tmp_path):
    """The log of a failure has the traceback from the user's code on."""
    log = trained(tmp_path, "raising").log
    assert log.startswith("Traceback (most recent call last):\n  File")
    assert "train.py" in log.splitlines()[1]


def test_a_metric_that_is_no_longer_finite_ends_the_training(tmp_path):
    outcome = trained(tmp_path, "lost")
    assert (outcome.status, outcome.message) == ("diverged", "dev_error not finite in epoch 2")


def test_a_training_without_a_state_cannot_pause(tmp_path):
    objective = objective_of(tmp_path, "stateless")
    (result,) = results(objective.training, [replace(planned(objective), until=3)])
    assert "cannot go on elsewhere: it gives no state" in result.message


def test_a_function_that_returned_is_over_and_not_paused(tmp_path):
    objective = objective_of(tmp_path, "once")
    (result,) = results(objective.training, [replace(planned(objective), until=1)])
    assert result.status == "complete"


def test_retries_begin_a_training_that_failed_again(tmp_path):
    assert trained(tmp_path, "unstable", retries=2).metrics == {"dev_error": 3.0}
    assert trained(tmp_path, "raising", retries=2).log.count("Traceback") == 3


def test_code_that_draws_without_its_seed_draws_the_same(tmp_path):
    assert trained(tmp_path, "first_drawn").metrics == trained(tmp_path, "first_drawn").metrics


@pytest.mark.parametrize(
    ("objective", "content", "sentence"),
    [
        ("other.py:train", None, "other.py: No such file"),
        ("train.py:trian", None, r"defines no trian \(did you mean 'train'\?\)"),
        ("train.py:train", "def train(:", "line 1: is no Python"),
        ("no.such.module:train", None, "no module no.such.module is found"),
        ("function", None, "was a function, which is not kept"),
    ],
)
def test_code_that_is_not_there_is_a_mistake_of_the_config(tmp_path, objective, content, sentence):
    config = config_of(tmp_path, {"function": objective})
    (tmp_path / "train.py").write_text(content or "def train(hyperparameters, seed): ...", encoding="utf-8")
    with pytest.raises(ConfigError, match=sentence):
        prepare(config)


def test_a_module_is_found_beside_the_config(tmp_path):
    (tmp_path / "beside_the_config").mkdir()
    module = tmp_path / "beside_the_config" / "inner.py"
    module.write_text("def train(hyperparameters, seed): return {'dev_error': 1}", encoding="utf-8")
    outcome = trained(tmp_path, {"function": "beside_the_config.inner:train"})
    assert outcome.metrics == {"dev_error": 1.0}


LOCKED = """
import sys
from pathlib import Path
from hpsearch.workers.backends import start_workers
from hpsearch.workers.time_limit import TimeLimit
from tests.training.own.runs import objective_of, planned

objective = objective_of(Path(sys.argv[1]), "locked")
with start_workers(2, "loky") as workers:
    ((outcome,),) = workers.train([[planned(objective)]], objective.training, TimeLimit())
print(outcome.status, outcome.message)
"""


def test_a_lock_that_a_function_leaves_is_removed_without_a_word(tmp_path):
    """As tqdm's: who tracks the locks of all processes would warn that they were not given back."""
    code = [sys.executable, "-c", LOCKED, str(tmp_path)]
    ended = subprocess.run(code, capture_output=True, text=True, check=True, cwd=ROOT)
    assert (ended.stdout, ended.stderr) == ("complete \n", "")
