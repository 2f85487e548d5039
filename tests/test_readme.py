"""The README cannot rot: its commands run, its outputs are real, its configs and its code work."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from hpsearch.config import DEFAULTS, config_from
from tests.boards import board_rows
from tests.readme import README, ROOT, blocks, examples, outputs


@pytest.fixture(scope="module")
def tour(tmp_path_factory):
    """The folder in which the README's commands were run, and what they printed."""
    folder = tmp_path_factory.mktemp("tour")
    return folder, list(outputs(folder))


def shape(output: str) -> list[str]:
    """The lines of `output` with numbers, their units of time and rulings blanked, which vary with the processor."""
    lines = [re.sub(r"[\d.,:e+-]*\d[\d.,:e+-]*|─+", "#", line) for line in output.splitlines()]
    lines = [re.sub(r"# (s|min|h)\b", "# s", " ".join(line.split())) for line in lines]
    ranked = next((n for n, line in enumerate(lines) if line.startswith(("rank", "| rank"))), None)
    return lines if ranked is None else [*lines[: ranked + 1], str(len(lines))]


@pytest.mark.parametrize("number", range(len(examples())))
def test_the_output_under_each_command_is_what_it_prints(tour, number):
    """Numbers aside; `make docs` writes them anew."""
    assert shape(tour[1][number]) == shape(examples()[number].output)


def test_the_python_example_runs_after_the_tour(tour):
    code = next(block for block in blocks("python") if "hpsearch.run" in block)
    done = subprocess.run([sys.executable, "-c", code], cwd=tour[0], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_config_of_the_readme_is_valid():
    (text,) = (each for each in blocks("yaml") if each.startswith("data:"))
    assert config_from(YAML(typ="safe").load(text)).search.trials == 64


def test_every_supported_hyperparameter_stands_in_the_readme():
    """Every supported hyperparameter stands in the README with its default."""
    table = README.read_text(encoding="utf-8").split("| `hyperparameters` | default |")[1].split("\n\n")[0]
    for names, default in re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| (.+?) \|", table, re.MULTILINE):
        first = re.findall(r"`(\w+)`", names)[0]
        value = YAML(typ="safe").load(default)
        assert (
            config_from({"data": {"source": "iris"}, "hyperparameters": {first: value}}).hyperparameters[first]
            == (DEFAULTS[first])
        )


@pytest.mark.parametrize(
    ("block", "home", "change"),
    [
        ("class SignDescent", "engine/optimizers/sign_descent.py", "hyperparameters.optimizer=sign_descent"),
        ("class Parzen", "samplers/parzen.py", "search.sampler=parzen"),
    ],
)
def test_what_the_readme_adds_in_one_file_is_found_by_name(tmp_path, block, home, change):
    """In a copy of the package, the file alone makes the word known to configs, and the search works."""
    shutil.copytree(ROOT / "hpsearch", tmp_path / "hpsearch")
    code = next(body for body in blocks("python") if block in body)
    (tmp_path / "hpsearch" / home).write_text(code, encoding="utf-8")
    (tmp_path / "c.yaml").write_text(
        "data: {source: iris}\nhyperparameters: {learning_rate: {low: 1e-3, high: 1e-2}}\n"
    )
    tool = "import sys, hpsearch.cli; sys.argv[0] = 'hpsearch'; hpsearch.cli.main()"
    command = [sys.executable, "-c", tool, "run", "c.yaml", "--trials", "8", "--jobs", "1", "--set", change]
    done = subprocess.run(
        [*command, "--set", "hyperparameters.epochs=2", "--set", "search.finalists=null"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(board_rows(done.stdout)) == 8


@pytest.mark.parametrize("path", sorted((ROOT / "experiments").glob("*.yaml")), ids=lambda path: Path(path).name)
def test_every_config_in_experiments_is_valid(hpsearch, path):
    assert len(hpsearch("check", path, "--samples", 1).stdout.splitlines()) == 2


def test_the_table_of_the_tour_is_made_by_its_script():
    from experiments.machines import rows  # noqa: PLC0415 (NumPy's draws are what the file holds)

    lines = (ROOT / "experiments/machines.csv").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(rows())
    assert lines[0] == ",".join(map(str, rows()[0]))
    assert lines[1].startswith(",".join(map(str, rows()[1][:5])))
