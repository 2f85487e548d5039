"""What is said where no trial of an earlier run is taken over."""

import pytest

import hpsearch
from hpsearch.search.events import Remarked
from tests.conftest import config_with


@pytest.fixture(scope="module")
def earlier(tmp_path_factory):
    folder = tmp_path_factory.mktemp("earlier") / "run"
    hpsearch.run(config_with(), out=folder, jobs=1)
    return folder


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"epochs": 6}, "would train another way (hyperparameters.epochs 3 → 6)"),
        ({"learning_rate": {"low": 2.0, "high": 3.0}}, "would lie outside the range of hyperparameters.learning_rate"),
        ({"epochs": 6, "l2": 1.0}, "would train another way, or lie outside the ranges"),
    ],
)
def test_where_nothing_is_taken_over_the_key_that_explains_it_is_named(earlier, tmp_path, changed, why):
    events: list = []
    config = config_with(hyperparameters=changed, search={"trials": 1, "rounds": 1})
    hpsearch.run(config, out=tmp_path / "new", jobs=1, from_run=earlier, on_progress=events.append)
    (said,) = (event.sentence for event in events if isinstance(event, Remarked) and "taken over" in event.sentence)
    assert said.startswith(f"taken over from {earlier}: no trial; its 8 {why}")
    assert "other 8" not in said
