"""Real trainings that are poor in their own way, and what is advised then."""

import numpy as np
import pandas as pd
import pytest

import hpsearch
from hpsearch.config import config_from, read_config
from hpsearch.diagnosis.advice import advised, diagnosed, diagnosis_of
from hpsearch.diagnosis.evidence import Evidence
from hpsearch.diagnosis.thresholds import Thresholds
from hpsearch.records import replace
from hpsearch.search.prepare import prepare

SOUND = {"units": [16], "learning_rate": {"low": 1e-3, "high": 1e-1, "scale": "log"}, "epochs": 40}
SEARCH = {"trials": 6, "rounds": 2, "finalists": {"count": 2, "repeats": 2}}


@pytest.fixture
def searched(tmp_path):
    """Runs a search of iris, some hyperparameters changed."""

    def run(name="run", data=None, **hyperparameters):
        config = {"data": {"source": "iris", **(data or {})}, "hyperparameters": {**SOUND, **hyperparameters}}
        return hpsearch.run({**config, "search": SEARCH}, out=tmp_path / name, jobs=1, backend="in_process")

    return run


@pytest.mark.parametrize(
    ("finding", "poor"),
    [
        ("not_trained_to_its_end", {"epochs": 2}),
        ("too_few_steps", {"batch_size": "full"}),
        ("learning_rate_not_searched", {"learning_rate": 1e-3, "l2": {"low": 0.01, "high": 1.0, "scale": "log"}}),
    ],
)
def test_a_poor_config_is_told_and_a_sound_one_is_not(searched, finding, poor):
    names = [{each.name for each in run.findings} for run in (searched("poor", **poor), searched("sound"))]
    assert [finding in each for each in names] == [True, False]


def test_advice_prints_as_sentences_with_changes(searched):
    run = searched(epochs=2)
    first, *_ = run.advice
    assert str(first).splitlines()[1:] == [f"  {change}" for change in first.changes]
    assert first.sentence in repr(run.advice)
    assert 1 <= len(run.advice) <= 4


def test_the_next_config_is_that_of_the_run_with_the_changes(searched, command, tmp_path):
    """It is valid, and the winner is tried first where it fits."""
    run = searched(epochs=2)
    assert command("export", run.folder, "--to", "next", "-o", "next.yaml").stderr == "wrote next.yaml\n"
    next_ = read_config(tmp_path / "next.yaml")
    changed = {change.key for finding in run.advice for change in finding.changes}
    assert "hyperparameters.epochs" in changed
    assert next_.hyperparameters["epochs"] == 8
    before = config_from(run.meta("config")).as_dict()
    kept = {
        name for name, value in next_.as_dict()["hyperparameters"].items() if value == before["hyperparameters"][name]
    }
    assert kept >= before["hyperparameters"].keys() - {key.split(".")[1] for key in changed}
    assert run.best.settings.items() <= prepare(next_).config.search.start[0].items()


def test_the_limits_are_arguments(searched):
    """With bias allowed up to 100 points nothing is biased."""
    run = searched(epochs=2)
    strict, lax = (
        {finding.name for finding in diagnosis_of(run, Thresholds(points=points))} for points in (0.001, 1.0)
    )
    assert {"high_bias", "bias_and_variance"} & strict
    assert not {"high_bias", "high_variance", "bias_and_variance"} & lax


def test_nothing_is_advised_where_the_metric_cannot_be_better(searched):
    """The finding is reported anyway."""
    evidence = Evidence.of(searched(epochs=2))
    assert advised(diagnosed(evidence))
    best = replace(evidence.winner, metrics={**evidence.winner.metrics, "dev_error": 0.0})
    perfect = replace(evidence, trials=(best, *evidence.trials[1:]), finalists=())
    assert perfect.is_perfect
    assert diagnosed(perfect)
    assert not advised(diagnosed(perfect))


def test_noisy_labels_that_a_network_learns_by_heart_call_for_no_larger_one(tmp_path):
    """One trial fits train and not dev; the winner has much l2, a high train error, and room in its space."""
    draw = np.random.default_rng(0)
    x = draw.normal(size=(600, 5))
    y = (x[:, 0] > 0) ^ (draw.random(600) < 0.25)
    pd.DataFrame(x).assign(y=y).to_csv(tmp_path / "t.csv", index=False)
    run = hpsearch.run(
        {
            "data": {"source": str(tmp_path / "t.csv"), "target": "y"},
            "hyperparameters": {"units": [64, 64], "learning_rate": 0.01, "l2": {"choices": [0.0, 30.0]}, "epochs": 80},
            "search": {"trials": 2, "rounds": 1, "finalists": None},
        },
        out=tmp_path / "run",
        jobs=1,
        backend="in_process",
    )
    assert run.best.settings["l2"] == 30
    found = {each.name: each for each in run.findings}
    assert "high_bias" not in found
    assert "a larger network would not help" in found["fitting_does_not_help"].sentence
    assert not [change for each in run.advice for change in each.changes if change.path[1] in ("units", "layers")]


@pytest.mark.parametrize("direction", ["minimize", "maximize"])
def test_no_more_is_expected_of_a_metric_of_ones_own_than_errors_and_accuracies_allow(direction, tmp_path):
    """It was never below 0, or above 1. Once it is nearly there, another round is not worth its time."""

    def train(hyperparameters, seed):  # noqa: ARG001 (what an objective is given)
        error = hyperparameters["beta"] ** 2 if hyperparameters["kind"] == "b" else 0.5
        return {"mine": error if direction == "minimize" else 1 - error}

    hyperparameters = {"kind": {"choices": ["a", "b"]}, "beta": {"low": 0.0, "high": 1.0, "when": {"kind": "b"}}}
    search = {"metric": "mine", "direction": direction, "trials": 40, "finalists": None}
    found = {}
    for sampler in ("random", "coarse_to_fine"):
        config = {"objective": train, "hyperparameters": hyperparameters, "search": {**search, "sampler": sampler}}
        run = hpsearch.run(config, out=tmp_path / sampler, jobs=1, backend="in_process")
        found[sampler] = [each for each in run.findings if each.name == "too_few_trials"]
        room = run.best.metrics["mine"] if direction == "minimize" else 1 - run.best.metrics["mine"]
        assert all(each.gain <= room for each in found[sampler])
    assert not found["coarse_to_fine"]
