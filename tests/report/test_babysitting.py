"""How a babysat model was steered: as tables, and as a page with its curves."""

import re

from hpsearch.report.render.page import page
from hpsearch.report.sections.changes import branches_table, changes_table, stories
from hpsearch.report.sections.curves_figure import CHANGE_COLOUR, PART_COLOURS, RATE, babysitting_svg
from hpsearch.trials.story import Story


def test_the_tables_say_what_a_change_brought_and_which_branch_was_kept(steered):
    run = steered()
    changes, branches = changes_table(run), branches_table(run)
    assert changes.column("change") == [1, 2]
    assert [text.split(" ")[0] for text in changes.column("what")] == ["back", "learning_rate"]
    end = run.trials.dev_error[0]
    assert changes.column("dev_error_after") == [None, end]
    assert branches.column("kept") == [False, True]
    assert branches.column("dev_error")[1] == end
    assert changes_table(run, trial=1).rows == ()


def words(svg, colour=""):
    return re.findall(rf"{colour}[^<>]*>([^<>]+)</text>", svg)


def test_the_figure_has_a_curve_for_each_part_and_a_number_for_each_change(steered):
    (story,) = stories(steered())
    svg = babysitting_svg(story, "dev_error", 1)
    assert {"train", "dev", "left behind", "loss", "error", "learning_rate", "epoch"} <= set(words(svg))
    assert words(svg, CHANGE_COLOUR) == ["1", "2"]
    assert words(babysitting_svg(Story(0, story.epochs, []), "dev_error", 1), CHANGE_COLOUR) == []
    assert {*PART_COLOURS.values(), RATE, CHANGE_COLOUR} <= set(re.findall(r"stroke: (#\w{6})", svg))
    assert svg == babysitting_svg(story, "dev_error", 1)


def test_the_loss_is_drawn_once_where_it_is_the_metric_itself(steered):
    (story,) = stories(steered())
    assert words(babysitting_svg(story, "dev_loss", 1)).count("loss") == 1


def test_before_the_first_epoch_there_is_no_figure():
    assert babysitting_svg(Story(0, [], []), "dev_error", 1) == ""


def test_the_page_shows_what_was_steered_and_nothing_of_what_was_left_alone(steered):
    run, alone = steered(), steered("alone", autopilot=None)
    written = page([run])
    assert "Trial 0, babysat" in written
    assert written.count("<svg") == 1
    assert "back to the end of epoch 0" in written
    assert "Branches" in written
    assert f"Trial 0: {run.folder}, babysat" in page([run, alone])
    assert "Branches" not in page([alone])
