"""An array y of one dimension or two."""

import numpy as np
import pytest

from hpsearch.data.loading import load_dataset
from hpsearch.errors import DataError


@pytest.fixture
def saved(tmp_path):
    """Writes X with 40 rows and a y, and returns the file's name."""

    def save(y, name="rows.npz"):
        np.savez(tmp_path / name, X=np.random.default_rng(0).standard_normal((len(y), 3)), y=y)
        return name

    return save


@pytest.fixture
def loaded(saved, tmp_path):
    """The dataset of a file with this y."""
    return lambda y, **options: load_dataset(saved(y), folder=tmp_path, seed=0, **options)


TWO = np.random.default_rng(1).standard_normal((40, 2)) * [1, 100]


@pytest.mark.parametrize("y", [TWO, np.asfortranarray(TWO)])
def test_each_column_of_y_is_a_target(loaded, y):
    """In either order of memory."""
    data = loaded(y)
    assert data.targets == ("y0", "y1")
    assert data.task == "regression"
    assert {tuple(row) for row in data.train.y.tolist()} < {tuple(row) for row in TWO.tolist()}


def test_some_columns_of_y_are_chosen_by_name(loaded):
    assert loaded(TWO, target="y1").targets == ("y1",)
    assert loaded(TWO, target=["y1", "y0"]).targets == ("y1", "y0")
    with pytest.raises(DataError, match=r"there is no target 'y2'.*the columns of its array y"):
        loaded(TWO, target="y2")


def test_a_single_column_is_one_target_called_y(loaded):
    one, flat = loaded(TWO[:, :1]), loaded(TWO[:, 0])
    assert one.targets == flat.targets == ("y",)
    assert np.array_equal(one.train.y, flat.train.y)


def test_one_hot_classes_are_refused_with_the_remedy(loaded):
    """As numbers they would be learned without a word of classes."""
    with pytest.raises(DataError, match=r"a single 1 in each row; store the classes .* y.argmax\(axis=1\)"):
        loaded(np.eye(4)[np.arange(40) % 4])


@pytest.mark.parametrize("y", [np.zeros((40, 2, 2)), np.zeros((40, 0)), np.full((40, 2), "word")])
def test_other_shapes_and_words_are_refused(loaded, y):
    with pytest.raises(DataError, match="y has shape"):
        loaded(y)


def test_a_row_that_lacks_one_of_the_targets_is_left_out(loaded):
    gaps = TWO.copy()
    gaps[3, 1] = np.nan
    data = loaded(gaps)
    assert sum(len(part.y) for part in (data.train, data.dev, data.test) if part) == 39


def test_from_a_file_to_predictions_and_a_judgement(command, tmp_path):
    """New rows with the same columns in y are judged, and others are refused by name."""
    x = np.random.default_rng(2).standard_normal((120, 3))
    y = np.stack([x[:, 0], x[:, 1] - x[:, 2]], axis=1)
    np.savez(tmp_path / "a.npz", X=x, y=y)
    np.savez(tmp_path / "narrow.npz", X=x, y=y[:, :1])
    (tmp_path / "a.yaml").write_text(
        "data: {source: a.npz}\nhyperparameters: {units: [8], epochs: 20, learning_rate: 0.01}\n"
        "search: {trials: 1, finalists: null}\n"
    )
    command("run", "a.yaml", "--jobs", 1)
    told = command("predict", "runs/a", "a.npz", "-o", "out.csv").stderr
    assert "with a known 'y0'" in told
    assert "with a known 'y1'" in told
    assert (tmp_path / "out.csv").read_text().splitlines()[0] == "predicted_y0,predicted_y1"
    command("evaluate", "runs/a", "--data", "a.npz")
    refused = command("evaluate", "runs/a", "--data", "narrow.npz", code=2)
    assert "narrow.npz: its array y has no column 'y0', which the model predicts" in refused.stderr


@pytest.mark.parametrize("words", [["cat", "cat ", "dog"], ["\tcat", "dog", " dog "], ["cat", "dog", "  "]])
def test_blanks_beside_a_class_are_no_part_of_it(loaded, words):
    """As in text files."""
    y = np.array([words[i % 3] for i in range(60)])
    data = loaded(y)
    assert data.classes == ("cat", "dog")
    bare = loaded(np.strings.strip(y))
    assert bare.train.y.tolist() == data.train.y.tolist()


def test_rows_without_a_target_are_counted(loaded):
    y = np.where(np.arange(40) % 9 == 0, np.nan, np.arange(40) % 2)
    assert loaded(y).remarks[0] == "left out 5 rows without a target"
    assert loaded(np.where(np.isnan(y), "", "a").astype(str)[:20].tolist() + ["b"] * 20).remarks[0].startswith("left")
    assert not any("without a target" in remark for remark in loaded(TWO).remarks)
