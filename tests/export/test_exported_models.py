"""Exported models predict what the model itself does: on bundled sets and on tables of every kind of column."""

import json
import os
import re
from itertools import cycle
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pandas as pd
import pytest

from benchmarks.exported_models import WAYS, bundled, differences, own, trained, with_gaps
from hpsearch.engine.activations import ACTIVATIONS
from hpsearch.errors import UsageError
from hpsearch.export._averaging import networks_of
from hpsearch.export._onnx.model import as_onnx
from hpsearch.export._python.program import program
from hpsearch.models.ensemble import Ensemble, WeightedNetwork
from tests.models.test_same_predictions import Same
from tests.pages import ROOT

TOLERANCE = 1e-5
LONG = int(os.environ.get("HPSEARCH_CASES", "0")) > 0
SETS = ("digits", "breast_cancer", "iris", "wine", "diabetes", "moons") if LONG else ("iris", "moons", "diabetes")

ROWS = 60
KINDS = {
    "numbers with gaps": lambda draw: np.where(
        draw.random(ROWS) < 0.2, "", draw.normal(size=ROWS).round(3).astype(str)
    ),
    "large offset": lambda draw: (1e12 + draw.normal(size=ROWS)).round(3).astype(str),
    "words": lambda draw: draw.choice(["a", "b c", 'say "hi"', "Zürich", ""], ROWS),
    "rare words": lambda draw: np.array([f"w{place}" for place in draw.integers(0, 25, ROWS)]),
    "truth": lambda draw: draw.choice(["true", "False", ""], ROWS),
    "money": lambda draw: np.array([f"${value:,.2f}" for value in draw.uniform(-5000, 5000, ROWS)]),
    "percent": lambda draw: np.array([f"{value:.2f}%" for value in draw.uniform(0, 30, ROWS)]),
    "clock": lambda draw: np.array([f"{hour}:{minute:02}" for hour, minute in draw.integers(0, 24, (ROWS, 2))]),
    "halves of days": lambda draw: np.array(
        [f"{hour % 12 + 1}:{minute:02} {'ap'[hour // 12]}m" for hour, minute in draw.integers(0, 24, (ROWS, 2))]
    ),
    "durations": lambda draw: np.array([str(pd.Timedelta(minutes=each)) for each in draw.integers(-99, 9999, ROWS)]),
    "fractions": lambda draw: np.array(
        [
            str(pd.Timestamp("2020-01-01") + pd.Timedelta(milliseconds=250 * each))
            for each in draw.integers(0, 9999, ROWS)
        ]
    ),
    "days": lambda draw: (np.datetime64("1899-12-25") + draw.integers(0, 60_000, ROWS)).astype(str),
    "times": lambda draw: np.char.replace(
        (np.datetime64("1969-12-31T23:00") + draw.integers(0, 9_000_000, ROWS)).astype(str), "T", " "
    ),
}
TARGETS = {
    "words": lambda draw: draw.choice(["yes", "no", "maybe"], ROWS),
    "whole numbers": lambda draw: draw.choice([3, 7], ROWS),
    "booleans": lambda draw: draw.random(ROWS) < 0.5,
    "regression": lambda draw: 1e6 + draw.normal(size=ROWS) * 100,
}
OPTIONS = {
    "plain": {},
    "robust": {"normalize": "robust", "missing": "indicator", "levels": 5},
    "none": {"normalize": "none", "missing": "indicator", "ignore": ["large offset"]},
    "bins": {"numbers": {"piecewise_linear": 4}, "levels": 3},
    "waves": {"numbers": {"periodic": 3}, "missing": "indicator"},
}


def table(folder, target="words", seed=0, kinds=KINDS):
    draw = np.random.default_rng(seed)
    columns = {name: make(draw) for name, make in kinds.items()}
    pd.DataFrame({**columns, "y": TARGETS[target](draw)}).to_csv(folder / "t.csv", index=False)
    return folder / "t.csv"


def check(model, rows):
    assert max(differences(model, rows).values()) <= TOLERANCE


@pytest.mark.parametrize("name", SETS)
def test_a_bundled_set(name):
    check(*bundled(name))


@pytest.mark.filterwarnings("ignore:overflow")
@pytest.mark.parametrize(("option", "target"), list(zip(OPTIONS, cycle(TARGETS), strict=False)))
def test_all_kinds_of_columns_with_gaps_and_unseen_words(option, target, tmp_path):
    path = table(tmp_path, target)
    model = trained(str(path), {"target": "y", **OPTIONS[option]})
    check(model, path)
    check(model, with_gaps(path, tmp_path / "new.csv", model))


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_of_one_column(kind, tmp_path):
    path = table(tmp_path, kinds={kind: KINDS[kind]})
    check(trained(str(path), {"target": "y", "levels": 10}), path)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation(activation):
    rows = np.random.default_rng(0).normal(size=(300, 4)) * 10
    check(trained("iris", activation=activation, batch_norm=activation < "m"), rows)


@pytest.mark.parametrize(
    "change", [{"units": 3, "layers": 0}, {"units": [4, 4, 4], "keep_prob": 0.8}, {"loss": "huber"}]
)
def test_every_shape_of_network(change):
    model = trained("diabetes", **change)
    check(model, np.random.default_rng(0).normal(size=(7, 10)))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("seed", range(60 if LONG else 2))
def test_random_tables(seed, tmp_path):
    same = Same.of(seed, tmp_path)
    check(trained(str(same.forms["csv"]), {"target": "y"}), same.forms["csv"])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("year", [1, 1600, 1899, 1900, 1969, 1970, 2000, 2100, 9999])
def test_dates_of_all_centuries(year, way, tmp_path):
    days = [f"{year:04}-{month:02}-{day:02}" for month, day in ((1, 1), (2, 28), (3, 1), (12, 31)) for _ in range(5)]
    pd.DataFrame({"day": days, "y": ["a", "b"] * 10}).to_csv(tmp_path / "t.csv", index=False)
    model = trained(str(tmp_path / "t.csv"))
    assert np.abs(WAYS[way](model, tmp_path / "t.csv") - own(model, tmp_path / "t.csv")).max() <= TOLERANCE


def test_an_onnx_model_says_what_goes_in_and_comes_out(tmp_path):
    model = onnx.load_from_string(as_onnx([trained(str(table(tmp_path)), {"target": "y"})]))
    about = json.loads({each.key: each.value for each in model.metadata_props}["hpsearch"])
    assert [each.name for each in model.graph.input] == [*about["inputs"]]
    assert [each.name for each in model.graph.output] == ["label", "probabilities"]
    assert about["classes"] == ["maybe", "no", "yes"]
    assert about["inputs"]["money"] == "a number, NaN where missing; without '$'"


def test_a_column_that_is_called_as_an_output_keeps_its_name(tmp_path):
    pd.DataFrame({"label": range(20), "Sub_5": range(20), "y": ["a", "b"] * 10}).to_csv(tmp_path / "t.csv", index=False)
    model = onnx.load_from_string(as_onnx([trained(str(tmp_path / "t.csv"))]))
    assert [each.name for each in model.graph.input] == ["label", "Sub_5"]
    assert [each.name for each in model.graph.output] == ["label_", "probabilities"]


def test_several_networks_predict_their_mean():
    members = [trained("iris", {}, activation=name) for name in ("relu", "tanh")]
    rows = np.random.default_rng(0).normal(size=(9, 4))
    mean = np.mean([own(member, rows) for member in members], axis=0)
    names = members[0].preprocessing.form.names[:-1]
    module = {}
    exec(program(members, "two"), module)  # noqa: S102 (what is tested)
    assert np.abs(module["probabilities"](dict(zip(names, rows.T, strict=True))) - mean).max() <= TOLERANCE
    session = onnxruntime.InferenceSession(as_onnx(members))
    found = session.run(["probabilities"], dict(zip(names, rows.T, strict=True)))[0]
    assert np.abs(found - mean).max() <= TOLERANCE


@pytest.mark.parametrize("source", ["iris", "moons", "diabetes"])
@pytest.mark.parametrize("shares", [(1.0,), (0.6, 0.3, 0.1)], ids=["one network", "three"])
@pytest.mark.parametrize("temperature", [1.0, 1.7])
def test_an_ensemble_predicts_the_same_with_its_shares(source, shares, temperature):
    """An ensemble predicts the same with its shares and temperature.

    Of three classes, of two, whose networks have one output, and of numbers, which have no temperature.
    """
    kinds = ({"units": [5]}, {"units": [4, 3], "activation": "tanh"}, {"units": [5], "learning_rate": 0.01})
    networks = [trained(source, {}, **kind) for kind, _ in zip(kinds, shares, strict=False)]
    first = networks[0]
    members = tuple(
        WeightedNetwork(each.architecture, each.parameters, share) for each, share in zip(networks, shares, strict=True)
    )
    together = Ensemble(members, first.preprocessing, first.classes, temperature if first.classes else 1.0)
    names = first.preprocessing.form.names[:-1]
    rows = np.random.default_rng(0).normal(size=(300, len(names))) / 2
    models, averaging = networks_of(together)
    module, columns = {}, dict(zip(names, rows.T, strict=True))
    exec(program(models, "an ensemble", averaging), module)  # noqa: S102 (what is tested)
    session = onnxruntime.InferenceSession(as_onnx(models, averaging))
    feed = {each.name: rows if each.name == "X" else columns[each.name] for each in session.get_inputs()}
    by_onnx = session.run(["probabilities" if first.classes else "value"], feed)[0]
    by_program = module["probabilities" if first.classes else "predict"](columns)
    expected = together.predict_proba(rows) if first.classes else together.predict(rows)
    for found in (by_onnx, by_program):
        assert np.reshape(found, expected.shape) == pytest.approx(
            expected, abs=TOLERANCE * first.preprocessing.target_std
        )


def test_the_networks_of_an_onnx_model_share_the_preprocessing(tmp_path):
    """The networks of an ONNX model share the preprocessing that they have in common."""
    model = trained(str(table(tmp_path)), {"target": "y"})
    counts = []
    for members in ([model], [model, model, model]):
        graph = onnx.load_from_string(as_onnx(members)).graph
        counts.append(sum(node.op_type == "LabelEncoder" for node in graph.node))
    assert counts[0] == counts[1] > 0


def test_a_program_of_networks_that_read_other_columns_is_refused():
    with pytest.raises(UsageError, match="read the same columns alike"):
        program([trained("iris"), trained("wine")], "two")


def test_an_activation_without_a_formula_is_refused(monkeypatch):
    model = trained("iris", activation="relu")
    monkeypatch.setattr(type(ACTIVATIONS["relu"]), "formula", "")
    for make in (program, lambda members, _: as_onnx(members)):
        with pytest.raises(UsageError, match="states no `formula`"):
            make([model], "one")


def test_the_example_of_the_document_predicts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    days = pd.to_datetime(["2024-02-29", "2023-12-31", "2022-01-01", "2021-06-05"] * 5)
    frame = pd.DataFrame(
        {"age": [3, 4.5, None, 6] * 5, "job": ["a", None, "b", "c"] * 5, "day": days, "y": [1, 0] * 10}
    )
    frame.to_csv("t.csv", index=False)
    model = trained("t.csv")
    Path("model.onnx").write_bytes(as_onnx([model]))
    (example,) = re.findall(r"```python\n(.*?)```", (ROOT / "docs/exports.md").read_text(encoding="utf-8"), re.DOTALL)
    names = {"frame": frame}
    exec(example, names)  # noqa: S102 (what the document says)
    assert np.abs(names["probabilities"] - own(model, "t.csv")).max() <= TOLERANCE
    assert names["label"].tolist() == model.predict("t.csv").tolist()
