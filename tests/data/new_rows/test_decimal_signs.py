"""The decimal sign of new rows is training's, unless a cell of theirs decides it."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.forms.written_numbers import OTHER_SIGN
from hpsearch.data.new_rows.conversion import NewRows
from hpsearch.data.new_rows.known_classes import NO_CLASS, KnownClasses
from hpsearch.data.reading.like_training import read_like
from hpsearch.data.sources import new_rows
from hpsearch.errors import DataError

CELLS = ("700", "0,5", "1,434", "12,55", "1.434", "12.55", "1434", "1,434,000", "1.5E+02", "-2,125")


def _trained(folder, source):
    """How rows are read after training on a file with points or commas, or on a frame."""
    numbers = np.linspace(500, 1500, 80).round(1)
    frame = pd.DataFrame({"qty": numbers, "len": numbers[::-1], "y": np.where(numbers > 900, "up", "down")})
    if source == "frame":
        return load_dataset(frame, folder=folder, seed=0).preprocessing
    separator = "," if source == "." else ";"
    frame.to_csv(folder / "t.csv", index=False, sep=separator, decimal=source)
    return load_dataset("t.csv", folder=folder, seed=0).preprocessing


@pytest.fixture(scope="module", params=[".", ",", "frame"])
def preprocessing(request, tmp_path_factory):
    return _trained(tmp_path_factory.mktemp("training"), request.param)


@pytest.mark.parametrize("separator", [";", "\t", "|"])
@pytest.mark.parametrize("source", [".", "frame"])
def test_a_comma_that_no_cell_decides_is_not_before_decimals(separator, source, tmp_path):
    preprocessing = _trained(tmp_path, source)
    (tmp_path / "new.csv").write_text(f"qty{separator}len\n1,434{separator}12\n")
    with pytest.raises(DataError, match=r"column 'qty' holds .*'1,434' in row 1"):
        preprocessing.inputs(tmp_path / "new.csv")


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(st.sampled_from(CELLS), st.sampled_from(CELLS)), min_size=2, max_size=6),
    separator=st.sampled_from([",", ";", "\t", "|"]),
)
def test_a_row_is_read_alike_beside_all_others_or_refused(preprocessing, tmp_path_factory, rows, separator):
    path = tmp_path_factory.mktemp("new") / "new.csv"

    def read(some):
        path.write_text("".join(f'"{one}"{separator}"{other}"\n' for one, other in [("qty", "len"), *some]))
        try:
            return preprocessing.transform(path)
        except DataError:
            return None

    together = read(rows)
    for place, row in enumerate(rows):
        alone = read([row])
        if together is not None and alone is not None:
            assert np.array_equal(alone[:, 0], together[:, place])


WEIGHTS = np.linspace(1.271, 3.5, 80).round(3)


def _numbers(form, path, name):
    """The numbers of a column in a file of new rows."""
    table = read_like(path, path.name, form, form.names)
    (rows,) = NewRows.pieces(table, form, [name])
    return rows.numbers(rows.columns[name]).tolist()


def _weighed(path, separator, decimal, form, sign):
    """Write a table whose column w has the `sign` before three digits, and others that decide on its decimal sign."""
    cells = [form.format(f"{weight:.3f}".replace(".", sign)) for weight in WEIGHTS]
    beside = [f"{weight:.4f}".replace(".", decimal) for weight in WEIGHTS]
    lines = [separator.join(f'"{cell}"' for cell in row) for row in zip(cells, beside, beside, strict=True)]
    path.write_text("\n".join([separator.join(["w", "b", "y"]), *lines]) + "\n")
    return path


@pytest.mark.parametrize(("form", "factor"), [("{} kg", 1), ("${}", 1), ("{} %", 1), ("{} €", 1000), ("{}", 1000)])
@pytest.mark.parametrize("target", ["y", "w"])
@pytest.mark.parametrize(("training", "new"), [((";", ","), (",", ".")), (("\t", "."), (";", ","))])
def test_a_column_with_units_or_thousands_has_the_sign_of_its_file(form, factor, target, training, new, tmp_path):
    def sign(decimal):
        return decimal if factor == 1 else OTHER_SIGN[decimal]

    _weighed(tmp_path / "t.csv", *training, form, sign(training[1]))
    trained = load_dataset("t.csv", target=target, folder=tmp_path, seed=0).preprocessing.form
    for separator, decimal in (training, new):
        path = _weighed(tmp_path / "new.csv", separator, decimal, form, sign(decimal))
        assert _numbers(trained, path, "w") == pytest.approx(WEIGHTS * factor)


def test_a_number_that_the_sign_of_its_file_does_not_fit_is_refused(tmp_path):
    _weighed(tmp_path / "t.csv", ";", ",", "{} kg", ",")
    trained = load_dataset("t.csv", target="y", folder=tmp_path, seed=0).preprocessing.form
    (tmp_path / "new.csv").write_text('w,b,y\n"2,55 kg",2.5,1.25\n1.270 kg,2.5,1.25\n')
    with pytest.raises(DataError, match=r"column 'w' holds '2,55 kg' in row 1; the file is read with a point"):
        _numbers(trained, tmp_path / "new.csv", "w")


@pytest.mark.parametrize(
    ("training", "text", "told"),
    [
        ((",", "."), "w;b\n1.270;3,5\n", "comma before the decimals, so that plain numbers such as '1234,5' are"),
        ((";", ","), 'w,b\n"1,27",3.5\n', "point before the decimals, so that plain numbers such as '1234.5' are"),
        (("\t", "."), 'w\tb\n"1,270"\t3.5\n', "training read plain numbers such as '1234.5' there"),
    ],
)
def test_a_refusal_says_truly_how_training_and_the_file_write_numbers(training, text, told, tmp_path):
    _weighed(tmp_path / "t.csv", *training, "{}", training[1])
    trained = load_dataset("t.csv", target="y", folder=tmp_path, seed=0).preprocessing
    (tmp_path / "new.csv").write_text(text)
    with pytest.raises(DataError, match=r"column 'w' holds '1.27") as refused:
        trained.transform(tmp_path / "new.csv")
    assert told in str(refused.value)


def test_a_file_with_commas_is_told_after_a_training_without_a_file(tmp_path):
    frame = pd.DataFrame({"w": [f"1,{place:03d} kg" for place in range(80)], "b": np.arange(80) % 7})
    trained = load_dataset(frame.assign(y=frame["b"] + 0.5), target="y", folder=tmp_path, seed=0).preprocessing
    (tmp_path / "new.csv").write_text("w;b\n1,270 kg;2,5\n")
    assert trained.inputs(tmp_path / "new.csv").remarks[0].endswith("new.csv: read with a comma before the decimals")
    assert _numbers(trained.form, tmp_path / "new.csv", "w") == [1.27]


COMMAS = ("12,5", "1234", "0,5", "-2,125", "7.9", "12.55", "1.234", "-45.000", "NA", "15e2")
"""Text of which each cell is one number where training read commas, but for 1.234 and -45.000."""


@pytest.fixture(scope="module")
def commas(tmp_path_factory):
    """How rows are read after training on a file with decimal commas, in an input and in the target."""
    folder = tmp_path_factory.mktemp("commas")
    numbers = np.linspace(5, 1500, 80).round(1)
    pd.DataFrame({"qty": numbers, "y": numbers[::-1]}).to_csv(folder / "t.csv", index=False, sep=";", decimal=",")
    return load_dataset("t.csv", target="y", folder=folder, seed=0).preprocessing.form


def _typed(cells, kind, folder):
    """Rows in which both columns hold these cells of text."""
    frame = pd.DataFrame({"qty": cells, "y": cells})
    if kind == "dicts":
        return frame.to_dict("records")
    frame.to_parquet(folder / "new.parquet")
    return frame if kind == "frame" else folder / "new.parquet"


@pytest.mark.parametrize("kind", ["frame", "dicts", "parquet"])
@settings(max_examples=60, deadline=None)
@given(cells=st.lists(st.sampled_from(COMMAS), min_size=1, max_size=5), column=st.sampled_from(["qty", "y"]))
def test_text_that_may_be_thousands_is_refused_where_training_read_commas(
    commas, kind, cells, column, tmp_path_factory
):
    with new_rows(_typed(cells, kind, tmp_path_factory.mktemp("new")), commas, ["qty"]) as table:
        (rows,) = NewRows.pieces(table, commas, ["qty"], ["y"])
    try:
        found = rows.numbers(rows.columns[column])
    except DataError:
        assert any("." in cell for cell in cells)
        return
    assert {"1.234", "-45.000"}.isdisjoint(cells)
    expected = [np.nan if cell == "NA" else float(cell.replace(",", ".")) for cell in cells]
    assert np.array_equal(found, expected, equal_nan=True)


@pytest.mark.parametrize("kind", ["frame", "parquet"])
def test_a_class_that_may_be_thousands_is_none(kind, tmp_path):
    """Where the known target of new rows is text, and training read decimal commas."""
    classes = np.array([1.234, 2.5])[np.arange(80) % 2]
    table = pd.DataFrame({"qty": np.arange(80) / 10, "y": classes})
    table.to_csv(tmp_path / "t.csv", index=False, sep=";", decimal=",")
    trained = load_dataset("t.csv", target="y", task="classification", folder=tmp_path, seed=0).preprocessing
    with new_rows(_typed(["1.234", "2.5", "1,234", "2,5"], kind, tmp_path), trained.form, ["y"]) as source:
        (rows,) = NewRows.pieces(source, trained.form, ["y"])
    found = KnownClasses.of(rows, rows.columns["y"], trained.classes)
    assert found.places.tolist() == [NO_CLASS, 1, 0, 1]


def _european(value):
    return f"{value:,.1f}".translate(str.maketrans(",.", ".,"))


FILES = {
    ";": (lambda value: f"{value:.1f}".replace(".", ","), _european, lambda value: f"{_european(value)} €"),
    ",": (lambda value: f"{value:.1f}", lambda value: f"{value:,.1f}", lambda value: f"${value:,.1f}"),
}
"""The numbers of training's file by its separator: plain, with thousands, and with a currency."""

IN_DOUBT = ("1.125", "12,125", "999.000", "1,125")


@pytest.fixture(scope="module", params=[(separator, place) for separator in FILES for place in range(3)], ids=str)
def of_file(request, tmp_path_factory):
    """How rows are read after training on a file, and its separator."""
    separator, place = request.param
    folder, written = tmp_path_factory.mktemp("of_file"), FILES[separator][place]
    numbers = 500 + np.arange(90) * 37.7
    frame = pd.DataFrame({"w": [*map(written, numbers)], "b": np.array(["p", "q"])[np.arange(90) % 2]})
    frame["c"] = [*map(written, numbers[::-1])]
    frame.to_csv(folder / "t.csv", index=False, sep=separator)
    form = load_dataset("t.csv", target="c", folder=folder, seed=0).preprocessing.form
    return form, separator


@settings(max_examples=40, deadline=None)
@given(
    cells=st.lists(
        st.sampled_from([*IN_DOUBT, "1125", "7", "0.5", "0,5", "1.1250", "12,1250"]), min_size=1, max_size=4
    ),
    new=st.sampled_from([",", ";", "\t", "|"]),
    unit=st.booleans(),
    column=st.sampled_from(["w", "c"]),
)
def test_a_file_with_another_separator_has_no_number_in_doubt(of_file, cells, new, unit, column, tmp_path_factory):
    """Each of its numbers is what its own sign shows, alone and beside others, or is refused with its row."""
    form, separator = of_file
    if new == separator:
        return
    path = tmp_path_factory.mktemp("new") / "new.csv"

    def read(some):
        words = [f"{cell} €" if unit else cell for cell in some]
        path.write_text(
            "".join(f'"{word}"{new}p{new}"{word}"\n' for word in ["w", *words]).replace('"w"\n', '"c"\n', 1)
        )
        with new_rows(path, form, ["w"]) as table:
            (rows,) = NewRows.pieces(table, form, ["w"], ["c"])
        try:
            return rows.numbers(rows.columns[column]).tolist()
        except DataError as error:
            return str(error)

    found = read(cells)
    if isinstance(found, str):
        assert "in row" in found
        return
    shown = {sign for cell in cells if cell not in IN_DOUBT for sign in ",." if sign in cell}
    for cell, value in zip(cells, found, strict=True):
        assert value in {float(cell.replace(",", ".")), float(cell.replace(",", "").replace(".", ""))}
        if cell in IN_DOUBT:
            assert len(shown) == 1 or {"1125"} & {*cells}
            alone = read([cell])
            assert isinstance(alone, str)
            assert f"column {column!r} holds" in alone


@pytest.mark.parametrize(("training", "separator"), [("csv", ","), ("frame", ";"), ("parquet", "\t")])
def test_the_remedies_of_a_number_in_doubt_work_when_typed(training, separator, tmp_path):
    numbers = 500 + np.arange(90) * 37.7
    frame = pd.DataFrame({"w": numbers, "b": np.arange(90) % 7, "c": numbers})
    frame.assign(w=[*map(_european, numbers)]).to_csv(tmp_path / "t.csv", index=False, sep=";", decimal=",")
    frame.to_parquet(tmp_path / "t.parquet")
    source = frame if training == "frame" else f"t.{training}"
    trained = load_dataset(source, target="c", folder=tmp_path, seed=0).preprocessing
    (tmp_path / "new.csv").write_text(f"w{separator}b\n1.125{separator}1\n")
    with pytest.raises(DataError, match=r"column 'w' holds '1\.125' in row 1; .*; write 1125, or 1\.1250 with"):
        trained.transform(tmp_path / "new.csv")
    for typed, value in (("1125", 1125.0), ("1.1250", 1.125)):
        (tmp_path / "new.csv").write_text(f"w{separator}b\n{typed}{separator}1\n")
        assert _numbers(trained.form, tmp_path / "new.csv", "w") == [value]
