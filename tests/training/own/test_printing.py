"""All output of the user's own code is in the file of its trial; stdout is only for results."""

import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from hpsearch.records import replace
from hpsearch.training.own.log import FIRST_PART_GONE, MOST_BYTES, OutputLog
from hpsearch.training.results import results

from .runs import config_of, objective_of, planned, searched

CODE = """
import faulthandler
import io
import logging
import os
import subprocess
import sys
import threading
import time

LOGGER = logging.getLogger("train")
LOGGER.propagate = False
LOGGER.handlers = [logging.StreamHandler()]


def of_all_kinds(hyperparameters, seed):
    print("printed")
    subprocess.run(["echo", "of a program"], check=True)
    os.write(1, b"of a descriptor\\n")
    subprocess.run(["echo", "handed over"], stdout=sys.stdout, check=True)
    subprocess.run(["sh", "-c", "echo to stderr >&2"], stderr=sys.stderr, check=True)
    sys.stdout.buffer.write(b"bytes \\xff\\n")
    sys.stdout.reconfigure(line_buffering=True)
    faulthandler.enable()
    faulthandler.disable()
    LOGGER.warning("logged")
    print(sys.stdout.name, sys.stderr.name, sys.stdout.mode, sys.stdout.isatty(), sys.stdout.encoding)
    print("\\udcff", end="")
    return {"dev_error": hyperparameters["rate"]}


def detaching(hyperparameters, seed):
    sys.stdout = io.TextIOWrapper(sys.stdout.detach(), encoding="utf-8")
    print("detached")
    sys.stderr.close()
    return {"dev_error": hyperparameters["rate"]}


def long_winded(hyperparameters, seed):
    for number in range(300_000):
        print("line", number)
    return {"dev_error": 1}


def long_program(hyperparameters, seed):
    subprocess.run(["seq", "400000"], check=True)
    return {"dev_error": 1}


def telling(hyperparameters, seed, state=b""):
    for epoch in range(len(state or b""), 4):
        print("epoch", epoch)
        yield {"dev_error": 1}, bytes(epoch + 1)


def noisy(hyperparameters, seed):
    def go_on():
        for _ in range(10):
            time.sleep(0.01)
            print("noise of a thread")
    threading.Thread(target=go_on).start()
    subprocess.Popen(["sh", "-c", "sleep 0.05; echo noise of a program"])
    print("noise")
    return {"dev_error": hyperparameters["rate"]}


def wordless(hyperparameters, seed):
    return {"dev_error": "low"}
"""

OF_ALL_KINDS = r"""printed
of a program
of a descriptor
handed over
to stderr
bytes \xff
logged
<stdout> <stderr> w False utf-8
\udcff"""


@pytest.mark.parametrize(("mode", "jobs"), [("caviar", 1), ("caviar", 2), ("panda", 1)])
def test_all_that_is_printed_is_in_the_file_of_its_trial(tmp_path, mode, jobs):
    config = config_of(tmp_path, "of_all_kinds", code=CODE, trials=3, mode=mode)
    run = searched(tmp_path / "run", config, jobs)
    assert list(run.trials.status) == ["complete"] * 3
    texts = [path.read_text(encoding="utf-8") for path in (run.folder / "messages").iterdir()]
    assert texts == [OF_ALL_KINDS] * 3


def test_code_may_take_its_streams_apart(tmp_path):
    objective = objective_of(tmp_path, "detaching", code=CODE)
    for _ in range(2):
        (outcome,) = results(objective.training, [planned(objective)])
        assert (outcome.status, outcome.log) == ("complete", "detached\n")


def test_a_training_that_paused_keeps_what_it_printed_before(tmp_path):
    objective = objective_of(tmp_path, "telling", code=CODE)
    paused = None
    for until in (1, 3, None):
        (paused,) = results(objective.training, [replace(planned(objective), until=until, paused=paused)])
    assert paused.log == "epoch 0\nepoch 1\nepoch 2\nepoch 3\n"


@pytest.mark.parametrize(("function", "last"), [("long_winded", "line 299999\n"), ("long_program", "400000\n")])
def test_a_trial_that_prints_too_much_says_what_is_left_out(tmp_path, function, last):
    objective = objective_of(tmp_path, function, code=CODE)
    (outcome,) = results(objective.training, [planned(objective)])
    assert outcome.log.startswith(FIRST_PART_GONE)
    assert outcome.log.count(FIRST_PART_GONE) == 1
    assert MOST_BYTES - 20 < len(outcome.log) - len(FIRST_PART_GONE) <= MOST_BYTES
    assert outcome.log.endswith(last)


def test_a_log_takes_no_more_than_twice_what_it_keeps():
    log = OutputLog()
    for number in range(300):
        log.write(f"{number} {'x' * 9_990}\n")
        assert len(log._read()) <= 2 * MOST_BYTES + 10_000
    assert log.last_line.startswith("299 x")
    assert log.text.startswith(FIRST_PART_GONE)


def hpsearch_run(folder, function, jobs):
    """What the command prints to stdout and to stderr."""
    (folder / "train.py").write_text(CODE, encoding="utf-8")
    search = {"metric": "dev_error", "trials": 4, "rounds": 1, "finalists": None}
    stated = {"objective": f"train.py:{function}", "hyperparameters": {"rate": {"low": 0.1, "high": 1.0}}}
    YAML().dump({**stated, "search": search}, folder / "c.yaml")
    words = [Path(sys.executable).with_name("hpsearch"), "run", "c.yaml", "--jobs", str(jobs)]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("jobs", [1, 2])
def test_nothing_but_results_is_on_stdout(tmp_path, jobs):
    """Nor is what threads and programs print that outlive their call."""
    ended = hpsearch_run(tmp_path, "noisy", jobs)
    assert ended.returncode == 0
    assert "rank " in ended.stdout
    assert "noise" not in ended.stdout
    assert jobs > 1 or "noise of a thread" in ended.stderr


def test_no_folder_is_named_where_nothing_was_printed(tmp_path):
    ended = hpsearch_run(tmp_path, "wordless", jobs=1)
    assert "no trial completed; see the messages in trials.csv\n" in ended.stderr
    assert not (tmp_path / "runs" / "c" / "messages").exists()
