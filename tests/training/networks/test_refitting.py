"""A network that is trained again on train and dev trains as it would if both were the training part."""

import numpy as np
import pytest

from hpsearch.records import replace
from hpsearch.training.networks.cohort import Cohort
from hpsearch.training.objective import Plan
from hpsearch.training.results import results
from hpsearch.trials.outcomes import Status


def plans_of(objective, settings, prepared):
    """A plan for each of some settings."""
    first = prepared.conversation(1, 1).ask(1, 1)[0]
    return [objective.refit_plan(replace(first, number=n, settings=each), 0, 2) for n, each in enumerate(settings)]


@pytest.mark.parametrize("change", [{}, {"data": {"numbers": {"piecewise_linear": 4}}}], ids=["plain", "bins"])
def test_it_has_the_parameters_of_one_trained_on_both(small, change):
    prepared = small(**change)
    objective = prepared.objective
    (plan,) = plans_of(objective, [{"optimizer": "adam", "learning_rate": 0.01}], prepared)
    (outcome,) = results(objective.training, [plan])
    dataset = objective.dataset
    both = replace(
        dataset.train,
        inputs=np.asfortranarray(np.concatenate([dataset.train.x, dataset.dev.x], axis=1)),
        y=np.concatenate([dataset.train.y, dataset.dev.y]),
    )
    training_set = type(objective.training_set).of(replace(dataset, train=both), objective.seed)
    cohort = Cohort([plan.recipe], training_set, objective.seed)
    for _ in range(plan.recipe.epochs):
        cohort.train_epoch()
    assert outcome.status == Status.COMPLETE
    assert not outcome.metrics
    np.testing.assert_array_equal(outcome.parameters, cohort.parameters(0))


def test_networks_of_one_stack_end_after_epochs_of_their_own(small):
    prepared = small()
    objective = prepared.objective
    long, short = plans_of(objective, [{"optimizer": "adam", "learning_rate": 0.01}] * 2, prepared)
    short = replace(short, refit=1)
    together = results(objective.training, [long, short])
    alone = [results(objective.training, [each])[0] for each in (long, short)]
    for one, other in zip(together, alone, strict=True):
        np.testing.assert_array_equal(one.parameters, other.parameters)
    assert not np.array_equal(together[0].parameters, together[1].parameters)


def test_early_stopping_gives_the_epochs_of_the_trials_best_one(small):
    prepared = small(hyperparameters={"patience": 1, "epochs": 5})
    (plan,) = plans_of(prepared.objective, [{"optimizer": "adam", "learning_rate": 0.01}], prepared)
    assert (plan.recipe.epochs, plan.refit) == (2, 2)


def test_a_constant_rate_falls_in_the_second_half_as_no_epoch_can_be_chosen(small):
    """If it fell from the start, networks that were trained for few steps would be trained too little."""
    prepared = small(hyperparameters={"epochs": 5})
    (plan,) = plans_of(prepared.objective, [{"optimizer": "adam", "learning_rate": 0.01}], prepared)
    rates = [plan.recipe.rate(epoch) for epoch in range(plan.refit)]
    assert rates[:3] == [0.01] * 3
    assert rates[3:] == sorted(rates[3:], reverse=True)
    assert rates[-1] < 0.004


def test_the_schedule_of_a_config_stays(small):
    prepared = small(hyperparameters={"epochs": 5, "schedule": "exponential", "decay_rate": 0.9, "patience": 1})
    (plan,) = plans_of(prepared.objective, [{"optimizer": "adam", "learning_rate": 0.01}], prepared)
    assert (plan.recipe.schedule, plan.recipe.epochs, plan.refit) == ("exponential", 5, 2)


def test_one_that_diverges_has_no_parameters(small):
    prepared = small(hyperparameters={"optimizer": "momentum"})
    (plan,) = plans_of(prepared.objective, [{"learning_rate": 1e30}], prepared)
    (outcome,) = results(prepared.objective.training, [plan])
    assert (outcome.status, outcome.parameters) == (Status.DIVERGED, None)


def test_weights_of_both_parts_count(small, tmp_path):
    rng = np.random.default_rng(0)
    rows = [f"{rng.normal()},{rng.integers(2)},{rng.uniform(0.5, 2)}" for _ in range(60)]
    (tmp_path / "rows.csv").write_text("\n".join(["x,y,w", *rows]))
    prepared = small(data={"source": str(tmp_path / "rows.csv"), "target": "y", "weight": "w"})
    both = prepared.objective.training_set.with_dev().train
    parts = prepared.objective.training_set
    np.testing.assert_array_equal(both.weights, [*parts.train.weights, *parts.dev.weights])
    assert isinstance(plans_of(prepared.objective, [{"learning_rate": 0.01}], prepared)[0], Plan)
