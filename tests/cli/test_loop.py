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


def test_a_loop_without_a_completed_trial_ends_with_its_story_and_exit_code_1(hpsearch, tmp_path):
    hopeless = CONFIG.replace("low: 1e-5, high: 1e-3", "low: 1e20, high: 1e30").replace("epochs: 5", "optimizer: sgd")
    (tmp_path / "hopeless.yaml").write_text(hopeless)
    done = hpsearch("loop", "hopeless.yaml", "--rounds", 2, "--backend", "in_process", "-o", "here", code=1)
    assert "no trial completed" in done.stdout
    assert (tmp_path / "here/loop.html").exists()
