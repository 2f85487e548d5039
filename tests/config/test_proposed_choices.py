"""What a refusal proposes in place of a list is taken."""

import re

import pytest
import yaml

from hpsearch.config import config_from
from hpsearch.errors import ConfigError
from hpsearch.space import Choice


def _said(**hyperparameters):
    with pytest.raises(ConfigError) as raised:
        config_from({"data": {"source": "iris"}, "hyperparameters": {"units": [4], **hyperparameters}})
    return str(raised.value)


@pytest.mark.parametrize(
    "stated",
    [
        {"keep_prob": [0.5, 0.7]},
        {"keep_prob": [0.5, 0.7, 0.5]},
        {"l2": [1, 2, 1]},
        {"activation": ["relu", "relu", "mish"]},
        {"units": [[4], [8]]},
        {"units": [8, 16, 8], "layers": 2},
    ],
)
def test_the_choices_that_a_refusal_proposes_are_taken(stated):
    found = re.search(r"to search these values: (?:units: )?(\{.*\})$", _said(**stated))
    name = next(iter(stated))
    choices = yaml.safe_load(found[1])
    config = config_from({"data": {"source": "iris"}, "hyperparameters": {"units": [4], **stated, name: choices}})
    assert isinstance(config.hyperparameters[name], Choice)


@pytest.mark.parametrize(
    "stated", [{"keep_prob": [0.5, 0.5]}, {"l2": [1, 1]}, {"units": [[4]]}, {"activation": ["relu"]}]
)
def test_no_choices_are_proposed_where_there_is_one_value(stated):
    assert "choices" not in _said(**stated)


def test_a_schedule_by_hand_needs_a_rate():
    for schedule in ({"at": {}}, {"choices": ["cosine", {"at": {}}]}):
        assert _said(schedule=schedule).endswith(".at: is empty; expected one value or more")
