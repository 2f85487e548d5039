"""A table in place of a config."""

import numpy as np
import pandas as pd
import pytest


@pytest.fixture
def table(tmp_path):
    """A small table in the working folder."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"size": rng.normal(size=60).round(3), "price": rng.normal(size=60).round(2)})
    frame.assign(state=np.where(frame["size"] > 0, "sound", "worn")).to_csv(tmp_path / "houses.csv", index=False)
    return tmp_path / "houses.csv"


FEW = ("--set", "hyperparameters.epochs=1", "--set", "search.finalists=null", "--trials", "2", "--jobs", "1")


@pytest.mark.usefixtures("table")
def test_a_table_is_searched_by_the_config_that_init_writes_for_it(hpsearch, tmp_path):
    done = hpsearch("run", "houses.csv", "--target", "price", "--time", "60", *FEW)
    assert "wrote houses.yaml: regression of price, 60 rows" in done.stderr
    assert (tmp_path / "runs" / "houses" / "run.db").exists()
    assert "time_limit: 60" in (tmp_path / "runs" / "houses" / "config.yaml").read_text()
    written = (tmp_path / "houses.yaml").read_bytes()
    hpsearch("init", "houses.csv", "--target", "price", "-o", "again.yaml")
    assert (tmp_path / "again.yaml").read_bytes() == written
    assert "wrote" not in hpsearch("run", "houses.csv", "--target", "price", "--resume", "--time", "60", *FEW).stderr
    done = hpsearch("run", "houses.csv", "--target", "state", code=2)
    assert "houses.yaml: is another config than the one for houses.csv; search it with: hpsearch run" in done.stderr
    assert (tmp_path / "houses.yaml").read_bytes() == written


@pytest.mark.usefixtures("table")
def test_what_is_no_table_is_told_as_before(hpsearch, tmp_path):
    assert "no such file" in hpsearch("run", "houses.yaml", code=2).stderr
    assert "--target is for a table" in hpsearch("run", "houses.yaml", "--target", "price", code=2).stderr
    assert "standard input cannot be read twice" in hpsearch("run", "-", code=2).stderr
    assert "there is no such file" in hpsearch("run", "missing.csv", code=2).stderr
    assert not (tmp_path / "houses.yaml").exists()


def test_a_bundled_set_is_searched_by_its_name(hpsearch, tmp_path):
    hpsearch("run", "iris", *FEW)
    assert (tmp_path / "iris.yaml").exists()
