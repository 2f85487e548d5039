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


def test_a_name_that_no_column_has_nearly_is_answered_with_the_columns(tmp_path):
    (tmp_path / "t.csv").write_text(f"a;b;c\n{ROWS}")
    with pytest.raises(DataError, match=r"there is no column 'price'; its columns are 'a', 'b', 'c'"):
        load_dataset("t.csv", target="price", folder=tmp_path, seed=0)
