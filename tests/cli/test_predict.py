"""`hpsearch predict`, as a person runs it."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import hpsearch as package
from tests.conftest import config_with


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A run on a small table, and the table."""
    folder = tmp_path_factory.mktemp("predict")
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"size": rng.normal(size=80).round(3), "town": rng.choice(["Berne", "Basle"], 80)})
    frame["price"] = np.where(frame["size"] > 0, "high", "low")
    frame.to_csv(folder / "t.csv", index=False)
    config = config_with(data={"source": str(folder / "t.csv")}, hyperparameters={"epochs": 2}, search={"trials": 2})
    return package.run(config, out=folder / "run", jobs=1, backend="in_process"), folder / "t.csv"


def test_predictions_go_to_stdout_and_the_metric_to_stderr(trained, command):
    run, path = trained
    done = command("predict", run.folder, path, "--keep", "town")
    lines = done.stdout.splitlines()
    assert lines[0] == "town,predicted_price"
    assert [line.split(",")[1] for line in lines[1:]] == run.model().predict(path).tolist()
    wrong = round((1 - run.model().score(path)) * 80)
    assert done.stderr == f"error {wrong / 80:.4g}, in {wrong} of 80 rows with a known 'price'\n"


def test_weights_that_predict_leaves_aside_are_told_with_the_command_that_uses_them(trained, command, tmp_path):
    _, path = trained
    frame = pd.read_csv(path).assign(counts=np.arange(80) % 3)
    frame.to_csv(tmp_path / "w.csv", index=False)
    data = {"source": str(tmp_path / "w.csv"), "target": "price", "weight": "counts"}
    config = config_with(data=data, hyperparameters={"epochs": 2}, search={"trials": 2})
    package.run(config, out=tmp_path / "weighted", jobs=1, backend="in_process")
    told = command("predict", "weighted", "w.csv").stderr.splitlines()
    assert (
        told[-1] == "each row counts once here; with the weights of 'counts': hpsearch evaluate weighted --data w.csv"
    )
    frame.drop(columns="counts").to_csv(tmp_path / "without.csv", index=False)
    assert "counts" not in command("predict", "weighted", "without.csv").stderr


def test_a_file_is_written_once_and_no_file_that_is_read(trained, command, tmp_path):
    run, path = trained
    model = run.folder / "best.safetensors"
    done = command("predict", model, path, "-o", "p.parquet", "--probabilities")
    assert done.stdout == ""
    assert "wrote p.parquet: 80 rows" in done.stderr
    table = pd.read_parquet(tmp_path / "p.parquet")
    assert table.columns.tolist() == ["predicted_price", "probability_high", "probability_low"]
    assert (table.iloc[:, 1:].to_numpy() == run.model().predict_proba(path)).all()
    before = (tmp_path / "p.parquet").read_bytes()
    assert "exists already" in command("predict", model, path, "-o", "p.parquet", code=2).stderr
    assert (tmp_path / "p.parquet").read_bytes() == before
    assert "is read here" in command("predict", model, path, "-o", path, "--overwrite", code=2).stderr
    assert "ends in .csv or .parquet" in command("predict", model, path, "-o", "p.txt", code=2).stderr


def test_a_table_comes_from_standard_input(trained, tmp_path):
    run, path = trained
    command = [Path(sys.executable).with_name("hpsearch"), "predict", run.folder, "-", "-o", "-"]
    with path.open("rb") as file:
        done = subprocess.run(command, stdin=file, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.splitlines() == ["predicted_price", *run.model().predict(path).tolist()]


def test_a_missing_column_or_model_ends_with_a_sentence(trained, command, tmp_path):
    """A column that lacks and a model that is none end with a sentence."""
    run, _ = trained
    (tmp_path / "new.csv").write_text("size,other\n1,2\n")
    assert command("predict", run.folder, "new.csv", code=2).stderr.startswith(
        "new.csv: lacks the column 'town'; new rows need all"
    )
    (tmp_path / "new.csv").write_text("other\n1\n")
    assert "new.csv: lacks the columns 'size', 'town'; new" in command("predict", run.folder, "new.csv", code=2).stderr
    (tmp_path / "new.csv").write_text("size,town,Beleg-Nr.\n1,a,2\n")
    kept = command("predict", run.folder, "new.csv", "--keep", "Belegnr", code=2).stderr
    assert kept == "new.csv: has no column 'Belegnr' to --keep; did you mean 'Beleg-Nr.'?\n"
    assert "no model" in command("predict", "new.csv", "new.csv", code=2).stderr


def test_a_table_without_rows_has_no_predictions_in_any_form(trained, command, tmp_path):
    run, path = trained
    empty = pd.read_csv(path).head(0)
    empty.to_csv(tmp_path / "none.csv", index=False)
    empty.to_parquet(tmp_path / "none.parquet")
    for name in ("none.csv", "none.parquet"):
        assert command("predict", run.folder, name).stdout == "predicted_price\n"
    assert len(run.model().predict(empty)) == 0


def test_the_metric_of_the_search_is_told_where_the_target_is_known(tmp_path, command):
    """Beside the error, and with the probabilities' base rates if class_weight shifted them."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"size": rng.normal(size=200).round(3), "other": rng.normal(size=200).round(3)})
    frame["ill"] = np.where(frame["size"] + rng.normal(size=200) > 1.6, "yes", "no")
    frame.to_csv(tmp_path / "t.csv", index=False)
    for metric, weight in (("dev_auc", None), ("dev_f1", "balanced"), ("dev_error", None)):
        config = config_with(
            data={"source": str(tmp_path / "t.csv")},
            hyperparameters={"epochs": 3, "class_weight": weight},
            search={"trials": 2, "metric": metric},
        )
        run = package.run(config, out=tmp_path / metric, jobs=1, backend="in_process")
        told = command("predict", metric, "t.csv", "--probabilities").stderr.splitlines()
        table = run.evaluate(tmp_path / "t.csv").tables["metrics"]
        value = dict(zip(table.column("metric"), table.column("value"), strict=True))[metric.removeprefix("dev_")]
        own = f"{metric.removeprefix('dev_')} {value:.4g}, the metric of the search, over the same rows"
        assert (own in told) == (metric != "dev_error"), told
        assert told[0].startswith("error ")
        shifted = "trained with class_weight: balanced: its probabilities are those of equally frequent classes"
        assert any(line.startswith(shifted) for line in told) == (weight == "balanced")
        assert any(line.startswith(shifted) for line in run.evaluate().sentences) == (weight == "balanced")
        assert shifted not in command("predict", metric, "t.csv").stderr


def test_the_metric_of_the_search_is_told_of_numbers_too(tmp_path, command):
    frame = pd.DataFrame({"size": np.arange(80) % 13, "other": np.arange(80) % 7})
    frame.assign(price=frame["size"] * 2.5 + frame["other"]).to_csv(tmp_path / "t.csv", index=False)
    data, search = {"source": str(tmp_path / "t.csv")}, {"trials": 2, "metric": "dev_mae"}
    run = package.run(config_with(data=data, search=search), out=tmp_path / "run", jobs=1, backend="in_process")
    table = run.evaluate(tmp_path / "t.csv").tables["metrics"]
    value = dict(zip(table.column("metric"), table.column("value"), strict=True))["mae"]
    told = command("predict", "run", "t.csv").stderr.splitlines()
    assert told[1] == f"mae {value:.4g}, the metric of the search, over the same rows"
