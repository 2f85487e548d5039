"""The separator of a text file is the one that cuts no number apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.reading.dialect import SEPARATORS, Stated
from hpsearch.data.reading.sniffing import layout_of
from hpsearch.errors import DataError

NO_COMMAS = [mark for mark in SEPARATORS if mark != ","]


def _layout(text, source="t.csv", **stated):
    return layout_of(text.encode(), "utf-8", Stated(**stated), source)


@pytest.mark.parametrize("mark", NO_COMMAS)
def test_commas_in_names_and_numbers_do_not_separate_columns(mark):
    text = "Länge, mm;Breite, mm;Art\n37,5;29,2;a\n1,5;3,2;b\n".replace(";", mark)
    found = _layout(text)
    assert (found.dialect.separator, found.names) == (mark, ("Länge, mm", "Breite, mm", "Art"))
    assert any("though commas divide all lines alike, too" in each for each in found.dialect.guessed)


@pytest.mark.parametrize("mark", NO_COMMAS)
@pytest.mark.parametrize("line", ["37,5;29,2;a", "1,5;2,5;3,5;4,5;5,5", "0,5 %;800 €;4,5", "0,126;red;up"])
def test_decimal_commas_do_not_separate_columns_without_names(mark, line):
    text = f"{line}\n{line}\n".replace(";", mark)
    assert _layout(text, header=False).dialect.separator == mark


@pytest.mark.parametrize("line", ["1,2,5;6", "x,1;2", 'red,"1;2",7', "1.5,2.5,a|b"])
def test_lists_in_cells_do_not_separate_columns(line):
    assert _layout(f"{line}\n{line}\n", header=False).dialect.separator == ","


@pytest.mark.parametrize("mark", NO_COMMAS)
def test_a_line_that_lacks_a_field_is_refused_and_not_divided_at_commas(mark, tmp_path):
    rows = [mark.join((f"{i},5", f"{i},2", "a")) for i in range(30)]
    rows[20] = mark.join(("20,5", "20,2"))
    (tmp_path / "t.csv").write_text("\n".join([mark.join(("Länge, mm", "Breite, mm", "Art")), *rows]))
    with pytest.raises(DataError, match=r"t\.csv:22: 2 fields, but the header has 3"):
        load_dataset("t.csv", folder=tmp_path, seed=0)


@given(
    mark=st.sampled_from([*SEPARATORS]),
    comma=st.booleans(),
    rows=st.lists(st.lists(st.integers(1, 99_999), min_size=3, max_size=3), min_size=1, max_size=5),
)
def test_a_file_of_numbers_without_names_is_read_with_the_separator_it_was_written_with(mark, comma, rows):
    def written(hundredths):
        number = f"{hundredths / 100:.2f}".replace(".", "," if comma else ".")
        return f'"{number}"' if comma and mark == "," else number

    text = "".join(f"{mark.join(map(written, row))}{mark}a\n" for row in rows)
    found = _layout(text, header=False)
    assert (found.dialect.separator, len(found.names)) == (mark, 4)


@pytest.mark.parametrize("mark", NO_COMMAS)
def test_a_table_with_commas_in_names_is_read_as_it_was_written(mark, tmp_path):
    rows = [mark.join((f"{i % 37},5", f"{i % 29},2", "ab"[i * 7 % 13 % 2])) for i in range(120)]
    (tmp_path / "t.csv").write_text("\n".join([mark.join(("Länge, mm", "Breite, mm", "Art")), *rows]))
    data = load_dataset("t.csv", folder=tmp_path, seed=0, normalize="none")
    assert data.features == ("Länge, mm", "Breite, mm")
    assert data.preprocessing.transform(tmp_path / "t.csv")[0, :3].tolist() == [0.5, 1.5, 2.5]


@pytest.mark.parametrize("mark", NO_COMMAS)
@pytest.mark.parametrize("quoted", ["{}", '"{}"'])
def test_commas_in_quotes_do_not_separate_columns(mark, quoted, tmp_path):
    """As R's write.csv2 writes them: names and words in quotes, numbers with decimal commas."""
    lines = [f'"city"{mark}"price, EUR"']
    for i in range(60):
        city, price = ("Zug, ZG", f"{i},5") if i % 2 else ("Bern, BE", f"{i},25")
        lines.append(f'"{city}"{mark}{quoted.format(price)}')
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
    data = load_dataset("t.csv", folder=tmp_path, seed=0, normalize="none")
    assert (data.features, data.target) == (("city=Bern, BE", "city=Zug, ZG"), "price, EUR")
