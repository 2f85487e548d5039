"""A number with an exponent shows the decimal sign of its file, and has no separators between thousands."""

import pytest

from hpsearch.data.forms.written_numbers import WrittenNumbers
from hpsearch.data.reading.dialect import Stated
from hpsearch.data.reading.sniffing import layout_of


@pytest.mark.parametrize(("cell", "decimal"), [("1,083E+01", ","), ("1.083E+01", "."), ("1,083e1", ",")])
def test_it_decides_on_the_decimal_sign(cell, decimal):
    text = f"c;q;y\n{cell};1,310;a\n{cell};1.310;b\n"
    assert layout_of(text.encode(), "utf-8", Stated(), "t.csv").dialect.decimal == decimal


def test_it_has_no_separators_between_thousands():
    assert WrittenNumbers().numbers(["1,000E+01"]) is None
    assert WrittenNumbers(decimal=",").numbers(["1,000E+01"]).tolist() == [10.0]
