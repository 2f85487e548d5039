"""A model that pauses and continues in another stack has the same bits as without a pause."""

import pytest

from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.training.networks.cohort import Cohort
from hpsearch.training.networks.epochs import beginning, train

from .runs import of_model, run
from .sets import recipe, training_set
from .test_companions import FEATURES, pictures


def first_part(recipes, made, until):
    """The reports until all models pause, by model, and the states to continue from."""
    cohort, reports = Cohort(recipes, made, 0), {model: [] for model in range(len(recipes))}
    training = train(cohort, "error", until)
    try:
        while True:
            for report in next(training):
                reports[report.model].append(report)
    except StopIteration as paused:
        return reports, {each.model: each.paused(cohort.state(row)) for row, each in enumerate(paused.value)}


def second_part(recipes, made, order, reports, states):
    """The reports of the models in `order`, which continue in their own stack."""
    cohort = Cohort([recipes[model] for model in order], made, 0)
    cohort.restore([states[model] for model in order])
    progress = beginning(cohort, "error")
    for place, model in enumerate(order):
        progress[place].resume(reports[model], states[model])
    return [
        [(report, cohort.parameters(row).tobytes()) for row, report in enumerate(each)]
        for each in train(cohort, "error", progress=progress)
    ]


@pytest.mark.parametrize("until", [1, 2])
@pytest.mark.parametrize("feature", FEATURES)
def test_paused_models_go_on_in_another_stack_to_the_same_bits(feature, until):
    recipes, made = FEATURES[feature], pictures("softmax")
    together = run(recipes, made, "error")
    reports, states = first_part(recipes, made, until)
    for order in (sorted(states, reverse=True), sorted(states)[:1]):
        went_on = second_part(recipes, made, order, reports, states) if order else []
        for place, model in enumerate(order):
            assert of_model(went_on, place) == of_model(together, model)[until:]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer_goes_on_where_it_was(optimizer):
    recipes, made = [recipe(optimizer=optimizer, epochs=4)] * 2, training_set()
    reports, states = first_part(recipes, made, 2)
    went_on = second_part(recipes, made, [1], reports, states)
    assert of_model(went_on, 0) == of_model(run(recipes, made, "error"), 1)[2:]


def test_an_ending_looks_back_over_the_pause():
    recipes, made = [recipe(patience=3, epochs=12, learning_rate=0.3)], training_set()
    whole = run(recipes, made, "error")[-1][0][0].ending
    for until in range(1, whole.epoch + 3):
        reports, states = first_part(recipes, made, until)
        ending = second_part(recipes, made, [0], reports, states)[-1][0][0].ending
        assert (ending.epoch, ending.metrics, ending.remarks) == (whole.epoch, whole.metrics, whole.remarks)
        assert ending.parameters.tobytes() == whole.parameters.tobytes()
