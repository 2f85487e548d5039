"""Numbers in a form that is not read are words, which a remark says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.forms.form import PlainWords
from hpsearch.data.forms.kinds import decide
from hpsearch.data.forms.scales import changes_size
from hpsearch.data.forms.written_numbers import WrittenNumbers

ROWS = 120
UNREAD = (
    "{}-",
    "<{}",
    "> {}",
    "{}+",
    "~{}",
    "ca. {}",
    "{}*",
    "{} kg*",
    "{} kg *",
    "{} (est)",
    "{}[1]",
    "kn {}.5",
    "{}±1",
    "{}!",
    "1_{:03}",
    "€ {}.00-",
    "CHF {}.-",
    "{},- €",
    "{}.–",
    "EUR {},--",
    "$({}.00)",
    "US$ ({})",
    "--{}",
    "{}'11",
    "{}h25",
    "{} h 52 min",
    "PT{}H12M",
    "1:10.{}",
    "▲ {}.1",
)
CODES = (
    "M-{:04}",
    "pump-{}",
    "{}-{}",
    "Room {}",
    "Lot. {}",
    "A{}",
    "10.0.0.{}",
    "#{}",
    "v1.{}",
    "{} Main St",
    "{}x4",
    "{}/3",
    "{}.",
    "EUR-{}",
    "Fig. ({})",
)


def _remarks(folder, cells):
    lines = [f'"{cell}",{i % 7},{"ab"[i * 7 % 13 % 2]}' for i, cell in enumerate(cells)]
    (folder / "t.csv").write_text("\n".join(["a,b,y", *lines]) + "\n")
    return load_dataset("t.csv", folder=folder, seed=0).remarks


@pytest.mark.parametrize("form", UNREAD)
@pytest.mark.parametrize("different", [10, ROWS])
def test_numbers_in_a_form_that_is_not_read_are_told(form, different, tmp_path):
    cells = [form.format(100 + i % different) if i % 2 else str(100 + i % different) for i in range(ROWS)]
    said = [remark for remark in _remarks(tmp_path, cells) if "column 'a'" in remark]
    assert len(said) == 1
    assert said[0].startswith("column 'a': counts as words: " if different < ROWS else "left out column 'a': ")
    first = form.format(101)
    assert f"numbers in a form that is not read, such as {first!r}" in said[0]
    assert said[0].endswith("; write them as 1234.5 or -1234.5")


@given(form=st.sampled_from(CODES), numbers=st.lists(st.integers(1, 9999), min_size=4, unique=True))
def test_codes_and_other_words_with_digits_are_no_numbers(form, numbers):
    assert "not read" not in str(decide([form.format(number, number) for number in numbers]).mixed)


@pytest.mark.parametrize("form", ["1.{}.4", "10.0.{}.17", "{}.1.2.3"])
def test_versions_and_addresses_are_words_without_a_remark_on_numbers(form, tmp_path):
    cells = [form.format(1 + i % 9) for i in range(ROWS)]
    assert not any("numbers" in remark or "decimal" in remark for remark in _remarks(tmp_path, cells))


@given(st.lists(st.text(alphabet="0123456789.,-+<_ a", max_size=70), min_size=1, unique=True))
def test_numbers_that_are_read_are_not_told(words):
    decision = decide(words)
    assert isinstance(decision.form, PlainWords) or not decision.mixed


@pytest.mark.parametrize(
    "unit", [*"₽₺₫₴₩₪₦฿￥", "p.a.", "sq.ft", "m3/h", "m/s^2", "l/100km", "g CO2/km", " 1/min", " 10^9/l"]
)
@pytest.mark.parametrize("form", ["{} {}", "{}{}"])
def test_units_and_currencies_behind_a_number_belong_to_it(unit, form):
    cells = [form.format(i * 37 % 101 + 0.25, unit) for i in range(ROWS)]
    decided = decide([*dict.fromkeys(cells)]).form
    assert decided.suffix == unit.strip()
    assert np.array_equal(decided.numbers(cells), [i * 37 % 101 + 0.25 for i in range(ROWS)])


@pytest.mark.parametrize("minus", ["({}.2)%", "({}.2%)", "-{}.2%", "‑{}.2%", "—{}.2%"])
def test_each_way_to_write_a_negative_number_with_a_unit_is_read(minus):
    cells = ["0.5%", *(minus.format(10 + i) for i in range(ROWS))]
    assert decide(cells).form.numbers(cells[:3]).tolist() == [0.5, -10.2, -11.2]


@pytest.mark.parametrize("prefix", ["Rs. ", "Rs.", "Rs ", "kr ", "kr. ", "Rp ", "zł ", "Kč "])
def test_currencies_with_a_short_name_are_numbers(prefix):
    cells = [f"{prefix}{i * 37 % 101 + 0.25}" for i in range(ROWS)]
    form = decide([*dict.fromkeys(cells)]).form
    assert form.prefix == prefix.strip()
    assert np.array_equal(form.numbers(cells), [i * 37 % 101 + 0.25 for i in range(ROWS)])


@pytest.mark.parametrize(
    "form",
    [
        "{} Main St.",
        "{}/Civic",
        "{} /R",
        "Q{} rated",
        "Q2.{}",
        "MAR{}",
        "{}-1910",
        "1911M{}",
        "{}-2067",
        "{} Elm St. 4",
    ],
)
def test_addresses_names_and_codes_are_words_without_a_remark(form):
    decided = decide([form.format(f"{number:02}") for number in range(1, 13)])
    assert isinstance(decided.form, PlainWords)
    assert not decided.mixed


READ = [
    *("×10⁹/L", "x 10^9", "x10^9", "x10E9/L", "10³/µL", "mL/min/1.73 m²", "mL/min/1.73m2", "ml/min/1,73m²"),
    *("kg·m⁻²", "m·s⁻¹", "m s-1", "s-1", "mg kg-1", "℃", "km / h", "€ / m²", "l / 100 km", "млн руб.", "mio. kr."),
    *("sq. ft.", "/mm³", "/µL", "CFU/100 mL"),
]


@pytest.mark.parametrize("unit", READ)
def test_units_with_powers_and_blanks_are_read(unit):
    form = decide([f"{i}.{i % 7} {unit}" for i in range(40)]).form
    assert isinstance(form, WrittenNumbers)
    assert form.number(f"7.5 {unit}") == 7.5


@pytest.mark.parametrize("unit", ["×10⁹/L", "x 10^9", "x10^9", "x10E9/L", "10³/µL"])
def test_a_power_of_ten_changes_the_size_of_a_number(unit):
    assert changes_size(decide([f"{i}.{i % 7} {unit}" for i in range(40)]).form)


UNREAD = [
    "10*9/L",
    "x10(9)/L",
    "dB(A)",
    "% (v/v)",
    "kW (240 PS)",
    "von 100",
    "/ 10",
    "out of 10",
    "″",
    "★",
    "#",
    "kg *",
]


@pytest.mark.parametrize("unit", UNREAD)
@pytest.mark.parametrize("rows", [12, 90])
def test_numbers_with_a_unit_that_is_not_read_are_told(unit, rows, tmp_path):
    """Also where there is a different one in each row, and they look like an identifier."""
    cells = [f"{i}.{i % 7} {unit}" for i in range(rows)]
    lines = [f'"{cell}",{i % 5},{"ab"[i % 2]}' for i, cell in enumerate(cells)]
    (tmp_path / "t.csv").write_text("\n".join(["m,b,y", *lines]) + "\n")
    (said,) = [remark for remark in load_dataset("t.csv", folder=tmp_path, seed=0).remarks if "'m'" in remark]
    assert f"not read, such as {cells[0]!r}" in said
    assert "identifier" not in said


@pytest.mark.parametrize(
    ("form", "said"), [("{0}/{1}", "two numbers in a cell"), ("{0}.5 ({1}-9)", "not read, such as")]
)
def test_numbers_with_a_second_one_are_told(form, said):
    assert said in decide([*dict.fromkeys(form.format(i % 9 + 1, i % 7 + 2) for i in range(60))]).mixed


@pytest.mark.parametrize(
    "form", ["{0} {1}", "{0}a-{2}", "{0}-{3}", "{0}-{3} years", "{0} x {3}", "10.0.{2}.{0}", "{2}.{2}.{0}"]
)
def test_addresses_codes_and_ranges_are_words_without_a_remark(form):
    cells = [form.format(i, ["Main St", "Oak Ave"][i % 2], i % 3, i + 9) for i in range(60)]
    assert decide(cells).mixed == ""
