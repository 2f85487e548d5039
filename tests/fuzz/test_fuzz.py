import subprocess
import sys

import pytest

from tests.fuzz.case import Case
from tests.fuzz.child import Ended
from tests.fuzz.oracle import complaints


def test_a_few_random_attacks_of_each_kind_end_in_sentences():
    """The short form of `make fuzz`; a process of its own, for it forks."""
    words = (sys.executable, "-m", "tests.fuzz", "--seed", "0", "--cases", "30", "--seconds", "100")
    kinds = (word for kind in ("configs", "tables", "models") for word in ("--kind", kind))
    done = subprocess.run([*words, *kinds], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_case_is_made_from_its_name_alone():
    case = Case("tables", 7, 123)
    assert Case.named(str(case)) == case
    assert Case.named(str(case)).random().random() == case.random().random()


@pytest.mark.parametrize(
    ("code", "out", "err"),
    [
        (2, "", "Traceback (most recent call last):"),
        (-9, "", ""),
        (-11, "", ""),
        (130, "", "interrupted"),
        (2, "", "\n"),
        (0, "a\x1b[2J", ""),
        (2, "", "c.yaml: \u202e is unknown"),
        (2, "", "mistake\n" * 100),
    ],
)
def test_what_no_command_may_do_is_complained_of(code, out, err):
    assert list(complaints(Ended(("hpsearch", "check"), code, out, err)))


def test_a_sentence_is_not_complained_of():
    assert not list(complaints(Ended(("hpsearch", "check"), 2, "", "c.yaml:1:1: expected a mapping\n")))
