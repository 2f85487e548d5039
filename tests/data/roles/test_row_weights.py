"""data.weight: how much each row counts."""

import io
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.cli.commands import commands
from hpsearch.data import load_dataset
from hpsearch.data.inputs.stored_form import to_arrays
from hpsearch.data.inputs.weighing import quantiles
from hpsearch.errors import DataError

OPTIONS = [{}, {"normalize": "robust"}, {"numbers": {"piecewise_linear": 4}}, {"normalize": "none"}, {"levels": 2}]


def table(seed, target="words"):
    """Rows with a number that is missing here and there, words, dates, a constant, and whole weights, some 0."""
    rng = np.random.default_rng(seed)
    m = 60
    frame = pd.DataFrame(
        {
            "a": np.where(rng.random(m) < 0.1, np.nan, rng.normal(50, 3, m).round(2)),
            "b": rng.exponential(size=m),
            "word": rng.choice(["red", "green", "blue", "grey"], m),
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 500, m), unit="D"),
            "w": rng.integers(0, 4, m).astype(float),
            "part": ["train"] * 40 + ["dev"] * 20,
            "y": rng.choice(["yes", "no"], m) if target == "words" else rng.normal(7, 3, m),
        }
    )
    frame.loc[[0, 1, 2, 40, 41], "w"] = 1.0
    frame.loc[[0, 40], "y"] = "yes" if target == "words" else 1.5
    frame.loc[[1, 41], "y"] = "no" if target == "words" else 9.5
    return frame


def loaded(frame, **options):
    return load_dataset(frame, target="y", split="part", folder=Path(), seed=0, **options)


def repeated(frame):
    return frame.loc[np.repeat(frame.index, frame["w"].astype(int))].reset_index(drop=True)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@settings(max_examples=8)
@given(st.integers(0, 10**9), st.sampled_from(["words", "numbers"]))
def test_a_row_of_weight_2_prepares_the_table_as_the_row_twice(options, seed, target):
    """The statistics of the training part are weighted; a row of weight 0 is in no part."""
    frame = table(seed, target)
    weighted = loaded(frame, weight="w", **options)
    twice = loaded(repeated(frame), ignore=["w"], **options)
    assert weighted.features == twice.features
    assert weighted.classes == twice.classes
    for part, other in ((weighted.train, twice.train), (weighted.dev, twice.dev)):
        times = part.weights.astype(int)
        assert (times > 0).all()
        assert np.repeat(part.x, times, axis=1) == pytest.approx(other.x, rel=1e-4, abs=1e-4)
        assert np.repeat(part.y, times).tolist() == other.y.tolist()
    mean, std = weighted.preprocessing.target_mean, weighted.preprocessing.target_std
    assert (mean, std) == pytest.approx((twice.preprocessing.target_mean, twice.preprocessing.target_std))


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@settings(max_examples=6)
@given(st.integers(0, 10**9))
def test_rows_of_weight_0_are_as_if_they_were_not_there(options, seed):
    """To the bit, whatever they hold, also where a column is constant or of another kind without them."""
    frame = table(seed).assign(constant=1.0, number=lambda rows: rows["b"].round(3).astype(str), gaps=2.5)
    absent = frame[frame["w"] > 0].reset_index(drop=True)
    noisy, none = frame.copy(), frame["w"] == 0
    noisy.loc[none, ["b", "constant", "number"]] = [1e6, 7.0, "many"]
    noisy.loc[none, ["a", "gaps", "word", "day"]] = [None, None, "violet", None]
    weighted, without = (loaded(rows, weight="w", **options) for rows in (noisy, absent))
    assert weighted.fingerprint == without.fingerprint
    assert to_arrays(weighted.preprocessing)[1] == to_arrays(without.preprocessing)[1]


def test_rows_of_weight_0_are_none_in_a_file_of_several_blocks(tmp_path):
    """Where they begin a file, too, and are more than a block of it."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.normal(size=2000), "k": 1.0, "w": 1.0, "y": rng.choice(["u", "v"], 2000)})
    frame.loc[:599, ["a", "k", "w"]] = [1e30, 9.0, 0.0]
    frame.to_csv(tmp_path / "t.csv", index=False)
    frame[600:].to_csv(tmp_path / "less.csv", index=False)
    data, less = (load_dataset(name, weight="w", folder=tmp_path, seed=0) for name in ("t.csv", "less.csv"))
    assert (data.features, data.fingerprint) == (("a",), less.fingerprint)
    assert "left out column 'k': the same value in every row" in data.remarks
    assert data.test_places.tolist() == (less.test_places + 600).tolist()


def test_a_gap_is_told_by_its_row_in_the_source_where_rows_before_it_have_weight_0(tmp_path):
    frame = table(0).assign(w=1.0).assign(o=lambda rows: np.arange(len(rows), dtype=float)).drop(columns="part")
    frame.loc[[0, 5], "w"] = 0.0
    frame.loc[9, "o"] = None
    with pytest.raises(DataError, match="order column 'o' has no value in row 10 "):
        load_dataset(frame, target="y", weight="w", order="o", folder=tmp_path, seed=0)


ODD_CELLS = {
    "a number": ("a", "inf", "column 'a' holds an infinite number, or one above 3e38 in row 10; "),
    "a number with a unit": ("k", "1 or 2 kg", "column 'k': .* but for '1 or 2 kg' in row 10; "),
    "the target": ("y", "1e39", "column 'y' holds an infinite number, or one above 3e38 in row 10; "),
    "the order": ("o", "later", "order column 'o' holds numbers, but for 'later' in row 10; "),
}


@pytest.mark.parametrize(("name", "cell", "sentence"), ODD_CELLS.values(), ids=ODD_CELLS)
def test_an_odd_cell_is_named_with_its_row_where_rows_before_it_have_weight_0(name, cell, sentence, tmp_path):
    rows = [{"a": n / 7, "k": f"{n % 30 / 7:.2f} kg", "y": n * 1.3, "o": n, "w": n % 4} for n in range(60)]
    rows[9][name] = cell
    pd.DataFrame(rows).to_csv(tmp_path / "t.csv", index=False)
    try:
        said = "\n".join(load_dataset("t.csv", target="y", weight="w", order="o", folder=tmp_path, seed=0).remarks)
    except DataError as error:
        said = str(error)
    assert re.search(sentence, said)


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(1, 4)), min_size=1, max_size=20), st.floats(0, 1))
def test_weighted_quantiles_are_those_of_repeated_values(pairs, level):
    values, times = map(np.array, zip(*pairs, strict=True))
    expected = np.quantile(np.repeat(values.astype(float), times), level)
    assert quantiles(values.astype(float), [level], times.astype(float)) == pytest.approx([expected], abs=1e-9)
    halves = quantiles(values.astype(float), [level], np.full(len(values), 0.5))
    assert halves == pytest.approx([np.quantile(values.astype(float), level)], abs=1e-9)


def test_weights_are_no_input_and_not_the_target():
    dataset = load_dataset(table(0)[["a", "y", "w"]], weight="w", folder=Path(), seed=0)
    assert (dataset.target, dataset.features) == ("y", ("a",))
    assert dataset.train.weights.dtype == np.float32
    assert any(re.match(r"left out \d+ rows of weight 0", remark) for remark in dataset.remarks)
    assert dataset.preprocessing.columns == ("a",)


def test_without_weights_no_part_has_any():
    dataset = loaded(table(0), ignore=["w"])
    assert [part.weights for part in (dataset.train, dataset.dev)] == [None, None]


def test_other_weights_are_other_data():
    frame = table(0)
    more = frame.assign(w=np.where(frame.index == 1, 2.0, frame["w"]))
    options = {"weight": "w", "normalize": "none"}
    assert loaded(frame, **options).fingerprint != loaded(more, **options).fingerprint


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ("1 2 -1 3", "weight column 'w' is -1 in row 3; expected a number from 0"),
        ("1 2 inf 3", "weight column 'w' is inf in row 3"),
        ("1 2  3", "weight column 'w' has no value in row 3"),
        ("0 0 0 0", "weight column 'w' is 0 in every row; expected some above 0"),
        (
            "1e-300 0 1e-299 0",
            "weight column 'w' is 1e-299 or less in every row, and under 1e-45 counts as 0; multiply",
        ),
        ("a b c b", "weight column 'w' holds words"),
        (
            "1 2 3 4 5 x",
            "weight column 'w' holds numbers, but for 'x' in row 6; correct it, or leave the rows out; expected",
        ),
        ("2024-01-01 2024-01-02 2024-01-03 2024-01-04", "weight column 'w' holds dates"),
    ],
)
def test_weights_that_are_no_numbers_from_0_on_are_refused_by_row(weights, sentence, tmp_path):
    rows = [f"{n},{each},{n % 2}" for n, each in enumerate(weights.split(" ") * 10)]
    (tmp_path / "t.csv").write_text("\n".join(["x,w,y", *rows]), encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(sentence)) as error:
        load_dataset("t.csv", weight="w", folder=tmp_path, seed=0)
    assert error.value.key == "weight"


def test_a_part_in_which_every_weight_is_0_is_refused():
    frame = table(0)
    with pytest.raises(DataError, match="names no row dev that counts"):
        loaded(frame.assign(w=np.where(frame["part"] == "dev", 0.0, 1.0)), weight="w")


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({"weight": "wt"}, "weight"),
        ({"weight": "y"}, "weight"),
        ({"weight": "w", "inputs": ["a", "w"]}, "weight"),
        ({"weight": "part"}, "weight"),
    ],
)
def test_a_column_has_the_weights_and_nothing_else(options, key):
    with pytest.raises(DataError) as error:
        loaded(table(0), **options)
    assert error.value.key == key


def test_arrays_have_no_weights():
    with pytest.raises(DataError, match="leave weight out"):
        load_dataset("iris", weight="w", folder=Path(), seed=0)


def test_check_shows_the_weights_with_their_range_and_effect(tmp_path):
    """The effective number of rows is (Σw)² / Σw² (Kish 1965); rows of weight 0 are counted apart."""
    weights = [0, 0, 0, 1, 1, 1, 1, 4] * 5 + [2] * 20
    rows = [f"{n},{w},{'dev' if n >= 40 else 'train'},{'ab'[n % 2]}" for n, w in enumerate(weights)]
    (tmp_path / "t.csv").write_text("\n".join(["a,w,part,y", *rows]) + "\n")
    data = {"source": "t.csv", "target": "y", "split": "part", "weight": "w"}
    (tmp_path / "c.yaml").write_text(json.dumps({"data": data, "hyperparameters": {"epochs": 1}}))
    lines = CliRunner().invoke(commands, ["check", str(tmp_path / "c.yaml")]).stdout.splitlines()
    assert "  weights from column 'w': 1 to 4; effective number of rows: 16 of 25 train, 20 of 20 dev" in lines
    assert "  left out 15 rows of weight 0" in lines


def test_weights_are_read_from_text_as_other_numbers_are():
    frame = table(0)[["a", "w", "y"]].assign(w=lambda f: (f["w"] + 1).map("{:.0f}%".format))
    text = io.StringIO()
    frame.to_csv(text, index=False)
    read = load_dataset(pd.read_csv(io.StringIO(text.getvalue())), weight="w", folder=Path(), seed=0)
    assert set(np.unique(read.train.weights)) <= {1.0, 2.0, 3.0, 4.0}
