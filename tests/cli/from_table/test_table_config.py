"""A table in place of a config."""

import re
import shlex
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hpsearch.cli.from_table.python_source import PythonSource
from hpsearch.cli.from_table.starter import starter_config
from hpsearch.cli.from_table.table_config import config_of_table
from hpsearch.config import read_config
from hpsearch.data import describe
from hpsearch.errors import UsageError


@pytest.fixture
def table(tmp_path):
    """A small table in the working folder."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"size": rng.normal(size=60).round(3), "price": rng.normal(size=60).round(2)})
    frame.assign(state=np.where(frame["size"] > 0, "sound", "worn")).to_csv(tmp_path / "houses.csv", index=False)
    return tmp_path / "houses.csv"


FEW = ("--set", "hyperparameters.epochs=1", "--set", "search.finalists=null", "--trials", "2", "--jobs", "1")


@pytest.mark.usefixtures("table")
def test_a_table_is_searched_by_the_config_that_init_writes_for_it(command, tmp_path):
    done = command("run", "houses.csv", "--target", "price", "--time", "60", *FEW)
    assert "wrote houses.yaml: regression of price, 60 rows" in done.stderr
    assert (tmp_path / "runs" / "houses" / "run.db").exists()
    assert "time_limit: 60" in (tmp_path / "runs" / "houses" / "config.yaml").read_text()
    written = (tmp_path / "houses.yaml").read_bytes()
    command("init", "houses.csv", "--target", "price", "-o", "again.yaml")
    assert (tmp_path / "again.yaml").read_bytes() == written
    assert "wrote" not in command("run", "houses.csv", "--target", "price", "--resume", "--time", "60", *FEW).stderr
    told = "houses.yaml: is there, and is searched: regression of price; --target names another column"
    assert told in command("run", "houses.csv", "--resume", "--time", "60", *FEW).stderr
    done = command("run", "houses.csv", "--target", "price", "--resume", "--time", "30", *FEW)
    assert "houses.yaml: was made for a search of 60 s; it is searched for 30 s" in done.stderr
    assert (tmp_path / "houses.yaml").read_bytes() == written


@pytest.mark.usefixtures("table")
def test_a_compressed_table_names_its_config_and_run_as_it_would_uncompressed(command, table, tmp_path):
    pd.read_csv(table).to_csv(tmp_path / "houses.csv.gz", index=False)
    table.unlink()
    done = command("run", "houses.csv.gz", "--target", "price", *FEW)
    assert "wrote houses.yaml: regression of price, 60 rows" in done.stderr
    assert (tmp_path / "runs" / "houses" / "run.db").exists()


def test_what_is_no_table_is_told_as_before(command, tmp_path):
    assert "no such file" in command("run", "houses.yaml", code=2).stderr
    assert "--target is for a table" in command("run", "houses.yaml", "--target", "price", code=2).stderr
    assert "standard input cannot be read twice" in command("run", "-", code=2).stderr
    assert "there is no such file" in command("run", "missing.csv", code=2).stderr
    assert not (tmp_path / "houses.yaml").exists()


def test_a_bundled_set_is_searched_by_its_name(command, tmp_path):
    command("run", "iris", *FEW)
    assert (tmp_path / "iris.yaml").exists()


@pytest.fixture
def written(table, monkeypatch):
    """Writes the config for the price of the houses, in the working folder."""
    monkeypatch.chdir(table.parent)

    def write(source="houses.csv", target="price", **how):
        text = starter_config(describe("houses.csv", target=target, folder=table.parent), source, **how)
        (table.parent / "houses.yaml").write_text(text)

    return write


ASKED = ["run", "houses.csv", "--target", "state", "--time", "5", "--trials", "3"]


@pytest.mark.parametrize("how", [{}, {"seconds": 20}, {"plain": True}])
@pytest.mark.parametrize("target", [(), ("price",)])
def test_a_config_as_it_was_written_is_taken_for_whatever_time(written, how, target):
    """Its target holds where the command names none."""
    written(**how)
    assert config_of_table(Path("houses.csv"), target, 5) == Path("houses.yaml")


def test_a_config_for_another_target_is_named_with_a_command_for_the_one_that_is_asked_for(written):
    written()
    with pytest.raises(UsageError) as told:
        config_of_table(Path("houses.csv"), ["state"], 5, ASKED)
    assert "houses.yaml: predicts price, not state" in str(told.value)
    assert "hpsearch init houses.csv --target state -o houses-state.yaml" in str(told.value)
    assert "hpsearch run houses-state.yaml --time 5 --trials 3" in str(told.value)


def test_several_targets_are_written_as_a_list_and_found_again(table, monkeypatch):
    monkeypatch.chdir(table.parent)
    frame = pd.read_csv(table)
    frame.assign(**{"rooms, in all": frame["size"] * 2 + frame["price"]}).to_csv(table, index=False)
    path = config_of_table(Path("houses.csv"), ["price", "rooms, in all"], 5)
    assert 'target: [price, "rooms, in all"]' in path.read_text()
    assert read_config(path).data.target == ["price", "rooms, in all"]
    assert config_of_table(Path("houses.csv"), ["price", "rooms, in all"], 5) == path
    with pytest.raises(UsageError) as told:
        config_of_table(Path("houses.csv"), ["rooms, in all"], 5, [*ASKED, "--target", "price"])
    assert "predicts price, rooms, in all, not rooms, in all" in str(told.value)
    assert "hpsearch init houses.csv --target 'rooms, in all' -o " in str(told.value)


def test_a_config_that_was_edited_is_searched_by_its_own_name(written):
    written()
    with Path("houses.yaml").open("a") as file:
        file.write("# mine\n")
    asked = r"was changed since.*, or written by another version; .*: hpsearch run houses.yaml --time 5 --trials 3, or"
    with pytest.raises(UsageError, match=asked):
        config_of_table(Path("houses.csv"), ["price"], 5, ASKED)


@pytest.mark.parametrize(("text", "said"), [("a: [", "no config that can be read"), (None, "for other.csv, not for")])
def test_another_file_of_the_configs_name_is_named(written, text, said):
    written(source="other.csv")
    if text:
        Path("houses.yaml").write_text(text)
    with pytest.raises(UsageError, match=said):
        config_of_table(Path("houses.csv"), (), None)


@pytest.fixture
def with_units(tmp_path, monkeypatch):
    """A table whose second line has the units, in the working folder."""
    monkeypatch.chdir(tmp_path)
    numbers = np.random.default_rng(0).normal(size=60).round(3)
    lines = (f"{number},{abs(number) * 3:.2f},{number * 2:.2f}" for number in numbers)
    (tmp_path / "units.csv").write_text("\n".join(["a,b,y", "kg,mm,EUR", *lines]) + "\n")


MARKS = ("--set", "data.csv.missing=[kg, mm, EUR]")


@pytest.mark.usefixtures("with_units")
def test_what_a_table_needs_to_be_read_is_given_to_the_command_that_has_no_config_yet(command, tmp_path):
    told = command("init", "units.csv", code=2).stderr
    assert told.rstrip().endswith("""; here: --set 'data.csv.missing=["kg", "mm"]'""")
    told = command("init", "units.csv", *shlex.split(told.split("; here: ")[1]), code=2).stderr
    command("init", "units.csv", *shlex.split(told.split("; here: ")[1]))
    assert 'csv: {missing: ["kg", "mm", "EUR"]}' in (tmp_path / "units.yaml").read_text()
    assert "from 2 to 32 inputs" in command("check", "units.yaml").stdout
    command("run", "units.csv", *FEW)
    (tmp_path / "units.yaml").unlink()
    command("run", "units.csv", "--overwrite", "--yes", *MARKS, *FEW)
    assert read_config(tmp_path / "units.yaml").data.csv.missing == ["kg", "mm", "EUR"]


@pytest.mark.usefixtures("with_units")
def test_what_a_table_needs_to_be_read_is_named_with_the_config_that_is_there(command, tmp_path):
    """An option of the command would be for nothing, as the config is searched as it is."""
    command("init", "units.csv", *MARKS)
    with (tmp_path / "units.csv").open("a") as file:
        file.write("0.5,1.5,unk\n0.25,0.75,unk\n")
    told = command("run", "units.csv", code=2).stderr.rstrip()
    key, value = re.search(r"; here: in units\.yaml, set (\S+) to (.*)$", told).groups()
    assert (key, value) == ("data.csv.missing", '["kg", "mm", "EUR", "unk"]')
    text = (tmp_path / "units.yaml").read_text()
    (tmp_path / "units.yaml").write_text(text.replace('missing: ["kg", "mm", "EUR"]', f"missing: {value}"))
    command("run", "units.yaml", *FEW)


@pytest.mark.parametrize(
    ("stated", "marks"), [("NA", ["NA"]), ("-999", ["-999"]), ("[NA, -999]", ["NA", "-999"]), ("-99.5", ["-99.5"])]
)
def test_marks_may_be_stated_as_one_word_or_as_numbers(command, tmp_path, stated, marks):
    lines = ["a,y", *(f"{i * 37 % 101}.5,{i % 2}" for i in range(30)), *(f"{mark},0" for mark in marks)]
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
    told = command("init", "t.csv", "--plain", "--set", f"data.csv.missing={stated}").stderr
    assert all(repr(mark) in told for mark in marks)
    assert read_config(tmp_path / "t.yaml").data.csv.missing == marks


@pytest.mark.usefixtures("with_units")
def test_what_a_table_needs_to_be_read_keeps_the_other_keys_that_are_stated(command, tmp_path):
    (tmp_path / "units.csv").write_text((tmp_path / "units.csv").read_text().replace(",", ";"))
    separated = ("--set", "data.csv.separator=;")
    for _ in range(2):
        told = command("init", "units.csv", *separated, code=2).stderr
        separated = (*separated, *shlex.split(told.split("; here: ")[1]))
    command("init", "units.csv", *separated)
    csv = read_config(tmp_path / "units.yaml").data.csv
    assert (csv.separator, csv.missing) == (";", ["kg", "mm", "EUR"])


ZEROS_AND_ONES = ["a,b,y", *(f"{i},{i % 2},{i}" for i in range(30))]
BOTH = ("--target", "b", "--target", "y")


@pytest.mark.parametrize(
    ("lines", "options", "remedy"),
    [
        (["1,2,1", *(f"{i},{i % 7},{i * 0.5}" for i in range(30))], [], "data.csv.header=false"),
        (["a;y", *(f"{i};{i % 2}" for i in range(30))], ["--set", 'data.csv.separator="|"'], "'data.csv.separator=…'"),
        (["a y", *(f"{i} {i % 2}" for i in range(30))], [], None),
        (ZEROS_AND_ONES, BOTH, "data.task=regression"),
        (ZEROS_AND_ONES, [*BOTH, "--set", "data.task=classification"], "data.task=regression"),
        (["a,y", *(f"{i},{'kg' if i == 7 else i * 1.5}" for i in range(60))], [], """'data.csv.missing=["kg"]'"""),
        (["a,y", *(f"task: regression {i},{i % 2}" for i in range(30))], [], None),
    ],
)
def test_what_an_error_proposes_for_the_config_is_given_as_an_option(command, tmp_path, lines, options, remedy):
    """Only what hpsearch proposes: a cell may hold the same words."""
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n")
    told = command("init", "t.csv", *options, code=2).stderr
    assert told.rstrip().partition("; here: --set ")[2] == (remedy or "")


@pytest.mark.usefixtures("with_units")
def test_the_config_for_another_target_is_proposed_with_the_reading_of_the_one_that_is_there(command, tmp_path):
    command("init", "units.csv", *MARKS)
    told = command("run", "units.csv", "--target", "a", code=2).stderr
    proposed = re.search(r"config with: hpsearch (init .*?), and search it", told)[1]
    command(*shlex.split(proposed))
    assert read_config(tmp_path / "units-a.yaml").data.csv.missing == ["kg", "mm", "EUR"]


@pytest.mark.usefixtures("with_units")
def test_a_search_from_python_reads_its_table_as_its_overrides_say(tmp_path):
    source = PythonSource.of("units.csv", None, 5, [MARKS[1], "search.trials=3"])
    assert source.config["data"]["csv"] == {"missing": ["kg", "mm", "EUR"]}
    frame = pd.read_csv(tmp_path / "units.csv", dtype=str)
    assert PythonSource.of(frame, "y", 5, [MARKS[1], "data.task=regression"]).config["data"]["task"] == "regression"


@pytest.mark.usefixtures("table")
def test_what_does_not_say_how_a_table_is_read_is_for_its_config(command):
    assert "or change them in the config" in command("init", "houses.csv", "--set", "search.trials=3", code=2).stderr
    assert "'x' is not known here" in command("init", "houses.csv", "--set", "data.task=x", code=2).stderr
