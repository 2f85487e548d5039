"""All readers of a run report a path in place of its files that is not a regular file in the same way."""

import os
import re
import shutil

import pytest
from click.testing import CliRunner

from hpsearch import run
from hpsearch.cli.commands import commands
from hpsearch.runs.store.database import DATABASE, LOGS
from hpsearch.runs.store.disk.ours import contents_of, is_ours
from tests.conftest import config_with

READERS = {
    "report": (),
    "report --rescue": ("--rescue", "rescued"),
    "export": ("--to", "config"),
    "tell": ("pause",),
    "replay": (),
}
IRREGULAR = {
    "a link": lambda path, run_db: path.symlink_to(run_db),
    "a link to nowhere": lambda path, _run_db: path.symlink_to(path.parent / "nowhere"),
    "a link to itself": lambda path, _run_db: path.symlink_to(path.name),
    "a pipe": lambda path, _run_db: os.mkfifo(path),
    "a folder": lambda path, _run_db: path.mkdir(),
    "a device": lambda path, _run_db: path.symlink_to("/dev/zero"),
}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("finished") / "run"
    run(config_with(search={"trials": 2, "rounds": 1}, hyperparameters={"epochs": 1}), out=folder, jobs=1)
    return folder


@pytest.mark.parametrize("name", [DATABASE, LOGS[0]])
@pytest.mark.parametrize("kind", IRREGULAR)
@pytest.mark.parametrize("reader", READERS)
def test_what_is_no_regular_file_is_refused_by_whatever_reads_a_run(
    finished, tmp_path, monkeypatch, reader, kind, name
):
    """In a sentence that names only options of that command."""
    monkeypatch.chdir(tmp_path)
    folder = shutil.copytree(finished, tmp_path / "run")
    (folder / name).unlink(missing_ok=True)
    IRREGULAR[kind](folder / name, finished / DATABASE)
    command = commands.get_command(None, reader.split()[0])
    result = CliRunner().invoke(commands, [reader.split()[0], "run", *READERS[reader]])
    assert (result.exit_code, result.stdout) == (4, ""), result.output
    assert re.search(rf"{name}: is (a (link|named pipe|folder)|no file of hpsearch)", result.stderr)
    assert "move it away, or choose another folder" in result.stderr
    assert set(re.findall(r"--[a-z]+", result.stderr)) <= {option for each in command.params for option in each.opts}
    assert not (tmp_path / "rescued").exists()


def test_a_journal_that_sqlite_deletes_while_it_is_looked_at_is_no_file_of_others(tmp_path, monkeypatch):
    journal = tmp_path / "run.db-journal"
    journal.write_bytes(b"\xd9\xd5")

    def deleted(path, most):
        path.unlink()
        return contents_of(path, most)

    monkeypatch.setattr("hpsearch.runs.store.disk.ours.contents_of", deleted)
    assert is_ours(journal)
