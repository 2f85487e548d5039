"""How an ensemble does on rows that did not choose it."""

import numpy as np
import pytest

from hpsearch.evaluation.ensembles import chosen_shares
from hpsearch.evaluation.held_out import rows_held_out
from hpsearch.training.results import results


def models(prepared, count):
    """So many networks without training: of different initial draws."""
    objective = prepared.objective
    trials = prepared.conversation(count, count).ask(1, count)
    found = []
    for trial in trials:
        plan = objective.plan(trial)
        parameters = np.random.default_rng(trial.number).standard_normal(
            plan.recipe.architecture(objective.training_set).layout().size
        )
        found.append(objective.model_of(plan, parameters.astype(np.float32)))
    return found


def trained(prepared, count):
    """The networks of a number of trials."""
    objective = prepared.objective
    plans = [objective.plan(trial) for trial in prepared.conversation(count, count).ask(1, count)]
    return [
        objective.model_of(plan, outcome.parameters)
        for plan in plans
        for outcome in results(objective.training, [plan])
    ]


@pytest.mark.parametrize("method", ["mean", "greedy"])
def test_cross_fitted_outputs_are_a_mean_of_the_networks_on_every_row(small, method):
    prepared = small()
    networks = models(prepared, 4)
    found = chosen_shares(method, [[each] for each in networks], prepared.objective)
    outputs = np.stack([each.outputs_of(prepared.objective.training_set.dev.x) for each in networks])
    assert found.shares.sum() == pytest.approx(1)
    np.testing.assert_allclose(found.cross_fitted.sum(axis=1), 1)
    if method == "mean" and found.temperature == 1:
        np.testing.assert_allclose(found.cross_fitted, outputs.mean(axis=0))


def test_a_rows_own_label_does_not_choose_what_it_is_judged_by(small):
    """The labels of one half change the outputs of the other half only."""
    prepared = small(hyperparameters={"units": [4]})
    networks = models(prepared, 6)
    objective = prepared.objective
    before = chosen_shares("greedy", [[each] for each in networks], objective).cross_fitted
    rows = rows_held_out(objective, before)
    changed = 0
    for place in range(len(rows.y)):
        label = rows.y[place]
        objective.views.folds[0].dev.y[place] = (label + 1) % 3
        after = chosen_shares("greedy", [[each] for each in networks], objective).cross_fitted
        objective.views.folds[0].dev.y[place] = label
        if not np.array_equal(after, before):
            changed += 1
    assert changed > 0


@pytest.mark.parametrize("method", ["mean", "greedy"])
def test_how_sure_a_network_is_makes_no_difference_to_an_ensemble(small, method):
    """As one that was trained with smoothed labels is less sure, and no worse."""
    prepared = small(hyperparameters={"epochs": 30})
    networks = trained(prepared, 5)
    factors = (0.5, 0.8, 1.0, 0.3, 0.7)
    changed = [model.at_temperature(factor) for model, factor in zip(networks, factors, strict=True)]
    before, after = (
        chosen_shares(method, [[each] for each in some], prepared.objective) for some in (networks, changed)
    )
    np.testing.assert_allclose(after.shares, before.shares)
    np.testing.assert_allclose(after.cross_fitted, before.cross_fitted, atol=1e-4)
    np.testing.assert_allclose(after.own_temperatures * factors, before.own_temperatures, rtol=1e-3)
