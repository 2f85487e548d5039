"""Where training cannot go well it says so, in a status with its message or in a sentence; no number is wrong."""

from math import isfinite

import numpy as np
import pytest

import hpsearch
from hpsearch.errors import ConfigError, UsageError
from hpsearch.runs.run import Run
from hpsearch.trials.outcomes import Status

POINTS = np.random.default_rng(0).normal(size=(60, 2))
LABELS = ["yes" if a > 0 else "no" for a, _ in POINTS]


@pytest.fixture
def table(tmp_path):
    """Writes a table of columns as CSV and names it as a config does; None is an empty field."""

    def written(**columns):
        rows = zip(*columns.values(), strict=True)
        lines = [",".join("" if field is None else str(field) for field in row) for row in rows]
        (tmp_path / "t.csv").write_text("\n".join([",".join(columns), *lines, ""]))
        return {"source": str(tmp_path / "t.csv"), "target": "y"}

    return written


@pytest.fixture
def outcome(tmp_path):
    """Trains one trial, or as many as there are choices, as a user does; its outcomes by number."""

    def of(data, trials=1, **hyperparameters):
        config = {
            "data": {"source": data} if isinstance(data, str) else data,
            "hyperparameters": {"units": [4], "epochs": 3, **hyperparameters},
            "search": {"trials": trials, "rounds": 1, "sampler": "random"},
        }
        run = hpsearch.run(config, out=tmp_path / "run", jobs=1)
        outcomes = sorted(run.outcomes, key=lambda one: one.number)
        return outcomes[0] if trials == 1 else outcomes

    return of


def points(table, labels=LABELS):
    """The table of 60 points in two columns."""
    return table(a=POINTS[:, 0].round(3), b=POINTS[:, 1].round(3), y=labels)


def diverged(outcome):
    """It has no metric, and its message says when."""
    return (
        outcome.status == Status.DIVERGED
        and outcome.metrics == {}
        and outcome.parameters is None
        and outcome.message.startswith("loss not finite in epoch ")
    )


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov"])
def test_a_learning_rate_of_a_million_diverges(outcome, optimizer):
    assert diverged(outcome("iris", optimizer=optimizer, learning_rate=1e6, epochs=20))


@pytest.mark.parametrize("optimizer", ["adam", "adamw", "rmsprop"])
def test_a_huge_learning_rate_gives_a_huge_loss(outcome, optimizer):
    """Where the steps are bounded, a learning rate of a million gives a loss of that size."""
    only = outcome("iris", optimizer=optimizer, learning_rate=1e6)
    assert diverged(only) or (only.metrics["dev_loss"] > 1e3 and only.message.startswith("the loss is "))


@pytest.mark.parametrize(
    "changes",
    [
        {"learning_rate": 1e38},
        {"l2": 1e12, "optimizer": "sgd"},
        {"learning_rate": 1e6, "optimizer": "sgd", "batch_norm": False, "activation": "identity"},
        {"learning_rate": 1e30, "activation": "gelu"},
        {"learning_rate": 1e38, "batch_norm": True, "label_smoothing": 0.1, "class_weight": "balanced"},
    ],
    ids=str,
)
def test_numbers_that_overflow_diverge(outcome, changes):
    assert diverged(outcome("iris", epochs=20, **changes))


@pytest.mark.parametrize("labels", [LABELS, POINTS.sum(axis=1)])
def test_one_that_diverges_leaves_its_companions_results(outcome, table, labels):
    outcomes = outcome(
        points(table, labels), trials=6, optimizer="sgd", learning_rate={"choices": [0.01, 1e30]}, patience=2
    )
    assert {one.settings["learning_rate"] for one in outcomes} == {0.01, 1e30}
    for one in outcomes:
        if one.settings["learning_rate"] == 1e30:
            assert diverged(one)
        else:
            assert one.status == Status.COMPLETE
            assert all(isfinite(value) for value in one.metrics.values())


def test_a_run_in_which_all_diverge_has_no_best_and_says_so(outcome, tmp_path):
    assert diverged(outcome("iris", learning_rate=1e38))
    with pytest.raises(UsageError, match="no trial has completed"):
        _ = Run(tmp_path / "run").best


def test_a_dead_layer_is_told_with_the_result(outcome):
    """A layer whose units are all dead is reported with the result."""
    only = outcome("iris", initializer="zeros")
    assert only.status == Status.COMPLETE
    assert only.message == "all 4 units of hidden layer 1 are dead: they give every example the same value"


def test_inputs_that_never_vary_are_refused_with_their_names(outcome, table):
    with pytest.raises(ConfigError, match="no column is left as an input; left out columns 'a', 'b': the same value"):
        outcome(table(a=[1] * 60, b=[2.5] * 60, y=LABELS))


def test_one_input_that_never_varies_does_no_harm(outcome, table):
    only = outcome(table(a=POINTS[:, 0], b=[2.5] * 60, y=LABELS), batch_norm=True, epochs=30, learning_rate=0.03)
    assert (only.status, only.message) == (Status.COMPLETE, "")
    assert only.metrics["train_error"] < 0.2


def refused(outcome, data, **hyperparameters):
    """The sentence with which a config is refused before anything is trained."""
    with pytest.raises(ConfigError) as error:
        outcome(data, **hyperparameters)
    (line,) = str(error.value).splitlines()
    return line


def test_one_class_is_refused(outcome, table):
    assert "target 'y' has one class only ('yes')" in refused(outcome, points(table, ["yes"] * 60))


def test_one_example_is_refused(outcome, table):
    assert "at least 10 are needed for three parts" in refused(outcome, table(a=[1.0], y=["yes"]))


def test_batch_normalisation_of_single_examples_is_refused(outcome):
    line = refused(outcome, "iris", batch_norm=True, batch_size=1)
    assert "hyperparameters.batch_size: is 1, and batch_norm compares the examples of a batch" in line


ONES = {
    "epoch_size: 1": "epoch_size: is 1, which makes epochs of 1 example, and batch_norm compares",
    "epoch_size: {choices: [1, 40]}": "epoch_size.choices[0]: is 1, which makes epochs of 1 example, and batch_norm",
    "epoch_size: {low: 1, high: 40}": "epoch_size.low: is 1, which makes epochs of 1 example, and batch_norm",
    "batch_size: {choices: [16, 1]}": "batch_size.choices[1]: is 1, and batch_norm compares",
    "batch_size: {low: 1, high: 40}": "batch_size.low: is 1, and batch_norm compares",
    "epoch_size: {choices: [1, 4]}, batch_size: {choices: [1, 4]}": "batch_size.choices[0]: is 1, and batch_norm",
}


@pytest.mark.parametrize("batch_norm", ["true", "{choices: [true, false]}"])
@pytest.mark.parametrize("stated", ONES)
def test_values_that_make_batches_of_one_are_refused_alike(stated, batch_norm, command, tmp_path):
    """By `check` and by `run`, before any training, with the key and what is expected."""
    config = f"data: {{source: iris}}\nhyperparameters: {{units: [4], epochs: 2, batch_norm: {batch_norm}, {stated}}}"
    (tmp_path / "c.yaml").write_text(f"{config}\nsearch: {{trials: 8, rounds: 1}}")
    for name in ("check", "run"):
        (line,) = command(name, "c.yaml", code=2).stderr.splitlines()
        assert f"hyperparameters.{ONES[stated]}" in line
        assert line.endswith("; expected 2 or more, or batch_norm: false")


def test_a_part_of_a_pass_that_rounds_to_one_example_is_refused(outcome, table):
    """Of 91 training examples, 46 epochs are nearest to epochs of 2."""
    data = table(a=range(151), y=["yes", "no"] * 75 + ["yes"])
    line = refused(outcome, data, batch_norm=True, epoch_size=2)
    assert "epoch_size: is 2, which makes epochs of 1 example" in line
    assert line.endswith("expected 3 or more, or batch_norm: false")


def test_one_example_a_batch_where_nothing_is_normalised_is_no_mistake(outcome):
    sizes = {"choices": [1, 16], "when": {"batch_norm": [False]}}
    outcomes = outcome("iris", trials=8, batch_norm={"choices": [True, False]}, batch_size=sizes)
    assert {(one.settings.get("batch_size"), one.status) for one in outcomes} >= {(1, Status.COMPLETE)}
    assert {one.status for one in outcomes} == {Status.COMPLETE}


@pytest.mark.parametrize(
    ("stated", "sentence"),
    [
        ({"label_smoothing": 0.1}, "label_smoothing: is for classes, and y is a number to predict"),
        ({"class_weight": "balanced"}, "class_weight: is for classes, and y is a number to predict"),
        ({"label_smoothing": {"low": 0, "high": 0.2}}, "label_smoothing: is for classes, and y is a number"),
    ],
)
def test_a_regression_refuses_what_only_classes_have(outcome, table, stated, sentence):
    assert sentence in refused(outcome, points(table, POINTS.sum(axis=1)), **stated)


@pytest.mark.parametrize("stated", ["squared", "huber", {"choices": ["auto", "absolute"]}], ids=str)
def test_classes_refuse_the_losses_of_numbers(outcome, stated):
    sentence = "loss: is for numbers to predict, and species has classes, with cross-entropy"
    assert sentence in refused(outcome, "iris", loss=stated)


@pytest.mark.parametrize("keep_prob", [[0.5, 0.5], [], {"choices": [[0.5, 0.5], 1]}], ids=str)
def test_a_wrong_number_of_keep_probs_is_refused(outcome, keep_prob):
    """A list of keep_prob of another length than the layers is refused."""
    assert "hyperparameters.keep_prob" in refused(outcome, "iris", keep_prob=keep_prob)


@pytest.mark.parametrize("empty", ["nan", None, "NA"])
def test_missing_numbers_of_a_table_are_filled_with_the_mean(outcome, table, empty):
    a = [empty if row % 7 == 0 else value for row, value in enumerate(POINTS[:, 0])]
    only = outcome(table(a=a, b=POINTS[:, 1], y=LABELS))
    assert only.status == Status.COMPLETE
    assert all(isfinite(value) for value in only.metrics.values())


@pytest.mark.parametrize("batch_norm", [False, True])
def test_missing_numbers_of_an_array_are_filled_with_the_mean(outcome, tmp_path, batch_norm):
    x = POINTS.copy()
    x[::7, 0] = np.nan
    np.savez(tmp_path / "a.npz", X=x, y=LABELS)
    only = outcome(str(tmp_path / "a.npz"), batch_norm=batch_norm)
    assert only.status == Status.COMPLETE
    assert all(isfinite(value) for value in only.metrics.values())


def test_a_column_of_nothing_but_gaps_counts_as_0(outcome, tmp_path):
    x = POINTS.copy()
    x[:, 0] = np.nan
    np.savez(tmp_path / "a.npz", X=x, y=LABELS)
    only = outcome(str(tmp_path / "a.npz"))
    assert only.status == Status.COMPLETE
    assert all(isfinite(value) for value in only.metrics.values())


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e300])
def test_an_infinite_number_is_refused(outcome, tmp_path, value):
    x = POINTS.copy()
    x[3, 1] = value
    np.savez(tmp_path / "a.npz", X=x, y=LABELS)
    assert "column 'x1' holds an infinite number" in refused(outcome, str(tmp_path / "a.npz"))


def test_examples_without_a_target_are_left_out(outcome, table):
    labels = [None if row % 7 == 0 else label for row, label in enumerate(LABELS)]
    only = outcome(points(table, labels))
    assert only.status == Status.COMPLETE
    assert all(isfinite(value) for value in only.metrics.values())


@pytest.mark.parametrize(
    "changes",
    [
        {"keep_prob": 1e-9},
        {"input_keep_prob": 1e-9},
        {"clip_norm": 1e-30},
        {"label_smoothing": 0.999},
        {"optimizer": "adamw", "weight_decay": 100.0},
        {"batch_size": "full", "batch_norm": True},
        {"patience": 1, "learning_rate": 10.0},
    ],
    ids=str,
)
def test_an_extreme_setting_is_finite_or_diverged(outcome, changes):
    """An extreme setting gives finite numbers or says that it diverged."""
    only = outcome("iris", **changes)
    assert diverged(only) or (
        only.status == Status.COMPLETE and all(isfinite(value) for value in only.metrics.values())
    )
