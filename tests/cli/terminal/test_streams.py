"""Streams that are closed, full, or without a reader: stdin and stderr never matter, results on stdout do."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from hpsearch import run as search
from tests.conftest import SMALL, config_with
from tests.durability.cases import scaled

COMMAND = str(Path(sys.executable).with_name("hpsearch"))
CLOSED, FULL, BROKEN = "closed", "full", "broken"
NUMBERS = {"stdin": 0, "stdout": 1, "stderr": 2}
FAULTS = [("stdin", CLOSED), *[(stream, way) for way in (CLOSED, FULL, BROKEN) for stream in ("stderr", "stdout")]]
CONFIG = """\
data: {source: iris}
hyperparameters: {units: [4], learning_rate: {low: 1e-3, high: 1e-1, scale: log}, epochs: 2}
search: {trials: 3, rounds: 1, finalists: null}
"""
COMMANDS = {
    "run": (0, "run", "c.yaml", "--overwrite", "--yes", "--jobs", "1"),
    "report": (0, "report", "caviar"),
    "check": (0, "check", "c.yaml"),
    "watch": (0, "watch", "panda"),
    "replay": (0, "replay", "panda"),
    "two workers": (0, "run", "c.yaml", "--overwrite", "--yes", "--jobs", "2"),
    "export": (0, "export", "caviar", "--to", "config"),
    "panda": (0, "run", "c.yaml", "--mode", "panda", "--overwrite", "--yes"),
    "init": (0, "init", "iris", "--overwrite"),
    "report as JSON": (0, "report", "caviar", "--format", "json"),
    "help": (0, "run", "--help"),
    "samples": (0, "check", "c.yaml", "--samples", "9"),
    "tell": (2, "tell", "panda", "pause"),
    "a mistake": (2, "check", "c.yaml", "--set", "search.trails=8"),
}
"""What each ends with where its streams are sound, and its arguments."""

SILENT = ("tell", "a mistake")
"""These write nothing to stdout."""

EVERY = [(command, *fault) for command in COMMANDS for fault in FAULTS]
FEW = [(command, *FAULTS[place % len(FAULTS)]) for place, command in enumerate(COMMANDS)]
CASES = EVERY[: scaled(0, len(EVERY))] or FEW


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a config, a run of caviar and one of panda."""
    path = tmp_path_factory.mktemp("streams")
    (path / "c.yaml").write_text(CONFIG)
    search(SMALL, out=path / "caviar", jobs=1)
    panda = config_with(search={"mode": "panda", "trials": 1, "rounds": 1}, hyperparameters={"optimizer": "adam"})
    search(panda, out=path / "panda", jobs=1)
    return path


def ended(folder, arguments, faults, **environment):
    """A command that is started with streams that fail, each in its way, after its end; the others are captured."""
    heard, broken = os.pipe()
    os.close(heard)
    with os.fdopen(broken, "wb") as unread, Path("/dev/full").open("wb") as full:
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        streams |= {stream: full if way == FULL else unread for stream, way in faults if way != CLOSED}
        closing = " ".join(f"{NUMBERS[stream]}>&-" for stream, way in faults if way == CLOSED)
        return subprocess.run(
            ["sh", "-c", f'exec "$@" {closing}', "sh", COMMAND, *arguments],
            cwd=folder,
            env={**os.environ, "PYTHONWARNINGS": "error", **environment},
            **streams,
            text=True,
            errors="replace",
            timeout=60,
            check=False,
        )


@pytest.mark.parametrize(("command", "stream", "way"), CASES)
def test_a_stream_that_fails_costs_only_what_goes_there(folder, command, stream, way):
    """A stream that fails costs no more than what was to be written there."""
    code, *arguments = COMMANDS[command]
    done = ended(folder, arguments, [(stream, way)])
    told = done.stderr or ""
    assert "Traceback" not in told
    assert "Exception ignored" not in told
    if stream != "stdout" or command in SILENT:
        assert (done.returncode, bool(done.stdout)) == (code, command not in SILENT)
    elif way == BROKEN:
        assert (done.returncode, re.search("standard output|Error", told)) == (141, None)
    else:
        assert done.returncode == 4
        assert told.splitlines()[-1].startswith("standard output cannot be written (")


def test_with_all_streams_closed_the_search_is_made_and_kept(folder):
    faults = [(stream, CLOSED) for stream in NUMBERS]
    done = ended(folder, ["run", "c.yaml", "--out", "alone", "--jobs", "1"], faults)
    assert done.returncode == 4
    assert (folder / "alone/trials.csv").read_text().count("complete") == 3
    assert (folder / "alone/best.safetensors").exists()
    assert (folder / "alone/run.db").read_bytes().startswith(b"SQLite format 3")


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"},
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("command", ["run", "report", "replay"][: scaled(1, 3)])
def test_names_with_any_letters_or_bytes_are_no_trouble_in_any_locale(folder, command, environment):
    name = os.fsdecode("größe ".encode() + b"\xff")
    (folder / f"{name}.yaml").write_text(CONFIG)
    for kind in ("caviar", "panda"):
        if not (folder / f"{kind} {name}").exists():
            (folder / f"{kind} {name}").symlink_to(folder / kind)
    arguments = {
        "run": ["run", f"{name}.yaml", "--overwrite", "--yes", "--jobs", "1"],
        "report": ["report", f"caviar {name}", f"panda {name}"],
        "replay": ["replay", f"panda {name}"],
    }[command]
    done = ended(folder, arguments, [], **environment)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
