"""A bit that flips in run.db, or a file that was cut off, is noticed, or leaves every value right."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from hpsearch import run
from hpsearch.cli.commands import commands
from hpsearch.config import config_from
from hpsearch.errors import StorageError
from hpsearch.runs.run import Run
from hpsearch.runs.store.database import DATABASE
from hpsearch.search.events import TrialFinished
from hpsearch.search.folder.existing import Existing
from hpsearch.search.prepare import Prepared, prepare
from hpsearch.search.search import search
from hpsearch.workers.backends import start_workers
from tests.conftest import config_with
from tests.durability.cases import scaled

CONFIG = config_with(search={"trials": 4, "finalists": {"count": 2, "repeats": 2}}, hyperparameters={"epochs": 2})
FILES = ("trials.csv", "history.csv", "finalists.csv", "config.yaml", "best.safetensors")
FLIPS, CUTS = scaled(20, 1000), scaled(8, 200)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A run that came to its end."""
    folder = tmp_path_factory.mktemp("finished")
    run(CONFIG, out=folder, jobs=1)
    return folder


def files(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in FILES if (folder / name).exists()]


def report(folder: Path, *options: str):
    done = CliRunner().invoke(commands, ["report", str(folder), *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def check_that_damage_is_noticed_or_harmless(finished: Path, folder: Path) -> bool:
    """Whether a report, a reader of the epochs or going on notices it; none of them shows or leaves a wrong value."""
    done = report(folder, "--format", "csv")
    assert done.exit_code in (0, 4), done.output
    if done.exit_code == 4:
        assert len(done.stderr.splitlines()) == 1
        assert str(folder / DATABASE) in done.stderr
        assert done.stdout == ""
    else:
        assert done.stdout == report(finished, "--format", "csv").stdout
        assert Run(folder).finalists.equals(Run(finished).finalists)
    whole = True
    try:
        assert Run(folder).history.equals(Run(finished).history)
        run(CONFIG, out=folder, jobs=1, resume=True)
    except StorageError:
        whole = False
    assert files(folder) == files(finished)
    assert done.exit_code == 0 or not whole
    return not whole


@pytest.mark.parametrize("case", range(FLIPS))
def test_a_flipped_bit_is_noticed_or_leaves_every_value_right(finished, tmp_path, case):
    folder = shutil.copytree(finished, tmp_path / "run")
    content = bytearray((folder / DATABASE).read_bytes())
    place = int(np.random.default_rng(case).integers(8 * len(content)))
    content[place // 8] ^= 1 << place % 8
    (folder / DATABASE).write_bytes(content)
    check_that_damage_is_noticed_or_harmless(finished, folder)


def cut(content: bytearray) -> None:
    del content[5000:]


def changed(content: bytearray) -> None:
    content[content.index(b'"learning_rate"')] ^= 1


def of_another(content: bytearray) -> None:
    content[:] = b"my notes" * 1000


@pytest.mark.parametrize("damage", [cut, changed, of_another])
def test_the_commands_end_with_4_and_one_line(finished, tmp_path, command, damage):
    (tmp_path / "c.yaml").write_bytes((finished / "config.yaml").read_bytes())
    folder = shutil.copytree(finished, tmp_path / "run")
    content = bytearray((folder / DATABASE).read_bytes())
    damage(content)
    (folder / DATABASE).write_bytes(content)
    for arguments in (["report", "run"], ["run", "c.yaml", "--out", "run", "--resume", "--jobs", 1]):
        done = command(*arguments, code=4)
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 1
        assert done.stderr.startswith(f"run/{DATABASE}: is ")
    assert (folder / DATABASE).read_bytes() == content
    assert files(folder) == files(finished)


def one_by_one() -> Prepared:
    """A search that stores each of its trials in a transaction of its own."""
    return prepare(config_from(config_with(search={"trials": 4, "rounds": 4}, hyperparameters={"epochs": 2})))


@pytest.fixture(scope="module")
def cut_off(tmp_path_factory):
    """A run as it stands when its process is killed, and how it ends: most of it is in the log, trial by trial."""
    going = tmp_path_factory.mktemp("going")
    for event in search(one_by_one(), going, start_workers(1)):
        if isinstance(event, TrialFinished) and event.outcome.number == 3:
            folder = shutil.copytree(going, tmp_path_factory.mktemp("cut_off") / "run")
    return folder, files(going)


@pytest.mark.parametrize("case", range(scaled(16, 500)))
def test_a_flipped_bit_in_the_log_loses_no_more_than_a_power_cut(cut_off, tmp_path, case):
    """A flipped bit in the log loses no more than a power cut would.

    It is noticed, or the last transaction, which then looks like one that never came to its end, is made again.
    """
    (killed, finished), folder = cut_off, tmp_path / "run"
    shutil.copytree(killed, folder)
    log = folder / f"{DATABASE}-wal"
    (folder / f"{DATABASE}-shm").unlink()
    content = bytearray(log.read_bytes())
    place = int(np.random.default_rng(case).integers(8 * len(content)))
    content[place // 8] ^= 1 << place % 8
    log.write_bytes(content)
    done, before = report(folder, "--format", "csv"), report(killed, "--format", "csv").stdout.splitlines()
    assert done.exit_code in (0, 4), done.output
    if done.exit_code == 0:
        right = {line.split(",", 1)[1] for line in before}
        assert {line.split(",", 1)[1] for line in done.stdout.splitlines()} <= right
        assert len(done.stdout.splitlines()) >= len(before) - 1
    assert log.read_bytes() == content
    assert report(folder, "--format", "csv").exit_code == done.exit_code
    there = files(folder)
    try:
        for _ in search(one_by_one(), folder, start_workers(1), existing=Existing.CONTINUE):
            pass
    except StorageError:
        assert files(folder) == there
    else:
        assert done.exit_code == 0
        assert files(folder) == finished


def test_a_log_that_is_whole_is_read_whole_again_and_again(cut_off, tmp_path):
    folder = shutil.copytree(cut_off[0], tmp_path / "run")
    before = (folder / f"{DATABASE}-wal").read_bytes()
    for _ in range(2):
        assert len(report(folder, "--format", "csv").stdout.splitlines()) == 1 + 4
        assert (folder / f"{DATABASE}-wal").read_bytes() == before


@pytest.mark.parametrize("case", range(CUTS))
def test_a_cut_off_file_is_noticed_unless_only_unused_bytes_are_gone(finished, tmp_path, case):
    folder = shutil.copytree(finished, tmp_path / "run")
    content = (folder / DATABASE).read_bytes()
    pages = len(content) // 4096
    length = 4096 * case if case < pages else int(np.random.default_rng(case).integers(len(content)))
    (folder / DATABASE).write_bytes(content[:length])
    noticed = check_that_damage_is_noticed_or_harmless(finished, folder)
    assert noticed or length > len(content) - 4096, "more is gone than the end of the last page, which may be empty"
