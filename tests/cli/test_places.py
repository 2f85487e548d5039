"""Working folders and file names of any kind: used, or refused in a sentence."""

import os

import pytest
from click.testing import CliRunner

from hpsearch import run as search
from hpsearch.cli.commands import commands
from hpsearch.runs.run import Run
from tests.conftest import SMALL

TABLE = "a,b\n" + "".join(f"{row}.5,{row % 2}\n" for row in range(60))


def outcome(*arguments):
    done = CliRunner().invoke(commands, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stderr


@pytest.fixture
def deleted(tmp_path, monkeypatch):
    """A folder that holds a run, while the working folder is one that was deleted."""
    search(SMALL, out=tmp_path / "run", jobs=1)
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    return tmp_path


def test_a_run_is_reported_from_a_working_folder_that_was_deleted(deleted):
    for arguments in (["report", "--html", deleted / "page.html"], ["export", "--to", "config"], ["watch"]):
        assert outcome(arguments[0], deleted / "run", *arguments[1:])[0] == 0


@pytest.mark.parametrize("command", ["report", "watch", "replay", "export --to config", "tell pause"])
@pytest.mark.usefixtures("deleted")
def test_what_is_named_from_a_deleted_folder_is_refused(command):
    name, *options = command.split()
    assert outcome(name, "run", *options) == (
        2,
        "the working folder was deleted; change to one that exists, and try again\n",
    )


def test_data_whose_name_no_config_can_state_are_refused(tmp_path, monkeypatch):
    """Data whose name no config can state are refused before anything is written."""
    folder = tmp_path / os.fsdecode(b"no \xff text")
    folder.mkdir()
    (folder / "t.csv").write_text(TABLE)
    (folder / "c.yaml").write_text("data: {source: t.csv}")
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.rglob("*"))
    for arguments in (["init", folder / "t.csv", "-o", "t.yaml"], ["run", folder / "c.yaml", "--jobs", 1]):
        code, told = outcome(*arguments)
        assert (code, "is not UTF-8 text" in told, len(told.splitlines())) == (2, True, 1)
    assert set(tmp_path.rglob("*")) == before


def test_a_run_in_a_folder_of_any_name_is_shown_exported_and_drawn(tmp_path):
    run = tmp_path / os.fsdecode(b"no \xff text")
    search(SMALL, out=run, jobs=1)
    assert outcome("report", run, "--html", tmp_path / "page.html")[0] == 0
    assert outcome("export", run, "--to", "config", "-o", tmp_path / "c.yaml")[0] == 0
    assert "\\udcff" in (tmp_path / "page.html").read_text()
    assert Run(run).best.number >= 0


@pytest.mark.parametrize("command", ["init ~nobody-of-this-name/x.csv", "check c.yaml"])
def test_the_home_of_an_unknown_user_is_refused(tmp_path, monkeypatch, command):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c.yaml").write_text("data: {source: ~nobody-of-this-name/x.csv}")
    code, told = outcome(*command.split())
    assert (code, "nobody-of-this-name" in told, len(told.splitlines())) == (2, True, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["c.yaml"]
