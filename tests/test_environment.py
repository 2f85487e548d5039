"""What a run's bits depend on is recorded, and compared when it goes on."""

import os
import subprocess
import sys
from importlib.metadata import version

import pytest

from hpsearch import environment as module
from hpsearch.environment import environment
from hpsearch.errors import UsageError
from hpsearch.runs import Run
from hpsearch.search import folder as folders
from hpsearch.search.search import search
from hpsearch.search.workers import Workers

ASK = "import numpy; from hpsearch.environment import environment; print(environment()['blas'])"


def searched(prepared, folder, **options):
    for _ in search(prepared, folder, Workers(1), **options):
        pass


def test_it_names_processor_kernel_and_versions():
    told = environment()
    assert set(told) == {"python", "processor", "blas", "hpsearch", "numpy", "optuna"}
    assert told["numpy"] == version("numpy")
    assert all(told.values())


@pytest.mark.skipif("openblas" not in environment()["blas"], reason="another BLAS chooses its kernel in other ways")
def test_the_kernel_is_the_one_that_computes():
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**os.environ, "OPENBLAS_CORETYPE": "Prescott"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.strip() != environment()["blas"]


def test_of_two_libraries_numpys_is_the_one_that_computes(monkeypatch):
    found = [
        {"user_api": "openmp", "filepath": "/numpy/libgomp.so"},
        {"user_api": "blas", "filepath": "/scipy.libs/b.so", "internal_api": "openblas", "version": "1"},
        {"user_api": "blas", "filepath": "/numpy.libs/b.so", "internal_api": "openblas", "version": "2"},
    ]
    monkeypatch.setattr(module, "threadpool_info", lambda: found)
    assert environment()["blas"] == "openblas 2 ?"


def test_going_on_elsewhere_says_what_differs_and_asks_for_force(small, tmp_path, monkeypatch):
    searched(small(), tmp_path)
    here = environment()
    elsewhere = {**here, "processor": "another", "numpy": "9.9"}
    before = (tmp_path / "trials.csv").read_bytes()
    monkeypatch.setattr(folders, "environment", lambda: elsewhere)
    with pytest.raises(UsageError) as refusal:
        searched(small(search={"trials": 9}), tmp_path, resume=True)
    assert f"processor was {here['processor']}, is another; numpy was {here['numpy']}, is 9.9; " in str(refusal.value)
    assert "--force goes on all the same" in str(refusal.value)
    assert (tmp_path / "trials.csv").read_bytes() == before
    assert Run(tmp_path).progress == (8, 8)
    searched(small(search={"trials": 9}), tmp_path, resume=True, force=True)
    assert Run(tmp_path).progress == (9, 9)
    assert Run(tmp_path).meta("environment") == {**elsewhere, "before": here}
    searched(small(search={"trials": 10}), tmp_path, resume=True)
