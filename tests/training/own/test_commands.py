"""A program trains: each line of its output that is a JSON object is an epoch, its end the status of the trial."""

import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic

import pytest

from hpsearch.records import replace
from hpsearch.training.own.program.devices import device_among
from hpsearch.training.results import results
from hpsearch.trials.outcomes import Paused
from tests.durability.processes import wait_until
from tests.pages import ROOT

from .runs import objective_of, planned

COUNTING = """
import json, os, signal, sys, time
kept = os.path.join(os.environ["HPSEARCH_STATE"], "epoch")
epoch = int(open(kept).read()) if os.path.exists(kept) else 0
def stop(*_):
    open(kept, "w").write(str(epoch))
    sys.exit(1)
signal.signal(signal.SIGTERM, stop)
while epoch < 9:
    epoch += 1
    print(json.dumps({"dev_error": 1 / epoch}))
    time.sleep(0.02)
    if epoch == int(os.environ["HPSEARCH_EPOCHS"]):
        open(kept, "w").write(str(epoch))
        sys.exit(0)
"""


def trained(folder, *words, hyperparameters=None, until=None, paused=None, **options):
    hyperparameters = {"rate": 0.5} if hyperparameters is None else hyperparameters
    objective = objective_of(folder, {"command": list(words), **options}, hyperparameters=hyperparameters)
    (result,) = results(objective.training, [replace(planned(objective, number=3), until=until, paused=paused)])
    return result


def by_shell(folder, script, **options):
    return trained(folder, "sh", "-c", script.replace("{", "{{").replace("}", "}}"), **options)


GOOD = """echo '{"dev_error": 0.5}'"""


@pytest.mark.parametrize(
    ("script", "status", "message"),
    [
        (GOOD, "complete", ""),
        (f"echo hello; {GOOD}; {GOOD}", "complete", ""),
        (f"{GOOD}; sleep 100 &", "complete", ""),
        (f"{GOOD}; echo too bad >&2; exit 7", "failed", "ended with exit code 7: too bad"),
        (
            f"""printf '{{"dev_error": 0.5, "more": "'; head -c 1100000 /dev/zero | tr '\\0' y; echo '"}}'; {GOOD}""",
            "failed",
            "printed a line of more than 1,000,000 bytes that begins as metrics do; expected a shorter one",
        ),
        ("kill -9 $$", "failed", "was killed by SIGKILL, perhaps because memory ran out"),
        ("kill -15 $$", "failed", "was killed by SIGTERM"),
        ("sleep 100", "failed", "did not end within 0.5 seconds, and was ended"),
        ("exec >&-; exec 2>&-; sleep 100", "failed", "did not end within 0.5 seconds, and was ended"),
        ("trap '' TERM; while :; do sleep 0.1; done", "failed", "did not end within 0.5 seconds, and was ended"),
        ("yes", "failed", "did not end within 0.5 seconds, and was ended"),
        ("echo nonsense; echo '{'; echo '[1]'", "failed", "printed no metrics"),
        ("head -c 3000000 /dev/zero", "failed", "printed no metrics"),
        ("""echo '{"loss": 1}'""", "failed", "gave no dev_error, by which trials are compared"),
        ("""echo '{"dev_error": "x"}'""", "failed", "gave 'x' as dev_error; expected a number"),
        ("""echo '{"dev_error": NaN}'; sleep 100""", "diverged", "dev_error not finite in epoch 1"),
    ],
)
def test_how_a_program_ends_is_the_status_of_its_trial(tmp_path, script, status, message):
    began = monotonic()
    outcome = by_shell(tmp_path, script, timeout=0.5)
    assert (str(outcome.status), outcome.message[: len(message)]) == (status, message)
    assert message or not outcome.message
    assert monotonic() - began < 30


def test_a_program_is_told_its_settings(tmp_path):
    script = (
        'echo "$0 $1 $HPSEARCH_TRIAL $HPSEARCH_REPEAT $HPSEARCH_EPOCHS"; cat "$HPSEARCH_PARAMS"; cd "$HPSEARCH_STATE"'
    )
    settings = {"rate": 0.5, "kind": "a b", "unused": None, "epochs": 2}
    words = [
        "sh",
        "-c",
        f"{script}; {GOOD}".replace("{", "{{").replace("}", "}}"),
        "--rate={rate}",
        "{kind}",
        "{unused}",
    ]
    outcome = trained(tmp_path, *words, params="json", hyperparameters=settings)
    assert outcome.log.splitlines()[0] == "--rate=0.5 a b 3 0 2"
    assert '"kind": "a b"' in outcome.log


def test_what_a_program_prints_beside_its_metrics_is_kept(tmp_path):
    outcome = by_shell(tmp_path, f"echo one; {GOOD}; echo two >&2; printf three")
    assert sorted(outcome.log.split()) == ["one", "three", "two"]


SAVING_LATE = """
import json, os, sys, time
kept = os.path.join(os.environ["HPSEARCH_STATE"], "epoch")
epoch = int(open(kept).read()) if os.path.exists(kept) else 0
while epoch < int(os.environ["HPSEARCH_EPOCHS"]):
    epoch += 1
    print(json.dumps({"dev_error": 1 / epoch}))
time.sleep(0.3)
open(kept, "w").write(str(epoch))
print("saved")
sys.exit(int(sys.argv[1]))
"""


def test_a_program_may_save_what_it_has_after_its_last_epoch(tmp_path):
    (tmp_path / "late.py").write_text(SAVING_LATE, encoding="utf-8")
    words, settings = (sys.executable, "late.py", "0"), {"hyperparameters": {"epochs": 4}}
    whole = trained(tmp_path, *words, **settings)
    assert (str(whole.status), whole.log) == ("complete", "saved\n")
    paused = trained(tmp_path, *words, **settings, until=2)
    assert isinstance(paused, Paused)
    assert trained(tmp_path, *words, **settings, paused=paused).history == whole.history


def test_a_program_that_ends_badly_after_its_last_epoch_has_failed(tmp_path):
    (tmp_path / "late.py").write_text(SAVING_LATE, encoding="utf-8")
    outcome = trained(tmp_path, sys.executable, "late.py", "7", hyperparameters={"epochs": 2})
    assert (str(outcome.status), outcome.message) == ("failed", "ended with exit code 7: saved")


@pytest.mark.parametrize("ends_itself", [True, False])
def test_a_paused_program_goes_on_from_the_files_that_it_kept(tmp_path, ends_itself):
    """One that does not end at HPSEARCH_EPOCHS is ended by SIGTERM; what it was ahead is kept, too."""
    code = COUNTING if ends_itself else COUNTING.replace('int(os.environ["HPSEARCH_EPOCHS"])', "-1")
    (tmp_path / "count.py").write_text(code, encoding="utf-8")
    whole = trained(tmp_path, sys.executable, "count.py", hyperparameters={"epochs": 9})
    paused = trained(tmp_path, sys.executable, "count.py", hyperparameters={"epochs": 9}, until=3)
    assert isinstance(paused, Paused)
    assert paused.outcome.epochs_run == 3
    outcome = trained(tmp_path, sys.executable, "count.py", hyperparameters={"epochs": 9}, paused=paused)
    assert outcome.history == whole.history


def test_a_program_that_keeps_nothing_cannot_pause(tmp_path):
    outcome = by_shell(tmp_path, f"{GOOD}; {GOOD}; sleep 100", hyperparameters={"epochs": 9}, until=2)
    assert "gives no state" in outcome.message


def test_a_program_has_a_device_alone(tmp_path):
    outcome = by_shell(tmp_path, f"echo on $CUDA_VISIBLE_DEVICES; {GOOD}", devices=[4100, 4101])
    assert outcome.log in ("on 4100\n", "on 4101\n")
    with device_among([4100, 4101]) as first, device_among([4100, 4101]) as second:
        assert {first, second} == {4100, 4101}


def test_a_program_s_folder_is_gone_after_its_training(tmp_path):
    outcome = by_shell(tmp_path, f'echo "$HPSEARCH_STATE"; {GOOD}')
    assert not Path(outcome.log.strip()).exists()


KILLED_BEFORE_IT_STARTS = """
import os, signal, sys, tempfile
from pathlib import Path
from hpsearch.training.own.program import command_session
from tests.training.own.test_commands import trained
tempfile.tempdir, code = sys.argv[1:]
command_session.Program = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
trained(Path(code), "sh", "-c", "exit 0")
"""


def test_a_worker_that_is_killed_before_its_program_starts_leaves_no_folder(tmp_path):
    temporary, code = tmp_path / "temporary", tmp_path / "code"
    temporary.mkdir()
    code.mkdir()
    program = [sys.executable, "-c", KILLED_BEFORE_IT_STARTS, str(temporary), str(code)]
    assert subprocess.run(program, check=False, cwd=ROOT).returncode == -signal.SIGKILL
    assert wait_until(lambda: not list(temporary.iterdir()), 20)


def test_an_argument_may_be_empty(tmp_path):
    assert trained(
        tmp_path, "sh", "-c", f"[ $# = 1 ] && {GOOD}".replace("{", "{{").replace("}", "}}"), "sh", ""
    ).metrics


def test_a_program_that_may_not_be_run_is_told_how_to_allow_it(tmp_path):
    (tmp_path / "plain.sh").touch()
    with pytest.raises(Exception, match=r"objective.command: './plain.sh' may not be run; allow it: chmod \+x"):
        trained(tmp_path, "./plain.sh")


def test_a_program_that_is_not_there_is_a_mistake_of_the_config(tmp_path):
    with pytest.raises(Exception, match=r"objective.command: no program 'no-such-program' is found"):
        trained(tmp_path, "no-such-program")
