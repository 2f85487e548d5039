"""The peers: processes that search until they are ended, and what they had found by each of the moments."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep, time

from benchmarks.anytime.contest import Errors, Task, Winner
from benchmarks.anytime.finds import Finds, Setting
from benchmarks.anytime.peer_table import PeerTable

ROOT = Path(__file__).parents[2]


def winners(module: str, task: Task, moments: Mapping[float, float]) -> Iterator[tuple[float, Winner]]:
    """The best at each moment of one search by the peer whose module has this name."""
    kind = "regression" if task.table.is_regression else "classification"
    table = PeerTable.read(task.path, task.table.target, kind)
    peer = import_module(module)  # once before it is timed, so that its files are at hand
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        finds = Finds(Path(folder), time())
        words = [str(task.path), task.table.target, kind, folder, str(task.jobs), str(task.seed), str(finds.began)]
        _searched(module, words, peer.processes(task.jobs), finds, max(moments.values()))
        for seconds, moment in moments.items():
            find = finds.best(moment)
            if find is None:
                yield seconds, Winner.none(task.table, moment)
                continue
            stored = peer.stored(table, find.setting, (finds.folder / find.model).read_bytes())
            test = table.error(stored(table.x[2]), 2)
            retrain = partial(_retrained, module, table, find.setting)
            yield seconds, Winner(moment, find.setting, find.error, test, retrain)


def _searched(module: str, words: list[str], processes: int, finds: Finds, seconds: float) -> None:
    """Start the search, and end it after so many seconds. Raises RuntimeError where a process ended by itself."""
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "JOBLIB_TEMP_FOLDER": str(finds.folder)}
    with (finds.folder / "said.txt").open("w+") as said:
        started = [
            subprocess.Popen(
                [sys.executable, "-m", module, *words, str(process)],
                cwd=ROOT,
                env={**os.environ, **one_thread},
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
            for process in range(processes)
        ]
        try:
            sleep(max(0.0, finds.began + seconds - time()))
        finally:  # also where this is interrupted
            ended = [_ended(process) for process in started]
        if any(ended):
            said.seek(0)
            raise RuntimeError(f"{module} ended by itself:\n{said.read()}")


def _ended(process: "subprocess.Popen[bytes]") -> bool:
    """Whether a process has ended by itself; else it is ended with its workers."""
    if process.poll() is not None:
        return True
    os.killpg(process.pid, signal.SIGTERM)
    process.wait()
    return False


def _retrained(module: str, table: PeerTable, setting: Setting, seed: int) -> Errors:
    """Errors of a network of that setting; the module by name, since processes that train it import it themselves."""
    errors: Errors = import_module(module).retrained(table, setting, seed)
    return errors
