"""A whole search of training the user's own code: the same bytes for any workers, and after any interruption."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep

import pandas as pd
import pytest
from ruamel.yaml import YAML

import hpsearch
from hpsearch.config import read_config
from hpsearch.errors import HpsearchError, NothingToTakeOverError, TrialFailedError, UsageError
from hpsearch.search.folder.existing import Existing
from hpsearch.search.prepare import prepare
from tests.training.own.runs import TRAIN

from .test_search import cut_off
from .test_search import tables as trained_tables

TABLES = ("trials.csv", "history.csv", "finalists.csv")

SEARCH = {"metric": "dev_error", "trials": 18, "rounds": 2, "finalists": {"count": 2, "repeats": 2}}
HALVED = {**SEARCH, "halving": {"min_epochs": 1, "factor": 3}}
THAWED = {**SEARCH, "halving": {"min_epochs": 1, "factor": 3, "among": "search"}}

ENDING = '''
import numpy as np


def by_itself(hyperparameters, seed, state=None):
    epoch = int(state["epoch"]) if state else 0
    while epoch < hyperparameters["n"]:
        epoch += 1
        yield {"dev_error": hyperparameters["n"] + hyperparameters["rate"] / epoch}, {"epoch": np.array(epoch)}


def with_metrics(hyperparameters, seed, state=None):
    """What it returns counts in place of the last epoch's."""
    yield from by_itself(hyperparameters, seed, state)
    return {"dev_error": hyperparameters["rate"]}


def at_once(hyperparameters, seed):
    return {"dev_error": hyperparameters["rate"]}


def with_an_error(hyperparameters, seed, state=None):
    yield from by_itself(hyperparameters, seed, state)
    raise ValueError("no more")
'''

ENDING_PROGRAM = """
e=$(cat "$HPSEARCH_STATE/epoch" 2>/dev/null || echo 0)
while [ $e -lt $2 ] && [ $e -lt $HPSEARCH_EPOCHS ]; do
  e=$((e+1)); echo $e > "$HPSEARCH_STATE/epoch"; echo "{\\"dev_error\\": $1}"
done
"""

TIRING = """
import numpy as np


def tiring(hyperparameters, seed, state=None):
    for epoch in range(int(state["epoch"]) if state else 0, 4):
        yield {"dev_error": hyperparameters["rate"]}, {"epoch": np.array(epoch + 1)}
    raise MemoryError("of the fifth epoch")
"""

TIRING_PROGRAM = """
e=$(cat "$HPSEARCH_STATE/epoch" 2>/dev/null || echo 0)
while [ $e -lt $HPSEARCH_EPOCHS ]; do
  e=$((e+1)); [ $e = 5 ] && exit 3
  echo $e > "$HPSEARCH_STATE/epoch"; echo "{\\"dev_error\\": $1}"
done
"""

TENTH = """
case $HPSEARCH_TRIAL in
*3) exit 5;;
*6) echo nonsense; exit 0;;
19|59|99) sleep 100;;
esac
echo "{\\"dev_error\\": $1}"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "train.py").write_text(TRAIN, encoding="utf-8")
    return tmp_path


def written(folder, name="c", objective="train.py:walk", search=SEARCH, names=(), **more):
    hyperparameters = {"rate": {"low": 0.01, "high": 1.0, "scale": "log"}, "epochs": 9, **dict(names)}
    path = folder / f"{name}.yaml"
    stated = {"objective": objective, "hyperparameters": hyperparameters, "search": {**search, **more}}
    YAML().dump(stated, path)
    return path


def tables(folder):
    return {name: (folder / name).read_bytes() for name in TABLES}


@pytest.mark.parametrize("search", [SEARCH, HALVED, THAWED], ids=["whole", "halved", "thawed"])
def test_the_tables_have_the_same_bytes_for_any_number_of_workers(folder, search):
    config = written(folder, search=search)
    one = hpsearch.run(config, out=folder / "one", jobs=1)
    hpsearch.run(config, out=folder / "two", jobs=2)
    assert tables(folder / "one") == tables(folder / "two")
    assert list(one.history.columns) == ["number", "repeat", "branch", "epoch", "dev_error", "size"]
    assert list(one.trials.columns[3:5]) == ["dev_error", "size"]


def test_repeats_are_means_with_the_spread_of_the_search_metric(folder):
    run = hpsearch.run(written(folder, repeats=3, trials=2, rounds=1, finalists=None), out=folder / "r", jobs=1)
    assert list(run.trials.columns[3:6]) == ["dev_error", "size", "dev_error_std"]


def test_a_search_that_was_killed_goes_on_to_the_same_bytes(folder):
    """Killed while a round trains, by kill -9; its programs end with it."""
    (folder / "slow.sh").write_text("""sleep 0.03; echo "{\\"dev_error\\": $1}" """, encoding="utf-8")
    command = {"command": ["sh", "slow.sh", "{rate}"]}
    config = written(folder, objective=command)
    hpsearch.run(config, out=folder / "whole", jobs=1)
    words = [Path(sys.executable).with_name("hpsearch"), "run", config, "--out", folder / "cut", "--jobs", "2"]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder) as search:
        end = monotonic() + 60
        while not _finished(folder / "cut") and search.poll() is None and monotonic() < end:
            sleep(0.05)
        os.kill(search.pid, signal.SIGKILL)
    hpsearch.run(config, out=folder / "cut", jobs=2, resume=True)
    assert tables(folder / "cut") == tables(folder / "whole")


@pytest.mark.parametrize("halving", ["auto", {"min_epochs": 3}, {"min_epochs": 1, "factor": 3, "among": "search"}])
@pytest.mark.parametrize("function", ["by_itself", "with_metrics", "at_once", "with_an_error", "program"])
def test_trainings_that_end_by_themselves_go_on_to_the_same_bytes(folder, function, halving):
    """After any interruption, and with more trials: also those that end where they paused."""
    (folder / "ending.py").write_text(ENDING, encoding="utf-8")
    (folder / "ending.sh").write_text(ENDING_PROGRAM, encoding="utf-8")
    program = {"command": ["sh", "ending.sh", "{rate}", "{n}"]}
    objective = program if function == "program" else f"ending.py:{function}"
    n = {"n": {"low": 2, "high": 5}}
    search = {"trials": 12, "rounds": 3, "halving": halving, "finalists": None, "seed": 1}
    prepared = prepare(read_config(written(folder, "short", objective, search=SEARCH, names=n, **search)))
    longer = {**search, "trials": 20, "rounds": 5}
    long = prepare(read_config(written(folder, "long", objective, search=SEARCH, names=n, **longer)))
    expected = trained_tables(long, folder / "long")
    for after in range(1, 13, 5) if function != "program" else [5]:
        cut_off(prepared, folder / f"cut{after}", after)
        trained_tables(prepared, folder / f"cut{after}", existing=Existing.CONTINUE)
        assert trained_tables(long, folder / f"cut{after}", existing=Existing.CONTINUE) == expected


@pytest.mark.parametrize("halving", [None, "auto", {"min_epochs": 1, "factor": 2}], ids=str)
@pytest.mark.parametrize("objective", ["train.py:tiring", {"command": ["sh", "tiring.sh", "{rate}"]}], ids=str)
def test_a_trial_that_fails_keeps_the_epochs_that_it_trained(folder, objective, halving):
    (folder / "train.py").write_text(TIRING, encoding="utf-8")
    (folder / "tiring.sh").write_text(TIRING_PROGRAM, encoding="utf-8")
    config = written(folder, objective=objective, halving=halving, trials=6, finalists=None, sampler="random")
    one = hpsearch.run(config, out=folder / "one", jobs=1)
    hpsearch.run(config, out=folder / "two", jobs=2)
    assert all((folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes() for name in TABLES[:2])
    failed = one.trials[one.trials.status == "failed"]
    assert len(failed) > 0
    assert set(failed.epochs_run) == {4}
    assert failed.best_epoch.notna().all()
    assert [list(one.history[one.history.number == number].epoch) for number in failed.number] == (
        [[1, 2, 3, 4]] * len(failed)
    )


WIDER = {"low": 0.001, "high": 10.0, "scale": "log"}


@pytest.mark.parametrize("objective", ["train.py:walk", {"command": ["sh", "rate.sh", "{rate}"]}], ids=str)
def test_trials_of_an_earlier_run_are_taken_over(folder, objective):
    """With their epochs and the retrainings of finalists, into a wider range."""
    (folder / "rate.sh").write_text("""echo "{\\"dev_error\\": $1}" """, encoding="utf-8")
    old = hpsearch.run(written(folder, "old", objective), out=folder / "old", jobs=1)
    config = written(folder, "new", objective, names={"rate": WIDER})
    for jobs in (1, 2):
        new = hpsearch.run(config, out=folder / f"{jobs}", jobs=jobs, from_run=folder / "old")
    assert tables(folder / "1") == tables(folder / "2")
    assert [origin for origin in new.trials.origin if origin] == [f"{folder / 'old'}:{number}" for number in range(18)]
    assert new.trials[["dev_error", "rate"]][:18].equals(old.trials[["dev_error", "rate"]])
    assert new.history[new.history.number < 18].equals(old.history)
    assert len(new.trials) == 36


def test_only_what_code_would_do_again_is_taken_over(folder):
    """With another fixed value, or a new hyperparameter, nothing is, but the winner's settings are tried first."""
    search = {"metric": "dev_error", "trials": 6, "rounds": 1, "finalists": None}
    config = written(folder, search=search, names={"kind": 1})
    old = hpsearch.run(config, out=folder / "old", jobs=1)
    for name, names in {"fixed": {"kind": 2}, "float": {"kind": 1.0}, "new": {"kind": 1, "size": WIDER}}.items():
        new = hpsearch.run(
            written(folder, search=search, names=names), out=folder / name, jobs=1, from_run=folder / "old"
        )
        assert not any(new.trials.get("origin", []))
        assert new.trials.rate[0] == old.best.settings["rate"]
    again = written(folder, search=search, names={"kind": {"choices": [1, 2]}})
    chosen = hpsearch.run(again, out=folder / "chosen", jobs=1, from_run=folder / "old")
    assert list(chosen.trials.kind[:6]) == [1] * 6


def test_other_code_refuses_to_take_over(folder):
    config = written(folder, trials=4, finalists=None)
    hpsearch.run(config, out=folder / "old", jobs=1)
    (folder / "train.py").write_text(f"{TRAIN}\n", encoding="utf-8")
    for objective, reason in {
        "train.py:walk": "the code of train.py:walk has changed since",
        "train.py:once": "the code of train.py:once has changed since",
    }.items():
        with pytest.raises(NothingToTakeOverError, match=f"no trial of it can be taken over: {reason}; undo that"):
            hpsearch.run(written(folder, objective=objective), out=folder / "new", jobs=1, from_run=folder / "old")
    networks = {"data": {"source": "iris"}, "search": {"trials": 1}}
    with pytest.raises(NothingToTakeOverError, match="one of the two trains networks, the other code of your own"):
        hpsearch.run(networks, out=folder / "new", jobs=1, from_run=folder / "old")


def _finished(folder):
    try:
        return hpsearch.load(folder).progress[0]
    except HpsearchError:  # there is no run yet
        return 0


def test_programs_that_crash_hang_or_print_nonsense_have_their_status(folder):
    """A tenth of programs that crash hang or print nonsense have their status.

    100 trials with 2 workers; three hang.
    """
    (folder / "tenth.sh").write_text(TENTH, encoding="utf-8")
    command = {"command": ["sh", "tenth.sh", "{rate}"], "timeout": 1}
    run = hpsearch.run(written(folder, objective=command, trials=100, finalists=None), out=folder / "r", jobs=2)
    trials = run.trials.fillna({"message": ""})
    expected = {
        "crash": trials.message.eq("ended with exit code 5"),
        "nonsense": trials.message.str.startswith("printed no metrics"),
        "hang": trials.message.eq("did not end within 1 seconds, and was ended"),
    }
    numbers = {name: list(trials.number[found]) for name, found in expected.items()}
    assert numbers == {
        "crash": list(range(3, 100, 10)),
        "nonsense": list(range(6, 100, 10)),
        "hang": [19, 59, 99],
    }
    assert pd.concat(expected, axis=1).any(axis=1).eq(trials.status.eq("failed")).all()


def test_a_failure_can_end_the_search_and_is_trained_again(folder):
    """The traceback is in the trial's file of messages; a run with changed code continues with force."""
    config = written(folder, objective="train.py:raising", search={"metric": "dev_error"}, trials=4, finalists=None)
    with pytest.raises(TrialFailedError, match="trial 0 failed, which ends the search"):
        hpsearch.run(config, out=folder / "r", jobs=1, overrides=["search.on_error=stop"])
    assert "ValueError: no such rate" in (folder / "r" / "messages" / "0000.txt").read_text(encoding="utf-8")
    (folder / "train.py").write_text(TRAIN.replace('raise ValueError("no such rate")', "return"), encoding="utf-8")
    with pytest.raises(UsageError, match=r"the code of train.py:raising has changed since; continue with force=True"):
        hpsearch.run(config, out=folder / "r", jobs=1, resume=True)
    run = hpsearch.run(config, out=folder / "r", jobs=1, resume=True, force=True)
    assert set(run.trials.status) == {"complete"}
    assert not (folder / "r" / "messages" / "0000.txt").exists()


def test_a_function_is_handed_over_by_python(folder):
    """Also one that no module has, to workers in other processes."""
    factor = 3

    def train(hyperparameters, seed):  # noqa: ARG001 (a training's signature)
        return {"reward": factor * hyperparameters["x"]}

    search = {"metric": "reward", "direction": "maximize", "trials": 8, "rounds": 2, "finalists": None}
    config = {"objective": train, "hyperparameters": {"x": {"low": 0.0, "high": 1.0}}, "search": search}
    run = hpsearch.run(config, out=folder / "r", jobs=2)
    assert run.trials.reward.equals(3 * run.trials.x)
    assert run.best.metrics["reward"] == run.trials.reward.max()
    with pytest.raises(UsageError, match="code of your own, which keeps its models itself"):
        run.model()


def test_a_function_may_start_processes_of_its_own(folder):
    """As PyTorch's loaders do: by Python's own method where it names none, not by the one that starts our workers."""
    config = written(folder, objective="train.py:parallel", trials=2, rounds=1, finalists=None)
    assert set(hpsearch.run(config, out=folder / "r", jobs=2).trials.dev_error) == {29.0}


def test_a_run_of_own_code_is_overwritten_whole(folder):
    config = written(folder, objective="train.py:once", trials=4, finalists=None)
    hpsearch.run(config, out=folder / "r", jobs=1)
    assert (folder / "r" / "messages").is_dir()
    hpsearch.run(written(folder, trials=4, finalists=None), out=folder / "r", jobs=1, overwrite=True)
    assert not (folder / "r" / "messages").exists()
