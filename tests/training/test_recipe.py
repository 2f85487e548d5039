import pytest

from hpsearch.config.sections.hyperparameters import DEFAULTS
from hpsearch.engine.architecture import Architecture
from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.training.examples.augmentation import Augmentation
from hpsearch.training.recipe import Recipe, batch_size

from .sets import training_set


def of(examples=500, **stated):
    return Recipe.of({**DEFAULTS, **stated}, examples)


@pytest.mark.parametrize(
    ("units", "layers", "hidden"),
    [
        ([64, 32], None, (64, 32)),
        ([64, 32], 2, (64, 32)),
        ((8,), None, (8,)),
        ([], None, ()),
        (16, 3, (16, 16, 16)),
        (16, 1, (16,)),
        (16, None, (16,)),
        (16, 0, ()),
        ([64, 32], 0, ()),
    ],
)
def test_units_and_layers_give_the_hidden_layers(units, layers, hidden):
    assert of(units=units, layers=layers).hidden == hidden


@pytest.mark.parametrize(
    ("stated", "examples", "expected"),
    [
        ("auto", 100, 64),
        ("auto", 50, 50),
        ("auto", 9_999, 64),
        ("auto", 10_000, 256),
        ("full", 123, 123),
        (32, 1_000, 32),
        (32, 20, 20),
        (1, 20, 1),
    ],
)
def test_a_batch_is_what_the_rule_says(stated, examples, expected):
    """A batch is what the rule says and never larger than the training part."""
    assert batch_size(stated, examples) == expected
    assert of(examples, batch_size=stated).batch_size == expected


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_beta2_auto_is_the_optimizers_own(optimizer):
    assert of(optimizer=optimizer, beta2=0.7).beta2 == 0.7
    own = OPTIMIZERS[optimizer].defaults
    assert of(optimizer=optimizer).beta2 == own.get("beta2", 0.0)
    assert ("beta2" in OPTIMIZERS[optimizer].hyperparameters) == ("beta2" in own)


def test_numbers_become_floats_whatever_the_config_wrote():
    recipe = of(learning_rate=1, l2=0, beta1=0, epsilon=1)
    assert [type(n) for n in (recipe.learning_rate, recipe.l2, recipe.beta1, recipe.epsilon, recipe.beta2)] == [
        float
    ] * 5


@pytest.mark.parametrize(
    ("keep_prob", "hidden", "kept"),
    [
        (0.8, [64, 32], (0.8, 0.8)),
        (1, [], ()),
        ([0.5, 0.9], [64, 32], (0.5, 0.9)),
        ([0.5, 0.9, 0.7], [64, 32], (0.5, 0.9)),
    ],
)
def test_keep_prob_is_one_for_each_hidden_layer(keep_prob, hidden, kept):
    """Drawn for each layer, there may be more than this network has layers."""
    assert of(keep_prob=keep_prob, units=hidden).keep_prob == kept


def test_what_is_left_out_regularises_nothing():
    recipe = of()
    assert recipe.keep_prob == (1.0, 1.0)
    assert (recipe.input_keep_prob, recipe.clip_norm, recipe.label_smoothing) == (1.0, None, 0.0)
    assert (recipe.batch_norm, recipe.class_weight, recipe.augment, recipe.patience) == (False, None, None, None)


def test_what_regularises_is_taken_over():
    augment = {"flip": "horizontal", "shift": 2, "noise": 0.1}
    recipe = of(
        batch_norm=True, input_keep_prob=0.9, clip_norm=5, label_smoothing=0.1, class_weight="balanced", patience=3
    )
    assert (recipe.batch_norm, recipe.input_keep_prob, recipe.clip_norm) == (True, 0.9, 5.0)
    assert (recipe.label_smoothing, recipe.class_weight, recipe.patience) == (0.1, "balanced", 3)
    assert of(augment=augment).augment == Augmentation("horizontal", 2, 0.1)
    assert of(augment={"flip": None, "shift": 0, "noise": 0}).augment is None


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("head", ["linear", "sigmoid", "softmax"])
def test_architecture_fits_the_training_set(head, batch_norm):
    """The architecture is for the inputs and outputs of the training set."""
    made = training_set(head, inputs=7)
    shape = of(units=[5], batch_norm=batch_norm).architecture(made)
    assert shape == Architecture(7, (5,), 3 if head == "softmax" else 1, "relu", head, batch_norm)


def test_the_defaults_are_those_of_the_documentation():
    assert of() == Recipe((64, 32), "relu", "auto", "adam", 0.001, 0.9, 0.999, 1e-8, 0.0, 64, 30)


def test_models_of_a_cohort_share_only_the_shape():
    """Models of one cohort share the shape of the stack, the optimizer and the batches, and nothing else."""
    usual = of()
    for changes in (
        {"learning_rate": 0.5},
        {"beta1": 0.1},
        {"beta2": 0.1},
        {"epsilon": 0.1},
        {"l2": 3},
        {"initializer": "small"},
        {"weight_decay": 0.1},
        {"schedule": "cosine", "warmup_epochs": 2},
        {"epochs": 2},
        {"patience": 3},
        {"keep_prob": 0.5},
        {"clip_norm": 1},
        {"label_smoothing": 0.1},
        {"units": [63, 17]},
    ):
        assert of(**changes).cohort == usual.cohort
    for changes in (
        {"units": [8]},
        {"activation": "tanh"},
        {"optimizer": "sgd"},
        {"batch_size": 8},
        {"batch_norm": True},
        {"input_keep_prob": 0.5},
        {"class_weight": "balanced"},
        {"loss": "huber"},
        {"augment": {"flip": None, "shift": 0, "noise": 0.1}},
    ):
        assert of(**changes).cohort != usual.cohort
    assert hash(usual.cohort) == hash(of().cohort)


@pytest.mark.parametrize(
    ("schedule", "rates"),
    [
        ("constant", [0.1, 0.1, 0.1, 0.1]),
        ("staircase", [0.1, 0.1, 0.05, 0.05]),
        ({"at": {"0": 0.5, "2": 0.2}}, [0.5, 0.5, 0.2, 0.2]),
        ({"at": {"10": 9.0, "1": 0.3}}, [0.1, 0.3, 0.3, 0.3]),
    ],
)
def test_the_rate_of_each_epoch_is_the_schedules(schedule, rates):
    recipe = of(schedule=schedule, decay_epochs=2, learning_rate=0.1)
    assert [recipe.rate(epoch) for epoch in range(4)] == rates
