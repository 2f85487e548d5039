"""Disks that are full, cannot be written, or are gone: exit 4 with a sentence, and nothing is lost."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hpsearch import run
from hpsearch.config import config_from
from hpsearch.errors import StorageError
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import DATABASE
from hpsearch.search.events import TrialFinished
from hpsearch.search.prepare import prepare
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers
from tests.conftest import config_with
from tests.durability.cases import scaled

ROOT = Path(__file__).parents[2]
HPSEARCH = Path(sys.executable).with_name("hpsearch")
CONFIG = """\
data: {source: iris}
hyperparameters: {units: [8], learning_rate: {low: 1e-3, high: 1e-1, scale: log}, epochs: 20}
search: {trials: 12, rounds: 3, finalists: {count: 2, repeats: 2}}
"""
TRIALS, SIZES = scaled(24, 150), scaled((16, 320, 24), (16, 816, 4))
"""What a search takes on a disk grows with its trials; a disk in memory grows by pages of 4 KiB."""


def namespace() -> list[str] | None:
    """A command prefix with which disks can be mounted privately."""
    for command in (["unshare", "--mount"], ["unshare", "--mount", "--map-root-user"]):
        if (
            shutil.which("unshare")
            and not subprocess.run(
                [*command, "mount", "-t", "tmpfs", "none", "/mnt"], check=False, capture_output=True
            ).returncode
        ):
            return command
    return None


NAMESPACE = namespace()
mounts = pytest.mark.skipif(NAMESPACE is None, reason="mounting a disk is not permitted here")


def inside(script: str, folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a shell script in a mount namespace, in `folder`, where "disk" is a folder to mount on."""
    (folder / "disk").mkdir(exist_ok=True)
    (folder / "c.yaml").write_text(CONFIG)
    return subprocess.run(
        [*NAMESPACE, "sh", "-c", script, "sh", *map(str, arguments)],
        cwd=folder,
        env={**os.environ, "PATH": f"{HPSEARCH.parent}:{os.environ['PATH']}", "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=120,
        check=False,
    )


def check_refusal(done: subprocess.CompletedProcess[str], says: str) -> None:
    assert done.returncode == 4, (done.stdout, done.stderr)
    assert re.fullmatch(says, done.stderr.splitlines()[-1]), done.stderr
    assert "Traceback" not in done.stderr


@mounts
def test_a_search_on_a_small_disk_completes_or_says_so(tmp_path):
    """A search on a small disk completes or says so and goes on to the same tables."""
    (tmp_path / "disk").mkdir()
    command = [*NAMESPACE, sys.executable, "-m", "tests.durability.small_disks", tmp_path / "disk", TRIALS, *SIZES]
    done = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(range(*SIZES))
    for line in lines:
        assert line["readable"] == "", line
        assert line["again"] == "", line
        assert line["same"], line
        assert line["ended"] == "" or re.fullmatch(r"4: \S*/run[\w./]*: .*(full|No space).*; .*", line["ended"]), line
    ends = [line["ended"] for line in lines]
    assert ends[0]
    assert not ends[-1]
    met = {name for end in ends for name in re.findall(r"run/([\w.]+):", end)}
    assert DATABASE in met
    assert met - {DATABASE}


FULL = "mount -t tmpfs -o size={size}k none disk && hpsearch run c.yaml --out disk/run --jobs {jobs}"


@mounts
@pytest.mark.parametrize(("size", "jobs"), [(16, 1), (60, 1), (100, 2)])
def test_the_command_on_a_full_disk_ends_with_one_sentence(tmp_path, size, jobs):
    done = inside(FULL.format(size=size, jobs=jobs), tmp_path)
    check_refusal(done, r"disk/run/[\w.]+: .*(full|No space left on device).*; .*make room.*")
    assert done.stdout == ""


@mounts
def test_no_room_for_shared_data_is_told_with_three_ways_out(tmp_path):
    """The error for a full disk for shared data names three solutions."""
    done = inside(
        "mount -t tmpfs -o size=32k none disk && export TMPDIR=$PWD/disk && "
        "hpsearch run c.yaml --out run --jobs 2 --set data.source=digits",
        tmp_path,
    )
    check_refusal(done, r"\S*/disk: No space .*; make room there, or .* variable TMPDIR, or choose --jobs 1")


@mounts
def test_what_cannot_be_written_is_refused_and_can_still_be_reported(tmp_path):
    assert inside("hpsearch run c.yaml --out disk/run --jobs 1", tmp_path).returncode == 0
    read_only = "mount --bind disk disk && mount -o remount,bind,ro disk"
    for options in ("", "--resume", "--overwrite --yes"):
        done = inside(f"{read_only} && hpsearch run c.yaml --out disk/run --jobs 1 {options}", tmp_path)
        check_refusal(done, r"disk/run: Read-only file system; .*")
    done = inside(f"{read_only} && hpsearch report disk/run --format csv", tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) == 1 + 12


@mounts
def test_a_run_that_cannot_be_written_says_how_to_read_it(tmp_path):
    """A run that was cut off and cannot be written says how to read it.

    Its log has to be looked into, which takes locks.
    """
    copy = tmp_path / "disk" / "run"
    copy.parent.mkdir()
    going = _going(tmp_path / "going")
    shutil.copytree(tmp_path / "going", copy)
    going.close()
    assert (copy / f"{DATABASE}-wal").stat().st_size
    (copy / f"{DATABASE}-shm").unlink()
    done = inside("mount --bind disk disk && mount -o remount,bind,ro disk && hpsearch report disk/run", tmp_path)
    check_refusal(done, r"disk/run/run.db: cannot be opened .*; .* or copy the whole folder to where you may write")


def _going(folder: Path):
    """A search of which a trial is finished, and no more."""
    events = search(prepare(config_from(config_with())), folder, start_workers(1))
    next(event for event in events if isinstance(event, TrialFinished))
    return events


@pytest.mark.parametrize("blocks", [1, 24, 60])
def test_a_limit_on_the_size_of_files_is_met_as_a_full_disk_is(tmp_path, blocks):
    """`ulimit -f` makes the system refuse writes beyond a size, without any mount."""
    (tmp_path / "c.yaml").write_text(CONFIG)
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f {blocks}; exec {HPSEARCH} run c.yaml --jobs 1"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    check_refusal(done, r"runs/c[\w./]*: .*(File too large|disk I/O error|full).*; .*")
    run(tmp_path / "c.yaml", out=tmp_path / "runs/c", jobs=1, resume=True)
    run(tmp_path / "c.yaml", out=tmp_path / "whole", jobs=1)
    for name in ("trials.csv", "history.csv", "finalists.csv"):
        assert (tmp_path / "runs/c" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()


@pytest.mark.parametrize("how", ["deleted", "replaced", "moved"])
def test_a_folder_that_goes_away_is_noticed_before_a_trial_counts(tmp_path, how):
    """A folder that goes away under a search is noticed before a trial counts."""
    folder = tmp_path / "run"
    events = _going(folder)
    if how == "replaced":
        (folder / DATABASE).rename(folder / "was.db")
        (folder / DATABASE).write_text("something else")
    elif how == "moved":
        folder.rename(tmp_path / "moved")
    else:
        shutil.rmtree(folder)
    with pytest.raises(StorageError, match=r"run/run.db: was deleted or replaced while .*; put it back and run again"):
        list(events)
    if how == "replaced":
        assert (folder / DATABASE).read_text() == "something else"
    elif how == "moved":
        assert len(Run(tmp_path / "moved").trials) >= 1


@pytest.mark.skipif(shutil.which("setpriv") is None and os.geteuid() == 0, reason="root may do anything here")
@pytest.mark.parametrize("command", [["run", "c.yaml", "--out", "run", "--jobs", "1", "--resume"], ["report", "run"]])
@pytest.mark.parametrize("locked", ["run", "run/run.db"])
def test_a_lack_of_permission_is_told_in_a_sentence(tmp_path, command, locked):
    (tmp_path / "c.yaml").write_text(CONFIG)
    run(tmp_path / "c.yaml", out=tmp_path / "run", jobs=1)
    (tmp_path / locked).chmod(0)
    as_anyone = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*as_anyone, HPSEARCH, *command], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    (tmp_path / locked).chmod(0o755)
    check_refusal(done, r"run[\w./]*: .*[Pp]ermission denied.*; .*")
