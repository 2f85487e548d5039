"""run, evaluate, predict and export, one after the other: every way to a prediction gives the same one."""

import contextlib
import os
from pathlib import Path
from types import ModuleType

import numpy as np
import onnxruntime
import pandas as pd
import pytest
from click.testing import CliRunner
from ruamel.yaml import YAML

import hpsearch
from benchmarks.exported_models import columns_for_onnx
from hpsearch.cli.commands import commands
from hpsearch.data import BUNDLED

LONG = int(os.environ.get("HPSEARCH_CASES", "0")) > 0
TOLERANCE = 1e-5
ROWS = 80

draw = np.random.default_rng(0)
NUMBERS = {"size": draw.normal(50, 9, ROWS).round(2), "age": draw.integers(1, 90, ROWS)}
WORDS = {"kind": draw.choice(["flat", "house", "Büro"], ROWS)}
DAYS = {"built": (np.datetime64("1990-01-01") + draw.integers(0, 9000, ROWS)).astype(str)}
GAPS = {"rooms": np.where(np.arange(ROWS) % 5, draw.integers(1, 9, ROWS).astype(str), "")}
PRICE = {"price": (NUMBERS["size"] * 3 + draw.normal(size=ROWS)).round(2)}
STATE = {"state": np.where(NUMBERS["size"] + draw.normal(size=ROWS) > 50, "good", "poor")}
OWNER = {"owner": np.array([f"o{row // 4}" for row in range(ROWS)])}
TABLES = {
    "words to tell apart": ({**NUMBERS, **WORDS, **STATE}, {}),
    "numbers to tell apart": ({**NUMBERS, "floor": draw.choice([1, 2, 3], ROWS)}, {}),
    "truth to tell apart": ({**NUMBERS, **WORDS, "sold": draw.choice([True, False], ROWS)}, {"positive": "False"}),
    "a number": ({**NUMBERS, **WORDS, **DAYS, **PRICE}, {"numbers": {"piecewise_linear": 4}}),
    "two numbers": ({**NUMBERS, **WORDS, **PRICE, "rent": NUMBERS["age"] + 0.5}, {"target": ["price", "rent"]}),
    "gaps": ({**NUMBERS, **GAPS, **STATE}, {"missing": "indicator", "normalize": "robust"}),
    "weights": ({**NUMBERS, "counts": draw.integers(0, 3, ROWS) + 0.5, **STATE}, {"weight": "counts"}),
    "groups": ({**NUMBERS, **WORDS, **OWNER, **STATE}, {"group": "owner"}),
    "folds": ({**NUMBERS, **WORDS, **STATE}, {"split": {"folds": 3, "test": 0.2}}),
}
SETS = BUNDLED if LONG else ("iris", "diabetes")


def done(*arguments: str) -> str:
    result = CliRunner().invoke(commands, arguments)
    assert result.exit_code == 0, (arguments, result.output, result.exception)
    return result.stdout


def config(data):
    return {
        "data": data,
        "hyperparameters": {"units": {"choices": [[4], [5, 3]]}, "epochs": 2},
        "search": {"trials": 2, "rounds": 1, "finalists": {"count": 2, "repeats": 1}, "ensemble": "mean"},
    }


def outputs(model, rows):
    """Probabilities, (rows, classes), or values, (rows, targets)."""
    found = model.predict_proba(rows) if len(model.classes) else model.predict(rows)
    return np.asarray(found, np.float64).reshape(len(found), -1)


def check_the_chain(data, rows):
    """Everything is done in the working folder; `rows` is what `predict` takes."""
    YAML().dump(config(data), Path("c.yaml"))
    done("run", "c.yaml", "--jobs", "1")
    assert "on the" in done("evaluate", "runs/c")
    run = hpsearch.load("runs/c")
    model = run.model()
    ours = outputs(model, rows)

    classes = [f"probability_{name}" for name in model.classes]
    done("predict", "runs/c", rows, "-o", "p.csv", *(["--probabilities"] if classes else []))
    predicted = pd.read_csv("p.csv", dtype=str)
    columns = classes or [name for name in predicted if name.startswith("predicted")]
    by_command = predicted[columns].map(float).to_numpy()  # pandas 3.0 itself reads numbers to the last bit but one
    assert np.array_equal(by_command, ours)

    done("export", "runs/c", "--to", "safetensors", "-o", "m.safetensors")
    assert np.array_equal(outputs(hpsearch.load("m.safetensors"), rows), ours)

    if model.beside:  # each fold has a preprocessing of its own, which these formats do not hold
        model, options = run.network(), ("--trial", str(run.saved_model))
        ours = outputs(model, rows)
    else:
        options = ()
    scale = 1.0 if classes else np.asarray(model.preprocessing.target_std).reshape(1, -1)
    done("export", "runs/c", "--to", "onnx", "-o", "m.onnx", *options)
    session = onnxruntime.InferenceSession("m.onnx", providers=["CPUExecutionProvider"])
    given = session.run(None, columns_for_onnx(model, pd.read_csv(rows) if rows == "t.csv" else inputs_of(rows)))
    by_onnx = np.asarray(given[1] if classes else given[0], np.float64).reshape(ours.shape)
    assert np.abs((by_onnx - ours) / scale).max() <= TOLERANCE

    done("export", "runs/c", "--to", "python", "-o", "m.py", *options)
    program = ModuleType("exported")
    exec(compile(Path("m.py").read_text(encoding="utf-8"), "m.py", "exec"), vars(program))  # noqa: S102 (just written)
    cells = pd.read_csv("t.csv", dtype=str, keep_default_na=False) if rows == "t.csv" else frame_of(rows, model)
    by_program = np.asarray(program.probabilities(cells) if classes else program.predict(cells), np.float64)
    assert np.abs((by_program.reshape(ours.shape) - ours) / scale).max() <= TOLERANCE


def inputs_of(name):
    with np.load(Path(hpsearch.data.bundled.__file__).with_name(f"{name}.npz")) as arrays:
        return arrays["X"].reshape(len(arrays["X"]), -1).astype(np.float64)


def frame_of(name, model):
    return pd.DataFrame(inputs_of(name), columns=model.preprocessing.form.names[:-1])


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_predicted_alike_all_the_way(name, tmp_path):
    columns, data = TABLES[name]
    pd.DataFrame(columns).to_csv(tmp_path / "t.csv", index=False)
    with contextlib.chdir(tmp_path):
        check_the_chain({"source": "t.csv", **data}, "t.csv")


@pytest.mark.parametrize("name", SETS)
def test_a_bundled_set_is_predicted_alike_all_the_way(name, tmp_path):
    with contextlib.chdir(tmp_path):
        check_the_chain({"source": name}, name)
