"""How a model was trained interactively: as tables, and as a page with its curves."""

import re
from math import nan
from types import SimpleNamespace

from hpsearch.records import replace
from hpsearch.report.building import build_report
from hpsearch.report.figures.curves import CHANGE_COLOUR, PART_COLOURS, RATE, curves_svg
from hpsearch.report.render.page import page
from hpsearch.report.sections.changes import branches_table, changes_table, stories
from hpsearch.trials.epochs import BranchEpoch, EpochRecord
from hpsearch.trials.story import Story


def test_the_tables_say_what_a_change_brought(steered):
    """The tables say what a change brought and which branch was kept."""
    run = steered()
    changes, branches = changes_table(run), branches_table(run)
    assert changes.column("change") == [1, 2]
    assert [text.split(" ")[0] for text in changes.column("what")] == ["back", "learning_rate"]
    end = run.trials.dev_error[0]
    assert changes.column("dev_error_after") == [None, end]
    best = branches.column("best_dev_error")
    assert branches.column("kept") == [best[0] <= best[1], best[1] < best[0]]
    assert branches.column("dev_error")[1] == end
    assert changes_table(run, trial=1).rows == ()


def test_the_branch_with_the_best_epoch_is_kept(steered):
    """Its model is the trial's result, also where a later branch ended far worse."""
    run = steered()
    (story,) = stories(run)
    worse = [
        replace(each, record=replace(each.record, metrics={**each.record.metrics, "dev_error": 0.9}))
        if each.record.branch == story.branches.current
        else each
        for each in story.epochs
    ]
    told = SimpleNamespace(ranking=run.ranking, stories=[replace(story, epochs=worse)])
    assert branches_table(told).column("kept") == [True, False]


def words(svg, colour=""):
    return re.findall(rf"{colour}[^<>]*>([^<>]+)</text>", svg)


def test_the_figure_has_a_curve_for_each_part(steered):
    """The figure has a curve for each part and a number for each change."""
    (story,) = stories(steered())
    svg = curves_svg(story, "dev_error", 1)
    assert {"train", "dev", "abandoned branch", "loss", "error", "learning_rate", "epoch"} <= set(words(svg))
    assert sorted(words(svg, CHANGE_COLOUR)) == ["1", "2"]
    assert words(curves_svg(Story(0, story.epochs, []), "dev_error", 1), CHANGE_COLOUR) == []
    assert {*PART_COLOURS.values(), RATE, CHANGE_COLOUR} <= set(re.findall(r"stroke: (#\w{6})", svg))
    assert svg == curves_svg(story, "dev_error", 1)


def test_the_loss_is_drawn_once_where_it_is_the_metric_itself(steered):
    (story,) = stories(steered())
    assert words(curves_svg(story, "dev_loss", 1)).count("loss") == 1


def test_the_figure_of_code_of_the_users_own_has_the_curves_that_it_gives():
    """Whatever part of the data its metrics name, and no learning rate where it has none."""

    def drawn(metric, rate=0.0, **metrics):
        record = EpochRecord(0, 0, 1, rate, metrics, nan)
        svg = curves_svg(Story(0, [BranchEpoch(0, record, "", 1.0, nan)], []), metric, 1)
        panels = {"loss", "accuracy", "reward", "learning_rate"} & set(words(svg))
        return panels, {*PART_COLOURS.values()} & set(re.findall(r"stroke: (#\w{6})", svg))

    train, dev = PART_COLOURS.values()
    assert drawn("val_accuracy", val_accuracy=0.9) == ({"accuracy"}, {dev})
    assert drawn("reward", reward=3.0) == ({"reward"}, {train})
    everything = {"loss": 0.2, "val_loss": 0.3, "val_accuracy": 0.9}
    assert drawn("val_accuracy", 0.1, **everything) == ({"loss", "accuracy", "learning_rate"}, {train, dev})


def test_before_the_first_epoch_there_is_no_figure():
    assert curves_svg(Story(0, [], []), "dev_error", 1) == ""


def test_the_page_shows_only_what_was_steered(steered):
    """The page shows changed trainings only."""
    run, alone = steered(), steered("alone", autopilot=None)
    written = page(build_report([run]))
    assert "Trial 0, trained interactively" in written
    assert written.count("<svg") == 1  # no learning curves besides: the trial was changed
    assert "back to the end of epoch 0" in written
    assert "Branches" in written
    assert f"Trial 0, trained interactively: {run.folder}" in page(build_report([run, alone]))
    assert "Branches" not in page(build_report([alone]))
