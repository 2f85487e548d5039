"""Months in the forms that tables and Excel have: read as dates, or told where they are numbers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hpsearch.data import load_dataset
from hpsearch.data.forms.dates import Dates
from hpsearch.data.forms.kinds import decide
from hpsearch.data.gathering.months import may_be_months, remark_on_months
from hpsearch.errors import DataError

ROWS = 120
MONTHS = [(2020 + i % 4, i % 12 + 1) for i in range(ROWS)]


def _loaded(folder, cells, kind="csv"):
    frame = pd.DataFrame({"m": cells, "b": np.arange(ROWS) * 7 % 60, "y": [*"ab"] * (ROWS // 2)})
    if kind == "frame":
        return load_dataset(frame.assign(m=frame.m.astype(float)), folder=folder, seed=0)
    frame.to_csv(folder / "t.csv", index=False)
    return load_dataset("t.csv", folder=folder, seed=0)


@pytest.mark.parametrize("kind", ["csv", "frame"])
@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize(
    ("form", "said"), [("{1}.{0}", "1.2020 are probably months"), ("{0}.{1:02}", "2020.01 are probably months")]
)
def test_numbers_that_are_probably_months_are_told(form, said, missing, kind, tmp_path):
    cells = [form.format(*month) if i or not missing else "" for i, month in enumerate(MONTHS)]
    cells = [cell or None for cell in cells]
    (found,) = [remark for remark in _loaded(tmp_path, cells, kind).remarks if "probably months" in remark]
    assert found == f"column 'm': numbers such as {said}; write them as 2020-01 to read them as dates"


@pytest.mark.parametrize(("form", "said"), [("{1}.{0}", "1.2020"), ("{0}.{1:02}", "2020.01"), ("{1},{0}", "1,2020")])
def test_months_are_told_in_a_file_with_decimal_commas(form, said, tmp_path):
    rows = [f"{form.format(*month)};{i * 7 % 60},5;{'ab'[i % 2]}" for i, month in enumerate(MONTHS)]
    (tmp_path / "t.csv").write_text("\n".join(["m;b;y", *rows]) + "\n")
    (found,) = [each for each in load_dataset("t.csv", folder=tmp_path, seed=0).remarks if "probably months" in each]
    assert (
        found == f"column 'm': numbers such as {said} are probably months; write them as 2020-01 to read them as dates"
    )


@pytest.mark.parametrize("decimal", [".", ","])
def test_a_target_of_months_is_told(decimal, tmp_path):
    rows = [f"{i * 7 % 60}{decimal}5;{month}.{year}" for i, (year, month) in enumerate(MONTHS)]
    (tmp_path / "t.csv").write_text("\n".join(["b;y", *rows]) + "\n")
    (found,) = [each for each in load_dataset("t.csv", folder=tmp_path, seed=0).remarks if "probably months" in each]
    assert found == (
        "column 'y': numbers such as 1.2020 are probably months; give what matters of them as numbers: the year, the "
        "age in days"
    )


@pytest.mark.parametrize("form", ["{1:02}.{0}", "{2}-{3:02}", "{1:02}-{0}", "{0}M{1:02}", "{0}-{2}", "{0} {2}"])
def test_months_of_text_are_dates(form, tmp_path):
    cells = [form.format(*m, pd.Timestamp(*m, 1).strftime("%b"), m[0] % 100) for m in MONTHS]
    data = _loaded(tmp_path, cells)
    iso = _loaded(tmp_path, [f"{year}-{month:02}" for year, month in MONTHS])
    assert data.features == iso.features
    assert np.array_equal(data.train.x, iso.train.x)
    assert sum("read as 1969 to 2068, 'Jan-20' as 2020-01-01" in remark for remark in data.remarks) == ("{3" in form)


def test_days_after_the_names_of_months_are_no_years():
    words = [f"{day:%b-%d}" for day in pd.date_range("2024-01-01", periods=90)]
    assert not isinstance(decide(words).form, Dates)
    assert isinstance(decide([*words, "Apr-98"]).form, Dates)


@pytest.mark.parametrize("code", ["0{0}.{1}", "0{0}-{1}", "{1}M0{0}"])
def test_codes_with_four_digits_are_no_months(code):
    assert not isinstance(decide([code.format(i % 9 + 1, 4000 + i * 31) for i in range(60)]).form, Dates)


GERMAN = ["Jan", "Feb", "März", "Apr", "Mai", "Juni", "Juli", "Aug", "Sept", "Okt", "Nov", "Dez"]
FRENCH = ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."]
SPANISH = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"]


@pytest.mark.parametrize("names", [GERMAN, FRENCH, SPANISH])
@pytest.mark.parametrize("form", ["{2} {3:02}", "{2}-{3:02}", "{2} {0}", "{0} {2}", "{2}.{3:02}"])
def test_months_with_names_of_another_language_are_told(form, names):
    words = [form.format(*month, names[month[1] - 1], month[0] % 100).replace("..", ".") for month in MONTHS[:40]]
    said = decide([*dict.fromkeys(words)]).mixed
    assert said.startswith("dates in a form that is not read, such as ")
    assert said.endswith("; write them as 2024-02, quarters as their first month")


@pytest.mark.parametrize("form", ["Q{1} {0}", "{0}-Q{1}", "{0}Q{1}", "{0} Q{1}", "Q{1}/{2}", "{1}. Quartal {0}"])
def test_quarters_are_told(form, tmp_path):
    cells = [form.format(2015 + i % 8, i // 8 % 4 + 1, 15 + i % 8) for i in range(ROWS)]
    said = (
        f"dates in a form that is not read, such as {cells[0]!r}; write them as 2024-02, quarters as their first month"
    )
    assert f"column 'm': counts as words: {said}" in _loaded(tmp_path, cells).remarks


@pytest.mark.parametrize(
    "code", ["Mark {}", "Lot-{}", "Set {}", "Marina {}", "Q{}", "Q {}", "Mayer {}", "Nova {}", "Apro {}"]
)
def test_other_words_with_numbers_are_no_months(code):
    assert "dates" not in decide([code.format(number) for number in range(10, 40)]).mixed


def test_a_short_month_is_refused_where_training_read_no_text(tmp_path):
    frame = pd.DataFrame({"m": pd.date_range("2020-01-01", periods=ROWS), "y": np.arange(ROWS) * 7 % 11 / 2})
    preprocessing = load_dataset(frame, folder=tmp_path, seed=0).preprocessing
    with pytest.raises(DataError, match="'Apr-23' in row 1"):
        preprocessing.transform(frame.assign(m="Apr-23"))


@given(
    st.lists(st.tuples(st.integers(1900, 2099), st.integers(1, 12)), min_size=6, max_size=60, unique=True),
    st.booleans(),
    st.booleans(),
)
def test_months_are_found_in_the_precision_in_which_numbers_are_stored(months, first, centred):
    values = np.array([float(f"{m}.{y}" if first else f"{y}.{m:02}") for y, m in months])
    pivot = values[len(values) // 2] if centred else 0.0
    assert may_be_months(values.min(), values.max())
    assert bool(remark_on_months([(values - pivot).astype(np.float32)], pivot)) == (
        not first or any(year % 10 for year, _ in months)
    )


@given(
    st.lists(st.decimals(1, 13, places=2), min_size=1),
    st.lists(st.decimals(1900, 2100, places=2), min_size=60, unique=True),
)
def test_other_numbers_are_no_months(prices, levels):
    for values in (prices, levels):
        assert not remark_on_months([np.array(values, np.float32)], 0.0)


@pytest.mark.parametrize("form", ["{1}-{0}", "{0}M{1}", "{1}/{0}", "{0}-{1}"])
@pytest.mark.parametrize("start", range(0, 12, 3))
def test_the_first_row_does_not_decide_whether_months_are_dates(form, start):
    months = MONTHS[start:] + MONTHS[:start]
    words = [*dict.fromkeys(form.format(*month) for month in months)]
    assert isinstance(decide(words).form, Dates)
    assert not isinstance(decide([*words, "1-1850", "1850M1"]).form, Dates)


@pytest.mark.parametrize("years", [range(2001, 2010), range(1996, 2016), range(2010, 2020)])
@pytest.mark.parametrize("form", ["{0}/{1:02}", "{0}-{1:02}", "{0}/{2}", "{0}-{2}"])
def test_seasons_are_words_with_a_remark(form, years, tmp_path):
    cells = [
        form.format(years[i % len(years)], (years[i % len(years)] + 1) % 100, years[i % len(years)] + 1)
        for i in range(ROWS)
    ]
    data = _loaded(tmp_path, cells)
    said = f"seasons, such as {cells[0]!r}; write the year in which each begins, and they are numbers"
    assert f"column 'm': counts as words: {said}" in data.remarks
    assert not any("dates" in remark for remark in data.remarks)


def test_months_of_which_some_are_like_seasons_are_dates():
    assert isinstance(
        decide([f"{year}/{month:02}" for year in range(2001, 2011) for month in (1, 2, year % 100 + 1)]).form, Dates
    )


@pytest.mark.parametrize(
    "form", ["{0}-W{1:02}", "{0}W{1:02}", "W{1:02}-{0}", "KW {1}/{0}", "{0}-W{1:02}-3", "{0} week {1}"]
)
@pytest.mark.parametrize("role", ["input", "order"])
def test_weeks_are_told(form, role, tmp_path):
    cells = [form.format(2015 + i // 52, i % 52 + 1) for i in range(ROWS)]
    said = f"dates in a form that is not read, such as {cells[0]!r}; write them as 2024-02-26, weeks as their first day"
    if role == "order":
        (tmp_path / "t.csv").write_text("\n".join(["m,b,y", *(f"{m},{i % 7},{i % 2}" for i, m in enumerate(cells))]))
        with pytest.raises(DataError) as told:
            load_dataset("t.csv", order="m", folder=tmp_path, seed=0)
        assert said in str(told.value)
    else:
        assert any(said in remark for remark in _loaded(tmp_path, cells).remarks)


@pytest.mark.parametrize("form", ["{0}H{1}", "{0}-H{1}", "H{1} {0}", "{0}S{1}"])
def test_half_years_are_told(form):
    words = [form.format(2015 + i // 2, i % 2 + 1) for i in range(12)]
    assert decide(words).mixed.endswith(f"such as {words[0]!r}; write them as 2024-01 and 2024-07")
