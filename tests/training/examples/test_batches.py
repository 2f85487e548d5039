import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.errors import UsageError
from hpsearch.training.examples.augmentation import Augmentation
from hpsearch.training.examples.batches import Batches, batch_sizes
from hpsearch.training.networks.cohort import Cohort
from tests.training.sets import binned, recipe, training_set

counts = st.integers(1, 500)


@given(counts, counts)
def test_batches_cover_the_examples_and_only_the_last_is_short(examples, size):
    sizes = batch_sizes(examples, size)
    assert sum(sizes) == examples
    assert set(sizes[:-1]) <= {size}
    assert 0 < sizes[-1] <= size


@given(counts, counts, st.integers(1, 5))
def test_what_would_be_too_few_joins_the_batch_before(examples, size, least):
    sizes, plain = batch_sizes(examples, size, least=least), batch_sizes(examples, size)
    assert sum(sizes) == examples
    if plain[-1] >= least or len(plain) == 1:
        assert sizes == plain
    else:
        assert sizes == [*plain[:-2], size + plain[-1]]


def test_the_batches_of_an_epoch_are_the_examples_in_a_new_order():
    made = training_set("linear", train=11)
    made.train.x[0] = np.arange(11)
    batches = Batches(made, [4, 4, 3])
    orders = []
    for epoch in range(2):
        sizes, order = [], []
        for batch in batches.shuffled(np.random.default_rng(epoch), np.random.default_rng(0)):
            chosen = batch.x[0].astype(int)
            sizes.append(batch.examples)
            order += chosen.tolist()
            assert (batch.x == made.train.x[:, chosen]).all()
            assert (batch.x_by_example == batch.x).all()
            assert (batch.y == made.train.targets[:, chosen]).all()
        assert sizes == [4, 4, 3]
        orders.append(order)
    assert sorted(orders[0]) == sorted(orders[1]) == list(range(11))
    assert orders[0] != orders[1]


@pytest.mark.parametrize("own", [{}, {"augment": Augmentation(noise=0.1)}, {"input_keep_prob": 0.8}], ids=str)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_binned_examples_train_to_the_bits_of_those_written_out(own, dtype):
    """The last batch is shorter than the others, and its arrays are others."""
    trained = []
    for made in binned(training_set(train=43).in_precision(dtype)):
        cohort = Cohort([recipe(**own), recipe(learning_rate=0.1, **own)], made, 0)
        cohort.train_epoch()
        cohort.train_epoch()
        trained.append(cohort.network.parameters.tobytes())
    assert trained[0] == trained[1]


def test_a_short_last_batch_counts_as_a_step():
    cohort = Cohort([recipe(batch_size=16)], training_set(train=33), 0)
    cohort.train_epoch()
    assert cohort.descent.t == 3


def test_batch_normalisation_never_sees_a_single_example():
    cohort = Cohort([recipe(batch_size=16, batch_norm=True)], training_set(train=33), 0)
    cohort.train_epoch()
    assert cohort.descent.t == 2


@pytest.mark.parametrize(("size", "examples"), [(1, 33), (16, 1)])
def test_where_it_would_there_is_a_sentence(size, examples):
    with pytest.raises(UsageError, match="batch_norm needs 2 examples or more in a batch"):
        Cohort([recipe(batch_size=size, batch_norm=True)], training_set(train=examples), 0)
