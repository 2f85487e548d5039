"""The effective `epoch_size` is reported, and equal ones give the same training."""

import pytest

from hpsearch.search.events import Remarked
from hpsearch.search.search import search
from hpsearch.training.recipe import epoch_size, epochs_of_pass
from hpsearch.workers.backends import start_workers

WHOLE = "epoch_size has no effect: at {}, an epoch is the whole pass over 90 training examples, as without it"


@pytest.mark.parametrize(
    ("stated", "sentences"),
    [
        (None, []),
        (45, []),
        (40, ["epoch_size is 40, and epochs have 45: 2 of them are a pass over 90 training examples"]),
        (64, [WHOLE.format("64")]),
        (1000, [WHOLE.format("1,000")]),
        ({"choices": [64, 1000]}, [WHOLE.format("64 or more")]),
        ({"low": 70, "high": 90}, [WHOLE.format("70 or more")]),
        ({"choices": [40, 1000]}, []),
    ],
)
def test_check_says_what_becomes_of_it(small, stated, sentences):
    prepared = small(data={"source": "iris"}, hyperparameters={"epoch_size": stated})
    assert [remark for remark in prepared.remarks() if remark.startswith("epoch_size")] == sentences


def test_a_search_says_that_it_has_no_effect(small, tmp_path):
    prepared = small(data={"source": "iris"}, hyperparameters={"epoch_size": 64}, search={"trials": 1, "rounds": 1})
    said = [each.sentence for each in search(prepared, tmp_path, start_workers(1)) if isinstance(each, Remarked)]
    assert WHOLE.format("64") in said


@pytest.mark.parametrize("examples", [10, 90, 91, 1_000])
def test_one_value_stands_for_all_that_divide_a_pass_alike(examples):
    for stated in range(1, 2 * examples):
        assert epochs_of_pass(examples, epoch_size(stated, examples)) == epochs_of_pass(examples, stated)
    assert len({epoch_size(stated, 90) for stated in (45, 40, 50)}) == 1
    assert {epoch_size(stated, 90) for stated in (None, 64, 90, 1_000)} == {None}
