"""What several tests need: small searches, and the tool as a person runs it."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import settings

from hpsearch.cli.commands import commands
from hpsearch.config import config_from
from hpsearch.search.prepare import Prepared, prepare
from hpsearch.workers.loky.pool import ONE_THREAD
from tests.in_memory import write_in_memory

write_in_memory()

EXAMPLES = 100 if int(os.environ.get("HPSEARCH_CASES", "0")) >= 1_000 else 30
"""Random examples of a law that says nothing else: all in `make proof`, enough to notice a change in `make test`."""

settings.register_profile("hpsearch", deadline=None, max_examples=EXAMPLES)  # a busy machine is no failure
settings.load_profile("hpsearch")

SMALL = {
    "data": {"source": "iris"},
    "hyperparameters": {
        "units": [8],
        "optimizer": {"choices": ["momentum", "adam"]},
        "learning_rate": {"low": 1e-3, "high": 1e-1, "scale": "log"},
        "epochs": 3,
    },
    "search": {"trials": 8, "rounds": 2, "seed": 0, "finalists": None},
}
"""A search that takes a moment."""


def config_with(**sections: Mapping[str, object]) -> dict[str, dict[str, object]]:
    """The small search, some keys of its sections changed."""
    return {name: {**SMALL[name], **sections.get(name, {})} for name in SMALL}


@pytest.fixture
def small() -> Callable[..., Prepared]:
    """Prepares the small search, some keys of its sections changed."""

    def prepared(**sections: Mapping[str, object]) -> Prepared:
        return prepare(config_from(config_with(**sections)))

    return prepared


@pytest.fixture
def hpsearch(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the installed command in a folder of its own, without a terminal."""
    command = Path(sys.executable).with_name("hpsearch")

    def run(*arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [command, *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, "PYTHONWARNINGS": "error"},
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
        return done

    return run


@pytest.fixture
def command(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs a command in a folder of its own like `hpsearch`, but in this process, which takes a tenth of the time."""

    def run(*arguments: object, code: int = 0) -> subprocess.CompletedProcess[str]:
        words = list(map(str, arguments))
        with pytest.MonkeyPatch.context() as patching:
            patching.chdir(tmp_path)
            patching.setattr(sys, "argv", ["hpsearch", *words])
            for name, number in ONE_THREAD.items():  # which `run` sets for the process that it has to itself
                patching.setenv(name, number)
            done = CliRunner().invoke(commands, words, prog_name="hpsearch")
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        assert done.exit_code == code, (done.exit_code, done.stdout, done.stderr)
        return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)

    return run
