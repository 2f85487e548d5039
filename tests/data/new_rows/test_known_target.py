"""The target of new rows is read as training read it, whatever file or frame they are in."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.exported_models import trained
from hpsearch.data import load_dataset
from hpsearch.data.inputs.stored_form import from_arrays, to_arrays
from hpsearch.errors import ConfigError, DataError
from hpsearch.evaluation.labelled_rows import JudgingColumns, LabelledRows
from hpsearch.models.file_forms import PreprocessingForm
from hpsearch.models.model import Model
from hpsearch.models.predictions import Predictions
from hpsearch.records import replace

ROWS = 60
X = np.random.default_rng(0).permutation(np.linspace(1, 9, ROWS).round(3))
PLACE = np.clip(X // 2, 1, 4).astype(int) - 1


def _table(y, folder, name="t.csv", **options):
    """A file of one input and the target `y`."""
    frame = pd.DataFrame({"x": X, "w": X * 2, "y": y})
    frame.to_csv(Path(folder, name), index=False, **options)
    return Path(folder, name)


def _found(model, rows):
    """What `predict`, `evaluate` and `score` say of rows: the error of each kind, and what they had to remark."""
    predictions = Predictions(model, rows)
    list(predictions.blocks())
    labelled = LabelledRows.read(model, rows, "new", JudgingColumns()).judged(1)
    metric = "error" if model.classes else "rmse"
    return (
        predictions.agreement,
        labelled,
        model.score(rows),
        [line for line in predictions.sentences if metric not in line],
    )


@settings(max_examples=25, deadline=None)
@given(
    form=st.sampled_from(
        ["{}", "{:,}", "${:,}", "{} stars", "{}%", "{}.0", "{}.5", "{},5", "({})", "{} kg", "0{}", "{}:30"]
    ),
    levels=st.lists(st.integers(1, 23), min_size=4, max_size=4, unique=True),
    factor=st.sampled_from([1, 1000]),
    task=st.sampled_from(["auto", "classification", "regression"]),
    separator=st.sampled_from([",", ";"]),
    kind=st.sampled_from(["csv", "text frame", "parquet"]),
)
def test_the_rows_of_training_have_one_error_by_whatever_way(form, levels, factor, task, separator, kind):
    y = [form.format(levels[place] * (factor if ":" not in form else 1)) for place in PLACE]
    with TemporaryDirectory() as folder:
        path = _table(y, folder, sep=separator)
        try:
            model = trained(str(path), {"task": task})
        except ConfigError:
            return  # words are no regression
        rows = path
        if kind != "csv":
            rows = pd.read_csv(path, sep=separator, dtype=str, keep_default_na=False)
        if kind == "parquet":
            rows.to_parquet(rows := Path(folder, "t.parquet"))
        agreement, judged, score, remarks = _found(model, rows)
    numbers = pd.factorize(pd.Series(y))[0]
    assert (agreement.count, agreement.unknown, remarks) == (ROWS, 0, [])
    if not model.classes:
        assert agreement.error == pytest.approx(np.mean((judged.outputs - judged.y) ** 2))
        assert score == pytest.approx(1 - agreement.error / np.var(judged.y))
        assert np.unique(judged.y).size == 4
    else:
        assert agreement.error == pytest.approx(np.mean(np.argmax(judged.outputs, axis=1) != judged.y))
        assert score == pytest.approx(1 - agreement.error)
        assert len({*zip(numbers.tolist(), judged.y.tolist(), strict=True)}) == 4


@pytest.mark.filterwarnings("ignore:.*read with semicolons")
@pytest.mark.parametrize("empty", ["", "-", "NA", "n.a."])
def test_a_missing_target_changes_no_other_in_a_file_with_commas(empty, tmp_path):
    y = (X * 0.9 + 0.7).round(3)
    model = trained(str(_table(y, tmp_path)))
    commas = [empty, *(f"{value:.3f}".replace(".", ",") for value in y[1:])]
    rows = _table(commas, tmp_path, "b.csv", sep=";", decimal=",")
    assert model.score(rows) == pytest.approx(model.score(pd.DataFrame({"x": X, "w": X * 2, "y": [np.nan, *y[1:]]})))


@pytest.mark.parametrize(
    ("training", "new"),
    [("{:.2f} kg", "{:.0f} g"), ("{:.2f}%", "{:.4f}"), ("{:.2f}", "{:.2f} kg"), ("{:.2f}", "{:.2f}%")],
)
def test_numbers_in_another_unit_than_trainings_are_told_not_guessed(training, new, tmp_path):
    model = trained(str(_table([training.format(value) for value in X], tmp_path)))
    rows = _table([new.format(value) for value in X], tmp_path, "new.csv")
    predictions = Predictions(model, rows)
    list(predictions.blocks())
    (said,) = predictions.sentences
    assert said.startswith(f"no metric: {rows}: column 'y' holds {new.format(X[0])!r} in row 1, ")
    with pytest.raises(DataError, match=r"column 'y' holds '.*' in row 1, .*, and training read .*numbers such as"):
        model.score(rows)


def test_a_part_of_the_rows_has_the_target_that_all_have(tmp_path):
    model = trained(str(_table([f"{value:.4f}".replace(".", ",") for value in X], tmp_path)))
    three = [f"{value:.3f}".replace(".", ",") for value in X]
    whole = LabelledRows.read(model, _table(three, tmp_path, "b.csv"), "new", JudgingColumns()).judged(1)
    path = tmp_path / "one.csv"
    path.write_text(f'x,w,y\n1.0,2.0,"{three[0]}"\n')
    one = LabelledRows.read(model, path, "new", JudgingColumns()).judged(1)
    assert one.y.tolist() == whole.y[:1].tolist() == [X[0]]


@pytest.mark.parametrize("kind", ["csv", "frame"])
def test_a_target_without_any_known_class_is_no_score_of_0(kind, tmp_path):
    path = _table([f"0{place}" for place in PLACE], tmp_path)
    model = trained(str(path))
    rows = pd.read_csv(path) if kind == "frame" else _table([f"{place}" for place in PLACE], tmp_path, "new.csv")
    with pytest.raises(DataError, match="column 'y' holds"):
        model.score(rows)
    predictions = Predictions(model, rows)
    list(predictions.blocks())
    assert [line.partition(":")[0] for line in predictions.sentences] == ["no metric"]


def test_the_form_of_the_target_is_kept_in_the_models_file(tmp_path):
    path = _table([f"{10**place:,}" for place in PLACE], tmp_path)
    model = trained(str(path))
    model.save(tmp_path / "m.safetensors")
    assert (
        Model.load(tmp_path / "m.safetensors").preprocessing.form.target_columns
        == model.preprocessing.form.target_columns
    )
    assert Model.load(tmp_path / "m.safetensors").score(path) == model.score(path)


@pytest.mark.parametrize("task", ["classification", "regression"])
@pytest.mark.parametrize("form", ["{}", "{:,}", "${:,}", "{} stars", "class {}"])
def test_a_file_that_does_not_state_the_form_of_the_target_is_read_still(form, task, tmp_path):
    if task == "regression" and form == "class {}":
        return
    path = _table([form.format(10**place) for place in PLACE], tmp_path)
    model = trained(str(path), {"task": task})
    arrays, rest = to_arrays(model.preprocessing)
    del rest["form"]["target_columns"]
    for column in rest["form"]["columns"]:
        column.pop("whole", None)
    stated = PreprocessingForm.model_validate_json(json.dumps(rest)).model_dump(exclude_none=True)
    earlier = replace(model, preprocessing=from_arrays(arrays, stated))
    assert earlier.preprocessing.form.target_columns == ()
    assert earlier.score(path) == model.score(path)


@pytest.mark.parametrize("training", ["t.csv", "t.parquet", "frame"])
def test_a_target_of_durations_is_read_as_hours_from_text_and_from_its_type(training, tmp_path):
    """In training, in new rows, and as the true values of `score`."""
    frame = pd.DataFrame({"x": X, "w": X * 2, "y": pd.to_timedelta(np.arange(ROWS) * 1237, unit="min")})
    frame.to_parquet(tmp_path / "t.parquet")
    frame.to_csv(tmp_path / "t.csv", index=False)
    source = frame if training == "frame" else training
    data = load_dataset(source, target="y", folder=tmp_path, seed=0)
    assert data.task == "regression"
    assert data.train.y.max() < ROWS * 1237 / 60
    assert any(remark.startswith("column 'y': durations are read as hours") for remark in data.remarks)
    model = trained(source if training == "frame" else tmp_path / training)
    scores = [model.score(rows) for rows in (frame, tmp_path / "t.csv", tmp_path / "t.parquet")]
    scores += [model.score(frame[["x", "w"]], frame["y"]), model.score(frame[["x", "w"]], np.arange(ROWS) * 1237 / 60)]
    assert scores == pytest.approx(scores[:1] * 5)
