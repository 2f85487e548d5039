"""A row of new data is read alike whatever rows stand beside it, in every source that can hold it."""

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.exported_models import by_program, own, trained
from hpsearch.data.forms.dates import Dates
from hpsearch.data.new_rows.cells import not_as_numbers_are_written
from hpsearch.data.new_rows.dates import in_doubt, moments_of
from hpsearch.data.reading.kinds import cells_as_text
from hpsearch.errors import DataError

pytestmark = pytest.mark.filterwarnings("ignore:column .* far outside those of training")

ROWS = 80
DRAW = np.random.default_rng(0)
X = DRAW.normal(size=ROWS).round(3)
FORMATS = (
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d-%m-%y",
    "%y-%m-%d",
    "%y/%m/%d",
    "%m/%d/%y",
    "%Y-%m-%d",
    "%d.%m.%Y",
    "%d %b %Y",
    "%Y-%m-%d %H:%M:%S",
    "%d.%m.%y %H:%M",
)
"""What people write a date in."""


def _model(**columns):
    """A model of a frame of these columns, and one of numbers."""
    return trained(pd.DataFrame({**columns, "x": X, "y": np.where(X > 0, "up", "down")}))


@pytest.fixture(scope="module")
def of_moments():
    """A model whose dates were no text in training."""
    return _model(day=pd.Timestamp("2023-01-03") + pd.to_timedelta(np.arange(ROWS) * 31, unit="h").floor("D"))


@settings(max_examples=30, deadline=None)
@given(
    days=st.lists(
        st.dates(pd.Timestamp("2001-01-01").date(), pd.Timestamp("2030-12-31").date()), min_size=1, max_size=4
    ),
    written=st.sampled_from(FORMATS),
)
def test_a_date_as_text_is_the_same_date_alone_or_is_refused(of_moments, days, written):
    frame = pd.DataFrame({"day": [f"{day:{written}}" for day in days], "x": 0.5})
    right = of_moments.predict_proba(frame.assign(day=pd.to_datetime(days)))
    doubtful = [in_doubt(word) for word in frame.day]
    for rows in (frame, *(frame.iloc[[place]] for place in range(len(frame)))):
        if any(doubtful[place] for place in rows.index):
            with pytest.raises(
                DataError, match="column 'day' holds dates that may have the day, the month or the year first"
            ):
                of_moments.predict_proba(rows)
        else:
            assert np.array_equal(of_moments.predict_proba(rows), right[rows.index])


@pytest.mark.parametrize("training", [slice(None), slice(0, None, 8)])
@pytest.mark.parametrize("joint", [" ", "T"])
def test_a_part_of_a_time_series_is_read_as_the_whole(training, joint, tmp_path):
    moments = pd.date_range("2023-01-03", periods=640, freq="3h")
    frame = pd.DataFrame({"t": moments, "y": (moments.hour + moments.day).astype(float)})
    frame[training].to_csv(tmp_path / "t.csv", index=False)
    model = trained(str(tmp_path / "t.csv"))
    whole = model.predict(frame)
    for part in (slice(0, None, 8), slice(3, 4), slice(0, 1)):
        frame[part].to_csv(tmp_path / "part.csv", index=False)
        assert np.array_equal(model.predict(tmp_path / "part.csv"), whole[part])
        if training == slice(None):
            found = by_program(model, tmp_path / "part.csv")
            assert found == pytest.approx(own(model, tmp_path / "part.csv"), abs=1e-5)
    parts = frame.assign(t=[moment.isoformat(joint, "microseconds") for moment in moments])
    parts.to_csv(tmp_path / "part.csv", index=False)
    assert np.array_equal(model.predict(tmp_path / "part.csv"), whole)


def test_a_word_that_is_no_date_of_the_form_is_none():
    found = moments_of(["2024-02-29", "2023-02-29", "29.02.2024", ""], Dates("%Y-%m-%d %H:%M"))
    assert np.isnat(found).tolist() == [False, True, True, True]


@settings(deadline=None)
@given(
    st.one_of(st.lists(st.integers(-(2**63), 2**63 - 1)), st.lists(st.floats(allow_nan=False, allow_infinity=False)))
)
def test_what_numbers_are_written_as_may_be_a_number(values):
    words = cells_as_text(pa.array(values, pa.float64() if any(isinstance(v, float) for v in values) else pa.int64()))
    assert not any(map(not_as_numbers_are_written, words.to_pylist()))


def test_large_negative_codes_are_predicted_from_the_file_of_training(tmp_path):
    frame = pd.DataFrame({"shop": [-(2**60) - place % 5 for place in range(ROWS)], "x": X, "y": X + 1})
    frame.to_parquet(tmp_path / "t.parquet")
    model = trained(str(tmp_path / "t.parquet"))
    assert np.array_equal(model.predict(tmp_path / "t.parquet"), model.predict(frame))


@pytest.mark.parametrize("kind", ["csv", "parquet", "frame"])
def test_numbers_other_than_1_and_0_are_neither_true_nor_false(kind):
    model = _model(smoker=DRAW.random(ROWS) > 0.5)
    frame = pd.DataFrame({"smoker": [0, 1, 2], "x": 0.5})
    with TemporaryDirectory() as folder:
        rows = frame if kind == "frame" else Path(folder, f"t.{kind}")
        if kind != "frame":
            getattr(frame, f"to_{kind}")(rows, index=False)
        with pytest.raises(DataError, match=r"column 'smoker' holds .*2.* in row 3"):
            model.predict(rows)
    assert model.predict(frame[:2]).tolist() == model.predict(frame[:2].astype({"smoker": bool})).tolist()


@pytest.mark.parametrize("codes", [(0, 1), (1, 2)])
def test_true_and_false_where_training_read_numbers_are_told(codes):
    model = _model(smoker=np.where(DRAW.random(ROWS) > 0.5, *codes))
    frame = pd.DataFrame({"smoker": [False, True], "x": 0.5})
    with pytest.warns(UserWarning, match="column 'smoker': 100 % of the values are true or false, .* as 1 and 0"):
        found = model.predict_proba(frame)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert np.array_equal(found, model.predict_proba(frame.astype({"smoker": float})))


@pytest.mark.parametrize("column", ["amount", "y"])
@pytest.mark.parametrize("kind", ["csv", "frame"])
def test_decimals_that_training_had_not_are_told(column, kind, tmp_path):
    amount = DRAW.integers(1_000, 9_000, ROWS)
    frame = pd.DataFrame({"amount": amount, "y": amount * 3})
    model = trained(frame)
    assert model.score(frame) == model.score(frame.astype(float))
    with_points = frame.assign(**{column: [f"{value:,}".replace(",", ".") for value in frame[column]]})
    with_points.to_csv(tmp_path / "new.csv", index=False, sep=";")
    rows = tmp_path / "new.csv" if kind == "csv" else pd.read_csv(tmp_path / "new.csv", sep=";")
    with pytest.warns(UserWarning, match="decimals, as no number in training has") as told:
        model.score(rows)
    (said,) = [str(each.message) for each in told if "decimals" in str(each.message)]
    assert said.startswith(f"column '{column}': ")


def _zoned(zone, name, folder):
    """Rows of the same moments by the clocks of a time zone, as a file or a frame."""
    moments = pd.date_range("2023-03-20", periods=ROWS * 4, freq="1h", tz="Europe/Berlin")
    frame = pd.DataFrame(
        {"t": moments.tz_convert(zone) if zone else moments.tz_localize(None), "y": moments.hour * 1.5}
    )
    if name == "frame":
        return frame
    getattr(frame, f"to_{name}")(path := Path(folder, f"t.{name}"), index=False)
    return path


def _told_of_zones(model, rows):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        model.predict(rows)
    return sum("no time zone of training's" in str(each.message) for each in told)


@pytest.mark.parametrize("training", ["csv", "parquet", "frame"])
@pytest.mark.parametrize("new", ["csv", "parquet", "frame"])
def test_dates_in_another_time_zone_than_trainings_are_told(training, new, tmp_path):
    source = _zoned("Europe/Berlin", training, tmp_path)
    model = trained(source if training == "frame" else str(source))
    assert _told_of_zones(model, _zoned("Europe/Berlin", new, tmp_path)) == 0
    assert _told_of_zones(model, _zoned("UTC", new, tmp_path)) == 1
    if (training, new) != ("csv", "csv"):  # whose text is refused without a time zone
        assert _told_of_zones(model, _zoned(None, new, tmp_path)) == 1


@pytest.mark.parametrize("new", ["parquet", "frame"])
def test_time_zones_that_training_had_not_are_told(new, tmp_path):
    model = trained(_zoned(None, "frame", tmp_path))
    assert _told_of_zones(model, _zoned(None, new, tmp_path)) == 0
    assert _told_of_zones(model, _zoned("UTC", new, tmp_path)) == 1


def test_moments_of_several_time_zones_are_told_as_one_is(tmp_path):
    frame = _zoned("UTC", "frame", tmp_path)
    mixed = frame.assign(t=[*frame.t[:40], *frame.t[40:].dt.tz_convert("Europe/Berlin")]).astype({"t": object})
    bare = trained(_zoned(None, "frame", tmp_path))
    assert _told_of_zones(bare, mixed) == _told_of_zones(bare, mixed.head(1)) == 1
    assert _told_of_zones(trained(mixed), mixed) == _told_of_zones(trained(mixed), frame) == 0
    assert _told_of_zones(trained(mixed), _zoned("Asia/Tokyo", "frame", tmp_path)) == 1


@pytest.mark.parametrize(("zone", "minutes"), [("+01", 60), ("+01:00", 60), (" -0330", -210), ("Z", 0), (" UTC", 0)])
def test_the_offset_of_a_time_zone_is_read_however_it_is_written(zone, minutes):
    moment = Dates("%Y-%m-%d %H:%M", zone=True)
    (found,) = moment.instants([f"2024-03-05 10:00{zone}"])
    assert found == np.datetime64("2024-03-05T10:00") - np.timedelta64(minutes, "m")
