"""After a kill of any process at any time, the resumed search has the tables of an undisturbed one."""

import os
import random
import signal
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.durability.cases import scaled
from tests.durability.processes import (
    KINDS,
    alive,
    contents,
    finish,
    left_behind,
    scratch,
    start,
    wait_until,
    write_config,
)


class Undisturbed(NamedTuple):
    """What a search leaves that nothing happens to, and how long it takes."""

    seconds: float
    contents: dict[str, bytes]
    files: set[str]


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory) -> Callable[[str], Undisturbed]:
    @cache
    def of(kind: str) -> Undisturbed:
        folder = tmp_path_factory.mktemp("undisturbed")
        config = write_config(folder, kind)
        started = time.monotonic()
        finish(start("run", config, "--jobs", 2, "--out", "run", folder=folder))
        seconds = time.monotonic() - started
        return Undisturbed(seconds, contents(folder / "run"), {path.name for path in (folder / "run").iterdir()})

    return of


def kill_at_a_random_moment(process, seconds: float, draw: random.Random) -> None:
    """Kill the whole group within the time that it would take; it may have ended before."""
    time.sleep(draw.uniform(0, seconds))
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


@pytest.mark.parametrize("moment", range(scaled(len(KINDS), 200)))
def test_killed_at_any_moment_a_search_resumes_to_the_same_bytes(tmp_path, undisturbed, moment):
    """The group is killed, and so is, up to three times, the one that resumes it."""
    kind, draw = list(KINDS)[moment % len(KINDS)], random.Random(moment)  # noqa: S311, no secret
    expected, folder = undisturbed(kind), tmp_path / "here"
    folder.mkdir()
    config = write_config(folder, kind)
    for _ in range(1 + draw.randint(0, 3)):
        jobs = draw.choice([1, 2, 3])
        process = start("run", config, "--jobs", jobs, "--out", "run", "--resume", folder=folder)
        kill_at_a_random_moment(process, expected.seconds, draw)
        assert wait_until(lambda group=process.pid: not alive(group))
    finish(start("run", config, "--jobs", 2, "--out", "run", "--resume", folder=folder))
    assert contents(folder / "run") == expected.contents
    assert {path.name for path in (folder / "run").iterdir()} == expected.files
    assert not left_behind([folder])
    assert not list(Path(scratch(folder)["TMPDIR"]).iterdir())


def test_workers_end_with_the_process_that_started_them(tmp_path):
    """Workers end with the process that started them though it is killed."""
    config = write_config(tmp_path, "tpe")
    process = start("run", config, "--jobs", 3, "--trials", 10_000, folder=tmp_path)
    assert wait_until((tmp_path / "runs/tpe/run.db").exists, 30)
    assert len(alive(process.pid)) >= 4
    process.kill()
    told = process.communicate()[1]
    assert wait_until(lambda: not alive(process.pid)), alive(process.pid)
    assert "Traceback" not in told
