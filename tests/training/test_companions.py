"""A stack gives each of its models, bit for bit, what that model gets alone: one line for each feature."""

from math import inf

import numpy as np
import pytest

from hpsearch.records import replace
from hpsearch.training.examples.augmentation import Augmentation
from hpsearch.training.examples.images import Images
from hpsearch.training.networks.cohort import Cohort
from hpsearch.trials.input_views import InputView

from .runs import endings, of_model, run
from .sets import mixed, recipe, training_set


def each(name, *values, **common):
    """Recipes that differ in one hyperparameter."""
    return [recipe(**{**common, name: value}) for value in values]


FEATURES = {
    "everything that a plain model may differ in": mixed(),
    "l2": each("l2", 0.0, 0.1, 5.0),
    "weight decay": each("weight_decay", 0.0, 0.01, 1.0, optimizer="adamw"),
    "widths padded to one shape": each("hidden", (6, 5), (16, 1), (2, 16)),
    "widths with batch norm": each("hidden", (6, 5), (16, 1), (2, 16), batch_norm=True),
    "widths with dropout": [
        recipe(hidden=(6, 5), keep_prob=(0.5, 0.8)),
        recipe(hidden=(16, 3), keep_prob=(0.9, 0.8)),
        recipe(hidden=(9, 9)),
    ],
    "a scale of the inputs": each("learning_rate", 0.01, 0.1, 0.003, input_scale=True, input_keep_prob=0.8),
    "a scale of the inputs of padded widths": each("hidden", (6, 5), (16, 1), (2, 16), input_scale=True, l2=0.3),
    "a scale of the inputs alone": each("learning_rate", 0.01, 0.1, hidden=(), input_scale=True),
    "waves": each("hidden", (6, 5), (16, 1), (2, 16), view=InputView(waves=3), l2=0.3),
    "waves beside scaled inputs": each(
        "learning_rate", 0.01, 0.1, 0.003, view=InputView(waves=3), input_scale=True, input_keep_prob=0.8
    ),
    "members with waves": each("learning_rate", 0.01, 0.1, 0.003, members=3, view=InputView(waves=3)),
    "units that learn to bend": each("hidden", (6, 5), (16, 1), (2, 16), parametric_activation=True, l2=0.3),
    "members": each("learning_rate", 0.01, 0.1, 0.003, members=3),
    "members of padded widths": each("hidden", (6, 5), (16, 1), (2, 16), members=3, input_scale=True, l2=0.3),
    "members with dropout": each("keep_prob", (0.5, 0.5), (1.0, 1.0), (0.8, 0.9), members=2, input_keep_prob=0.8),
    "members with batch norm": each("label_smoothing", 0.1, 0.0, 0.3, members=2, batch_norm=True, ema=0.9),
    "batch norm": each("learning_rate", 0.01, 0.1, 0.003, batch_norm=True),
    "one dropout for all": each("learning_rate", 0.01, 0.1, 0.003, keep_prob=(0.7, 0.7)),
    "dropout": each("keep_prob", (0.5, 0.5), (1.0, 1.0), (0.8, 0.8)),
    "dropout in some layers": each("keep_prob", (0.5, 1.0), (1.0, 1.0), (1.0, 0.8)),
    "one dropout of the input for all": each("learning_rate", 0.01, 0.1, 0.003, input_keep_prob=0.7),
    "dropout of the input": each("input_keep_prob", 0.5, 0.9, 0.8),
    "dropout of the input alone": each("input_keep_prob", 0.5, 0.9, 0.8, hidden=()),
    "dropout with batch norm": each("keep_prob", (0.5, 0.5), (1.0, 1.0), (0.8, 0.9), batch_norm=True),
    "regularisation that fades": [
        recipe(l2=1.0, keep_prob=(0.5, 0.8), regularisation_schedule="cosine"),
        recipe(l2=1.0, keep_prob=(0.5, 0.8), regularisation_schedule="flat_cos", epochs=4),
        recipe(l2=0.1, keep_prob=(0.5, 1.0)),
    ],
    "decay that fades, and dropout of the input": each(
        "regularisation_schedule", "constant", "cosine", optimizer="adamw", weight_decay=0.5, input_keep_prob=0.7
    ),
    "weight averaging": each("ema", 0.0, 0.9, 0.99),
    "weight averaging with batch norm": each("ema", 0.9, 0.0, 0.5, batch_norm=True, patience=1, epochs=4),
    "label smoothing": each("label_smoothing", 0.1, 0.0, 0.3),
    "clipping": each("clip_norm", 0.1, inf, 1e-3),
    "class weights": each("learning_rate", 0.01, 0.1, 0.003, class_weight="balanced"),
    "patience": each("patience", 1, None, 2, epochs=6, learning_rate=0.3),
    "epochs": each("epochs", 3, 1, 5),
    "epochs that are parts of a pass": each("learning_rate", 0.01, 0.1, 0.003, epoch_size=20, epochs=5),
    "epochs under a schedule": each("epochs", 3, 1, 5, schedule="cosine"),
    "schedules": [
        recipe(schedule="staircase", decay_epochs=1),
        recipe(schedule=((0, 0.1), (1, 0.01))),
        recipe(schedule="inverse_time", warmup_epochs=2),
        recipe(schedule="coslog4", warmup_epochs=1),
    ],
    "augmentation": each(
        "learning_rate", 0.01, 0.1, 0.003, augment=Augmentation(flip="horizontal", shift=1, noise=0.1)
    ),
    "all at once": [
        recipe(batch_norm=True, class_weight="balanced", augment=Augmentation(noise=0.1), input_keep_prob=0.9, **own)
        for own in (
            {"hidden": (6, 5), "keep_prob": (0.5, 0.9), "label_smoothing": 0.1, "patience": 1, "epochs": 4},
            {"hidden": (16, 5), "clip_norm": 0.1, "l2": 1.0, "schedule": "cosine"},
            {"hidden": (5, 16), "learning_rate": 0.1, "epochs": 2},
        )
    ],
}
"""Recipes of one cohort, that differ in a feature or share it."""

every_feature = pytest.mark.parametrize("feature", FEATURES)


def pictures(head):
    """A training set of 2 × 2 pixels, whose last batch has one example."""
    return replace(training_set(head, train=65), images=Images((2, 2, 1), np.zeros(4), np.ones(4)))


@every_feature
def test_the_recipes_make_one_cohort(feature):
    assert len({one.cohort for one in FEATURES[feature]}) == 1


@every_feature
@pytest.mark.parametrize("head", ["sigmoid", "softmax"])
def test_a_model_gets_in_company_the_bits_that_it_gets_alone(feature, head):
    made, recipes = pictures(head), FEATURES[feature]
    together = run(recipes, made)
    for model, (one, ending) in enumerate(zip(recipes, endings(together), strict=True)):
        alone = run([one], made)
        assert of_model(alone, 0) == of_model(together, model)
        (its_own,) = endings(alone)
        assert its_own.parameters.tobytes() == ending.parameters.tobytes()
        assert replace(its_own, parameters=None) == replace(ending, parameters=None)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_it_does_so_in_a_network_of_usual_size_too(dtype):
    """There the matrix products take other ways, which depend on shapes and on the order of memory."""
    made = training_set(train=200, dev=300, inputs=64, dtype=dtype)
    recipes = [
        recipe(batch_norm=True, batch_size=64, epochs=2, **own)
        for own in (
            {"hidden": (130, 32), "label_smoothing": 0.1},
            {"hidden": (144, 20), "keep_prob": (0.5, 1.0), "clip_norm": 0.1},
            {"hidden": (137, 27)},
        )
    ]
    together = run(recipes, made)
    for model, one in enumerate(recipes):
        assert of_model(run([one], made), 0) == of_model(together, model)


@every_feature
def test_the_order_of_a_stack_changes_no_bit(feature):
    made, recipes = pictures("softmax"), FEATURES[feature]
    forwards, backwards = run(recipes, made), run(recipes[::-1], made)
    last = len(recipes) - 1
    for model in range(len(recipes)):
        assert of_model(forwards, model) == of_model(backwards, last - model)


@every_feature
def test_those_that_are_kept_go_on_as_if_they_had_been_alone(feature):
    made, recipes = pictures("softmax"), FEATURES[feature]
    cohort, alone = Cohort(recipes, made, 0), Cohort(recipes[1:2], made, 0)
    cohort.train_epoch()
    cohort.keep(np.array([1]))
    cohort.train_epoch()
    for _ in range(2):
        alone.train_epoch()
    assert cohort.parameters(0).tobytes() == alone.parameters(0).tobytes()
