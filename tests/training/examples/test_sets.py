from pathlib import Path

import numpy as np
import pytest

from hpsearch.data import load_dataset
from hpsearch.engine.heads import head_of
from hpsearch.training.examples.sets import Examples, TrainingSet


@pytest.fixture
def numbered(tmp_path):
    """200 examples, each of whose one feature is its own number, with classes or values that follow from it."""

    def dataset(classes, seed=0, **options):
        number = np.arange(200.0)
        y = number.astype(np.int64) % classes if classes else number * 10
        path = tmp_path / "numbered.npz"
        np.savez(path, X=number[:, None], y=y)
        task = "classification" if classes else "regression"
        return load_dataset(str(path), task=task, normalize="none", folder=Path(), seed=seed, **options)

    return dataset


def ids(examples):
    return examples.x[0].astype(int).tolist()


def test_the_test_part_is_nowhere_in_it(numbered):
    dataset = numbered(2)
    held_out = {int(number) for number in dataset.test.x[0]}
    made = TrainingSet.of(dataset, seed=0)
    assert len(held_out) == 40
    parts = [value for value in (getattr(made, name) for name in made.__slots__) if isinstance(value, Examples)]
    assert len(parts) == 3
    assert all(held_out.isdisjoint(ids(part)) for part in parts)


@pytest.mark.parametrize("split", ["auto", {"train": 0.4, "dev": 0.4, "test": 0.2}, {"train": 0.3, "dev": 0.7}])
def test_the_sample_is_in_order_and_not_too_large(numbered, split):
    """The sample is of the training part in its order and no larger than the dev part."""
    made = TrainingSet.of(numbered(2, split=split), seed=0)
    train, sample = ids(made.train), ids(made.sample)
    assert len(sample) == min(len(train), len(made.dev.y))
    assert len(set(sample)) == len(sample)
    assert sample == [number for number in train if number in set(sample)]
    assert (made.sample.y == np.array(sample) % 2).all()


def test_the_sample_depends_on_the_seed_alone(numbered):
    dataset = numbered(2)
    first, again, other = (ids(TrainingSet.of(dataset, seed).sample) for seed in (0, 0, 1))
    assert first == again != other


def test_places_of_the_sample_are_fixed(numbered):
    """The places of the sample do not depend on which examples the split put there."""
    places = []
    for seed in (0, 1):
        made = TrainingSet.of(numbered(2, seed), seed=7)
        places.append([ids(made.train).index(number) for number in ids(made.sample)])
    assert places[0] == places[1]


@pytest.mark.parametrize(("classes", "head", "outputs"), [(0, "linear", 1), (2, "sigmoid", 1), (3, "softmax", 3)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_task_decides_the_head_and_its_targets(numbered, classes, head, outputs, dtype):
    dataset = numbered(classes)
    made = TrainingSet.of(dataset, 0).in_precision(dtype)
    assert (head_of(len(dataset.classes)).name, made.head, made.outputs) == (head, head, outputs)
    for part in (made.train, made.sample, made.dev):
        assert part.x.dtype == part.targets.dtype == dtype
        assert part.targets.shape == (outputs, len(part.y))
        if classes == 3:
            assert (part.targets.argmax(axis=0) == part.y).all()
        elif classes == 2:
            assert (part.targets[0] == part.y).all()


def test_regression_targets_are_standardised(numbered):
    """A regression's targets are standardised by the training part and y stays in its own units."""
    made = TrainingSet.of(numbered(0), 0)
    mean, deviation = made.train.y.mean(), made.train.y.std()
    assert made.target_scale == pytest.approx(deviation)
    for part in (made.train, made.sample, made.dev):
        assert part.y.tolist() == [10.0 * number for number in ids(part)]
        assert part.targets[0] == pytest.approx((part.y - mean) / deviation, rel=1e-6, abs=1e-6)
    assert TrainingSet.of(numbered(2), 0).target_scale == 1.0


def test_examples_lie_in_memory_as_they_are_read():
    """By example where batches are gathered, by feature where all are predicted."""
    made = TrainingSet.of(load_dataset("iris", folder=Path(), seed=0), 0)
    assert made.train.x.T.flags.c_contiguous
    for part in (made.sample, made.dev):
        assert part.x.flags.c_contiguous


def test_some_examples_are_taken_in_the_order_asked_for(numbered):
    train = TrainingSet.of(numbered(3), 0).train
    taken = train.take(np.array([5, 0, 3]))
    assert ids(taken) == [ids(train)[place] for place in (5, 0, 3)]
    assert taken.y.tolist() == [train.y[place] for place in (5, 0, 3)]
    assert taken.targets.tolist() == train.targets[:, [5, 0, 3]].tolist()
