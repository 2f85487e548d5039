"""A bit that flips in run.db, or a file that was cut off, is noticed, or leaves every value right."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from hpsearch import run
from hpsearch.cli.commands import commands
from hpsearch.errors import StorageError
from hpsearch.runs import Run
from hpsearch.store.database import DATABASE
from tests.conftest import config_with
from tests.durability.cases import scaled

CONFIG = config_with(search={"trials": 4, "finalists": {"count": 2, "repeats": 2}}, hyperparameters={"epochs": 2})
TABLES = ("trials.csv", "history.csv", "finalists.csv", "config.yaml", "best.safetensors")
FLIPS, CUTS = scaled(60, 1000), scaled(20, 200)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A run that came to its end."""
    folder = tmp_path_factory.mktemp("finished")
    run(CONFIG, out=folder, jobs=1)
    return folder


def files(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in TABLES]


def report(folder: Path, *options: str):
    done = CliRunner().invoke(commands, ["report", str(folder), *options])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def check_that_damage_is_noticed_or_harmless(finished: Path, folder: Path) -> bool:
    """Whether it was noticed by a report; neither that nor going on may show or leave a wrong value."""
    done = report(folder, "--format", "csv")
    assert done.exit_code in (0, 4), done.output
    if done.exit_code == 4:
        assert len(done.stderr.splitlines()) == 1
        assert str(folder / DATABASE) in done.stderr
        assert done.stdout == ""
    else:
        assert done.stdout == report(finished, "--format", "csv").stdout
        assert Run(folder).history.equals(Run(finished).history)
        assert Run(folder).finalists.equals(Run(finished).finalists)
    try:
        run(CONFIG, out=folder, jobs=1, resume=True)
    except StorageError:
        assert done.exit_code == 4
    assert files(folder) == files(finished)
    return done.exit_code == 4


@pytest.mark.parametrize("case", range(FLIPS))
def test_a_flipped_bit_is_noticed_or_leaves_every_value_right(finished, tmp_path, case):
    folder = shutil.copytree(finished, tmp_path / "run")
    content = bytearray((folder / DATABASE).read_bytes())
    place = int(np.random.default_rng(case).integers(8 * len(content)))
    content[place // 8] ^= 1 << place % 8
    (folder / DATABASE).write_bytes(content)
    check_that_damage_is_noticed_or_harmless(finished, folder)


@pytest.mark.parametrize("case", range(CUTS))
def test_a_cut_off_file_is_noticed(finished, tmp_path, case):
    folder = shutil.copytree(finished, tmp_path / "run")
    content = (folder / DATABASE).read_bytes()
    pages = len(content) // 4096
    length = 4096 * case if case < pages else int(np.random.default_rng(case).integers(len(content)))
    (folder / DATABASE).write_bytes(content[:length])
    assert check_that_damage_is_noticed_or_harmless(finished, folder)
