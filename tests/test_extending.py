"""A new member of a kind is one file here, or one entry point of another package; the suites of its kind test it."""

import re
import shutil

import pytest

from tests.boards import board_rows
from tests.pages import ROOT, blocks
from tests.python_in import TOOL, python_in

MEMBERS = {
    "sign_descent": ("engine/optimizers", "class SignDescent"),
    "parzen": ("samplers", "class Parzen"),
}
"""What docs/extending.md adds: where the file of each goes, and what it holds."""

PARTS = ("hpsearch", "tests", "setup.cfg", "docs")

SUITES = ("tests/engine/test_optimizers.py", "tests/samplers/test_samplers.py", "tests/parity/test_parity.py")
CHOSEN = "sign_descent or parzen or (float64 and ([1] or [20] or [35]))"


def example(block):
    """The page's code that has `block` in it."""
    return next(body for body in blocks("docs/extending.md", "python") if block in body)


@pytest.fixture(scope="module")
def passed(tmp_path_factory):
    """The tests that pass in a copy of the project where each of the page's examples is one new file."""
    folder = tmp_path_factory.mktemp("copied")
    for part in PARTS:
        (shutil.copytree if (ROOT / part).is_dir() else shutil.copy)(ROOT / part, folder / part)
    for name, (home, block) in MEMBERS.items():
        (folder / "hpsearch" / home / f"{name}.py").write_text(example(block), encoding="utf-8")
    done = python_in(
        folder, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "-p", "no:xdist", *SUITES, "-k", CHOSEN
    )
    assert done.returncode == 0, done.stdout
    return re.findall(r"^PASSED (\S+)", done.stdout, re.MULTILINE)


@pytest.mark.parametrize("name", MEMBERS)
def test_the_suites_of_its_kind_test_a_new_member_and_pass(passed, name):
    assert sum(name in test for test in passed) > 5


def test_the_results_of_pytorch_stay_right_when_a_member_is_added(passed):
    assert sum("pytorch" in test for test in passed) == 3


ENTRY_POINTS = """\
[hpsearch.optimizers]
sign_descent = tiny:SignDescent
adam = tiny:SignDescent

[hpsearch.samplers]
parzen = tiny.samplers:Parzen
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder with a tiny package, installed there as pip installs it, that adds the page's examples."""
    folder = tmp_path_factory.mktemp("installed")
    (folder / "work").mkdir()
    (folder / "tiny").mkdir()
    (folder / "tiny" / "__init__.py").write_text(example("class SignDescent"), encoding="utf-8")
    (folder / "tiny" / "samplers.py").write_text(example("class Parzen"), encoding="utf-8")
    about = folder / "tiny-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(ENTRY_POINTS)
    (folder / "work" / "c.yaml").write_text(
        "data: {source: iris}\nhyperparameters: {learning_rate: {low: 1e-3, high: 1e-2}, epochs: 2}\n"
        "search: {trials: 8, finalists: null}\n"
    )
    return folder


def search(folder, *arguments):
    command = ("run", "c.yaml", "--jobs", "2", "--overwrite", "--yes", *arguments)
    return python_in(folder / "work", "-c", TOOL, *command, found=folder)


@pytest.mark.parametrize("change", ["hyperparameters.optimizer=sign_descent", "search.sampler=parzen"])
def test_a_config_uses_what_another_package_adds(installed, change):
    done = search(installed, "--set", change)
    assert (done.returncode, done.stderr.count("Traceback")) == (0, 0), done.stderr
    assert len(board_rows(done.stdout)) == 8


@pytest.mark.parametrize("point", ["broken = tiny:NoSuchClass", "broken = no_such_module", "broken = tiny:SignDescent"])
def test_a_member_that_cannot_be_had_is_a_sentence_with_its_package(installed, tmp_path, point):
    folder = shutil.copytree(installed, tmp_path / "broken")
    (folder / "tiny-1.0.dist-info" / "entry_points.txt").write_text(f"[hpsearch.optimizers]\n{point}\n")
    done = search(folder)
    assert done.returncode == 2
    assert "installed package tiny" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_other_package_replaces_what_hpsearch_has(installed):
    done = python_in(installed, "-c", "from hpsearch.engine.optimizers import OPTIMIZERS; print(OPTIMIZERS['adam'])")
    assert done.stdout == "Adam()\n"
