"""What every format of `hpsearch export` gets by being registered."""

import re
import shutil
import socket
import sys
from importlib.util import find_spec
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner

from hpsearch import run as search
from hpsearch.cli.commands import commands
from hpsearch.export import EXPORTS, ExportRequest
from hpsearch.runs.run import Run
from tests.conftest import SMALL
from tests.pages import ROOT

NEEDS = {"tensorboard": pytest.mark.skipif(find_spec("tensorboard") is None, reason="an extra: hpsearch[tensorboard]")}
every_format = pytest.mark.parametrize("kind", [pytest.param(kind, marks=NEEDS.get(kind, ())) for kind in EXPORTS])
OF_ALL_TRIALS = ("optuna", "tensorboard")
FOREIGN = b"years of work"


@pytest.fixture(scope="module")
def searched(tmp_path_factory):
    folder = tmp_path_factory.mktemp("formats")
    search(SMALL, out=folder / "run", jobs=1)
    return folder / "run"


@pytest.fixture
def folder(searched, tmp_path, monkeypatch):
    """A folder that holds a run, and is the working folder."""
    shutil.copytree(searched, tmp_path / "run")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def export(*arguments):
    return CliRunner().invoke(commands, ["export", "run", *map(str, arguments)])


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def test_the_help_names_the_registered_formats_and_what_each_gives():
    told = "".join(CliRunner().invoke(commands, ["export", "--help"]).stdout.split())
    assert f"--to[{'|'.join(EXPORTS)}]" in told
    for kind, each in EXPORTS.items():
        assert "".join(f"{kind}: {each.gives}.".split()) in told


@every_format
def test_a_new_file_is_written_and_nothing_else(folder, kind):
    before = files(folder / "run")
    done = export("--to", kind, "-o", "new")
    assert (done.exit_code, done.stderr) == (0, "wrote new\n")
    assert (folder / "new").stat().st_size > 0
    assert {path.name for path in folder.iterdir()} == {"run", "new"}
    assert files(folder / "run") == before


@every_format
def test_the_best_trial_is_the_one_by_default_and_another_one_differs(folder, kind):
    run = Run(folder / "run")
    best, other = run.outcomes[0].number, run.outcomes[-1].number
    chosen = [EXPORTS[kind].content(run, ExportRequest(number)) for number in (best, other)]
    assert chosen[0] != chosen[1]
    if kind not in OF_ALL_TRIALS:
        assert EXPORTS[kind].content(run, ExportRequest()) == chosen[0]


@every_format
def test_a_foreign_file_and_a_file_of_the_run_stay_as_they_are(folder, kind):
    (folder / "foreign").write_bytes(FOREIGN)
    done = export("--to", kind, "-o", "foreign")
    assert (done.exit_code, "replace it with --overwrite" in done.stderr) == (2, True)
    assert (folder / "foreign").read_bytes() == FOREIGN
    done = export("--to", kind, "-o", "run/best.safetensors", "--overwrite")
    assert (done.exit_code, "is a file of the run" in done.stderr) == (2, True)
    assert export("--to", kind, "-o", "foreign", "--overwrite").exit_code == 0
    assert (folder / "foreign").read_bytes() != FOREIGN


@pytest.mark.usefixtures("folder")
@every_format
def test_a_trial_that_is_not_there_is_a_sentence(kind):
    done = export("--to", kind, "--trial", 8)
    assert (done.exit_code, done.stderr) == (2, "run: trial 8 is not among its 8 finished trials (from 0)\n")


@pytest.mark.usefixtures("folder")
@every_format
def test_stdout_takes_what_a_file_would(kind):
    shown = export("--to", kind).stdout_bytes
    made = EXPORTS[kind].content(Run(Path("run")), ExportRequest())
    assert shown == (made.encode() if isinstance(made, str) else made)


@every_format
def test_where_an_extra_is_missing_a_sentence_says_how_to_install_it(folder, kind, monkeypatch):
    monkeypatch.setattr("hpsearch.system.packages.find_spec", lambda _: None)
    done = export("--to", kind, "-o", folder / "new")
    if done.exit_code:  # most formats need nothing
        assert done.exit_code == 2
        assert f"--to {kind} needs" in done.stderr
        assert 'pip install "hpsearch[' in done.stderr


@pytest.mark.usefixtures("folder")
@every_format
def test_nothing_is_asked_of_the_network(kind, monkeypatch):
    def refuse(*_arguments, **_options):
        raise AssertionError("a connection")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert export("--to", kind, "-o", "new").exit_code == 0


def test_bytes_are_not_written_to_a_terminal(folder):
    tool = str(Path(sys.executable).with_name("hpsearch"))
    shown, code = pexpect.run(f"{tool} export run --to safetensors", withexitstatus=True, cwd=str(folder), timeout=60)
    assert (code, b"is not text for a terminal; name a file with -o FILE" in shown) == (2, True)


def test_the_document_has_a_line_for_each_format_of_ours():
    text = (ROOT / "docs/exports.md").read_text(encoding="utf-8")
    ours = {path.stem for path in (ROOT / "hpsearch/export").glob("[!_]*.py")}
    assert {*re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)} == ours
