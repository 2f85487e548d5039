"""Nothing that lies in the working folder is imported by a process of ours."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hpsearch.cli.searches.trainer_process import COMMAND
from hpsearch.system.child_processes import HOME, nothing_imported_from_here, safe

TOOL = str(Path(sys.executable).with_name("hpsearch"))

NAMES = sorted(
    {
        *(name for name in sys.stdlib_module_names if not name.startswith("_")),
        *("numpy", "pandas", "loky", "optuna", "filelock", "threadpoolctl", "safetensors", "pydantic", "hpsearch"),
        *("sitecustomize", "usercustomize", "colorama", "psutil", "scipy", "torch", "cupy", "dask", "ray"),
    }
)
"""What Python, hpsearch or a library of either imports, or looks whether it can."""

CONFIG = """\
data: {source: iris}
hyperparameters: {units: [4], learning_rate: {low: 1e-3, high: 1e-1, scale: log}, epochs: 2}
search: {mode: MODE, trials: 3, rounds: 1, finalists: null}
"""

SCRIPT = """\
import sys
here = sys.path.pop(0)
import hpsearch
hpsearch.run("search.yaml", overrides=["search.trials=2"], jobs=2, out="before")
sys.path.insert(0, here)
path, before = sys.path, list(sys.path)
hpsearch.run("search.yaml", jobs=2, out="run")
assert sys.path is path and path == before
"""


@pytest.fixture
def trap(tmp_path):
    """A folder of modules that say so where they are run, and of packages that do."""
    for number, name in enumerate(NAMES):
        code = f"open({str(tmp_path / 'run-of')!r} + '-{name}', 'w').close(); raise SystemExit('{name} was run')\n"
        if number % 7:
            (tmp_path / f"{name}.py").write_text(code)
        else:
            (tmp_path / name).mkdir()
            (tmp_path / name / "__init__.py").write_text(code)
    return tmp_path


def sprung(folder):
    return [path.name for path in folder.glob("run-of-*")]


def ran(*command, folder, mode="caviar"):
    (folder / "search.yaml").write_text(CONFIG.replace("MODE", mode))
    done = subprocess.run(
        [*map(str, command)],
        cwd=folder,
        env={**os.environ, "PYTHONWARNINGS": "error"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (sprung(folder), done.returncode) == ([], 0), done.stderr
    return done


@pytest.mark.parametrize(("command", "mode"), [((TOOL,), "caviar"), (COMMAND, "panda")], ids=["tool", "trainer"])
def test_no_module_of_the_working_folder_is_run_by_a_search(trap, command, mode):
    told = ran(*command, "run", "search.yaml", "--jobs", 2, "--out", "run", folder=trap, mode=mode)
    assert told.stdout.count("\n") >= 3


@pytest.mark.parametrize("way", ["script", "-c"])
def test_workers_of_a_script_run_no_module_of_its_folder(trap, way):
    """Workers of a script run no module of its folder though it might itself.

    By its second search the script's own process has imported what it needs, from elsewhere.
    """
    (trap / "a_search.py").write_text(SCRIPT)
    ran(sys.executable, *(["a_search.py"] if way == "script" else ["-c", SCRIPT]), folder=trap)


def test_where_the_package_lies_stays_on_the_path_as_its_last_place(monkeypatch):
    monkeypatch.chdir(HOME)
    assert safe(["", "/else", HOME]) == ["/else", HOME]
    assert safe(["", "/else"]) == ["/else", HOME]
    monkeypatch.chdir("/")
    assert safe(["", HOME, "/else"]) == [HOME, "/else"]


@pytest.mark.parametrize("before", [None, "", "1"])
def test_path_and_variable_are_afterwards_as_they_were(monkeypatch, before):
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    if before is not None:
        monkeypatch.setenv("PYTHONSAFEPATH", before)
    path = sys.path
    with nothing_imported_from_here():
        assert os.environ["PYTHONSAFEPATH"] == "1"
    assert (os.environ.get("PYTHONSAFEPATH"), sys.path) == (before, path)
    assert sys.path is path
