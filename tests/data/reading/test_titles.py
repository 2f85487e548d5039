"""A file that begins with a title is refused, with the line in which its column names are."""

import pytest

from hpsearch.data.loading import load_dataset
from hpsearch.errors import DataError

ROWS = "".join(f"{number};{number % 7};{number * 2},5\n" for number in range(40))


@pytest.mark.parametrize(
    ("above", "line"),
    [
        ("Report 2025;;\n;;\n", 3),
        ("Report 2025\n\n", 3),
        ("Report 2025\n", 2),
        ("Report, March 2025\n\n", 3),
        ("Report 2025;;\nmade on 1.1.2025;;\n;;\n", 4),
        ("sep=;\nReport 2025;;\n", 3),
        ('"Report\n2025";;\n', 3),
    ],
)
def test_lines_above_the_column_names_are_to_be_deleted(tmp_path, above, line):
    (tmp_path / "t.csv").write_text(f"{above}name;size;price\n{ROWS}")
    with pytest.raises(DataError, match=rf"looks like a title, and line {line} like the column names \('name', 'si"):
        load_dataset("t.csv", target="price", folder=tmp_path, seed=0)


@pytest.mark.parametrize(
    "rows",
    [
        f"a;b;c\n{ROWS}",
        f"Report, 2025;b;c\n{ROWS}",
        f"a;;c\n{ROWS}",
        f'"a\n(EUR)";b;c\n{ROWS}',
        f'a;"b\n(EUR)";c\n{ROWS}',
    ],
)
def test_column_names_are_no_title(tmp_path, rows):
    (tmp_path / "t.csv").write_text(rows)
    assert load_dataset("t.csv", target="c", folder=tmp_path, seed=0).target == "c"


UNEVEN = "5 fields, but the header has 4"


@pytest.mark.parametrize("stated", [False, True])
@pytest.mark.parametrize("mark", [";", "\t", "|"])
@pytest.mark.parametrize(("town", "sign"), [("Bonn", ","), ("Bonn, Rhein", ".")])
@pytest.mark.parametrize(("longer", "refused"), [([], None), ([10], UNEVEN), (range(1, 41), UNEVEN)])
def test_names_above_words_or_numbers_with_commas_are_no_title(tmp_path, longer, refused, town, sign, mark, stated):
    rows = _rows(town, sign)
    for row in longer:
        rows[row].append("")
    assert _refused(tmp_path, rows, mark, mark if stated else None) == refused


@pytest.mark.parametrize(
    ("mark", "town", "sign"),
    [
        *((mark, "Bonn", ",") for mark in ("^", "::", "   ", "~", " ", "\x01")),
        *((mark, "Bonn, Rhein", ".") for mark in ("^", "::", "   ", "~", "\x01")),
    ],
)
def test_names_between_separators_that_are_not_read_are_no_title(tmp_path, mark, town, sign):
    assert _refused(tmp_path, _rows(town, sign), mark) == "one column only"


def test_a_title_with_a_comma_stands_above_names_with_commas(tmp_path):
    rows = [["Report, May"], ["size, cm", "weight, kg", "price"], *([f"{i}", f"{i % 3},5", "1"] for i in range(40))]
    assert _refused(tmp_path, rows, ";") == "looks like a title"


def _rows(town, sign):
    return [["town", "size", "price", "y"], *([town, f"{i}", f"{i % 7}{sign}5", "uv"[i % 2]] for i in range(40))]


def _refused(folder, rows, mark, stated=None):
    """For what the file is refused; None if it is read."""
    (folder / "t.csv").write_text("\n".join(mark.join(row) for row in rows) + "\n")
    try:
        load_dataset("t.csv", folder=folder, seed=0, csv=stated and {"separator": stated})
    except DataError as error:
        return next(said for said in ("looks like a title", "one column only", UNEVEN) if said in str(error))
    return None


def test_a_name_that_no_column_has_nearly_is_answered_with_the_columns(tmp_path):
    (tmp_path / "t.csv").write_text(f"a;b;c\n{ROWS}")
    with pytest.raises(DataError, match=r"there is no column 'price'; its columns are 'a', 'b', 'c'"):
        load_dataset("t.csv", target="price", folder=tmp_path, seed=0)
