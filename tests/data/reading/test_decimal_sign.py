"""The decimal sign of a file follows from all of its numbers, also those with a unit, a currency or a per cent sign."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.forms.decimal_signs import possible_signs
from hpsearch.data.forms.written_numbers import WrittenNumbers
from hpsearch.data.reading.decimal_sign import ColumnSigns
from hpsearch.data.reading.dialect import Stated
from hpsearch.data.reading.sniffing import layout_of

ROWS = 40
CLASSES = [*"ab"] * (ROWS // 2)
UNITS = ["{}", "{} %", "{} kg", "{} €", "${}", "CHF {}"]


def _decimal(text, source="t.csv", **stated):
    return layout_of(text.encode(), "utf-8", Stated(**stated), source).dialect.decimal


def _read(folder, names, columns, mark=";", **options):
    """The columns as they are read, (columns, rows), and the remarks."""
    lines = [mark.join(names), *map(mark.join, zip(*columns, strict=True))]
    (folder / "t.csv").write_text("\n".join(lines) + "\n")
    data = load_dataset("t.csv", folder=folder, seed=0, normalize="none", **options)
    return dict(zip(data.features, data.preprocessing.transform(folder / "t.csv"), strict=True)), data.remarks


@pytest.mark.parametrize("mark", [";", "\t", "|"])
@pytest.mark.parametrize("price", ["$1,270.00", "$12,700", "US$ 12,700", "1,270.50 kg", "9.5 %", "1.083E+01", "0.5 kg"])
def test_a_number_with_a_unit_shows_that_commas_separate_thousands(mark, price):
    assert _decimal(f"p{mark}q{mark}y\n{price}{mark}1,310{mark}a\n") == "."


@pytest.mark.parametrize("other", ["9,5 %", "1.270,50 €", "12.700 €", "1,083E+01", "CHF 1'234,5", "0,310 kg"])
def test_a_number_with_a_unit_shows_that_points_separate_thousands(other):
    assert _decimal(f"p;d;y\n1.499;{other};a\n") == ","


@pytest.mark.parametrize(("prices", "decimal"), [(["$900", "$1,270"], "."), (["3 €", "1.499 €"], ",")])
def test_amounts_of_money_have_no_three_decimals(prices, decimal):
    assert _decimal("p;q;y\n" + "".join(f"{price};{q};a\n" for price in prices for q in ("1,310", "1.310"))) == decimal


def test_small_amounts_of_money_may_have_three_decimals_as_prices_of_fuel():
    assert _decimal("p;y\n1,499 €;a\n1,519 €;b\n") == ","
    assert _decimal("p;y\n$1.499;a\n$1.519;b\n") == "."


@pytest.mark.parametrize("prices", ["${:,.2f}", "${:,}", "{:,.1f} kg"])
def test_prices_with_commas_between_thousands_have_whole_numbers_beside_them_read_alike(prices, tmp_path):
    values = [900 + i * 37 for i in range(ROWS)], [700 + i * 61 for i in range(ROWS)]
    columns = [[prices.format(value) for value in values[0]], [f"{value:,}" for value in values[1]], CLASSES]
    found, _ = _read(tmp_path, ["price", "qty", "y"], columns, "\t")
    assert [found["price"].tolist(), found["qty"].tolist()] == [*values]


def test_a_per_cent_sign_decides_on_all_columns(tmp_path):
    values = [700 + i * 61 for i in range(ROWS)]
    thousands = [f"{value:,}".replace(",", ".") for value in values]
    columns = [[f"{i},5 %" for i in range(ROWS)], thousands, [f"{each} €" for each in thousands], CLASSES]
    found, remarks = _read(tmp_path, ["Rabatt", "Menge", "Preis", "y"], columns)
    assert found["Menge"].tolist() == found["Preis"].tolist() == values
    assert "as in '0,5 %'" in "; ".join(remarks)
    assert "no cell decides" not in "; ".join(remarks)


def test_a_list_in_quotes_is_no_reason_to_multiply_another_column(tmp_path):
    sizes = [f"{1.1 + i * 1.007:.3f}" for i in range(ROWS)]
    columns = [[f'"{i % 4},{i % 5}"' for i in range(ROWS)], [f"{i * 7 % 60}" for i in range(ROWS)], sizes, CLASSES]
    found, _ = _read(tmp_path, ["rating", "x", "len", "y"], columns, ",")
    assert found["len"].tolist() == np.array(sizes, np.float32).tolist()
    assert found["rating"][:3].tolist() == np.array([0, 1.1, 2.2], np.float32).tolist()


@given(
    word=st.from_regex(r"[-+]?[1-9]?\d{0,4}([.,' ]\d{1,4}){0,3}(e[1-9])?( kg| %| €)?", fullmatch=True),
)
def test_the_possible_signs_are_those_with_which_a_number_is_read(word):
    unit = next((each for each in ("kg", "%", "€") if word.endswith(each)), "")
    read = [sign for sign in ",." if WrittenNumbers(suffix=unit, decimal=sign).numbers([word]) is not None]
    assert possible_signs(word) == ("".join(read) if {*word} & {*",."} else "")


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_the_numbers_that_are_read_are_those_that_were_written(data, tmp_path_factory):
    """For each separator, decimal sign, mark between thousands, and unit, if one cell of the file decides.

    (Not for points between thousands in a file with commas, whose decimal commas may be lists in quotes.)
    """
    separator = data.draw(st.sampled_from([",", ";", "\t", "|"]))
    decimal = data.draw(st.sampled_from([".", ","]))
    other = [] if separator == decimal == "," else [{",": ".", ".": ","}[decimal]]
    between = data.draw(st.sampled_from(["", "'", *other]))
    written, expected = [], []
    for number, places in enumerate((2, 0, data.draw(st.integers(0, 3)))):
        unit = data.draw(st.sampled_from(UNITS))
        drawn = data.draw(st.lists(st.integers(1, 9_999_999), min_size=4, max_size=ROWS, unique=True))
        if number == 0:
            drawn[0] = 12_345
        values = [value / 10**places for value in np.resize(drawn, ROWS).tolist()]
        signs = str.maketrans({",": between, ".": decimal})
        cells = [unit.format(f"{value:,.{places}f}".translate(signs)) for value in values]
        written.append([f'"{cell}"' if separator in cell else cell for cell in cells])
        expected.append(np.array(values, np.float32).tolist())
    found, _ = _read(
        tmp_path_factory.mktemp("t"), [*"abcy"], [*written, CLASSES], separator, inputs=[*"abc"], target="y"
    )
    assert [found[name].tolist() for name in "abc"] == expected


def test_months_and_codes_with_zeros_at_the_front_decide_on_no_sign():
    """10.2024 has four decimals only where no cell of the column is 01.2024."""
    months = [f"{month:02d}.{year}" for year in (2023, 2024) for month in range(1, 13)]
    assert ColumnSigns.of(months) == ColumnSigns()
    assert ColumnSigns.of([month for month in months if month >= "1"]).sign == "."
