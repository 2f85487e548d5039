"""What `hpsearch.run` is given: a config, or data in its place."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import hpsearch
from hpsearch.cli.from_table.python_source import PythonSource
from hpsearch.config import read_config
from hpsearch.errors import ConfigError, UsageError

FEW = {
    "trials": 2,
    "jobs": 1,
    "backend": "in_process",
    "overrides": ["hyperparameters.epochs=1", "search.finalists=null", "search.ensemble=none"],
}


@pytest.fixture
def houses(tmp_path, monkeypatch):
    """A small table, also as houses.csv and houses.parquet in the working folder."""
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"size": rng.normal(size=80), "price": rng.normal(size=80), "lot": rng.normal(size=80)})
    frame.to_csv("houses.csv", index=False)
    frame.to_parquet("houses.parquet")
    return frame


@pytest.mark.usefixtures("houses")
@pytest.mark.parametrize("name", ["houses.csv", "houses.parquet", Path("houses.csv")])
def test_a_table_is_searched_by_its_path_as_the_command_does(tmp_path, name):
    run = hpsearch.run(name, target="price", time=60, seed=3, **FEW)
    assert run.folder == Path("runs/houses")
    stated = run.meta("config")
    assert (stated["data"]["target"], stated["search"]["time_limit"], stated["search"]["seed"]) == ("price", 60, 3)
    assert len(run.trials) == 2
    assert not list(tmp_path.glob("*.yaml"))
    assert "dev_rmse" in run.best.metrics


def test_a_frame_is_searched_and_its_run_remembers_it(houses):
    """The run of the same process looks at the test part; one that is opened later says how it gets the frame."""
    run = hpsearch.run(houses, target="price", **FEW)
    assert run.evaluate().rows > 0
    assert run.evaluate(trial=0, again=True).trial == 0
    later = hpsearch.load(run.folder)
    assert later.evaluate(houses).rows == len(houses)
    with pytest.raises(UsageError, match=r"no run folder keeps.*resume=True gives a run that has it.*evaluate\(rows\)"):
        later.evaluate(again=True)
    assert hpsearch.run(houses, target="price", resume=True, **FEW).evaluate(again=True).looks == 3


def test_a_frame_in_a_config_is_remembered(houses):
    config = {"data": {"source": houses, "target": "lot"}}
    assert hpsearch.run(config, **FEW).evaluate().rows > 0


@pytest.mark.usefixtures("houses")
def test_a_bundled_set_is_searched_by_its_name():
    assert hpsearch.run("iris", **FEW).folder == Path("runs/iris")


@pytest.mark.parametrize("given", [3, None, ["iris"], np.zeros((3, 2)), b"iris"])
def test_what_cannot_be_searched_is_named(given):
    with pytest.raises(UsageError, match=r"config: an? \w+ is no config; expected a YAML file or a mapping"):
        PythonSource.of(given, None, None)


@pytest.mark.parametrize("given", ["houses.yaml", {"data": {"source": "iris"}}])
def test_a_target_beside_a_config_is_refused(given):
    with pytest.raises(UsageError, match=r"set data.target in the config"):
        PythonSource.of(given, "price", None)


@pytest.mark.usefixtures("houses")
@pytest.mark.parametrize("name", ["houses.csv", "houses.parquet", "missing.csv", "iris"])
def test_a_table_in_place_of_a_config_is_told_as_such(name):
    """This is what the commands `check` and `loop` say, which read a config."""
    with pytest.raises(ConfigError, match=f"and a config is expected; `hpsearch init {name}` writes one for it"):
        read_config(Path(name))
