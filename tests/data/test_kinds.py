"""Tables of each kind that people write, generated: their numbers, words and row labels are read as what they are."""

import os
from datetime import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hpsearch.data import describe, load_dataset
from hpsearch.data.forms.kinds import decide
from hpsearch.errors import DataError

CASES = max(int(os.environ.get("HPSEARCH_CASES", "0")) // 50, 8)
ROWS = 40


def _grouped(text, mark):
    whole, point, decimals = text.partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}".replace(",", mark) + point + decimals


WRITTEN = {
    "percent": lambda text: f"{text}%",
    "percent after a space": lambda text: f"{text} %",
    "dollars": lambda text: f"-${text[1:]}" if text.startswith("-") else f"${text}",
    "euros behind": lambda text: f"{text} €",
    "a currency's code": lambda text: f"CHF {text}",
    "kilograms": lambda text: f"{text} kg",
    "a speed": lambda text: f"{text} km/h",
    "degrees": lambda text: f"{text}°C",
    "a minus of typesetters": lambda text: text.replace("-", "\u2212"),
    "losses in parentheses": lambda text: f"({text[1:]})" if text.startswith("-") else text,
    "thousands with commas": lambda text: _grouped(text, ","),
    "thousands with apostrophes": lambda text: _grouped(text, "'"),
    "thousands with narrow spaces": lambda text: _grouped(text, "\u202f"),
    "dollars and thousands": lambda text: f"${_grouped(text, ',')}".replace("$-", "-$"),
}
NUMBERS = st.lists(st.integers(-9_999_999, 9_999_999), min_size=4, max_size=ROWS, unique=True)


def _load(path, **options):
    return load_dataset(path.name, folder=path.parent, seed=0, **options)


def _table(folder, columns, name="t.csv", **options):
    """A file of these columns, a column of noise, and a target of two classes."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({**columns, "noise": rng.normal(size=ROWS), "y": np.tile(["no", "yes"], ROWS // 2)})
    frame.to_csv(folder / name, index=False, **options)
    return folder / name, frame


def _column(path, name, **options):
    data = _load(path, normalize="none", **options)
    return data, data.preprocessing.transform(path)[data.features.index(name)]


@pytest.mark.parametrize("kind", WRITTEN)
@settings(max_examples=CASES, deadline=None)
@given(cents=NUMBERS)
def test_a_column_of_numbers_in_one_form_is_read_as_these_numbers(kind, cents, tmp_path_factory):
    texts = [f"{cent / 100:.2f}" for cent in np.resize(cents, ROWS)]
    path, _ = _table(tmp_path_factory.mktemp("t"), {"v": [WRITTEN[kind](text) for text in texts]})
    _, found = _column(path, "v")
    assert (found == np.array([float(text) for text in texts], np.float32)).all()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("decimal", [".", ","])
def test_separator_encoding_and_decimal_sign_do_not_matter(separator, encoding, decimal, tmp_path):
    columns = {"größe": np.linspace(-3, 7.5, ROWS), "word": np.tile(["Zürich", "a b", "c;d", "e,f"], ROWS // 4)}
    plain, frame = _table(tmp_path, columns)
    frame.to_csv(tmp_path / "o.csv", index=False, sep=separator, encoding=encoding, decimal=decimal)
    other = _load(tmp_path / "o.csv")
    assert other.fingerprint == _load(plain).fingerprint
    assert (other.preprocessing.transform(frame) == other.preprocessing.transform(tmp_path / "o.csv")).all()


@settings(max_examples=CASES, deadline=None)
@given(codes=st.lists(st.from_regex(r"0[0-9]{1,5}", fullmatch=True), min_size=2, max_size=8, unique=True))
def test_words_led_by_zeros_stay_words(codes, tmp_path_factory):
    """Words led by zeros stay words and numbers in their place are refused."""
    path, frame = _table(tmp_path_factory.mktemp("t"), {"plant": np.resize(codes, ROWS)})
    data = _load(path)
    assert {f"plant={code}" for code in codes} == {*data.features} - {"noise"}
    assert (data.preprocessing.transform(frame) == data.preprocessing.transform(path)).all()
    with pytest.raises(DataError, match="'plant'"):
        data.preprocessing.transform(pd.read_csv(path))


SHUFFLED = np.random.default_rng(1).permutation(ROWS)
IDENTIFIERS = {
    "row": np.arange(ROWS),
    "no": np.arange(1, ROWS + 1),
    "order": 100_000 + np.arange(ROWS),
    "shuffled": SHUFFLED + 1,
    "customer_id": 37 * SHUFFLED + 1_000,
    "PassengerId": 37 * SHUFFLED - 5,
    "uuid": [f"{value:08x}-{value * 7919 % 65536:04x}" for value in SHUFFLED],
    "name": [f"Mr. {value}" for value in SHUFFLED],
}


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_a_column_that_numbers_or_names_the_rows_is_left_out(name, tmp_path):
    """A column that numbers or names the rows is left out unless it is asked for."""
    path, _ = _table(tmp_path, {name: IDENTIFIERS[name]})
    data = _load(path)
    assert data.features == ("noise",)
    assert any(repr(name) in remark and "data.inputs" in remark for remark in data.remarks)
    assert any(feature.startswith(name) for feature in _load(path, inputs=[name, "noise"]).features)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("grams", 37 * SHUFFLED + 1_000),
        ("year", 1980 + np.arange(ROWS)),
        ("width", SHUFFLED / 8),
        ("number_of_rooms", SHUFFLED * 3),
    ],
)
def test_a_measurement_that_happens_to_be_all_different_stays(name, values, tmp_path):
    path, _ = _table(tmp_path, {name: values})
    assert _load(path).features == (name, "noise")


@pytest.mark.parametrize(
    "index",
    [
        None,
        pd.Index(SHUFFLED),
        pd.Index(SHUFFLED, name="patient"),
        pd.Index([f"row {value}" for value in SHUFFLED], name="label"),
        pd.MultiIndex.from_arrays([SHUFFLED, SHUFFLED % 3], names=["a", "b"]),
        pd.date_range("2024-01-01", periods=ROWS, name="when"),
    ],
)
def test_row_labels_of_pandas_are_neither_input_nor_target(index, tmp_path):
    _, frame = _table(tmp_path, {"x": np.linspace(0, 1, ROWS)})
    labelled = frame if index is None else frame.set_index(index)
    labelled.to_parquet(tmp_path / "t.parquet")
    data = _load(tmp_path / "t.parquet")
    assert (data.features, data.target) == (("x", "noise"), "y")
    assert (data.preprocessing.transform(labelled) == data.preprocessing.transform(tmp_path / "t.parquet")).all()


@settings(max_examples=CASES, deadline=None)
@given(power=st.integers(3, 15), sign=st.sampled_from([-1, 1]), steps=st.integers(2, 9), fraction=st.booleans())
def test_an_offset_does_not_swallow_differences(power, sign, steps, fraction, tmp_path_factory):
    step = 0.5 if fraction and power < 15 else 1
    values = sign * 10.0**power + step * (np.arange(ROWS) % steps)
    path, frame = _table(tmp_path_factory.mktemp("t"), {"when": values})
    data = _load(path)
    found = data.preprocessing.transform(path)[data.features.index("when")]
    assert np.unique(found).size == steps
    near = values - sign * 10.0**power
    assert np.corrcoef(near, found)[0, 1] > 1 - 1e-9
    assert (data.preprocessing.transform(frame) == data.preprocessing.transform(path)).all()


@pytest.mark.parametrize(("values", "codes"), [(range(300), False), (range(-150, 150), False), (["0123", "0"], True)])
def test_a_stray_cell_among_numbers_is_named_also_beside_a_zero(values, codes, tmp_path):
    cells = [*map(str, values)] + [f"{place}5" for place in range(300)] * codes
    cells[3] = "abc"
    (tmp_path / "t.csv").write_text("\n".join(["a,b,y", *(f"{a},{i % 7},{i % 11}.5" for i, a in enumerate(cells))]))
    said = "; ".join(_load(tmp_path / "t.csv").remarks)
    assert (
        "codes (numbers that begin with a zero, such as '0123')"
        if codes
        else """numbers, but for 'abc' in row 4; correct it"""
    ) in said


def _remarks(tmp_path, cells, **options):
    lines = [f"{a};{i % 7};{i % 11}.5" for i, a in enumerate(cells)]
    (tmp_path / "t.csv").write_text("\n".join(["a;b;y", *lines]))
    return "; ".join(_load(tmp_path / "t.csv", **options).remarks)


THOUSANDS = [f"{value:,}".replace(",", ".") for value in range(0, 8000, 137)]


@pytest.mark.parametrize("mark", [None, "-", "-99999"])
def test_points_that_may_separate_thousands_are_said(mark, tmp_path):
    cells = [*THOUSANDS, *([mark] if mark else [])]
    options = {"csv": {"missing": [mark]}} if mark == "-99999" else {}
    assert "column 'a': '1.096' is read as a number with decimals, which no cell of the column decides" in _remarks(
        tmp_path, cells, **options
    )


@pytest.mark.parametrize(
    ("cells", "csv"),
    [
        ([*THOUSANDS, "0.5"], None),
        ([*THOUSANDS, "1234"], None),
        ([*THOUSANDS, "1.25"], None),
        ([f"{1.096 + i / 7:.3f}" for i in range(60)], None),
        (THOUSANDS, {"decimal": "."}),
        (THOUSANDS, {"decimal": ","}),
    ],
)
def test_points_before_decimals_are_not_doubted_where_a_cell_or_the_config_decides(cells, csv, tmp_path):
    assert "no cell of the column decides" not in _remarks(tmp_path, cells, csv=csv)


def test_points_separate_thousands_where_the_config_says_so(tmp_path):
    (tmp_path / "t.csv").write_text("\n".join(["a;y", *(f"{a};{i % 11},5" for i, a in enumerate(THOUSANDS))]))
    data = _load(tmp_path / "t.csv", csv={"decimal": ","}, normalize="none")
    assert data.train.x.max() > 1000


@pytest.mark.parametrize("written", ["%d.%m.%y", "%m/%d/%y", "%d-%b-%y"])
def test_the_century_of_years_of_two_digits_is_said(written, tmp_path):
    days = [f"{day:{written}}" for day in pd.date_range("1990-01-01", periods=60, freq="137D")]
    assert "years of two digits are read as 1969 to 2068" in _remarks(tmp_path, days)
    assert "two digits" not in _remarks(tmp_path, [f"{day:%Y-%m-%d}" for day in pd.date_range("1990", periods=60)])


def test_what_becomes_of_a_missing_date_is_said_and_counted(tmp_path):
    days = ["" if i % 2 else f"2020-01-{1 + i % 28:02}" for i in range(60)]
    assert "30 missing dates are replaced by the training part's mean of each part of a date" in _remarks(
        tmp_path, days
    )
    assert describe("t.csv", folder=tmp_path).missing == 30


@pytest.mark.parametrize("training", ["t.csv", "t.parquet", "frame"])
def test_times_of_day_are_the_same_as_text_and_as_a_type(training, tmp_path):
    moments = np.random.default_rng(0).integers(0, (24, 60, 60), (ROWS, 3)).tolist()
    path, frame = _table(tmp_path, {"clock": [time(*moment) for moment in moments]})
    frame.to_parquet(tmp_path / "t.parquet")
    loaded = load_dataset(frame if training == "frame" else training, target="y", folder=tmp_path, seed=0)
    hours = [hour + minute / 60 + second / 3600 for hour, minute, second in moments]
    for rows in (path, tmp_path / "t.parquet", frame):
        x = loaded.preprocessing.transform(rows)[loaded.features.index("clock")]
        slope, constant = np.polyfit(hours, x, 1)
        assert x == pytest.approx(slope * np.array(hours) + constant, abs=1e-5)
    assert any("read as hours since midnight" in remark for remark in loaded.remarks)


@pytest.mark.parametrize(
    ("cells", "comma", "said"),
    [
        (["1.052", "7", "981", "2.400"], True, "'1.052' is read as the number 1052.0, with points between thousands"),
        (["1", "10", "100", "1.000"], True, "'1.000' is read as the number 1000.0, with points between thousands"),
        (["1.5", "7", "98.25", "2.4"], True, "'1.5' is read as the number 1.5, with a point before the decimals"),
        (["$1,052", "$7"], False, "'$1,052' is read as the number 1052.0"),
        ([*(f"{i} €" for i in range(100)), "1.012 €", "1.017,50 €"], True, "'1.012 €' is read as the number 1012.0"),
        ([*map(str, range(100)), "4,50"], False, "'4,50' is read as the number 4.5"),
    ],
)
def test_a_remark_on_numbers_says_what_a_point_is_in_them(cells, comma, said):
    decision = decide(cells, decimal="," if comma else ".")
    assert decision.remark == said
    (number,) = decision.form.numbers([said.split("'")[1]])
    assert repr(float(number)) in said


@pytest.mark.parametrize("numbers", [["1"], ["1", "0"], [str(3 * i) for i in range(20)]])
@pytest.mark.parametrize("truths", [["True"], ["True", "False"], ["true", "false"]])
def test_true_and_false_beside_numbers_are_told_and_not_called_missing(truths, numbers):
    for words in (truths + numbers, numbers + truths):
        said = f"{truths[0]!r} beside numbers such as {numbers[0]!r}; write 1 for true and 0 for false"
        assert decide(words).mixed == said


BESIDE_WORDS = {
    "numbers": [f"{3.5 * place}" for place in range(40)],
    "times of day": [f"{place % 24}:{place + 10}" for place in range(40)],
    "dates": [f"2021-{place % 12 + 1:02}-{place % 28 + 1:02}" for place in range(40)],
}


@pytest.mark.parametrize("kind", BESIDE_WORDS)
@pytest.mark.parametrize("others", [["note {}"], ["E44{:03}-"]], ids=str)
def test_numbers_dates_or_times_beside_many_words_are_told(kind, others):
    first = BESIDE_WORDS[kind]
    words = [*first[:2], *(others[0].format(place) for place in range(25)), *first[2:]]
    said = decide(words).mixed
    assert said == (
        f"{kind} such as {first[0]!r} beside many other words, such as {others[0].format(0)!r} "
        "(write all of them alike)"
    )


def test_days_as_a_spreadsheet_counts_them_are_told_beside_dates():
    words = [*BESIDE_WORDS["dates"][:30], *(str(44197 + place) for place in range(20))]
    assert decide(words).mixed.startswith("dates such as '2021-01-01' beside many other words, such as '44197'")


def test_a_few_numbers_beside_names_of_categories_are_not_told():
    assert decide(["4", "6", "8", "rotary"]).mixed == ""
    assert decide(["36", "37", "38", "39", "40", "S", "M", "L"]).mixed == ""
