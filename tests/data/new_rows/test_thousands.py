"""A number whose sign may stand between thousands or before decimals is read as training shows, or refused."""

import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.exported_models import trained
from hpsearch.data import load_dataset
from hpsearch.data.forms.kinds import form_as_json, form_from_json
from hpsearch.data.forms.written_numbers import OTHER_SIGN, WrittenNumbers
from hpsearch.data.new_rows.conversion import NewRows
from hpsearch.data.sources import new_rows
from hpsearch.errors import DataError

WEIGHTS = np.array([*np.linspace(35, 1.271, 80).round(3), 0.25])
"""Those of training, of which the last one shows the decimal sign."""

FORMS = ("{} kg", "${}", "{} €", "({})")


def _written(weights, sign, form="{}"):
    return [form.format(f"{weight:.3f}".replace(".", sign)) for weight in weights]


def _stored(frame, kind, folder, name, separator=";"):
    path = folder / f"{name}.{kind}"
    if kind == "csv":
        frame.to_csv(path, sep=separator, index=False)
    if kind == "parquet":
        frame.to_parquet(path)
    return frame if kind == "frame" else path


def _source(cells, sign, kind, folder, name, separator=";"):
    """A table of the column w, beside numbers that show the decimal `sign` of its file."""
    places = range(len(cells))
    beside = [f"{place % 7}{sign}25" if kind == "csv" else place % 7 + 0.25 for place in places]
    frame = pd.DataFrame({"w": cells, "b": beside, "c": beside[::-1]})
    return _stored(frame, kind, folder, name, separator)


def _form(source, target, folder):
    source = source if isinstance(source, pd.DataFrame) else source.name
    return load_dataset(source, target=target, folder=folder, seed=0, task="regression").preprocessing.form


def _numbers(rows, form):
    with new_rows(rows, form, ["w"]) as table:
        pieces = [*NewRows.pieces(table, form, ["w"])]
    return np.concatenate([piece.numbers(piece.columns["w"]) for piece in pieces]).tolist()


@given(
    values=st.lists(st.integers(1, 999_999), min_size=1, max_size=9),
    new=st.integers(1, 999_999),
    sign=st.sampled_from(",."),
    form=st.sampled_from(FORMS),
)
def test_no_number_is_read_as_a_thousand_times_it(values, new, sign, form):
    found = WrittenNumbers.recognise(["1" + sign + "5", *_written(np.array(values) / 1000, sign)])
    unit = WrittenNumbers.recognise(_written([*np.array(values) / 1000, 0.5], sign, form), sign)
    for known in (found, unit, form_from_json(form_as_json(unit))):
        (word,) = _written([new / 1000], OTHER_SIGN[sign], "{}" if known is found else form)
        assert known.number(word) is None
        assert abs(known.number(word.replace(OTHER_SIGN[sign], sign))) == new / 1000


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("sign", [",", "."])
@pytest.mark.parametrize("target", ["w", "c"])
@pytest.mark.parametrize("training", ["csv", "frame", "parquet"])
def test_thousands_that_no_number_in_training_has_are_refused(form, sign, target, training, tmp_path):
    trained = _form(_source(_written(WEIGHTS, sign, form), sign, training, tmp_path, "t"), target, tmp_path)
    doubtful = _written(WEIGHTS, OTHER_SIGN[sign], form)
    bare = _written(WEIGHTS, OTHER_SIGN[sign], "({})" if form == "({})" else "{}")
    for cells in (doubtful, doubtful[:1], bare, bare[:1]):
        for new in ("csv", "frame", "parquet"):
            with pytest.raises(
                DataError, match=rf"column 'w' holds .*{cells[0].strip('$()')}.* in row 1.*numbers such"
            ):
                _numbers(_source(cells, sign, new, tmp_path, "new"), trained)


@pytest.mark.parametrize("sign", [",", "."])
@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_a_file_with_another_separator_is_no_reason_to_read_thousands(sign, separator, tmp_path):
    trained = _form(_source(_written(WEIGHTS, sign, "{} kg"), sign, "csv", tmp_path, "t", "|"), "c", tmp_path)
    path = tmp_path / "new.csv"
    path.write_text("w,b\n8x131 kg,1\n".replace(",", separator).replace("x", OTHER_SIGN[sign]))
    with pytest.raises(DataError, match=r"column 'w' holds '8.131 kg' in row 1"):
        _numbers(path, trained)


@pytest.mark.parametrize("sign", [",", "."])
@pytest.mark.parametrize("new", ["csv", "frame", "parquet"])
def test_thousands_are_read_where_training_has_some_and_where_they_are_plain(sign, new, tmp_path):
    other = OTHER_SIGN[sign]
    cells = [f"1{other}270 kg", f"1{other}270{sign}5 kg", f"1{other}270{other}000 kg", "1 270 kg"]
    separated = _form(_source([*cells, *_written(WEIGHTS, sign, "{} kg")], sign, "csv", tmp_path, "t"), "c", tmp_path)
    bare = _form(_source(_written(WEIGHTS, sign, "{} kg"), sign, "csv", tmp_path, "b"), "c", tmp_path)
    values = [1270.0, 1270.5, 1_270_000.0, 1270.0]
    assert _numbers(_source(cells, sign, new, tmp_path, "new"), separated) == values
    assert _numbers(_source(cells[1:], sign, new, tmp_path, "new"), bare) == values[1:]


def test_a_model_of_an_earlier_version_reads_thousands_as_before():
    earlier = form_from_json({"kind": "written numbers", "prefix": "", "suffix": "kg", "decimal": ","})
    assert [earlier.number("4.117 kg"), earlier.number("4,117 kg")] == [4117.0, 4.117]


def test_a_mark_with_thousands_marks_numbers_without_them(tmp_path):
    cells = [*_written(WEIGHTS, ".", "{} kg"), "-9,999 kg"]
    marks = {"missing": ["-9,999 kg"]}
    frame = pd.DataFrame({"w": cells, "c": np.arange(len(cells)) % 7})
    form = load_dataset(frame, target="c", folder=tmp_path, seed=0, csv=marks).preprocessing.form
    assert np.isnan(_numbers(pd.DataFrame({"w": ["-9999 kg", "-9,999 kg", "-9999.0"]}), form)).all()


SALARIES = np.arange(30_000, 111_000, 1_000)
"""Whole thousands."""


def _salaries(form):
    return pd.DataFrame({"w": [form(salary) for salary in SALARIES], "c": SALARIES / 7000, "b": SALARIES % 7000})


def _told(frame, new, model, folder, name):
    """What is said of decimals where rows are predicted and scored."""
    rows = _stored(frame, new, folder, name)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        predicted = model.predict(rows)
        model.score(rows)
    assert np.isfinite(predicted).all()
    return [str(each.message) for each in told if "have decimals, as no number in training has" in str(each.message)]


@pytest.mark.parametrize("target", ["w", "c"])
@pytest.mark.parametrize("training", ["csv", "parquet", "frame"])
@pytest.mark.parametrize("unit", ["", " €"])
def test_thousands_behind_the_decimal_sign_are_told_though_they_are_whole_numbers(target, training, unit, tmp_path):
    plain, doubtful = (_salaries(form) for form in (lambda v: f"{v}{unit}", lambda v: f"{v // 1000}.000{unit}"))
    plain["w"] = plain["w"] if unit else SALARIES
    source = _stored(plain, training, tmp_path, "t")
    model = trained(source if training == "frame" else str(source), {"target": target, "task": "regression"})
    for new in ("csv", "parquet", "frame"):
        assert _told(plain, new, model, tmp_path, "same") == []
        for rows in (doubtful, doubtful[:1]):
            said = _told(rows, new, model, tmp_path, "new")
            assert {line.partition(":")[0] for line in said} == {"column 'w'"}
            assert all("100 % of the numbers" in line for line in said)


@pytest.mark.parametrize("form", ["{}.000", "{}.0", "{}.000 €", "{}.00 €", "{}"])
@pytest.mark.parametrize("training", ["csv", "parquet", "frame"])
def test_decimals_that_training_wrote_too_are_not_told(form, training, tmp_path):
    frame = pd.DataFrame({"w": [form.format(place % 50) for place in range(90)], "c": np.arange(90) / 7})
    source = _stored(frame, training, tmp_path, "t")
    model = trained(source if training == "frame" else str(source), {"target": "c"})
    for new in ("csv", "parquet", "frame"):
        assert _told(frame, new, model, tmp_path, "new") == []


def test_thousands_beyond_the_first_rows_of_a_file_are_told(tmp_path):
    model = trained(_salaries(int), {"target": "c"})
    lines = ["49000;1.5"] * 60_000
    for place in (0, 300, 59_999):
        rows = [*lines[:place], "49.000;1.5", *lines[place + 1 :]]
        (tmp_path / "new.csv").write_text("\n".join(["w;b", *rows]) + "\n")
        assert any("(1 of 60000)" in line for line in model.preprocessing.inputs(tmp_path / "new.csv").remarks)
