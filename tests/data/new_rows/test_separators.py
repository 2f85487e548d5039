"""New rows with another separator than training's file are read with their own, which a remark says."""

import numpy as np
import pandas as pd
import pytest

from hpsearch.data import load_dataset
from hpsearch.errors import DataError

NAMES = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
PAIRS = [(one, other) for one in NAMES for other in NAMES if one != other]


def _frame(rows=60):
    rng = np.random.default_rng(0)
    numbers = rng.normal(size=rows).round(3)
    words = rng.choice(["red", "green"], rows)
    return pd.DataFrame({"size": numbers, "colour": words, "y": np.where(numbers > 0, "up", "down")})


def _write(path, separator, **options):
    _frame().to_csv(path, index=False, sep=separator, decimal="." if separator == "," else ",", **options)


def _trained(folder, separator, **options):
    _write(folder / "t.csv", separator, header=options.get("header", True))
    return load_dataset("t.csv", folder=folder, seed=0, csv=options or None).preprocessing


@pytest.mark.parametrize(("training", "other"), PAIRS)
@pytest.mark.parametrize("options", [{}, {"quoting": 1}])
def test_a_file_with_another_separator_is_read_with_its_own(training, other, options, tmp_path):
    preprocessing = _trained(tmp_path, training)
    path = tmp_path / "new.csv"
    _write(path, other, **options)
    found = preprocessing.inputs(path)
    assert (found.x == preprocessing.transform(tmp_path / "t.csv")).all()
    assert len(found.remarks) == 1
    assert found.remarks[0].startswith(f"{path}: read with {NAMES[other]} between the columns")
    assert found.remarks[0].endswith("otherwise than training's file")


def test_a_file_without_names_is_read_with_its_own_separator_too(tmp_path):
    preprocessing = _trained(tmp_path, ",", header=False)
    _write(tmp_path / "new.csv", ";", header=False)
    assert (preprocessing.transform(tmp_path / "new.csv") == preprocessing.transform(tmp_path / "t.csv")).all()


def test_columns_that_lack_are_those_by_the_separator_that_fits_best(tmp_path):
    preprocessing = _trained(tmp_path, ",")
    (tmp_path / "new.csv").write_text("size;other\n1;2\n")
    with pytest.raises(DataError, match=r"new.csv: lacks the column 'colour'; new rows need all columns"):
        preprocessing.transform(tmp_path / "new.csv")


def test_a_broken_file_is_told_as_read_like_training(tmp_path):
    preprocessing = _trained(tmp_path, ",")
    (tmp_path / "new.csv").write_text("size,colour\n1,red\n1\n")
    with pytest.raises(DataError, match=r"new\.csv:3: 1 field, expected 2|:3: 1 field"):
        preprocessing.transform(tmp_path / "new.csv")


def test_a_name_that_occurs_twice_in_new_rows_is_refused_without_a_key_of_the_config(tmp_path):
    preprocessing = _trained(tmp_path, ",")
    (tmp_path / "new.csv").write_text("size,size,colour\n1,2,red\n")
    with pytest.raises(DataError, match=r"new\.csv:1: column name 'size' occurs twice; names must differ$"):
        preprocessing.inputs(tmp_path / "new.csv")


@pytest.mark.parametrize("source", ["a file", "a frame"])
@pytest.mark.parametrize("y", [[*"ab"] * 30, np.arange(60) * 1.5], ids=["classes", "numbers"])
def test_rows_of_words_and_dates_are_read_with_another_separator(source, y, tmp_path):
    days = pd.date_range("2024-01-01", periods=60).strftime("%Y-%m-%d")
    frame = pd.DataFrame({"colour": ["red", "green", "blue"] * 20, "day": days, "y": y})
    frame.to_csv(tmp_path / "t.csv", index=False)
    training = frame if source == "a frame" else "t.csv"
    preprocessing = load_dataset(training, target="y", folder=tmp_path, seed=0).preprocessing
    frame.drop(columns="y").to_csv(tmp_path / "new.csv", index=False, sep=";")
    assert (preprocessing.transform(tmp_path / "new.csv") == preprocessing.transform(frame)).all()
