"""What `init` writes can be checked at once, whatever the table."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from hpsearch.cli.from_table.starter import starter_config
from hpsearch.cli.from_table.strong_space import ENOUGH_EPOCHS, NetworkSize
from hpsearch.config import read_config
from hpsearch.data import Description, describe
from hpsearch.errors import DataError
from hpsearch.records import replace
from hpsearch.search.prepare import networks, prepare

CASES = int(os.environ.get("HPSEARCH_CASES", "600")) // 20
MOST_ROWS = 5_000 if int(os.environ.get("HPSEARCH_CASES", "0")) else 200

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1, max_size=6)
ODD = st.sampled_from(
    [
        "no",
        "Null",
        "true",
        "12",
        "1e-4",
        "~",
        "# b",
        "a: b",
        "- a",
        "a\nb",
        "a\u2028b",
        "\x85",
        "\uffff",
        "'",
        '"',
        "\\",
    ]
)
WORDS = st.one_of(TEXTS, ODD)
COLUMNS = st.one_of(
    st.tuples(st.just("words"), st.lists(WORDS, min_size=1, max_size=6)),
    st.tuples(st.just("mixed"), st.lists(st.one_of(WORDS, st.integers(-20, 20).map(str)), min_size=1, max_size=30)),
    st.tuples(st.just("numbers"), st.lists(st.floats(-1e9, 1e9).map(repr), min_size=1, max_size=100)),
    st.tuples(st.just("whole"), st.lists(st.integers(-50, 50).map(str), min_size=1, max_size=30)),
    st.tuples(st.just("gaps"), st.lists(st.sampled_from(["", "NA", "1", "2.5", "-", "7"]), min_size=1, max_size=9)),
    st.tuples(st.just("dates"), st.lists(st.dates().map(str), min_size=1, max_size=30)),
    st.tuples(st.just("count"), st.just([])),
)


@st.composite
def tables(draw):
    """Names, and rows drawn from a few cells for each column."""
    names = draw(st.lists(WORDS, min_size=2, max_size=6, unique=True))
    rows = draw(st.integers(5, MOST_ROWS))
    rng = np.random.default_rng(draw(st.integers(0, 9)))
    columns = []
    for _ in names:
        kind, cells = draw(COLUMNS)
        columns.append([*map(str, range(rows))] if kind == "count" else rng.choice(cells, rows).tolist())
    return names, list(zip(*columns, strict=True)), draw(st.sampled_from([None, *names]))


@settings(max_examples=CASES, deadline=None)
@given(table=tables(), plain=st.booleans(), name=st.sampled_from(["table.csv", "a b.csv", "na\u00efve #1.csv"]))
def test_check_takes_what_init_writes_and_sees_the_same(table, plain, name, tmp_path_factory):
    names, rows, target = table
    folder = tmp_path_factory.mktemp("table")
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([names, *rows])
    try:
        description = describe(name, target=target, folder=folder)
    except DataError:
        return  # then there is no config
    (folder / "c.yaml").write_text(starter_config(description, name, plain=plain), encoding="utf-8")
    dataset = networks(prepare(read_config(folder / "c.yaml"))).dataset
    assert (dataset.target, dataset.task) == (description.target, description.task)
    assert dataset.balance.sizes == description.balance.sizes
    assert dataset.balance.judged == description.balance.judged
    parts = (dataset.train, dataset.dev, dataset.test)
    assert tuple(len(part.y) for part in parts) == description.sizes


@pytest.mark.parametrize("plain", [True, False])
@pytest.mark.parametrize(("rare", "told"), [(4, True), (20, False)])
def test_a_class_with_nearly_all_rows_is_said_with_what_to_do(tmp_path, rare, told, plain):
    rows = [f"{row},{'ill' if row % 100 < rare else 'well'}" for row in range(7, 607)]
    (tmp_path / "t.csv").write_text("\n".join(["a,state", *rows]))
    description = describe("t.csv", folder=tmp_path)
    text = starter_config(description, "t.csv", plain=plain)
    assert ("class_weight: balanced" in text) == told
    assert ("\n  # metric: dev_auc " in text) == told
    uncommented = text.replace("  # metric:", "  metric:").replace("  # class_weight:", "  class_weight:")
    (tmp_path / "c.yaml").write_text(uncommented)
    config = read_config(tmp_path / "c.yaml")
    assert (config.search.metric, config.hyperparameters.get("class_weight")) == (
        ("dev_auc", "balanced") if told else ("auto", None)
    )
    assert "# 'ill' is the positive class" in text


def test_a_rare_class_of_several_is_said_with_what_to_do(tmp_path):
    rows = [f"{row},{'ill' if row % 50 == 0 else 'ab'[row % 2]}" for row in range(7, 607)]
    (tmp_path / "t.csv").write_text("\n".join(["a,state", *rows]))
    text = starter_config(describe("t.csv", folder=tmp_path), "t.csv")
    assert "\n  # metric: dev_auc    # some classes have most rows: dev_error hardly depends on the others" in text
    assert "# class 'ill' has 2 % of the rows, so that the error hardly depends on it" in text


def test_the_plain_space_has_no_more_than_the_notes(tmp_path):
    description = describe("iris", folder=tmp_path)
    plain, strong = (starter_config(description, "iris", plain=plain) for plain in (True, False))
    assert "trials: 64" in plain
    assert "piecewise_linear" not in plain
    assert "trials: auto" in strong
    assert "numbers: {choices: [{piecewise_linear: 16}, {periodic: 8}]}" in strong


def test_a_large_table_is_searched_with_bins_alone():
    assert "numbers: {piecewise_linear: 16}  #" in starter_config(described(200_000), "t.csv")
    assert "{periodic: 8}" in starter_config(described(100_000), "t.csv")


def described(rows, numbers=8, words=0):
    """A description of a table with these numbers of rows and columns."""
    train = int(0.6 * rows)
    columns = tuple(f"n{place}" for place in range(numbers)), tuple(f"w{place}" for place in range(words))
    return Description(
        rows=rows,
        numeric=columns[0],
        dates=(),
        categorical=columns[1],
        missing=0,
        task="regression",
        classes=(),
        targets=("y",),
        sizes=(train, (rows - train) // 2, (rows - train) // 2),
        remarks=(),
    )


@pytest.mark.parametrize(
    ("numbers", "dates", "words", "missing", "said"),
    [
        (3, 1, 0, 1, "90 rows: 3 numeric and 1 date column, 1 value missing"),
        (3, 2, 1, 0, "90 rows: 3 numeric, 2 date and 1 text column, 0 values missing"),
        (1, 0, 2, 1200, "90 rows: 1 numeric and 2 text columns, 1,200 values missing"),
        (1, 0, 0, 0, "90 rows: 1 numeric column, 0 values missing"),
    ],
)
def test_columns_and_missing_values_are_counted_in_words(numbers, dates, words, missing, said):
    table = replace(described(90, numbers, words), dates=tuple(f"d{place}" for place in range(dates)), missing=missing)
    assert f"# {said}\n" in starter_config(table, "t.csv")


@given(st.integers(10, 500_000), st.integers(1, 500), st.integers(0, 50), st.floats(5, 600))
def test_networks_are_smaller_with_more_rows_or_less_time(rows, numbers, words, seconds):
    """Networks are smaller or train shorter where there are more rows or less time."""
    table, more = described(rows, numbers, words), described(2 * rows, numbers, words)
    size = NetworkSize.of(table, seconds)
    assert NetworkSize.of(more, seconds).units <= size.units or NetworkSize.of(more, seconds).batch > size.batch
    assert NetworkSize.of(table, 2 * seconds).units >= size.units
    assert (8 if size.epoch_size is None else 2) <= size.epochs <= 100


def test_networks_for_numbers_train_longer_than_those_for_classes():
    numbers = described(50_000, 6, 8)
    of_numbers, of_classes = NetworkSize.of(numbers), NetworkSize.of(replace(numbers, task="classification"))
    assert of_classes.units == of_numbers.units
    assert of_classes.epochs < ENOUGH_EPOCHS <= of_numbers.epochs


@pytest.mark.parametrize(("target", "searched"), [("iris", True), ("diabetes", False)])
def test_an_l2_penalty_is_searched_for_classes_alone(target, searched):
    config = YAML(typ="safe").load(starter_config(describe(target, folder=Path()), target))
    assert ("l2" in config["hyperparameters"]) is searched


def test_an_epoch_on_a_large_table_is_a_part_of_a_pass(tmp_path):
    """As large a part as there is time for, at least a few batches."""
    large = replace(described(1_000_000, 50, 0), sizes=(980_000, 10_000, 10_000))
    small = described(50_000, 50, 0)
    found = [NetworkSize.of(large, seconds) for seconds in (0.5, 60, 120)]
    sizes = [each.epoch_size for each in found]
    assert sizes[0] == 10 * found[0].batch
    trained_on = [each.epochs * each.epoch_size for each in found]
    assert trained_on[0] < trained_on[1] == pytest.approx(trained_on[2] / 2, rel=0.1)
    assert found[0].epochs == 2
    assert all(size >= 2 * 2 * large.sizes[1] for size in sizes[1:])  # the dev part and as many training examples
    assert NetworkSize.of(large, 1e5).epoch_size is NetworkSize.of(small, 1).epoch_size is None
    path = tmp_path / "t.yaml"
    path.write_text(starter_config(large, "t.csv"))
    assert read_config(path).hyperparameters["epoch_size"] == sizes[1]


def test_a_table_without_numbers_gets_no_bins(tmp_path):
    (tmp_path / "words.csv").write_text("one,y\n" + "".join(f"u{place % 3},{'ab'[place % 2]}\n" for place in range(60)))
    written = starter_config(describe("words.csv", target="y", folder=tmp_path), "words.csv")
    assert "piecewise_linear" not in written
