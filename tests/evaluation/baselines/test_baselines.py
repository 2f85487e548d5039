"""Every baseline gives the same for the same data, probabilities or numbers for each row."""

import numpy as np
import pytest

from hpsearch.config import config_from
from hpsearch.data.dataset import Part
from hpsearch.engine.binned import BinnedInputs
from hpsearch.evaluation.baselines import BASELINES, BaselineData, BaselineNotTrainedError, baselines_of
from hpsearch.evaluation.baselines.linear import LinearBaseline
from hpsearch.records import replace
from hpsearch.search.prepare import networks, prepare
from tests.conftest import config_with

SOURCES = {"classification": "iris", "regression": "diabetes"}
BOTH = [(name, task) for name, each in BASELINES.items() for task in each.tasks]


def data_of(source, **data):
    objective = networks(prepare(config_from(config_with(data={"source": source, **data}))))
    return BaselineData.of_folds(objective)[0]


@pytest.mark.parametrize(("name", "task"), BOTH)
def test_a_baseline_gives_the_same_bits_again_for_every_row(name, task):
    pytest.importorskip("sklearn" if name == "boosted_trees" else "numpy")
    data = data_of(SOURCES[task])
    x, classes = data.dataset.dev.x, len(data.dataset.classes)
    first, again = (BASELINES[name].fit(data).outputs(x) for _ in range(2))
    assert np.array_equal(first, again)
    assert first.shape == ((x.shape[1], classes) if classes else (x.shape[1],))
    if classes:
        assert first.sum(axis=1) == pytest.approx(1)


def test_the_linear_model_learns_what_is_linear():
    data = data_of("iris")
    outputs = LinearBaseline().fit(data).outputs(data.dataset.dev.x)
    assert (outputs.argmax(axis=1) == data.dataset.dev.y).mean() > 0.9


def test_a_baseline_that_would_take_long_says_so(monkeypatch):
    monkeypatch.setattr("hpsearch.evaluation.baselines.linear._WORK", 10)
    with pytest.raises(BaselineNotTrainedError, match="would take long"):
        LinearBaseline().fit(data_of("iris"))


def test_the_linear_model_is_trained_on_a_part_of_many_examples(monkeypatch):
    monkeypatch.setattr("hpsearch.evaluation.baselines.linear._WORK", 4 * 3 * 45)  # inputs × classes × examples
    monkeypatch.setattr("hpsearch.evaluation.baselines.linear._FEWEST", 40)
    settings = LinearBaseline().fit(data_of("iris")).settings
    assert (settings["epochs"], settings["epoch_size"]) == (1, 45)


def test_the_simplest_baseline_stands_first():
    assert [kind.name for kind in baselines_of("classification")] == ["largest_class", "linear", "boosted_trees"]
    assert [kind.name for kind in baselines_of("regression")] == ["mean", "linear", "boosted_trees"]


@pytest.mark.parametrize("name", ["largest_class", "mean"])
def test_a_row_counts_for_a_baseline_with_its_weight(name):
    """The largest class and the mean are those of the table in which each row stands as often as it weighs."""
    task = "classification" if name == "largest_class" else "regression"
    data = data_of(SOURCES[task])
    train = data.dataset.train
    weights = np.where(train.y == train.y[0], 9, 1).astype(np.float32)
    weighted = replace(data, dataset=replace(data.dataset, train=replace(train, weights=weights)))
    repeated = np.repeat(np.arange(len(train.y)), weights.astype(int))
    again = replace(data, dataset=replace(data.dataset, train=Part(train.x[:, repeated], train.y[repeated])))
    x = data.dataset.dev.x
    first, second = (BASELINES[name].fit(each).outputs(x) for each in (weighted, again))
    assert first == pytest.approx(second, rel=1e-6)


@pytest.mark.parametrize("of_first", [1, 4], ids=["a class of one row", "as few rows as classes"])
def test_boosted_trees_learn_from_few_rows_of_a_class(of_first):
    pytest.importorskip("sklearn")
    data = data_of("iris")
    train = data.dataset.train
    places = np.concatenate(
        [np.flatnonzero(train.y == 0)[:of_first], *(np.flatnonzero(train.y == c)[:4] for c in (1, 2))]
    )
    few = replace(data, dataset=replace(data.dataset, train=train.take(places)))
    outputs = BASELINES["boosted_trees"].fit(few).outputs(data.dataset.dev.x)
    assert outputs.shape == (len(data.dataset.dev.y), 3)


@pytest.mark.parametrize("task", SOURCES)
def test_boosted_trees_take_a_number_in_bins_as_one_value(task):
    """They learn the same as from the plain numbers, since a number in bins keeps its order."""
    pytest.importorskip("sklearn")
    plain, binned = (data_of(SOURCES[task], numbers=numbers) for numbers in ("plain", {"piecewise_linear": 8}))
    assert isinstance(binned.dataset.train.inputs, BinnedInputs)
    of_plain, of_binned = (BASELINES["boosted_trees"].fit(data).outputs for data in (plain, binned))
    expected = of_plain(plain.dataset.train.inputs)
    np.testing.assert_allclose(of_binned(binned.dataset.train.inputs), expected)
    np.testing.assert_array_equal(of_binned(binned.dataset.train.x), of_binned(binned.dataset.train.inputs))
