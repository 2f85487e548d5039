"""`hpsearch loop` as a process."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.test_looping import CONFIG, contents


def test_a_loop_that_is_killed_in_its_second_step_goes_on_to_the_same_bytes(tmp_path):
    for name in ("whole", "killed"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "poor.yaml").write_text(CONFIG)
    options = ["loop", "poor.yaml", "--rounds", "2", "--backend", "in_process"]
    command = [Path(sys.executable).with_name("hpsearch"), *options]

    def run(*more: str, folder: str = "whole") -> str:
        done = subprocess.run([*command, *more], cwd=tmp_path / folder, capture_output=True, text=True, check=True)
        return done.stdout

    story = run()
    process = subprocess.Popen(
        command, cwd=tmp_path / "killed", stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    second = False
    for line in process.stderr:
        second = second or line.startswith("step 2 of 2")
        if second and line.startswith("round 1"):
            break
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    assert run("--resume", folder="killed") == story
    assert contents(tmp_path / "killed/loops/poor") == contents(tmp_path / "whole/loops/poor")
    assert "best: step " in story


def test_a_loop_without_a_completed_trial_ends_with_its_story_and_exit_code_1(command, tmp_path):
    hopeless = CONFIG.replace("low: 1e-5, high: 1e-3", "low: 1e20, high: 1e30").replace("epochs: 5", "optimizer: sgd")
    (tmp_path / "hopeless.yaml").write_text(hopeless)
    done = command("loop", "hopeless.yaml", "--rounds", 1, "--backend", "in_process", "-o", "here", code=1)
    assert "no trial completed" in done.stdout
    assert (tmp_path / "here/loop.html").exists()


OWN = """\
objective: train.py:train
hyperparameters: {x: {low: 0.1, high: 1.0}, epochs: 2}
search: {metric: dev_error, trials: 12, rounds: 2, finalists: {count: 2, repeats: 2}}
"""
TRAIN = """\
def train(hyperparameters, seed):
    while True:
        yield {"dev_error": 2 + seed % 5 / 100 - hyperparameters["x"]}
"""


def test_a_loop_of_own_code_takes_trials_over_and_names_no_test_part(command, tmp_path):
    """Its best results are at the end of the range, which the next step moves."""
    (tmp_path / "own.yaml").write_text(OWN)
    (tmp_path / "train.py").write_text(TRAIN)
    done = command("loop", "own.yaml", "--rounds", 2, "--backend", "in_process")
    assert "24 trials over x, 12 of them taken over from step 1" in done.stdout
    assert done.stderr.count("step 2 of 2") == 1
    assert "`hpsearch report loops/own/" in done.stdout
    assert "evaluate" not in done.stdout
    assert "saved model" not in done.stdout
