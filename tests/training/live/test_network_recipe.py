"""What panda proposes against overfitting is a penalty that the network's optimizer has."""

import pytest

from hpsearch.training.live.network_recipe import LiveNetworkRecipe
from tests.training.sets import recipe


@pytest.mark.parametrize(
    ("stated", "proposal"),
    [
        ({}, "l2=1"),
        ({"l2": 0.3}, "l2=3x"),
        ({"optimizer": "adamw"}, "weight_decay=0.1"),
        ({"optimizer": "adamw", "weight_decay": 0.01}, "weight_decay=3x"),
        ({"optimizer": "adamw", "l2": 0.3}, "l2=3x"),
        ({"optimizer": "adamw", "l2": 0.3, "weight_decay": 0.01}, "weight_decay=3x"),
    ],
)
def test_the_proposed_penalty_on_the_weights_is_that_of_the_optimizer(stated, proposal):
    assert LiveNetworkRecipe(recipe(**stated), classes=3).regularised_more == proposal
