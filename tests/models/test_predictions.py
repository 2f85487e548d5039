"""From a search to predictions in a file: the same bits by every way."""

from io import BytesIO, StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import hpsearch
from hpsearch.data import BUNDLED
from hpsearch.errors import DataError, UsageError
from hpsearch.models.prediction_formats import as_csv, check_ending, write_predictions
from hpsearch.models.predictions import Predictions
from tests.conftest import config_with

ROWS = 60
RNG = np.random.default_rng(0)
NUMBERS = RNG.normal(size=ROWS)
COLOURS = np.where(RNG.random(ROWS) < 0.1, None, RNG.choice(["red", "deep blue", 'say "hi", twice'], ROWS))
DAYS = pd.Timestamp("2023-12-30") + pd.to_timedelta(RNG.integers(0, 400, ROWS), unit="D")
SIGNS = np.where(NUMBERS > 0, "up", "down")
TABLES = {
    "numbers and a text target": {"a": NUMBERS, "b": RNG.integers(0, 9, ROWS), "y": SIGNS},
    "words with gaps": {"colour": COLOURS, "a": NUMBERS, "y": SIGNS},
    "dates": {"day": DAYS, "a": NUMBERS, "y": NUMBERS * 100 + RNG.normal(size=ROWS)},
    "classes that are numbers": {"a": NUMBERS, "y": np.where(NUMBERS > 0, 7, 3)},
    "true and false": {"a": NUMBERS, "flag": RNG.random(ROWS) < 0.5, "y": NUMBERS > 0},
    "gaps in numbers": {"a": np.where(RNG.random(ROWS) < 0.3, np.nan, NUMBERS), "b": NUMBERS, "y": SIGNS},
    "large and small numbers": {"a": 1e12 + NUMBERS, "b": NUMBERS * 1e-9, "y": NUMBERS**2},
    "long codes": {"code": RNG.choice(["0012345678901234567", "0098"], ROWS), "a": NUMBERS, "y": SIGNS},
}


@pytest.fixture(scope="module", params=[*BUNDLED, *TABLES])
def searched(request, tmp_path_factory):
    """A run, and the path or name of its data."""
    folder = tmp_path_factory.mktemp("chain")
    source = request.param
    if source in TABLES:
        source = str(folder / "t.csv")
        pd.DataFrame(TABLES[request.param]).to_csv(source, index=False)
    config = config_with(data={"source": source}, hyperparameters={"units": [4], "epochs": 2}, search={"trials": 1})
    return hpsearch.run(config, out=folder / "run", jobs=1, backend="in_process"), source


def test_every_way_to_predict_gives_the_same_bits(searched, tmp_path):
    run, source = searched
    model = run.model()
    scores = (model.predict_proba if model.classes else model.predict)(source)
    loaded = hpsearch.load(run.folder / "best.safetensors")
    assert (loaded.predict_proba if model.classes else loaded.predict)(source).tobytes() == scores.tobytes()
    text = "".join(as_csv(Predictions(model, source, probabilities=bool(model.classes)).blocks()))
    table = pd.read_csv(StringIO(text), dtype=str, keep_default_na=False)
    assert table.iloc[:, 0].tolist() == [str(value) for value in model.predict(source).tolist()]
    columns = table.iloc[:, 1:] if model.classes else table.iloc[:, :1]
    assert (columns.map(float).to_numpy() == scores.reshape(len(table), -1)).all()
    with (tmp_path / "p.parquet").open("wb") as file:
        predictions = Predictions(model, source, probabilities=bool(model.classes))
        write_predictions(predictions.blocks(), file, tmp_path / "p.parquet")
    stored = pd.read_parquet(tmp_path / "p.parquet")
    assert stored.iloc[:, 0].tolist() == model.predict(source).tolist()
    if model.classes:
        assert stored.columns.tolist()[1:] == [f"probability_{name}" for name in model.classes]
        assert (stored.iloc[:, 1:].to_numpy() == scores).all()
    assert predictions.count == len(scores)


def test_the_metric_is_told_where_the_rows_have_the_target(searched):
    run, source = searched
    model = run.model()
    predictions = Predictions(model, source)
    assert sum(len(block[f"predicted_{model.preprocessing.target}"]) for block in predictions.blocks()) > 0
    (sentence,) = predictions.sentences
    if model.classes:
        assert sentence.startswith(f"error {1 - model.score(source):.4g}, in ")
    else:
        assert sentence.startswith("rmse ")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A model of one number and one word, and the frame that it learnt from."""
    frame = pd.DataFrame({"id": range(ROWS), "a": NUMBERS, "colour": COLOURS, "y": SIGNS})
    data = {"source": frame, "target": "y", "ignore": ["id"]}
    config = config_with(data=data, hyperparameters={"units": [4], "epochs": 2}, search={"trials": 1})
    folder = tmp_path_factory.mktemp("model") / "run"
    return hpsearch.run(config, out=folder, jobs=1, backend="in_process").model(), frame


def test_columns_to_keep_stand_first_as_the_source_has_them(model, tmp_path):
    trained, frame = model
    rows = frame[["colour", "id", "a"]].assign(id=[f"{number:03}" for number in range(ROWS)], more=1)
    rows.to_csv(tmp_path / "t.csv", index=False)
    block = next(iter(Predictions(trained, tmp_path / "t.csv", ("id", "colour")).blocks()))
    assert [*block] == ["id", "colour", "predicted_y"]
    assert block["id"].to_pylist() == rows["id"].tolist()
    assert block["colour"].to_pylist() == COLOURS.tolist()
    text = next(as_csv([block]))
    assert pd.read_csv(StringIO(text), dtype=str)["colour"].tolist() == rows["colour"].fillna(np.nan).tolist()


def test_a_column_that_lacks_is_named_and_none_may_occur_twice(model):
    trained, frame = model
    for rows, keep, told in (
        (frame[["id", "a"]], (), "lacks the column 'colour'"),
        (frame, ("town",), "has no column 'town' to --keep"),
    ):
        with pytest.raises(DataError, match=told):
            [*Predictions(trained, rows, keep).blocks()]
    with pytest.raises(UsageError, match="two columns of this name"):
        Predictions(trained, frame, ("id", "id"))


def test_of_many_columns_that_lack_the_first_are_named(tmp_path):
    """As where a table of another kind is given by mistake."""
    config = config_with(data={"source": "digits"}, hyperparameters={"epochs": 1}, search={"trials": 1})
    trained = hpsearch.run(config, out=tmp_path / "run", jobs=1, backend="in_process").model()
    with pytest.raises(DataError, match=r"lacks the columns '\w+', '\w+', '\w+' and 61 more; new rows need"):
        [*Predictions(trained, pd.DataFrame({"other": [1.0]})).blocks()]


def test_a_target_that_cannot_be_read_does_not_keep_from_predictions(searched):
    run, source = searched
    model = run.model()
    if model.classes or source in BUNDLED:
        return
    rows = pd.read_csv(source).assign(y="unknown")
    predictions = Predictions(model, rows)
    assert sum(len(block["predicted_y"]) for block in predictions.blocks()) == len(rows)
    assert "no metric: new rows: column 'y' holds 'unknown' in row 1, " in next(predictions.sentences)


def test_predictions_of_no_rows_have_columns(model):
    trained, frame = model
    for ending in ("csv", "parquet"):
        file = BytesIO()
        write_predictions(Predictions(trained, frame[:0], ("id",)).blocks(), file, Path(f"p.{ending}"))
        read = pd.read_csv if ending == "csv" else pd.read_parquet
        assert read(BytesIO(file.getvalue())).columns.tolist() == ["id", "predicted_y"]


def test_many_rows_are_handed_on_in_blocks(model, tmp_path):
    trained, frame = model
    many = pd.concat([frame] * 2_000, ignore_index=True)
    many.to_parquet(tmp_path / "many.parquet")
    blocks = [*Predictions(trained, tmp_path / "many.parquet", ("id",)).blocks()]
    assert max(len(block["id"]) for block in blocks) < len(many) / 1.5
    file = BytesIO()
    write_predictions(blocks, file, Path("p.parquet"))
    whole = pd.read_parquet(BytesIO(file.getvalue()))
    assert whole["id"].tolist() == many["id"].tolist()
    assert whole["predicted_y"].tolist() == trained.predict(many).tolist()


def test_a_name_that_ends_in_no_format_is_refused():
    check_ending(Path("p.PARQUET"))
    with pytest.raises(UsageError, match=r"p\.txt: expected a name that ends in \.csv or \.parquet"):
        check_ending(Path("p.txt"))


def test_rows_of_a_class_that_training_had_not_are_told(model):
    learnt, frame = model
    predictions = Predictions(learnt, frame.assign(y=np.where(np.arange(ROWS) < 7, "sideways", frame.y)))
    list(predictions.blocks())
    assert predictions.agreement.unknown == 7
    error, unknown = predictions.sentences
    assert error.startswith("error ")
    assert unknown == (
        f"7 of {ROWS} rows are of a class that training has not seen, such as 'sideways', which no prediction can be"
    )
