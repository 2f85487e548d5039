"""The pages cannot rot: their commands run, their outputs are real, their configs and their code work."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from hpsearch.config import config_from
from tests.boards import board_rows
from tests.pages import ROOT, TOUR, blocks, examples, outputs
from tests.python_in import TOOL, python_in


@pytest.fixture(scope="module")
def tour(tmp_path_factory):
    """The folder in which the commands of all pages were run, and what they printed."""
    folder = tmp_path_factory.mktemp("tour")
    return folder, outputs(folder)


def shape(output: str) -> list[str]:
    """The lines of `output` with numbers, their units of time and rulings blanked, which vary with the processor."""
    lines = [re.sub(r"[\d.,:e+-]*\d[\d.,:e+-]*|─+", "#", line) for line in output.splitlines()]
    lines = [re.sub(r"# (s|min|h)\b", "# s", " ".join(line.split())) for line in lines]
    ranked = next((n for n, line in enumerate(lines) if line.startswith(("rank", "| rank"))), None)
    return lines if ranked is None else [*lines[: ranked + 1], str(len(lines))]


@pytest.mark.parametrize("example", examples(), ids=lambda example: f"{example.page}: {example.command}")
def test_the_output_under_each_command_is_what_it_prints(tour, example):
    """Numbers aside; `make examples` writes them anew."""
    assert shape(tour[1][example.command]) == shape(example.output)


def test_every_page_with_commands_is_in_the_tour():
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    assert {page.relative_to(ROOT).as_posix() for page in pages if "```console" in page.read_text("utf-8")} == {*TOUR}


def test_the_python_example_runs_after_the_tour(tour):
    code = next(block for block in blocks("docs/python.md", "python") if "hpsearch.run" in block)
    done = subprocess.run([sys.executable, "-c", code], cwd=tour[0], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_config_that_is_explained_is_valid():
    (text,) = (each for each in blocks("docs/config.md", "yaml") if each.startswith("data:"))
    assert config_from(YAML(typ="safe").load(text)).search.trials == 64


@pytest.mark.parametrize(
    ("block", "home", "change"),
    [
        ("class SignDescent", "engine/optimizers/sign_descent.py", "hyperparameters.optimizer=sign_descent"),
        ("class Parzen", "samplers/parzen.py", "search.sampler=parzen"),
    ],
)
def test_what_the_example_adds_in_one_file_is_found_by_name(tmp_path, block, home, change):
    """In a copy of the package, the file alone makes the word known to configs, and the search works."""
    shutil.copytree(ROOT / "hpsearch", tmp_path / "hpsearch")
    code = next(body for body in blocks("docs/extending.md", "python") if block in body)
    (tmp_path / "hpsearch" / home).write_text(code, encoding="utf-8")
    (tmp_path / "c.yaml").write_text(
        "data: {source: iris}\nhyperparameters: {learning_rate: {low: 1e-3, high: 1e-2}}\n"
    )
    words = ["run", "c.yaml", "--trials", "8", "--jobs", "1", "--set", change, "--set", "hyperparameters.epochs=2"]
    done = python_in(tmp_path, "-c", TOOL, *words, "--set", "search.finalists=null")
    assert done.returncode == 0, done.stderr
    assert len(board_rows(done.stdout)) == 8


@pytest.mark.parametrize("path", sorted((ROOT / "experiments").glob("*.yaml")), ids=lambda path: Path(path).name)
def test_every_config_in_experiments_is_valid(command, path):
    assert len(command("check", path, "--samples", 1).stdout.splitlines()) == 2


def test_the_table_of_the_tour_is_made_by_its_script():
    from experiments.machines import rows  # noqa: PLC0415 (NumPy's draws are what the file holds)

    lines = (ROOT / "experiments/machines.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(rows())
    assert lines[0] == ",".join(map(str, rows()[0]))
    assert lines[1].startswith(",".join(map(str, rows()[1][:5])))
