"""Of all who start on one folder exactly one runs; the others hear at once who it is."""

import os
import resource
import subprocess
from pathlib import Path

import pytest

from hpsearch.errors import InUseError
from hpsearch.runs.folder.lock import held
from hpsearch.runs.folder.owner import Owner, check_free, is_held
from hpsearch.runs.run import Run
from hpsearch.runs.store.disk.ours import OWNER
from tests.durability.cases import scaled
from tests.durability.processes import COMMAND, finish, start, wait_until, write_config


@pytest.mark.parametrize("time", range(scaled(1, 50)))
@pytest.mark.parametrize("together", [2, 3, 8])
def test_of_simultaneous_starts_exactly_one_runs(tmp_path, together, time):  # noqa: ARG001
    """Of simultaneous starts exactly one runs and the others name it.

    The search is longer than it takes all of them to come.
    """
    config = write_config(tmp_path, "coarse_to_fine")
    tools = [
        start("run", config, "--jobs", 1, "--trials", 10_000, "--set", "search.rounds=100", folder=tmp_path)
        for _ in range(together)
    ]
    assert wait_until(lambda: sum(tool.poll() is not None for tool in tools) == together - 1, 60)
    (winner,) = (tool for tool in tools if tool.poll() is None)
    for tool in tools:
        if tool is not winner:
            _, told = tool.communicate()
            assert tool.returncode == 5, told
            assert f"runs/coarse_to_fine: process {winner.pid} is writing to this run" in told
    winner.kill()
    winner.communicate()


def test_a_folder_in_use_is_refused_before_anything_takes_time(tmp_path):
    config = write_config(tmp_path, "tpe")
    with held(tmp_path / "runs/tpe"):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        refused = subprocess.run(
            [COMMAND, "run", config.name], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert refused.returncode == 5
    assert f"process {os.getpid()} is writing" in refused.stderr
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1


def test_the_lock_of_a_dead_process_is_taken_over_at_once(tmp_path):
    config = write_config(tmp_path, "tpe")
    process = start("run", config, "--trials", 10_000, folder=tmp_path)
    assert wait_until((tmp_path / "runs/tpe" / OWNER).exists, 30)
    with pytest.raises(InUseError, match=f"process {process.pid} is writing"), held(tmp_path / "runs/tpe"):
        pass
    process.kill()
    process.wait()
    check_free(tmp_path / "runs/tpe")
    with held(tmp_path / "runs/tpe"):
        pass
    process.communicate()


@pytest.mark.parametrize(
    "found",
    [
        Owner.this()._replace(started=1).to_json(),
        Owner.this()._replace(host="elsewhere").to_json(),
        Owner(2**22 + 1, None, Owner.this().host).to_json(),
        Owner.this().to_json()[:9],
        Owner.this().to_json()[:30],
        "",
    ],
    ids=["number used again", "another machine's", "dead", "torn", "torn later", "empty"],
)
def test_a_name_that_is_no_living_process_s_keeps_nobody_out(tmp_path, found):
    (tmp_path / OWNER).write_text(found)
    check_free(tmp_path)
    with held(tmp_path):
        assert Owner.from_json((tmp_path / OWNER).read_text()).lives
        with pytest.raises(InUseError):
            check_free(tmp_path)


def test_a_report_reads_while_a_run_writes(tmp_path):
    config = write_config(tmp_path, "finalists")
    process = start("run", config, "--jobs", 2, "--trials", 200, "--set", "search.rounds=50", folder=tmp_path)
    assert wait_until((tmp_path / "runs/finalists/trials.csv").exists, 60)
    seen = []
    while process.poll() is None and len(seen) < 3:
        report = ["report", "runs/finalists", "--format", "csv"]
        told = subprocess.run([COMMAND, *report], cwd=tmp_path, capture_output=True, text=True, check=True)
        seen.append(told.stdout.count("\n"))
    assert seen == sorted(seen)
    assert seen[0] > 1
    finish(process)
    assert Run(tmp_path / "runs/finalists").progress == (200, 200)


@pytest.mark.skipif(not Path("/proc").exists(), reason="only a system with /proc says that a process has ended")
def test_a_killed_process_that_was_not_waited_for_keeps_nobody_out(tmp_path):
    """A killed process that was not waited for yet does not block others."""
    process = start("run", write_config(tmp_path, "tpe"), "--trials", 10_000, folder=tmp_path)
    assert wait_until((tmp_path / "runs/tpe" / OWNER).exists, 30)
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and is still there to be asked how
    assert is_held(tmp_path / "runs/tpe") is False
    check_free(tmp_path / "runs/tpe")
    process.communicate()


def test_whether_another_machine_s_process_lives_is_not_known(tmp_path):
    (tmp_path / OWNER).write_text(Owner.this()._replace(host="elsewhere").to_json())
    assert is_held(tmp_path) is None
