"""The output of `check` before anything runs."""

import pytest

from hpsearch.config import config_from
from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.gradient_check import GREAT
from hpsearch.errors import ConfigError
from hpsearch.runs.run import Run
from hpsearch.search.events import TrialFinished
from hpsearch.search.prepare import networks, prepare
from hpsearch.search.preview import cost, draws, finalist_count, gradient_checks, signal
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers
from tests.conftest import config_with


def test_the_settings_shown_are_those_of_the_first_round(small, tmp_path):
    shown = [trial.settings for trial in draws(small(), 4)]
    events = search(small(), tmp_path, start_workers(1))
    tried = {e.outcome.number: e.outcome.trial.settings for e in events if isinstance(e, TrialFinished)}
    assert shown == [tried[number] for number in range(4)]


def test_the_cost_counts_every_epoch_and_step(small):
    estimate = cost(small())
    assert estimate.epochs == 8 * 3
    assert estimate.steps == 8 * 3 * 2  # 90 training examples in batches of 64
    assert estimate.seconds > 0


@pytest.mark.parametrize(("halving", "count"), [(None, 5), ({"min_epochs": 1, "factor": 3}, 4)])
def test_no_more_trials_are_retrained_than_halving_lets_train_to_their_end(small, tmp_path, halving, count):
    options = {"trials": 12, "rounds": 2, "finalists": {"count": 5, "repeats": 1}, "halving": halving}
    prepared = small(search=options)
    assert finalist_count(prepared) == count
    list(search(prepared, tmp_path, start_workers(1)))
    assert len(Run(tmp_path).ranked_finalists) == count


@pytest.mark.parametrize("source", ["iris", "moons", "diabetes"])
def test_gradients_are_great_for_every_activation_head_and_l2(small, source):
    varied = {"activation": {"choices": list(ACTIVATIONS)}, "l2": {"low": 0.1, "high": 10, "scale": "log"}}
    checks = list(gradient_checks(small(data={"source": source}, hyperparameters=varied)))
    assert len(checks) == len(ACTIVATIONS) * 2 * 2  # l2 off and on, before and after an epoch
    assert max(check.check.worst for check in checks) <= GREAT
    assert {check.l2 for check in checks} == {0.0, 10.0}


@pytest.mark.parametrize(
    ("sampler", "message"),
    [
        (
            {"name": "coarse_to_fine", "keeps": 1},
            r"sampler.keeps: unknown key 'keeps'; .*did you mean 'keep'",
        ),
        ({"name": "coarse_to_fine", "keep": 7}, "search.sampler: coarse_to_fine cannot be set up: keep is 7"),
        ({"name": "random", "keep": 7}, "unknown key 'keep'; expected name$"),
    ],
)
def test_a_sampler_refuses_options_that_it_cannot_take(small, sampler, message):
    with pytest.raises(ConfigError, match=message):
        draws(small(search={"sampler": sampler}), 1)


def test_a_metric_of_another_task_is_refused_with_those_that_fit(small):
    with pytest.raises(
        ConfigError, match="dev_rmse does not apply to classification; expected one of dev_accuracy, dev_a"
    ):
        small(search={"metric": "dev_rmse"})


def test_the_cost_of_some_examples_is_that_of_all():
    config = config_from(config_with(data={"source": "digits"}, hyperparameters={"batch_size": 32}))
    whole, some = prepare(config), prepare(config, 200)
    assert networks(some).dataset.train.drawn is not None
    assert some.trained_on == whole.trained_on
    assert (cost(some).epochs, cost(some).steps) == (cost(whole).epochs, cost(whole).steps)
    assert signal(some).architecture == signal(whole).architecture
