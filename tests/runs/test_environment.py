"""The environment on which a run's bits depend is recorded, and compared when it is resumed."""

import os
import subprocess
import sys
from importlib.metadata import version

import pytest

from hpsearch.errors import UsageError
from hpsearch.runs import environment as module
from hpsearch.runs.environment import environment
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import Database
from hpsearch.search.events import Remarked
from hpsearch.search.folder import opening as folders
from hpsearch.search.folder.existing import Existing
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers

ASK = "import numpy; from hpsearch.runs.environment import environment; print(environment()['blas'])"


def searched(prepared, folder, **options):
    for _ in search(prepared, folder, start_workers(1), **options):
        pass


def test_it_names_processor_kernel_and_versions():
    told = environment()
    assert set(told) == {"python", "processor", "blas", "simd", "hpsearch", "numpy", "optuna"}
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
        searched(small(search={"trials": 9}), tmp_path, existing=Existing.CONTINUE)
    assert f"processor was {here['processor']}, is another; numpy was {here['numpy']}, is 9.9; " in str(refusal.value)
    assert "--force continues anyway" in str(refusal.value)
    assert (tmp_path / "trials.csv").read_bytes() == before
    assert Run(tmp_path).progress == (8, 8)
    searched(small(search={"trials": 9}), tmp_path, existing=Existing.CONTINUE_ELSEWHERE)
    assert Run(tmp_path).progress == (9, 9)
    assert Run(tmp_path).meta("environment") == {**elsewhere, "before": here}
    searched(small(search={"trials": 10}), tmp_path, existing=Existing.CONTINUE)


def test_a_later_version_of_hpsearch_goes_on_and_is_recorded(small, tmp_path, monkeypatch):
    searched(small(), tmp_path)
    here = environment()
    later = {**here, "hpsearch": "99.0"}
    monkeypatch.setattr(folders, "environment", lambda: later)
    searched(small(search={"trials": 9}), tmp_path, existing=Existing.CONTINUE)
    assert Run(tmp_path).progress == (9, 9)
    assert Run(tmp_path).meta("environment") == {**later, "before": here}


@pytest.mark.skipif("X86_V3" not in environment()["simd"], reason="a processor with other sets of instructions")
def test_numpy_with_fewer_instructions_is_another_environment():
    told = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK.replace("blas", "simd")],
        env={**os.environ, "NPY_DISABLE_CPU_FEATURES": " ".join(environment()["simd"].split()[1:])},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert told.strip() == environment()["simd"].split()[0]


def test_going_on_with_other_instructions_is_refused(small, tmp_path, monkeypatch):
    searched(small(), tmp_path)
    here = environment()["simd"]
    monkeypatch.setattr(module, "_simd", lambda: "X86_V1")
    with pytest.raises(UsageError, match=f"simd was {here}, is X86_V1; .*--force continues"):
        searched(small(), tmp_path, existing=Existing.CONTINUE)


def test_what_an_older_run_did_not_record_is_said(small, tmp_path):
    """What an older run did not record is said and recorded from then on."""
    searched(small(), tmp_path)
    here = environment()
    with Database.reopen(tmp_path) as database:
        database.change("environment", {name: value for name, value in here.items() if name != "simd"})
    remarked = [
        event
        for event in search(small(), tmp_path, start_workers(1), existing=Existing.CONTINUE)
        if isinstance(event, Remarked)
    ]
    (sentence,) = (each.sentence for each in remarked)
    assert f"{tmp_path}: does not record with which simd it ran so far; from now on it does" in sentence
    assert Run(tmp_path).meta("environment") == here
    assert not any(
        isinstance(event, Remarked) for event in search(small(), tmp_path, start_workers(1), existing=Existing.CONTINUE)
    )
