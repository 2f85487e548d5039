"""The leaderboard and its forms."""

import csv
import io
import json

import pytest

from hpsearch.errors import UsageError
from hpsearch.report.leaderboard import leaderboard, readable
from hpsearch.report.one_trial import trial_history, trial_settings
from hpsearch.report.render.formats import to_csv, to_json, to_markdown
from hpsearch.report.sections.leaderboard import LeaderboardSection, who_stopped, why_below
from hpsearch.runs.run import Run
from hpsearch.search.search import search
from hpsearch.trials.ranking import Ranking
from hpsearch.trials.table import Table, short
from hpsearch.workers.backends import start_workers


@pytest.fixture
def run(small, tmp_path):
    """A finished small search."""
    for _ in search(small(), tmp_path / "run", start_workers(1)):
        pass
    return Run(tmp_path / "run")


def test_trials_stand_from_best_to_worst(run):
    table = leaderboard([run])
    assert table.header[:4] == ("rank", "trial", "status", "dev_error")
    errors = table.column("dev_error")
    assert errors == sorted(errors)
    assert table.column("rank") == list(range(1, 9))
    assert table.rows[0][1] == run.best.number
    assert leaderboard([run], top=3).rows == table.rows[:3]


@pytest.fixture
def with_nulls(small, tmp_path):
    """A search over a choice with null, and a hyperparameter that only trials with momentum use."""
    space = {
        "class_weight": {"choices": [None, "balanced"]},
        "optimizer": {"choices": ["momentum", "adam"]},
        "beta2": {"low": 0.9, "high": 0.999, "scale": "reverse_log"},
        "epochs": 1,
    }
    starts = [
        {"class_weight": weight, "optimizer": optimizer}
        for weight in (None, "balanced")
        for optimizer in ("momentum", "adam")
    ]
    for _ in search(small(hyperparameters=space, search={"start": starts}), tmp_path / "run", start_workers(1)):
        pass
    return Run(tmp_path / "run")


def test_a_null_that_was_chosen_reads_so_and_what_is_not_used_is_empty(with_nulls):
    (section,) = LeaderboardSection().sections([with_nulls], None)
    chosen = {each.number: each.trial.settings for each in with_nulls.outcomes}
    for shown in (section, *section.page):
        (listing,) = shown.tables
        columns = (listing.table.column(name) for name in ("trial", "class_weight", "beta2"))
        for trial, weight, beta2 in zip(*columns, strict=True):
            assert weight == (chosen[trial]["class_weight"] or "null")
            assert (beta2 is None) == (chosen[trial]["optimizer"] == "momentum")
    assert set(section.data["leaderboard"].column("class_weight")) == {None, "balanced"}
    first = next(number for number, settings in chosen.items() if settings["class_weight"] is None)
    assert ("class_weight", "null") in trial_settings(with_nulls, first).rows
    assert ", class_weight null" in str(next(each for each in with_nulls.outcomes if each.number == first))


@pytest.mark.parametrize(("among", "whose"), [("round", "their rounds"), ("search", "the whole search")])
def test_what_halving_stopped_is_told_with_the_reason(small, tmp_path, among, whose):
    halving = {"trials": 9, "rounds": 1, "halving": {"min_epochs": 1, "factor": 3, "among": among}}
    for _ in search(small(search=halving, hyperparameters={"epochs": 7}), tmp_path, start_workers(1)):
        pass
    (sentence,) = who_stopped(Run(tmp_path))
    assert sentence == (
        f"halving stopped 8 of 9 trials: 6 after 1 epoch, 2 after 3 epochs, where others of {whose} were better"
    )


def test_a_search_without_halving_tells_of_nothing_stopped(run):
    assert not list(who_stopped(run))


def test_several_runs_are_ranked_together(run, small, tmp_path):
    for _ in search(small(hyperparameters={"epochs": 4}), tmp_path / "other", start_workers(1)):
        pass
    table = leaderboard([run, Run(tmp_path / "other")])
    assert len(table.rows) == 16
    assert set(table.column("run")) == {str(run.folder), str(tmp_path / "other")}
    assert table.column("dev_error") == sorted(table.column("dev_error"))


def test_runs_that_were_judged_on_different_rows_are_ranked_apart(run, small, tmp_path):
    for _ in search(small(search={"seed": 1}), tmp_path / "other", start_workers(1)):
        pass
    table = leaderboard([run, Run(tmp_path / "other")])
    assert table.column("rank") == [*range(1, 9), *range(1, 9)]
    assert table.column("run") == [str(run.folder)] * 8 + [str(tmp_path / "other")] * 8


def test_runs_by_different_metrics_are_not_compared(run, small, tmp_path):
    for _ in search(small(search={"metric": "dev_loss"}), tmp_path / "loss", start_workers(1)):
        pass
    with pytest.raises(UsageError, match="cannot be compared, they rank by different metrics"):
        leaderboard([run, Run(tmp_path / "loss")])


def test_a_metric_to_be_maximised_ranks_the_largest_first(small, tmp_path):
    for _ in search(small(search={"metric": "dev_accuracy"}), tmp_path, start_workers(1)):
        pass
    accuracies = leaderboard([Run(tmp_path)]).column("dev_accuracy")
    assert accuracies == sorted(accuracies, reverse=True)


def test_one_trial_is_told_epoch_by_epoch(run):
    history = trial_history(run, 5)
    assert history.column("epoch") == [1, 2, 3]
    settings = dict(trial_settings(run, 5).rows)
    assert settings["trial"] == 5
    assert settings["dev_error"] == history.column("dev_error")[-1]
    with pytest.raises(UsageError, match=r"trial 8 is not among its 8 finished trials"):
        trial_history(run, 8)


def test_csv_and_json_lose_nothing(run):
    table = leaderboard([run])
    read = list(csv.reader(io.StringIO(to_csv(table))))
    assert read[0] == list(table.header)
    column = table.header.index("dev_loss")
    assert [float(row[column]) for row in read[1:]] == table.column("dev_loss")
    objects = json.loads(to_json(table))
    assert [list(each.values()) for each in objects] == [list(row) for row in table.rows]


def test_what_is_no_number_is_null_in_json_and_empty_in_csv():
    table = Table(("a", "b", "c"), ((float("nan"), None, float("inf")),))
    assert json.loads(to_json(table)) == [{"a": None, "b": None, "c": None}]
    assert to_csv(table) == "a,b,c\n,,inf\n"


def test_markdown_escapes_what_would_break_the_table():
    assert to_markdown(Table(("a|b",), (("x|y",),))) == "| a\\|b |\n|---|\n| x\\|y |\n"


ODD = "a\x1b]0;b\x07|c\nd\u202e[/2]\x9b\ud800"


def test_json_holds_exactly_what_no_terminal_may_see():
    written = to_json(Table((ODD,), ((ODD,),)))
    assert json.loads(written) == [{ODD: ODD}]
    assert written.replace("\n", "").isprintable()


def test_csv_holds_exactly_what_was_given():
    assert list(csv.reader(io.StringIO(to_csv(Table(("name",), ((ODD,),))), newline=""))) == [["name"], [ODD]]


def test_a_markdown_cell_is_one_line_without_control_characters():
    *_, row = to_markdown(Table(("name",), ((ODD,),))).splitlines()
    assert row.isprintable()
    assert row.count("|") - row.count("\\|") == 2


def test_a_screen_shows_no_column_that_says_nothing(run):
    table = leaderboard([run])
    assert {"status", "message"} & set(readable(table).header) == set()
    failed = Table(table.header, (*table.rows, (*table.rows[0][:2], "failed", *table.rows[0][3:])))
    assert "status" in readable(failed).header


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.123456, "0.1235"),
        (1e-4, "0.0001"),
        (12345.6, "12346"),
        (1.23456e8, "1.235e+08"),
        (None, ""),
        ([4, 2], "[4, 2]"),
        (3, "3"),
    ],
)
def test_a_cell_for_reading_has_four_digits(value, text):
    assert short(value) == text


def test_a_run_reads_back_as_frames(run):
    trials, history = run.trials, run.history
    assert list(trials.number) == list(range(8))
    assert len(history) == 24
    last = history[history.epoch == 3].set_index("number").dev_error
    assert (last == trials.set_index("number").dev_error).all()


HEADER = ("rank", "trial", "status", "dev_error", "retrained_dev_error")


def test_a_board_says_why_a_lower_value_stands_below():
    """A stopped trial, or one whose retrainings did not keep what its first value promised."""
    rows = ((1, 4, "complete", 0.2, 0.21), (2, 5, "complete", 0.19, 0.24), (3, 7, "complete", 0.15, None))
    stopped = (4, 9, "stopped", 0.05, None)
    ranking = Ranking("dev_error", maximize=False)
    first, second = why_below(Table(HEADER, (*rows, stopped)), ranking)
    assert "trial 7's dev_error of 0.15" in first
    assert "trial 9 had 0.05 when it was stopped" in second
    below_the_worst = why_below(
        Table(HEADER, ((1, 7, "complete", 0.15, None), (2, 4, "complete", 0.2, None), (*stopped[:3], 0.17, None))),
        ranking,
    )
    assert "trial 9 had 0.17 when it was stopped" in next(below_the_worst)
    in_order = ((*rows[2][:3], 0.3, None), (*stopped[:3], 0.4, None))
    assert list(why_below(Table(HEADER, (*rows[:2], *in_order)), ranking)) == []


def test_a_python_script_sees_the_winner_as_the_command_line_shows_it(small, tmp_path):
    list(search(small(search={"finalists": {"count": 2, "repeats": 2}}), tmp_path, start_workers(1)))
    run = Run(tmp_path)
    table = leaderboard([run])
    (number, mean), metrics = (table.column(name)[0] for name in ("trial", "retrained_dev_error")), run.best.metrics
    assert (run.best.number, metrics["retrained_dev_error"]) == (number, mean)
    assert f"winner trial {number} with a mean dev_error of {short(mean)}" in repr(run)
