"""What people import by name: a change here breaks their scripts."""

import subprocess
import sys

import pytest

import hpsearch
from hpsearch import errors


def test_the_public_names_are_few():
    assert hpsearch.__all__ == ["Model", "Run", "load", "run"]
    assert hpsearch.Run.__module__ == "hpsearch.runs.run"
    assert hpsearch.Model.__module__ == "hpsearch.models.model"
    with pytest.raises(AttributeError, match="Runs"):
        _ = hpsearch.Runs


@pytest.mark.parametrize(
    ("name", "code"), [("UsageError", 2), ("ConfigError", 2), ("DataError", 2), ("StorageError", 4), ("InUseError", 5)]
)
def test_every_error_has_its_exit_code(name, code):
    assert getattr(errors, name)("sentence").exit_code == code


@pytest.mark.parametrize(
    ("module", "absent"),
    [
        ("hpsearch", ["numpy", "click"]),
        (
            "hpsearch.running, hpsearch.report.sections.narrowing, hpsearch.cli.terminal.output",
            ["matplotlib", "jinja2", "pandas"],
        ),
        (
            "hpsearch.running",
            [
                "hpsearch.evaluation",
                "hpsearch.models",
                "hpsearch.engine.network",
                "hpsearch.metrics.auc",
                "hpsearch.runs.tables.tables",
            ],
        ),
        ("hpsearch.cli.run, hpsearch.workers.backends.loky", ["multiprocessing", "numpy"]),
        (
            "hpsearch.training.networks.training, hpsearch.training.results",
            ["importlib.metadata", "hpsearch.engine.activations.relu", "hpsearch.engine.schedules.constant"],
        ),
        ("hpsearch.cli", ["numpy", "rich", "pydantic", "optuna", "pandas", "loky"]),
        ("hpsearch.cli.progress.shown", ["rich", "pydantic", "optuna"]),
        ("hpsearch.workers.loky.pool", ["numpy", "pydantic", "optuna", "loky"]),
        ("hpsearch.workers.backends.loky", ["numpy", "pydantic", "optuna", "importlib.metadata"]),
        ("hpsearch.training.networks.training", ["optuna", "pandas", "pydantic", "rich", "click"]),
        ("hpsearch.engine.network", ["optuna", "pandas", "pydantic", "rich", "click", "loky"]),
    ],
)
def test_nothing_heavy_is_imported_before_it_is_needed(module, absent):
    code = f"import {module}, sys; print([name for name in {absent} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
