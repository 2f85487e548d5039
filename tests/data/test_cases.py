"""Small tables on which tools of this kind are often wrong; each with what is right."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hpsearch.data import load_dataset
from hpsearch.errors import DataError

CASES = Path(__file__).with_name("cases")


def _load(name, **options):
    return load_dataset(name, folder=CASES, seed=0, **options)


def _raw(name, **options):
    """The inputs of all rows as they are read, in the order of the features."""
    data = _load(name, normalize="none", **options)
    return data, data.preprocessing.transform(CASES / name).T


@pytest.mark.parametrize(
    ("name", "column"), [("percent.csv", "v"), ("dollar.csv", "v"), ("unit.csv", "v"), ("minus_sign.csv", "v")]
)
def test_numbers_of_one_form_are_numbers(name, column):
    data, x = _raw(name)
    written = (
        pd.read_csv(CASES / name)[column].astype(str).str.replace("−", "-").str.replace(r"[%$,]|kg", "", regex=True)
    )
    assert data.features == ("noise", column)
    assert (x[:, 1] == written.astype(float).astype(np.float32)).all()
    assert (name == "minus_sign.csv") or any("is read as the number" in remark for remark in data.remarks)


@pytest.mark.parametrize("name", ["semicolon_decimal_comma.csv", "sep_line.csv"])
def test_semicolons_and_decimal_commas_are_read_and_said(name):
    data, x = _raw(name)
    skipped = 1 if name == "sep_line.csv" else 0
    frame = pd.read_csv(CASES / name, sep=";", decimal=",", skiprows=skipped)
    assert data.features == ("Breite", "Höhe")
    assert (x == frame[["Breite", "Höhe"]].to_numpy(np.float32)).all()
    assert any("comma before the decimals" in remark for remark in data.remarks)


def test_tabs_are_read():
    assert _load("tab_separated.tsv").features == ("a", "b")


def test_blanks_around_fields_are_no_part_of_them():
    data = _load("space_after_comma.csv")
    assert data.classes == ("high", "low")
    assert data.features == ("age", "work=Private", "work=Self", "work=State")


@pytest.mark.parametrize(
    ("name", "features"), [("index_leaks.parquet", ("a", "b")), ("shuffled_index.parquet", ("a", "b"))]
)
def test_the_index_of_a_parquet_file_is_neither_input_nor_target(name, features):
    data = _load(name)
    assert data.features == features
    assert data.target != "__index_level_0__"


def test_whole_numbers_that_count_the_rows_are_left_out():
    """Whole numbers that count the rows are left out unless they are asked for."""
    data = _load("numeric_id.csv")
    assert data.features == ("a", "b")
    assert any("'Id'" in remark and "count the rows" in remark for remark in data.remarks)
    assert _load("numeric_id.csv", inputs=["Id", "a"]).features == ("Id", "a")


@pytest.mark.parametrize("name", ["whole_target_12_rows.csv", "whole_target_24_rows.csv"])
def test_whole_prices_of_few_rows_are_numbers_to_predict(name):
    assert _load(name).task == "regression"


def test_a_short_code_beside_other_codes_is_a_class():
    data = _load("class_na.csv")
    assert data.classes == ("AS", "EU", "NA")
    assert any("'NA' counts as a class" in remark for remark in data.remarks)
    missing = _load("class_na.csv", csv={"missing": ["NA"]})
    assert missing.classes == ("AS", "EU")
    assert any("without a target" in remark and "'NA'" in remark for remark in missing.remarks)


@pytest.mark.parametrize(("name", "column"), [("large_offset.csv", "code"), ("julian_dates.csv", "when")])
def test_large_offsets_keep_their_differences(name, column):
    data = _load(name)
    frame = pd.read_csv(CASES / name)
    expected = frame[column] - frame[column].mean()
    found = data.preprocessing.transform(CASES / name)[data.features.index(column)]
    assert np.corrcoef(expected, found)[0, 1] > 1 - 1e-12
    assert np.unique(found).size == frame[column].nunique()


def test_numbers_among_the_names_are_said_with_the_remedy():
    data = _load("no_header.csv")
    assert any("header: false" in remark for remark in data.remarks)
    headless = _load("no_header.csv", csv={"header": False})
    parts = (headless.train, headless.dev, headless.test)
    assert sum(len(part.y) for part in parts) == 1 + sum(len(part.y) for part in (data.train, data.dev, data.test))


def test_marks_of_excel_are_missing_and_said():
    data = _load("excel_errors.csv")
    assert data.features == ("x", "w")
    assert any("6 '#NUM!'" in remark for remark in data.remarks)


def test_an_unknown_mark_is_said_with_the_remedy():
    assert any('missing: ["unknown"]' in remark for remark in _load("unknown_mark.csv").remarks)
    assert _load("unknown_mark.csv", csv={"missing": ["unknown"]}).features == ("x", "w")


def test_the_rarer_class_is_positive_unless_another_is_named():
    data = _load("f1_yes_no.csv")
    counts = pd.read_csv(CASES / "f1_yes_no.csv").y.value_counts()
    assert data.classes[data.positive] == counts.idxmin()
    assert data.classes[_load("f1_yes_no.csv", positive="no").positive] == "no"
    with pytest.raises(DataError, match="'maybe' is none of the classes") as raised:
        _load("f1_yes_no.csv", positive="maybe")
    assert raised.value.key == "positive"


def test_a_constant_target_is_refused():
    with pytest.raises(DataError, match="in all rows"):
        _load("constant_dev_target.csv")


@pytest.mark.parametrize("name", ["zero_led_codes.csv", "none_is_a_word.csv"])
def test_a_path_is_read_as_training_was_and_a_frame_not_otherwise(name):
    data = _load(name)
    known = data.preprocessing.inputs(CASES / name)
    assert known.remarks == ()
    try:
        x = data.preprocessing.transform(pd.read_csv(CASES / name))
    except DataError as error:
        assert "'plant'" in str(error)  # noqa: PT017  # pandas has lost the zeros
        x = data.preprocessing.transform(pd.read_csv(CASES / name, dtype={"plant": str}))
    assert (x == known.x).all()


@pytest.mark.parametrize("pack", ["gz", "zip"])
def test_a_packed_file_is_the_file(pack, tmp_path):
    if pack == "gz":
        pd.read_csv(CASES / "percent.csv").to_csv(tmp_path / "t.csv.gz", index=False)
    else:
        shutil.make_archive(str(tmp_path / "t"), "zip", CASES, "percent.csv")
    name = "t.csv.gz" if pack == "gz" else "t.zip"
    assert load_dataset(name, folder=tmp_path, seed=0).fingerprint == _load("percent.csv").fingerprint
