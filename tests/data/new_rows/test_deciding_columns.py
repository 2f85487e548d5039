"""The decimal sign of a file of new rows follows from the model's own numbers, in all rows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.new_rows.conversion import NewRows
from hpsearch.data.sources import new_rows
from hpsearch.errors import DataError

CELLS = ("700", "0,5", "1,434", "12,55", "1.434", "12.55", "1434", "1,434,000", "1.5E+02", "-2,125")


@pytest.fixture(scope="module", params=[";", "frame"])
def with_unused(request, tmp_path_factory):
    """How rows are read after a training in which only w and b are inputs, and there are other columns."""
    folder = tmp_path_factory.mktemp("with_unused")
    numbers = 500 + np.arange(90) * 37.7
    frame = pd.DataFrame({"w": numbers, "b": np.arange(90) % 7, "c": numbers, "part": numbers / 7})
    frame["at"] = [f"{place % 24:02}:{place % 60:02}" for place in range(90)]
    frame["word"] = np.array(["3.12", "a"])[np.arange(90) % 2]
    frame.to_csv(folder / "t.csv", index=False, sep=";", decimal=",")
    source = "t.csv" if request.param == ";" else frame
    return load_dataset(source, target="c", inputs=["w", "b", "at", "word"], folder=folder, seed=0).preprocessing


OTHERS = ("12.30", "12,30", "3.12", "3,12", "7", "1.5 kg", "x", "1,000.5", "")


@settings(max_examples=60, deadline=None)
@given(
    rows=st.lists(st.tuples(st.sampled_from(CELLS), st.sampled_from(OTHERS)), min_size=1, max_size=4),
    others=st.sampled_from(["zeit", "part", "at", "word"]),
    separator=st.sampled_from("|\t"),
)
def test_only_numbers_of_the_model_decide_the_sign_of_its_new_rows(
    with_unused, rows, others, separator, tmp_path_factory
):
    """The sign is that of the file without the other column, which may hold anything."""
    path = tmp_path_factory.mktemp("new") / "new.csv"

    def numbers(added):
        cells = [added, *rows] if added else [("w", ""), *rows]
        lines = [f"{one}{separator}5" + (f"{separator}{other}" if added else "") for one, other in cells]
        path.write_text("\n".join([lines[0].replace(f"{separator}5", f"{separator}b"), *lines[1:]]) + "\n")
        try:
            with new_rows(path, with_unused.form, ["w", "b"]) as table:
                return [
                    value
                    for piece in NewRows.pieces(table, with_unused.form, ["w"])
                    for value in piece.numbers(piece.columns["w"]).tolist()
                ]
        except DataError as error:
            return str(error)

    assert numbers(("w", others)) == numbers(None)


@pytest.mark.parametrize("row", [3, 230, 4000])
@pytest.mark.parametrize("separator", ["\t", "|"])
def test_a_number_in_any_row_decides_the_sign(with_unused, separator, row, tmp_path):
    cells = ["2"] * 5000
    cells[0] = "1.125"
    (tmp_path / "new.csv").write_text("".join(f"{cell}{separator}5\n" for cell in ["w", *cells]).replace("5", "b", 1))
    with pytest.raises(DataError, match=r"'1\.125' in row 1; .*; write 1125, or 1\.1250 with one decimal more"):
        _read_all(tmp_path / "new.csv", with_unused.form)
    for typed in ("2.55", "1.1250"):
        cells[row] = typed
        text = "".join(f"{cell}{separator}5\n" for cell in ["w", *cells]).replace("5", "b", 1)
        (tmp_path / "new.csv").write_text(text)
        found = _read_all(tmp_path / "new.csv", with_unused.form)
        assert (found[0], found[row]) == (1.125, float(typed))


def _read_all(path, form):
    """The numbers of column w in a file of new rows."""
    with new_rows(path, form, ["w", "b"]) as table:
        pieces = [piece.numbers(piece.columns["w"]) for piece in NewRows.pieces(table, form, ["w"])]
    return np.concatenate(pieces).tolist()
