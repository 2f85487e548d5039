"""The text of a DataFrame or a Parquet file has one decimal sign, found as that of a text file is."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.exported_models import trained
from hpsearch.data import load_dataset
from hpsearch.data.forms.written_numbers import OTHER_SIGN
from hpsearch.models.model import Model

ROWS = 60
THOUSANDS = 30 + np.arange(ROWS) % 41
WEIGHTS = np.linspace(1.271, 29.5, ROWS).round(3)


def _table(sign, **others):
    """Salaries with a sign between thousands, weights with three decimals, and what decides on the sign."""
    other = OTHER_SIGN[sign]
    return pd.DataFrame(
        {
            "salary": [f"{value}{other}000 €" for value in THOUSANDS],
            "weight": [f"{value:.3f} kg".replace(".", sign) for value in WEIGHTS],
            **others,
            "y": [f"{value + weight:.2f}".replace(".", sign) for value, weight in zip(THOUSANDS, WEIGHTS, strict=True)],
        }
    )


def _given(frame, kind, folder, name="t"):
    path = Path(folder, f"{name}.{kind}")
    if kind == "csv":
        frame.to_csv(path, sep=";", index=False)
    if kind == "parquet":
        frame.to_parquet(path)
    return frame if kind == "frame" else path


def _read(frame, kind, folder, **options):
    rows = _given(frame, kind, folder)
    data = load_dataset(
        rows if kind == "frame" else rows.name, target="y", folder=Path(folder), seed=0, normalize="none", **options
    )
    return data, data.preprocessing.transform(rows)


@settings(max_examples=30, deadline=None)
@given(
    sign=st.sampled_from(",."),
    kind=st.sampled_from(["frame", "parquet"]),
    columns=st.lists(st.sampled_from(["salary", "weight"]), min_size=1, unique=True),
)
def test_text_is_read_as_in_a_file_with_the_same_cells(sign, kind, columns):
    frame = _table(sign)[[*columns, "y"]]
    with TemporaryDirectory() as folder:
        (file, in_file), (typed, found) = _read(frame, "csv", folder), _read(frame, kind, folder)
    assert np.array_equal(in_file, found)
    read = [remark for remark in file.remarks if "is read as" in remark or "before the decimals" in remark]
    assert {*read} <= {*typed.remarks}
    assert any("before the decimals, as in" in remark for remark in typed.remarks) == (sign == ",")
    values = {"salary": THOUSANDS * 1000, "weight": WEIGHTS}
    assert found == pytest.approx(np.array([values[name] for name in columns]), rel=1e-6)


@pytest.mark.parametrize("kind", ["frame", "parquet"])
def test_columns_that_contradict_each_other_are_told(kind, tmp_path):
    frame = _table(",", length=[f"{value:.2f}" for value in WEIGHTS], note=[f"{value / 10:.1f}" for value in THOUSANDS])
    frame["note"] = frame["note"].str.replace(".", ",")
    data, found = _read(frame, kind, tmp_path)
    assert found[2] == pytest.approx(frame["length"].astype(float).to_numpy())
    assert found[3] == pytest.approx(THOUSANDS / 10)
    assert any("in column 'length' has a point; data.csv: {decimal: .} sets a point" in line for line in data.remarks)


@pytest.mark.parametrize("kind", ["frame", "parquet"])
@pytest.mark.parametrize("sign", [",", "."])
def test_the_decimal_sign_of_text_may_be_stated(kind, sign, tmp_path):
    frame = _table(",")[["salary", "weight"]].assign(y=WEIGHTS)
    data, found = _read(frame, kind, tmp_path, csv={"decimal": sign})
    factors = (1000, 1) if sign == "," else (1, 1000)
    assert found == pytest.approx(np.array([THOUSANDS * factors[0], WEIGHTS * factors[1]]), rel=1e-6)
    assert not any("before the decimals, as in" in remark for remark in data.remarks)


@pytest.mark.parametrize("kind", ["frame", "parquet"])
def test_text_whose_sign_no_cell_decides_is_told_with_its_value(kind, tmp_path):
    frame = pd.DataFrame({"n": [f"{value}.000" for value in THOUSANDS], "y": WEIGHTS})
    data, found = _read(frame, kind, tmp_path)
    assert found[0].tolist() == THOUSANDS.tolist()
    (said,) = [line for line in data.remarks if "no cell of the column decides" in line]
    assert said.startswith("column 'n': '30.000' is read as a number with decimals")
    assert "where points separate thousands, set data.csv: {decimal: ','}" in said


@pytest.mark.parametrize("kind", ["frame", "parquet"])
def test_commas_between_thousands_beside_numbers_need_no_file(kind, tmp_path):
    frame = pd.DataFrame({"n": [f"{value},270" for value in THOUSANDS], "b": THOUSANDS % 7 + 0.5, "y": WEIGHTS})
    data, found = _read(frame, kind, tmp_path)
    assert found[0].tolist() == (THOUSANDS * 1000 + 270).tolist()
    assert [line for line in data.remarks if line.startswith("column")] == [
        "column 'n': '30,270' is read as the number 30270.0"
    ]


@pytest.mark.parametrize("kind", ["frame", "parquet"])
@pytest.mark.filterwarnings("ignore:.*read with")
def test_new_rows_of_any_source_are_read_with_the_sign_of_trainings_text(kind, tmp_path):
    frame = _table(",")
    source = _given(frame, kind, tmp_path)
    model = trained(source if kind == "frame" else str(source), {"target": "y"})
    model.save(tmp_path / "m.safetensors")
    for each in (model, Model.load(tmp_path / "m.safetensors")):
        scores = [each.score(_given(frame, new, tmp_path, "new")) for new in ("frame", "csv", "parquet")]
        assert scores == [scores[0]] * 3
        alone = [each.predict(_given(frame[2:3], new, tmp_path, "new"))[0] for new in ("frame", "csv", "parquet")]
        assert alone == [each.predict(frame)[2]] * 3
        in_doubt = frame[2:3][["salary", "weight"]]
        assert each.predict(_given(in_doubt, "csv", tmp_path, "new"))[0] == alone[0]


@pytest.mark.parametrize("kind", ["frame", "parquet"])
def test_lists_of_two_numbers_in_text_multiply_no_other_column(kind, tmp_path):
    """As in a file with commas: 25,16 may be a pair, and 4.704 beside it stays as it is."""
    weights = [f"{weight:.3f}" for weight in WEIGHTS]
    frame = pd.DataFrame({"weight": weights, "pair": [f"{i},{i + 9:02}" for i in range(10, 10 + ROWS)], "y": WEIGHTS})
    data, x = _read(frame, kind, tmp_path)
    assert np.allclose(x[data.features.index("weight")], WEIGHTS)
