"""Where a command writes a file: whatever is there already, nothing is lost by it, nor left half written."""

import os
import shutil
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from hpsearch import run as search
from hpsearch.cli.commands import commands
from hpsearch.errors import UsageError
from hpsearch.runs.folder.output import Output
from tests.conftest import SMALL

COMMAND = str(Path(sys.executable).with_name("hpsearch"))
COMMANDS = {
    "init": (["init", "iris", "-o"], b"# "),
    "export": (["export", "run", "--to", "config", "-o"], b"# Trial"),
    "report": (["report", "run", "--html"], b"<!doctype html>"),
}
"""Each with what its file begins with."""

FOREIGN = b"years of work"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outputs")
    search(SMALL, out=folder / "run", jobs=1)
    return folder


@pytest.fixture
def folder(made, tmp_path, monkeypatch):
    """A folder that holds a run, and is the working folder."""
    shutil.copytree(made / "run", tmp_path / "run")
    (tmp_path / "run/.lock").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def outcome(arguments, path, *options):
    done = CliRunner().invoke(commands, [*arguments, str(path), *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stderr


def everything(folder):
    """All that is in a folder: links by where they lead, files by what they hold."""
    return {
        path: path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def foreign(folder):
    (folder / "file").write_bytes(FOREIGN)
    return folder / "file"


def link_to(target):
    def make(folder):
        (folder / "link").symlink_to(target)
        return Path("link")

    return make


def hard_link(folder):
    os.link(foreign(folder), folder / "same")
    return folder / "same"


REFUSED = {
    "a folder": (lambda _: ".", 2, "is a folder"),
    "a link to a folder": (link_to("run"), 2, "is a folder"),
    "a foreign file": (foreign, 2, "exists already"),
    "an empty file": (lambda folder: (folder / "empty").touch() or "empty", 2, "exists already"),
    "a second name of a foreign file": (hard_link, 2, "exists already"),
    "a link to a foreign file": (lambda folder: foreign(folder) and link_to("file")(folder), 2, "exists already"),
    "the database": (lambda _: "run/run.db", 2, "is a file of the run"),
    "its log": (lambda _: "run/run.db-wal", 2, "is a file of the run"),
    "the lock": (lambda _: "run/.lock", 2, "is a file of the run"),
    "a table that is not there yet": (lambda _: "run/finalists.csv", 2, "is a file of the run"),
    "a table by a roundabout way": (lambda _: "run/../run/./trials.csv", 2, "is a file of the run"),
    "a checkpoint": (lambda folder: (folder / "run/checkpoints").mkdir() or "run/checkpoints/x", 2, "a file of the"),
    "a link to the database": (link_to("run/run.db"), 2, "is a file of the run"),
    "a link to a table that is not there": (link_to("run/finalists.csv"), 2, "is a file of the run"),
    "a link to itself": (link_to("link"), 4, "cannot be written"),
    "a missing folder": (lambda _: "nowhere/x", 2, "there is no folder"),
    "a file as a folder": (lambda folder: foreign(folder) / "x", 4, "file/x"),
    "too long a name": (lambda _: "x" * 300, 4, "too long"),
    "the longest name": (lambda _: "x" * 255, 4, "too long"),
    "a full device": (lambda _: "/dev/full", 4, "No space left"),
}
OVERWRITTEN = ("a foreign file", "an empty file", "a second name of a foreign file", "a link to a foreign file")


@pytest.mark.parametrize("kind", REFUSED)
@pytest.mark.parametrize("command", COMMANDS)
def test_what_must_not_or_cannot_be_replaced_stays_as_it_is(folder, command, kind):
    make, code, sentence = REFUSED[kind]
    path = make(folder)
    before = everything(folder)
    for options in [(), ("--overwrite",)][: 1 if code == 4 or kind in OVERWRITTEN else 2]:
        ended, told = outcome(COMMANDS[command][0], path, *options)
        assert (ended, sentence in told) == (code, True), told
        assert everything(folder) == before


@pytest.mark.parametrize("kind", OVERWRITTEN)
@pytest.mark.parametrize("command", COMMANDS)
def test_with_overwrite_a_file_is_replaced_behind_its_links(folder, command, kind):
    path = folder / REFUSED[kind][0](folder)
    links = {each: target for each, target in everything(folder).items() if isinstance(target, Path)}
    arguments, beginning = COMMANDS[command]
    assert outcome(arguments, path, "--overwrite")[0] == 0
    assert path.read_bytes().startswith(beginning)
    assert links.items() <= everything(folder).items()
    if kind == "a second name of a foreign file":
        assert (folder / "file").read_bytes() == FOREIGN


@pytest.mark.parametrize("kind", ["new", "in the run folder", "a link that leads nowhere yet"])
@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_not_there_is_written_and_nothing_else(folder, command, kind):
    path = {"new": "new", "in the run folder": "run/mine"}.get(kind) or link_to("target")(folder)
    before = set(folder.rglob("*"))
    arguments, beginning = COMMANDS[command]
    assert outcome(arguments, path)[0] == 0
    assert Path(path).read_bytes().startswith(beginning)
    assert set(folder.rglob("*")) - before == {(folder / path).resolve()}


@pytest.mark.parametrize("name", ["x\ud800", "x\0y"])
def test_what_no_file_can_be_called_is_refused(name):
    with pytest.raises(UsageError, match="cannot be the name of a file"):
        Output(Path(name))


def test_a_page_of_our_own_is_replaced_but_not_a_config(folder):
    """A page of our own is replaced but not a config that may have been edited."""
    for command, code in {"report": 0, "init": 2, "export": 2}.items():
        assert outcome(COMMANDS[command][0], command)[0] == 0
        assert outcome(COMMANDS[command][0], command)[0] == code
    (folder / "report").write_text("my own page")
    assert outcome(COMMANDS["report"][0], "report")[0] == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_a_pipe_is_written_into_and_stays(folder, command):
    arguments, beginning = COMMANDS[command]
    os.mkfifo(folder / "pipe")
    link_to("pipe")(folder)
    heard = []
    reader = threading.Thread(target=lambda: heard.append((folder / "pipe").read_bytes()))
    reader.start()
    assert outcome(arguments, "link")[0] == 0
    reader.join()
    assert heard[0].startswith(beginning)
    assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)


@pytest.mark.skipif(not hasattr(os, "mknod") or os.geteuid() != 0, reason="only root makes devices")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_device_is_written_into_and_stays(folder, command):
    device = folder / "null"
    try:
        os.mknod(device, stat.S_IFCHR | 0o666, os.makedev(1, 3))
        device.write_bytes(b"")
    except OSError:
        pytest.skip("no devices here")
    assert outcome(COMMANDS[command][0], device)[0] == 0
    assert stat.S_ISCHR(device.stat().st_mode)


@pytest.mark.skipif(not hasattr(os, "mknod") or os.geteuid() != 0, reason="only root makes devices")
def test_a_disk_is_refused_whatever_is_said(folder):
    disk = folder / "disk"
    try:
        os.mknod(disk, stat.S_IFBLK | 0o600, os.makedev(7, 200))  # a loop device that is not there
    except OSError:
        pytest.skip("no devices here")
    for overwrite in (False, True):
        with pytest.raises(UsageError, match="is a disk"):
            Output(disk, overwrite=overwrite)
    assert stat.S_ISBLK(disk.stat().st_mode)


@pytest.mark.parametrize("path", ["/dev/stdout", "-"])
def test_stdout_takes_the_file_after_what_stands_there(folder, path):
    """Also where it is a file, which would otherwise be cut, or replaced under the shell's hands."""
    with (folder / "taken").open("wb") as stdout:
        stdout.write(b"before\n")
        stdout.flush()
        subprocess.run([COMMAND, "init", "iris", "-o", path], cwd=folder, stdout=stdout, check=True, timeout=60)
    lines = (folder / "taken").read_text().splitlines()
    assert (lines[0], lines[-1]) == ("before", "  seed: 0")


def test_a_config_on_stdout_is_to_be_saved_before_it_is_checked():
    code, told = outcome(["init", "iris", "-o"], "-")
    assert (code, "next: save this config as FILE, hpsearch check FILE" in told) == (0, True)
    assert "hpsearch check /dev" not in told


def test_rescue_writes_into_no_run_and_over_no_file(folder):
    rescue = ["report", "run", "--rescue"]
    before = everything(folder)
    assert outcome(rescue, "run") == (2, "run: holds a run; choose another folder\n")
    assert outcome(rescue, "run/run.db")[0] == 2
    assert everything(folder) == before
    (folder / "to").mkdir()
    (folder / "to/history.csv").write_bytes(FOREIGN)
    before = everything(folder)
    assert outcome(rescue, "to")[0] == 2
    assert everything(folder) == before
    assert outcome(rescue, "to", "--overwrite")[0] == 0
    assert (folder / "to/history.csv").read_text().startswith("number,repeat")


def test_a_run_goes_into_no_file(folder):
    (folder / "c.yaml").write_text("data: {source: iris}")
    for name in (foreign(folder).name, str(link_to("nowhere")(folder))):
        ended, told = outcome(["run", "c.yaml", "--jobs", "1", "--out"], name)
        assert (ended, told) == (2, f"{name}: is not a folder; choose another one\n")


@pytest.mark.parametrize("way", ["itself", "by a link"])
def test_init_never_replaces_the_data_that_it_reads(folder, way):
    (folder / "d.csv").write_text("a,b,c\n" + "1,2,x\n2,3,y\n" * 20)
    path = folder / "d.csv" if way == "itself" else link_to("d.csv")(folder)
    before = everything(folder)
    told = f"{path}: is the data itself; choose another name for the config\n"
    assert outcome(["init", "d.csv", "-o"], path, "--overwrite") == (2, told)
    assert everything(folder) == before


def test_rescue_makes_no_folder_in_a_run(folder):
    assert outcome(["report", "run", "--rescue"], "run/checkpoints")[0] == 2
    assert not (folder / "run/checkpoints").exists()


@pytest.mark.parametrize(
    "arguments", [["init", "iris", "-o"], ["export", "run", "--to", "config", "-o"], ["report", "run", "--html"]]
)
def test_an_output_whose_reader_is_gone_ends_quietly(folder, arguments):
    """As `hpsearch export RUN -o - | true` does."""
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([COMMAND, *arguments, "-"], cwd=folder, stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, b"")


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "c.yaml", "--out"],
        ["report", "run", "--rescue"],
        ["report", "run", "--html"],
        ["init", "iris", "-o"],
        ["run"],
    ],
)
def test_an_empty_path_is_no_path(folder, arguments):
    ended, told = outcome(arguments, "")
    assert ended == 2
    assert "the name is empty" in told
    assert {path.name for path in folder.iterdir()} == {"run"}
