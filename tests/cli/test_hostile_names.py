"""Names that would act on a terminal, in every place that takes a name: no command prints them raw."""

import shlex
from pathlib import Path

import click.testing
import pytest
from click.testing import CliRunner

from hpsearch.cli.commands import commands
from hpsearch.config import config_from
from hpsearch.panda.mode import Panda
from hpsearch.runs.store.journal_writer import Journal
from hpsearch.search.prepare import prepare
from hpsearch.search.search import search
from hpsearch.trials.interventions import Intervention, Moment
from hpsearch.workers.backends import start_workers

HOSTILE = {
    "controls": "a\x1b]0;owned\x07\x1b[2J\x08\x0b\x7f\x9b31m\u202eb\u2066\u200f",
    "markup": "a[red]b[/2]",
}
RAW = "\x07\x08\x0b\x7f\x9b\u202e\u2066\u200f"
SEQUENCES = ("\x1b]", "\x1b[2J")

SETTINGS = """
hyperparameters: {{units: [3], learning_rate: {{low: 1e-3, high: 1e-1, scale: log}}, epochs: 1}}
search: {{trials: 2, rounds: 1, finalists: null}}
"""
COMMANDS = [
    "init {data} -o other.yaml --overwrite --target {target}",
    "init {data} --target {name}",
    "init {name}.parquet",
    "check {config}",
    "check {config} --samples 2",
    "check {config} --set data.{name}=1",
    "check {config} --set data.target={name}",
    "check {config} --set data.source={name}",
    "check {config} --set hyperparameters.optimizer={name}",
    "check {config} --set hyperparameters.{name}.low=1",
    "check {name}/gone.yaml",
    "run {config} --out {run}-again --overwrite --yes --jobs 1",
    "run {config} --out {run} --jobs 1",
    "run {config} --out {run} --resume --jobs 1 --seed 5",
    "run {config} --{name}",
    "run {config} --out {run}-from --from {run} --jobs 1",
    "run {config} --out {run}-from2 --from {name} --jobs 1",
    "loop {config} -o {run}-loop --rounds 2 --jobs 1",
    "loop {config} -o {run}-loop --jobs 1",
    "loop {name}.yaml",
    "evaluate {run}",
    "evaluate {run}",
    "evaluate {run} --data {data}",
    "evaluate {run} --data {name}.csv",
    "predict {run} {data} -o {name}-predicted.csv --overwrite",
    "predict {run} {data} --keep {name}",
    "predict {run} {name}.csv",
    "report {run}",
    "report {run} {run}",
    "report {run} --trial 0",
    "report {run} --trial 99",
    *(f"report {{{run}}} --format {form}" for form in ("csv", "json", "markdown") for run in ("run", "panda")),
    "report {run} --html page.html --overwrite",
    "report {run} --rescue rescued-{name}",
    "report {name}",
    "report {panda}",
    "report {panda} --trial 0",
    "export {run} --to config",
    "export {panda} --to config -o {name}.yaml --overwrite",
    "export {run} --to {name}",
    "export {run} --to next -o next-{name}.yaml --overwrite",
    "export {run} --to python -o {name}.py --overwrite",
    "export {run} --to onnx -o {name}.onnx --overwrite",
    "watch {run}",
    "watch {panda}",
    "replay {run}",
    "replay {panda}",
    "tell {panda} note={name}",
    "tell {panda} {name}",
    "tell {panda} l2={name} --remark {name}",
    "{name}",
]

EXACT = ("--format csv", "--samples", "export {run} --to c", "predict {run}")


@pytest.fixture(scope="module", params=HOSTILE.values(), ids=HOSTILE)
def places(request, tmp_path_factory):
    """A folder of runs whose table, columns, classes, target, file, folder and remarks all have the name."""
    name = request.param
    folder = tmp_path_factory.mktemp("hostile")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        paths = {"data": f"{name.replace('/', '')}.csv", "config": "c.yaml", "run": f"runs/{name}", "panda": "panda"}
        target = f"{name} target"
        rows = "".join(f"{row % 7}.5,{row % 3},{name if row % 2 else 'no'}\n" for row in range(60))
        Path(paths["data"]).write_text(f"{name} one,b,{target}\n{rows}")
        made = CliRunner().invoke(commands, ["init", paths["data"], "-o", "c.yaml", "--target", target])
        assert made.exit_code == 0, (made.stderr, made.exception)
        before, _, _ = Path("c.yaml").read_text().partition("# A number, word")
        Path("c.yaml").write_text(before + SETTINGS.format())
        ran = CliRunner().invoke(commands, ["run", "c.yaml", "--out", paths["run"], "--jobs", "1"])
        assert ran.exit_code == 0, (ran.stderr, ran.exception)
        watched = {"data": {"source": "iris"}, "hyperparameters": {"units": [3], "epochs": 2}}
        panda = prepare(config_from({**watched, "search": {"mode": "panda", "trials": 1, "rounds": 1}}))
        list(search(panda, Path("panda"), start_workers(1), mode=Panda()))
        with Journal(Path("panda")) as journal:
            journal.record(Intervention(0, Moment(0, 1, 0), "note", remark=name, source="tell"))
        yield folder, {**paths, "target": target, "name": name}


@pytest.mark.parametrize("terminal", [False, True], ids=["pipe", "terminal"])
def test_no_command_prints_a_hostile_name_raw(places, terminal, monkeypatch):
    """What a program reads from a pipe is exact, so CSV and JSON are looked at on a terminal only."""
    folder, names = places
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "400")
    if terminal:
        stream = click.testing._NamedTextIOWrapper
        monkeypatch.setattr(stream, "isatty", lambda self: self.name == "<stdout>", raising=False)
    for command in COMMANDS:
        if not terminal and any(exact in command for exact in EXACT):
            continue
        words = [word.format(**names) for word in shlex.split(command)]
        done = CliRunner().invoke(commands, words)
        assert done.exception is None or isinstance(done.exception, SystemExit), (command, done.exception)
        for text in (done.stdout, done.stderr):
            raw = [each for each in (*RAW, *SEQUENCES) if each in text]
            assert not raw, (command, raw, text)


def test_what_is_markup_elsewhere_is_shown_as_it_is(places, monkeypatch):
    folder, names = places
    monkeypatch.chdir(folder)
    monkeypatch.setenv("COLUMNS", "400")
    shown = names["name"].encode("unicode_escape").decode() if not names["name"].isprintable() else names["name"]
    for command in ("check {config}", "report {run} --trial 99", "report {panda}", "watch {panda}"):
        done = CliRunner().invoke(commands, [word.format(**names) for word in shlex.split(command)])
        assert shown in done.stdout + done.stderr, command
