"""An exported program reads each number as the model does, and refuses what the model refuses."""

from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.exported_models import trained
from hpsearch.data.forms.form import PlainNumbers
from hpsearch.data.new_rows.conversion import NewRows
from hpsearch.data.sources import new_rows
from hpsearch.errors import DataError
from hpsearch.export._python.program import program

ROWS = 80


def _comma(text):
    return text.translate(str.maketrans(",.", ".,"))


FORMS = {
    "points": lambda value: f"{value:.1f}",
    "commas": lambda value: _comma(f"{value:.1f}"),
    "thousands behind points": lambda value: _comma(f"{value:,.1f}"),
    "thousands behind commas": lambda value: f"{value:,.1f}",
    "kilograms": lambda value: _comma(f"{value:.2f} kg"),
    "dollars": lambda value: f"${value:,.2f}",
    "per cent": lambda value: f"{value:.1f} %",
    "power of ten": lambda value: f"{value:.1f} x10^9/l",
    "true and false": lambda value: str(value > 3000),
}
SPECIAL = (
    "9.5",
    "12.34",
    "1.23.4",
    "1,234",
    "1.234",
    "5 mi",
    "5",
    "5 kg",
    "$5",
    "-$5",
    "(5)",
    "(5) kg",
    "--5",
    "0123",
    "1_0",
    "inf",
)
NUMBER = st.from_regex(
    r"[-+(−]{0,2}\$?[-]?[0-9]{0,4}([.,' ][0-9]{1,4}){0,3}(e-?[0-9])?( ?(kg|%|€|x10\^9/l|mi))?\)?", fullmatch=True
)
CELLS = st.one_of(
    NUMBER,
    st.sampled_from(SPECIAL),
    st.text("0123456789.,'-+() $%kge", max_size=9),
    st.floats(allow_nan=False, width=32),
    st.integers(-(10**17), 10**17).map(str),
    st.booleans(),
)


@pytest.fixture(scope="module", params=FORMS)
def both(request, tmp_path_factory):
    """How a trained model reads rows, and the function with which its program reads a column."""
    values = 500 + np.arange(ROWS) * 61.3
    frame = pd.DataFrame({"w": [*map(FORMS[request.param], values)], "x": np.arange(ROWS) % 7})
    frame["y"] = np.where(values > 2000, "u", "v")
    path = tmp_path_factory.mktemp("t") / "t.csv"
    frame.to_csv(path, index=False, sep=";")
    model = trained(str(path))
    module = ModuleType("exported")
    exec(compile(program([model], "a test"), "exported.py", "exec"), vars(module))  # noqa: S102 (what was just written)
    assert module.predict({"w": [*frame.w], "x": [*frame.x]}) == model.predict(path).tolist()
    return model.preprocessing.form, lambda cell: module.read_by(module.NUMBERS["w"], "w", [cell])[0]


def _number(cell, form):
    """What the model reads; None if it refuses the cell."""
    with new_rows(pd.DataFrame({"w": pd.Series([cell], dtype=object)}), form, ["w"]) as table:
        (rows,) = NewRows.pieces(table, form, ["w"])
    try:
        return float(rows.numbers(rows.columns["w"])[0])
    except DataError:
        return None


@settings(max_examples=300, deadline=None)
@given(cell=CELLS)
@example(cell="9.5")
@example(cell="12.34")
@example(cell="1.23.4")
@example(cell="5 mi")
def test_a_cell_is_the_models_number_or_is_refused(both, cell):
    form, read = both
    try:
        found = read(cell)
    except ValueError:
        return
    expected = _number(cell, form)
    assert expected is not None
    assert found == expected or np.isnan([found, expected]).all()


@pytest.mark.parametrize("cell", ["true", "False", " TRUE ", "５", "１２ kg", "٣", "５.１２５", "5.", ".5", "0.500"])
def test_a_cell_is_refused_only_where_the_model_refuses_it(both, cell):
    form, read = both
    expected, (column, *_) = _number(cell, form), form.columns
    if expected is None or ("." in cell and column.form == PlainNumbers(",")):  # as docs/exports.md says
        with pytest.raises(ValueError, match="correct it, or leave it empty"):
            read(cell)
    else:
        assert read(cell) == expected


def test_text_with_a_point_is_refused_after_a_training_with_commas_and_the_number_is_read(tmp_path):
    frame = pd.DataFrame({"w": [f"{value},5" for value in range(ROWS)], "y": [*"uv"] * (ROWS // 2)})
    frame.to_csv(tmp_path / "t.csv", index=False, sep=";")
    model = trained(str(tmp_path / "t.csv"))
    module = ModuleType("exported")
    exec(program([model], "a test"), vars(module))  # noqa: S102 (what was just written)
    expected = model.predict_proba([{"w": "1.5"}])
    assert np.abs(module.probabilities([{"w": 1.5}]) - expected).max() < 1e-5
    with pytest.raises(ValueError, match=r"column 'w' holds '1\.5' in row 1; expected a number such as 1234,5"):
        module.probabilities([{"w": "1.5"}])


@pytest.mark.parametrize("value", [0.5, 7.0, 1234.5, 98765.4])
def test_numbers_as_training_wrote_them_are_not_refused(request, both, value):
    form, read = both
    written = FORMS[request.node.callspec.params["both"]](value)
    assert read(written) == read(f" {written} ") == _number(written, form)
