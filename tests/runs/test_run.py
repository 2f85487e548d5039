"""A run that is read back: one look at one moment, whatever is asked of it afterwards."""

import re
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

import hpsearch
from hpsearch.cli.commands import commands
from hpsearch.errors import UsageError
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import Database
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers


@pytest.fixture
def folder(small, tmp_path):
    """The folder of a finished small search with finalists."""
    for _ in search(small(search={"finalists": {"count": 2, "repeats": 2}}), tmp_path / "run", start_workers(1)):
        pass
    return tmp_path / "run"


@pytest.fixture
def opened(monkeypatch):
    """The connections that were opened since, in a list, without those that only look whose file it is."""
    connections, connect = [], sqlite3.connect

    def connected(address, **options):
        connection = connect(address, **options)
        if "immutable=1" not in address:
            connections.append(connection)
        return connection

    monkeypatch.setattr(sqlite3, "connect", connected)
    return connections


@pytest.mark.parametrize("form", ["table", "json", "markdown", "csv", "html"])
def test_a_report_opens_the_database_once_and_closes_it(folder, opened, form):
    how = ["--html", str(folder.parent / "page.html")] if form == "html" else ["--format", form]
    assert CliRunner().invoke(commands, ["report", str(folder), *how]).exit_code == 0
    assert len(opened) == 1 or (form == "html" and len(opened) <= 3)  # a page reads the epochs of its curves, too
    for connection in opened:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            connection.execute("SELECT 1")


def test_a_run_tells_one_moment_whatever_is_written_later(folder):
    run = Run(folder)
    before = run.trials, run.history, run.best
    with Database.reopen(folder) as database:
        first, *_ = database.outcomes()
        database.change("round_sizes", [8, 8])
        database.change("metric", "dev_loss")
    assert run.progress == (8, 8)
    assert run.ranking.metric == "dev_error"
    assert run.trials.equals(before[0])
    assert run.history.equals(before[1])
    assert (run.best, Run(folder).progress) == (before[2], (8, 16))
    assert first.number == 0


def test_a_run_prints_as_one_line_with_its_best_trial(folder):
    run = Run(folder)
    start = f"Run({str(folder)!r}: 8 of 8 trials, winner trial {run.best.number} with a mean dev_error of 0."
    assert repr(run).startswith(start)
    assert "\n" not in repr(run)


def test_runs_of_one_folder_are_equal_and_one_key(folder):
    assert len({Run(folder), Run(folder)}) == 1


@pytest.mark.parametrize("kind", [str, Path])
def test_load_opens_a_run_by_its_folder_and_a_model_by_its_file(folder, kind):
    run, model = hpsearch.load(kind(folder)), hpsearch.load(kind(folder / "best.safetensors"))
    assert isinstance(run, Run)
    assert run.folder == folder
    assert (model.parameters == run.network().parameters).all()
    assert repr(model) == "Model(4-8-3, relu, softmax; 3 classes, 67 parameters)"


def test_load_says_where_there_is_neither_a_run_nor_a_model(tmp_path):
    with pytest.raises(UsageError, match="no run here"):
        hpsearch.load(tmp_path / "nowhere")
    (tmp_path / "text.txt").write_text("hello", encoding="utf-8")
    with pytest.raises(UsageError, match=r"text\.txt"):
        hpsearch.load(tmp_path / "text.txt")


def test_where_a_run_is_expected_a_file_is_told_to_be_one(folder, tmp_path):
    model = folder / "best.safetensors"
    (tmp_path / "t.csv").write_text("a,y\n1,2\n")
    for path, sentence in (
        (model, "is a model's file, which predict and hpsearch.load read; expected the folder of a run"),
        (tmp_path / "t.csv", "is a file; expected the folder of a run"),
        (tmp_path / "no.safetensors", "there is no such file or folder; expected the folder of a run"),
    ):
        with pytest.raises(UsageError, match=re.escape(f"{path}: {sentence}")):
            Run(path)
    with pytest.raises(UsageError, match="there is no such file or folder; expected the folder of a run, or a model's"):
        hpsearch.load(tmp_path / "no.safetensors")


def test_a_run_is_opened_by_a_path_of_text(folder):
    assert Run(str(folder)) == Run(folder)
