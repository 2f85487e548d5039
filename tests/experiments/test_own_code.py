"""The example of docs/own-code.md: a loop in PyTorch becomes code that is searched, and that panda trains."""

import difflib
import shutil

import pytest

from tests.pages import ROOT, blocks
from tests.panda.chain import halves_and_survives_a_kill, is_babysat_and_survives_a_kill

EXAMPLE = ROOT / "experiments" / "own_code"
MOST_LINES = 6


@pytest.fixture
def config(tmp_path):
    pytest.importorskip("torch")
    for name in ("digits.py", "digits.yaml"):
        shutil.copy(EXAMPLE / name, tmp_path)
    return tmp_path / "digits.yaml"


def test_a_loop_becomes_searchable_by_six_lines():
    loop, searched = ((EXAMPLE / name).read_text(encoding="utf-8").splitlines() for name in ("loop.py", "digits.py"))
    changed = [line for line in difflib.ndiff(loop, searched) if line.startswith("+ ") and line[2:].strip()]
    assert len(changed) <= MOST_LINES


def test_the_page_shows_the_lines_of_the_example():
    lines = (EXAMPLE / "digits.py").read_text(encoding="utf-8").splitlines()
    (shown,) = [block for block in blocks("docs/own-code.md", "python") if "torch.manual_seed" in block]
    assert [line for line in shown.splitlines() if line.strip() not in ("", "...") and line not in lines] == []


def test_a_network_of_pytorch_is_halved_and_survives_a_kill(config):
    halves_and_survives_a_kill(config)


def test_a_network_of_pytorch_is_babysat_and_survives_a_kill(config):
    is_babysat_and_survives_a_kill(config)
