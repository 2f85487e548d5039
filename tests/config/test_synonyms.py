import pytest

from hpsearch.config import DataConfig, SearchConfig, config_from
from hpsearch.config.checks.strays import OPTIONS
from hpsearch.config.sections.data import Shares
from hpsearch.config.sections.hyperparameters import Hyperparameters
from hpsearch.config.sections.search import SAMPLERS, Finalists, Halving
from hpsearch.config.sections.searched import StatedChoice, StatedRange
from hpsearch.config.synonyms import OTHER_NAMES
from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.engine.heads import OF_LOSS
from hpsearch.engine.initializers import INITIALIZERS
from hpsearch.engine.optimizers import OPTIMIZERS
from hpsearch.engine.schedules import SCHEDULES
from hpsearch.errors import ConfigError, UsageError
from hpsearch.metrics import METRICS
from hpsearch.panda.changes import parse
from hpsearch.space import SCALES

SECTIONS = (Hyperparameters, SearchConfig, DataConfig, Halving, Finalists, Shares, StatedRange, StatedChoice)
WORDS = {*(f"dev_{name}" for name in METRICS), *ACTIVATIONS, *INITIALIZERS, *OPTIMIZERS, *SCHEDULES, *SAMPLERS, *SCALES,
         *OF_LOSS, "standard", "classification", "regression", "full", "horizontal"}  # fmt: skip


def told(*overrides, **sections):
    """What is said of a config with these sections."""
    with pytest.raises(ConfigError) as error:
        config_from({"data": {"source": "iris"}, **sections}, overrides=overrides)
    return str(error.value)


def test_each_other_name_is_of_a_name_that_there_is():
    assert set(OTHER_NAMES) <= {*WORDS, *OPTIONS, *(name for section in SECTIONS for name in section.model_fields)}


def test_no_other_name_of_a_hyperparameter_is_one_of_ours():
    for name in Hyperparameters.model_fields:
        assert set(OTHER_NAMES.get(name, "").split()) & set(Hyperparameters.model_fields) == set()


@pytest.mark.parametrize(
    ("name", "other"),
    [(name, other) for name in Hyperparameters.model_fields for other in OTHER_NAMES.get(name, "").split()],
)
def test_each_other_name_of_a_hyperparameter_suggests_ours(name, other):
    assert repr(name) in told(hyperparameters={other: 0.5}).partition("did you mean")[2]
    assert f"hyperparameters.{name}" in told(**{other: 0.5}) or other in ("objective", "optim", "options")


@pytest.mark.parametrize(
    ("key", "value", "hint"),
    [
        ("activation", "swish", "'silu'"),
        ("activation", "linear", "'identity'"),
        ("optimizer", "SGD", "'sgd'"),
        ("optimizer", "Adam", "'adam'"),
        ("initializer", "he_normal", "'he'"),
        ("initializer", "glorot_uniform", "'glorot'"),
        ("schedule", "CosineAnnealing", "'cosine'"),
        ("dropout", 0.2, "'keep_prob', which is 1 - dropout: 0.8"),
        ("dropout_rate", {"low": 0.1}, "'keep_prob', which is 1 - dropout_rate"),
        ("alpha", 0.1, "'learning_rate' or 'l2'"),
        ("learning_rte", 0.1, "'learning_rate'"),
        ("n_jobs", 4, "the option --jobs"),
        ("random_state", 4, "'search.seed'"),
    ],
)
def test_what_others_call_it_suggests_what_it_is_called_here(key, value, hint):
    assert told(hyperparameters={key: value}).endswith(f"(did you mean {hint}?)")


@pytest.mark.parametrize(
    ("override", "home"),
    [
        ("trials=5", "search.trials"),
        ("trails=5", "search.trials"),
        ("lr=0.1", "hyperparameters.learning_rate"),
        ("source=iris", "data.source"),
        ("search.epochs=5", "hyperparameters.epochs"),
        ("search.min_epochs=5", "search.halving.min_epochs"),
        ("hyperparameters.timeout=5", "search.time_limit"),
    ],
)
def test_a_key_of_another_section_suggests_its_full_name(override, home):
    assert told(override).endswith(f"(did you mean {home!r}?)")


@pytest.mark.parametrize(
    ("stated", "choices"),
    [
        ({"learning_rate": [0.1, 0.01]}, "{choices: [0.1, 0.01]}"),
        ({"optimizer": ["sgd", "adam"]}, "{choices: ['sgd', 'adam']}"),
        ({"layers": [1, 2]}, "{choices: [1, 2]}"),
        ({"units": [[64], [32]]}, "{choices: [[64], [32]]}"),
        ({"keep_prob": [0.5, 0.8, 0.9]}, "{choices: [0.5, 0.8, 0.9]}"),
        ({"units": [8, 4], "layers": 3}, "units: {choices: [8, 4]}"),
    ],
)
def test_a_list_in_place_of_choices_is_explained(stated, choices):
    """The error for a list in place of choices says how to search them."""
    assert told(hyperparameters=stated).endswith(choices)


@pytest.mark.parametrize(
    ("change", "hint"),
    [
        ("lr=0.1", "'learning_rate'"),
        ("dropout=0.2", "'keep_prob', which is 1 - dropout: 0.8"),
        ("momentum=1", "'beta1'"),
    ],
)
def test_a_change_under_another_name_suggests_ours(change, hint):
    with pytest.raises(UsageError) as error:
        parse(change)
    assert str(error.value).endswith(f"(did you mean {hint}?)")
