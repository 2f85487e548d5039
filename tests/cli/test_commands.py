"""The commands as a person runs them, without a terminal."""

import csv
import io
import json
import re
from statistics import quantiles

import pytest
from click.testing import CliRunner

from hpsearch.cli.commands import COMMANDS, commands
from hpsearch.data import BUNDLED
from tests.boards import board_rows, line_with

DIGITS = """\
data: {source: iris}
hyperparameters:
  units: [8]
  learning_rate: {low: 1e-4, high: 1, scale: log}
  beta1: {low: 0.9, high: 0.999, scale: reverse_log}
  epochs: 2
search: {trials: 4, rounds: 2, finalists: null}
"""

MIXED = """\
name,age,"town, country",smokes,since,income,verdict
A. One,34,"Berne, CH",yes,2020-01-02,1200.5,good
B. Two,,"Paris, FR",no,2020-02-03,900,bad
"""


@pytest.fixture
def config(tmp_path, monkeypatch):
    """The name of a config in the folder where commands run; one job, because processes take a second to start."""
    path = tmp_path / "flowers.yaml"
    path.write_text(DIGITS)
    monkeypatch.chdir(tmp_path)
    return path.name


def refusal(*arguments: object, code: int = 2) -> str:
    """What a command says on stderr when it ends with `code`, run in this process."""
    done = CliRunner().invoke(commands, [str(argument) for argument in arguments])
    assert done.exit_code == code, (done.output, done.exception)
    assert isinstance(done.exception, SystemExit)
    return done.stderr.strip()


def shown(*arguments: object) -> str:
    """What a command that succeeds writes to stdout, run in this process."""
    done = CliRunner().invoke(commands, [str(argument) for argument in arguments])
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


@pytest.mark.parametrize("words", [[], *([name] for name in COMMANDS)], ids=lambda words: " ".join(words) or "hpsearch")
def test_every_command_has_help_with_an_example(command, words):
    text = command(*words, "--help").stdout
    assert "Usage: hpsearch" in text
    assert ("Example: hpsearch" in text) == bool(words)
    assert not re.search(r"\\b|noqa", text)


def test_run_shows_the_leaderboard_on_stdout_and_progress_on_stderr(hpsearch, config):
    done = hpsearch("run", config)
    assert line_with(done.stdout, "rank").split()[:3] == ["rank", "trial", "dev_error"]
    assert len(board_rows(done.stdout)) == 4
    assert "round 2/2: 4/4 trials, best dev_error" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr


FINALISTS = ("--set", "search.finalists={count: 3, repeats: 2}")


def test_run_and_report_say_how_sure_the_leaderboard_is(command, config):
    done = command("run", config, *FINALISTS)
    sentence, header = line_with(done.stdout, "winner: "), line_with(done.stdout, "rank")
    first = board_rows(done.stdout)[0].split()[1]
    assert header.split()[:4] == ["rank", "trial", "dev_error", "retrained_dev_error"]
    assert re.fullmatch(
        rf"winner: trial {first}, dev_error .* 2 trainings with new seeds\); (not )?clearly better than .*", sentence
    )
    assert "finalists: 6/6 retrainings, best dev_error" in done.stderr
    assert shown("report", "runs/flowers").startswith(done.stdout)
    assert f"\n{sentence}\n" in shown("report", "runs/flowers", "--format", "markdown")
    assert sentence not in shown("report", "runs/flowers", "--format", "csv")
    shown("run", config, "--jobs", 1, "--out", "plain")
    several = shown("report", "runs/flowers", "plain")
    assert f"runs/flowers: {sentence}" in several.splitlines()
    assert "retrained_dev_error" not in line_with(several, "rank")


def test_check_counts_the_finalists(config):
    plain, final = shown("check", config), shown("check", config, *FINALISTS)
    assert "8 epochs" in plain
    assert "20 epochs" in final
    assert "then the best 3 are retrained with 2 new seeds each" in final
    one = shown("check", config, *FINALISTS, "--set", "search.finalists.count=1", "--set", "search.finalists.repeats=1")
    assert "then the best is retrained with 1 new seed\n" in one


def test_check_says_how_well_workers_would_be_used(config):
    assert "with 1 worker, 100 % of their time is training" in shown("check", config, "--workers", 1)
    assert "no more than 2 would train 90 % of it; fewer rounds" in shown("check", config, "--workers", 64)
    alone = ("--workers", 4, "--set", "search.mode=panda", "--set", "search.finalists=null")
    assert "panda trains one trial after another, in one process; further workers have" in shown(
        "check", config, *alone
    )


def test_a_halved_search_says_how_many_trials_were_stopped(command, config):
    halving = ("--set", "search.halving={min_epochs: 1, factor: 2}")
    done = command("run", "--jobs", 1, config, *halving)
    assert "2 stopped of 4 trials" in done.stderr
    assert "the better 1/2 of each round continue after 1 epoch" in shown("check", config, *halving)
    among = ("--set", "search.halving={min_epochs: 1, factor: 2, among: search}")
    assert "again at 2 times that, where the best of all rounds continue" in shown("check", config, *among)


def test_run_takes_trials_seed_out_and_set(command, config, tmp_path):
    command(
        "run",
        config,
        "--trials",
        3,
        "--seed",
        7,
        "--out",
        "elsewhere",
        "--set",
        "hyperparameters.epochs=1",
        "--jobs",
        1,
    )
    rows = list(csv.DictReader(io.StringIO((tmp_path / "elsewhere/trials.csv").read_text())))
    assert [row["epochs_run"] for row in rows] == ["1"] * 3
    assert (tmp_path / "elsewhere/best.safetensors").exists()


def test_a_run_is_resumed_or_overwritten_but_never_by_chance(command, config):
    command("run", "--jobs", 1, config)
    assert refusal("run", "--jobs", 1, config).endswith(
        "--resume continues it, --overwrite starts anew, --out goes elsewhere"
    )
    assert "contradict" in refusal("run", config, "--resume", "--overwrite")
    more = command("run", "--jobs", 1, config, "--resume", "--trials", 6)
    assert len(board_rows(more.stdout)) == 6
    command("run", "--jobs", 1, config, "--overwrite", "--yes")


def test_panda_tells_every_epoch(command, config):
    told = command("run", "--jobs", 1, config, "--mode", "panda", "--trials", 2).stderr.splitlines()
    epochs = [line for line in told if line.startswith("trial ")]
    assert [line.split()[:4] for line in epochs] == [
        ["trial", str(t), "epoch", f"{e}/2"] for t in (0, 1) for e in (1, 2)
    ]
    assert "dev_error" in epochs[0]


def test_report_ranks_in_every_form(config):
    shown("run", "--jobs", 1, config)
    run = "runs/flowers"
    assert len(board_rows(shown("report", run, "--top", 2))) == 2
    rows = list(csv.DictReader(io.StringIO(shown("report", run, "--format", "csv"))))
    objects = json.loads(shown("report", run, "--format", "json"))["leaderboard"]
    assert [row["trial"] for row in rows] == [str(each["trial"]) for each in objects]
    assert "| rank | trial |" in shown("report", run, "--format", "markdown")
    assert "learning_rate" in shown("report", run, "--trial", 1)
    history = list(csv.DictReader(io.StringIO(shown("report", run, "--trial", 1, "--format", "csv"))))
    assert [row["epoch"] for row in history] == ["1", "2"]


def test_report_of_no_run_says_how_to_get_one():
    assert "no run here" in refusal("report", "nowhere")


def test_samples_are_csv_alone_and_fit_their_scales(command, config):
    done = command("check", config, "--samples", 2000)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.stderr == ""
    assert len(rows) == 2000
    rates = quantiles([float(row["learning_rate"]) for row in rows])
    for quartile, expected in zip(rates, (1e-3, 1e-2, 1e-1), strict=True):
        assert expected / 1.25 < quartile < expected * 1.25
    assert quantiles([float(row["beta1"]) for row in rows])[1] == pytest.approx(0.99, abs=0.001)


def test_check_shows_data_space_and_plan(command, config):
    text = command("check", config).stdout
    for part in ("90 train, 30 dev, 30 test examples", "learning_rate", "0.99", "4 trials by dev_error", "rounds of 2"):
        assert part in text


def test_check_gradients_reports_great_ones(command, config):
    text = command("check", config, "--gradients").stdout
    assert "4 of 4 gradients agree" in text
    differences = [float(value) for value in re.findall(r"\d\.\de-\d+", text)]
    assert len(differences) == 8
    assert max(differences) <= 1e-7


def test_from_a_mixed_table_to_a_leaderboard_with_no_hand_editing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = MIXED.splitlines()
    rows = [line.replace("A. One", f"A. {i}").replace("B. Two", f"B. {i}") for i in range(40) for line in lines[1:]]
    (tmp_path / "people.csv").write_text("\n".join([lines[0], *rows]))
    looked = CliRunner().invoke(commands, ["init", "people.csv"])
    assert "classification of verdict" in looked.stdout
    assert "'since'" in looked.stderr
    assert "'name'" in looked.stderr
    shown("check", "people.yaml")
    ended = shown("run", "people.yaml", "--trials", 4, "--jobs", 1, "--set", "search.finalists=null")
    assert len(board_rows(ended)) == 4


@pytest.mark.parametrize(("rare", "told"), [(5, True), (20, False)])
def test_init_tells_the_rows_of_each_class_and_what_to_do_where_one_has_nearly_all(rare, told, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [f"{row % 7},{'ill' if row % 100 < rare else 'well'}" for row in range(600)]
    (tmp_path / "t.csv").write_text("\n".join(["a,state", *rows]))
    looked = CliRunner().invoke(commands, ["init", "t.csv"])
    sizes = f"rows of the classes: {600 - 6 * rare} 'well' ({100 - rare} %), {6 * rare} 'ill' ({rare} %)"
    assert sizes in looked.stdout
    assert ("search.metric: dev_auc judges the others too" in looked.stderr) == told
    assert sizes in shown("check", "t.yaml")


def test_init_writes_a_config_for_every_bundled_set(command, tmp_path, monkeypatch):
    """Init writes a config for every bundled set and takes a target."""
    monkeypatch.chdir(tmp_path)
    for name in BUNDLED:
        for arguments in (["init", name], ["check", f"{name}.yaml", "--samples", "1"]):
            assert CliRunner().invoke(commands, arguments).exit_code == 0
    (tmp_path / "t.csv").write_text("a,b\n" + "\n".join(f"{i * 0.5},{i % 3}" for i in range(50)))
    assert "regression of a" in command("init", "t.csv", "--target", "a", "-o", "a.yaml").stdout
    assert "exists already" in refusal("init", "t.csv", "-o", "a.yaml")
    assert "'c'" in refusal("init", "t.csv", "--target", "c", "-o", "c.yaml")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("search.trails=8", "search.trails"),
        ("search.trials=0", "search.trials"),
        ("data.source=nowhere.csv", "nowhere.csv"),
        ("hyperparameters.learning_rate.low=0", "0 has no logarithm"),
        ("search.metric=dev_rmse", "does not apply to classification"),
        ("search.sampler={name: tpe, group: 3}", "group is 3; expected true or false"),
        ("search.repeats=0", "0 is too small"),
        ("hyperparameters.keep_prob=[0.8,0.9,1]", "expected one for each hidden layer"),
    ],
)
def test_a_wrong_config_is_one_sentence_that_names_the_place(config, change, sentence):
    for command in (["check"], ["run", "--jobs", 1]):
        told = refusal(*command, config, "--set", change)
        assert sentence in told
        assert len(told.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["run"],
        ["run", "missing.yaml"],
        ["run", "flowers.yaml", "--jobs", "0"],
        ["run", "flowers.yaml", "--backend", "dask"],
        ["run", "flowers.yaml", "--backend", "ray"],
        ["report"],
        ["nothing"],
    ],
)
@pytest.mark.usefixtures("config")
def test_wrong_usage_exits_with_2(arguments):
    assert refusal(*arguments)


def test_no_completed_trial_exits_with_1_and_says_what_to_do(command, config):
    done = command(
        "run",
        config,
        "--set",
        "hyperparameters.learning_rate=1e+38",
        "--set",
        "hyperparameters.optimizer=sgd",
        "--set",
        "hyperparameters.beta1=0.9",
        code=1,
    )
    assert "no trial completed; lower the learning rate" in done.stderr
    assert "diverged" in done.stdout


def test_a_folder_that_cannot_be_made_exits_with_4(command, config, tmp_path):
    (tmp_path / "file").write_text("")
    assert "file/run" in command("run", "--jobs", 1, config, "--out", "file/run", code=4).stderr
