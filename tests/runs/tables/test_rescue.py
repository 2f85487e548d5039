"""What can still be read of a damaged run goes to CSV files: every row that is right, and no other."""

import csv
import shutil
import sqlite3
from contextlib import closing

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from hpsearch import run
from hpsearch.cli.commands import commands
from hpsearch.errors import StorageError, UsageError
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import DATABASE
from hpsearch.runs.tables.rescue import rescue
from tests.conftest import config_with
from tests.durability.cases import scaled
from tests.runs.store.disk.test_migration import old  # noqa: F401 (a fixture)

CONFIG = config_with(search={"trials": 40, "finalists": {"count": 2, "repeats": 2}})
FILES = {
    "trials.csv": 40,
    "history.csv": 120,
    "retrainings.csv": 4,
    "regions.csv": 2,
    "baselines.csv": 2,
    "comparisons.csv": 2,
}
PAGE = 4096


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("finished")
    run(CONFIG, out=folder, jobs=1)
    return folder


@pytest.fixture(scope="module")
def rows(finished, tmp_path_factory):
    """What is rescued of a run that is whole."""
    return rescued(finished, tmp_path_factory.mktemp("rescued"))


def rescued(folder, to):
    rescue(folder, to)
    return {name: (to / name).read_text().splitlines() for name in FILES if (to / name).exists()}


def test_of_a_run_that_is_whole_everything_is_rescued(finished, tmp_path):
    written, damaged = rescue(finished, tmp_path / "new" / "place")
    assert {path.name: count for path, count in written.items()} == FILES
    assert damaged == 0
    with (tmp_path / "new/place/trials.csv").open() as file:
        trials = list(csv.DictReader(file))
    known = Run(finished).trials
    for name in ("number", "status", "dev_error", "train_loss", "best_epoch", "optimizer", "learning_rate"):
        assert [row[name] for row in trials] == [str(value) for value in known[name]]
    assert (tmp_path / "new/place/history.csv").read_bytes() == (finished / "history.csv").read_bytes()
    assert sorted(path.name for path in (tmp_path / "new/place").iterdir()) == sorted(FILES)


@pytest.mark.parametrize("case", range(scaled(10, 500)))
def test_whatever_is_damaged_what_is_rescued_is_right(finished, rows, tmp_path, case):
    """A page of garbage, a cut, or a flipped bit: rows are missing, never wrong."""
    folder = shutil.copytree(finished, tmp_path / "run")
    draw = np.random.default_rng(case)
    content = bytearray((folder / DATABASE).read_bytes())
    match case % 3:
        case 0:
            start = PAGE * int(draw.integers(len(content) // PAGE))
            content[start : start + PAGE] = draw.bytes(PAGE)
        case 1:
            del content[int(draw.integers(len(content))) :]
        case _:
            content[int(draw.integers(len(content)))] ^= 1 << int(draw.integers(8))
    (folder / DATABASE).write_bytes(content)
    for name, found in rescued(folder, tmp_path / "rescued").items():
        if len(found) > 1:
            assert found[0] == rows[name][0]
            assert set(found) <= set(rows[name])
    assert (folder / DATABASE).read_bytes() == content


def test_rows_on_pages_that_are_whole_are_rescued(finished, rows, tmp_path):
    """The first page, which says where the others belong, is as good as another one's."""
    content = bytearray((finished / DATABASE).read_bytes())
    content[:PAGE] = bytes(PAGE)
    (tmp_path / DATABASE).write_bytes(content)
    assert rescued(tmp_path, tmp_path / "rescued") == rows


def test_a_run_of_an_older_version_is_rescued_too(old, tmp_path):  # noqa: F811
    written, damaged = rescue(old, tmp_path / "rescued")
    assert ([*written.values()], damaged) == ([3, 6, 4], 0)


@pytest.fixture(scope="module")
def folded(tmp_path_factory):
    """A run whose trials train twice in three folds each, by a metric that is no column of its own in run.db."""
    folder = tmp_path_factory.mktemp("folded")
    search = {"trials": 2, "rounds": 1, "repeats": 2, "metric": "dev_brier", "finalists": None}
    run(config_with(data={"split": {"folds": 3}}, search=search), out=folder, jobs=1)
    return folder


@pytest.mark.parametrize("config", ["in run.db", "in config.yaml", "nowhere"])
def test_of_folds_the_repeat_is_told_from_the_fold(folded, tmp_path, config):
    """Where the config is damaged too, the header says that the column has both."""
    folder = shutil.copytree(folded, tmp_path / "run")
    if config != "in run.db":
        with closing(sqlite3.connect(folder / DATABASE)) as connection, connection:
            connection.execute("UPDATE meta SET value = value || ' ' WHERE key = 'config'")
    if config == "nowhere":
        (folder / "config.yaml").write_text("data: [")
    rescue(folder, tmp_path / "rescued")
    whole, found = (pd.read_csv(each / "history.csv") for each in (folded, tmp_path / "rescued"))
    of_metric = pd.read_csv(tmp_path / "rescued/search_metric.csv")
    if config == "nowhere":
        assert [*of_metric.columns[:2], *found.columns[:2]] == ["number", "repeat * folds + fold"] * 2
        assert set(found["repeat * folds + fold"]) == set(range(6))
        return
    keys = ["number", "repeat", "fold", "branch", "epoch"]
    assert found.to_dict() == whole[found.columns].to_dict()
    assert of_metric[keys].to_dict() == whole[keys].to_dict()
    assert set(pd.read_csv(tmp_path / "rescued/trials.csv").columns) >= {"dev_brier_fold_std", "dev_brier_std"}


def test_nothing_is_overwritten_by_a_rescue(finished, tmp_path):
    (tmp_path / "history.csv").write_text("mine")
    with pytest.raises(UsageError, match=r"history.csv: exists already"):
        rescue(finished, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["history.csv"]
    with pytest.raises(UsageError, match=r"no run here"):
        rescue(tmp_path, tmp_path / "to")
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=r"file/to: Not a directory; "):
        rescue(finished, tmp_path / "file" / "to")


def test_the_sentence_about_a_damaged_run_names_the_command(finished, tmp_path):
    """The sentence about a damaged run names the command that rescues it."""
    content = bytearray((finished / DATABASE).read_bytes())
    place = content.index(b'"learning_rate"')
    content[place + 2] ^= 1
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / DATABASE).write_bytes(content)
    told = CliRunner().invoke(commands, ["report", str(folder)])
    assert told.exit_code == 4
    assert f"`hpsearch report {folder} --rescue DIR`" in told.stderr
    done = CliRunner().invoke(commands, ["report", str(folder), "--rescue", str(tmp_path / "saved")])
    assert done.exit_code == 0
    assert done.stdout == ""
    assert "history.csv: 120 rows" in done.stderr
    refused = CliRunner().invoke(commands, ["report", str(folder), str(folder), "--rescue", str(tmp_path / "more")])
    assert refused.exit_code == 2
