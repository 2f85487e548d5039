"""The tables of a search do not depend on the number of workers, the stacks or the processes."""

import os
import random
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest

from hpsearch.search.search import search
from hpsearch.training.networks import cohorts
from hpsearch.workers.backends import start_workers
from tests.durability.cases import scaled
from tests.durability.processes import COMMAND, contents, write_config

SAMPLERS = ["random", "coarse_to_fine", "grid", "tpe", "cmaes", "qmc"]
if find_spec("torch"):
    SAMPLERS.append("gp")

SHAPES = {
    "plain": {},
    "halving": {"halving": {"min_epochs": 2, "factor": 2}},
    "thawing": {"halving": {"min_epochs": 2, "factor": 2, "among": "search"}},
    "repeats and finalists": {"repeats": 2, "finalists": {"count": 2, "repeats": 3}},
    "overlapping rounds": {"rounds": 4, "lag": 2, "repeats": 2, "finalists": {"count": 2, "repeats": 3}},
    "all": {
        "halving": {"min_epochs": 2, "factor": 2},
        "repeats": 2,
        "finalists": {"count": 2, "repeats": 3},
    },
}

HYPERPARAMETERS = {
    "units": {"low": 2, "high": 40},  # of several padded widths, so of several stacks
    "activation": {"choices": ["relu", "tanh"]},
    "optimizer": {"choices": ["momentum", "adam", "sgd"]},
    "learning_rate": {"low": 1e-3, "high": 10, "scale": "log"},
    "beta1": {"low": 0.5, "high": 0.99, "scale": "reverse_log", "when": {"optimizer": ["momentum"]}},
    "keep_prob": {"choices": [1, 0.8]},
    "l2": {"low": 1e-2, "high": 1, "scale": "log", "or_zero": True},
    "epochs": 5,
}


@pytest.fixture(scope="module")
def pools():
    """Workers that several searches use one after the other; in none of them does it matter who did what before."""
    with start_workers(2) as two, start_workers(4) as four:
        yield {1: start_workers(1), 2: two, 4: four}


def results(prepared, folder: Path, workers) -> dict[str, bytes]:
    for _ in search(prepared, folder, workers):
        pass
    return contents(folder)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("sampler", SAMPLERS)
def test_the_number_of_workers_and_their_cohorts_change_no_byte(small, tmp_path, monkeypatch, pools, sampler, shape):
    draw = random.Random(f"{sampler} {shape}")  # noqa: S311, no secret
    sizes = {"trials": scaled(8, 48), "rounds": scaled(2, 4), "seed": draw.randrange(100)}
    prepared = small(search={"sampler": sampler, **sizes, **SHAPES[shape]}, hyperparameters=HYPERPARAMETERS)
    expected = results(prepared, tmp_path / "1", pools[1])
    assert len({*expected} - {"ensemble.safetensors"}) == 2 + 1 + ("finalists" in SHAPES[shape])
    for jobs in (2, 4):
        monkeypatch.setattr(cohorts, "LARGEST_COHORT", draw.choice([1, 2, 3, 5, 7]))
        assert results(prepared, tmp_path / str(jobs), pools[jobs]) == expected


@pytest.mark.parametrize("kind", ["coarse_to_fine", "tpe"])
def test_the_order_of_sets_changes_no_byte(tmp_path, kind):
    """The order of sets which differs from process to process changes no byte."""
    config, found = write_config(tmp_path, kind), []
    for seed in range(scaled(1, 8)):
        subprocess.run(
            [COMMAND, "run", config, "--jobs", str(1 + seed % 2), "--out", str(seed)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        )
        found.append(contents(tmp_path / str(seed)))
    assert all(each == found[0] for each in found)
