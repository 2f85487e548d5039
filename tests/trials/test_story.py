"""What led a babysat training to where it stands, and what was left behind."""

from hpsearch.trials.epochs import BranchEpoch, EpochRecord
from hpsearch.trials.interventions import Intervention, Moment
from hpsearch.trials.story import Story, when


def trained(*epochs):
    """Epochs by branch and number, in the order in which they came."""
    return [
        BranchEpoch(0, EpochRecord(0, branch, epoch, 0.1, {}, 1.0), "", 0.0, 0.0, place)
        for place, (branch, epoch) in enumerate(epochs, start=1)
    ]


def back(branch, epoch, to, begins):
    return Intervention(0, Moment(branch, epoch, 0), "rollback", [branch, epoch, 0], [begins, to, 0])


def places(way):
    return [(each.record.branch, each.record.epoch) for each in way]


def test_a_training_without_a_rollback_leaves_nothing_behind():
    story = Story(0, trained((0, 1), (0, 2)), [])
    assert (places(story.history), story.left_behind) == ([(0, 1), (0, 2)], [])


def test_what_was_left_sets_off_from_the_epoch_where_the_ways_part():
    epochs = trained((0, 1), (0, 2), (0, 3), (1, 3), (1, 4), (2, 2))
    story = Story(0, epochs, [back(0, 3, 2, begins=1), back(1, 4, 1, begins=2)])
    assert places(story.history) == [(0, 1), (2, 2)]
    assert [places(way) for way in story.left_behind] == [[(0, 1), (0, 2), (0, 3)], [(0, 2), (1, 3), (1, 4)]]


def test_back_at_the_start_nothing_has_led_there():
    story = Story(0, trained((0, 1), (0, 2)), [back(0, 2, 0, begins=1)])
    assert (story.history, story.last_epoch(1)) == ([], 0)
    assert [places(way) for way in story.left_behind] == [[(0, 1), (0, 2)]]


def test_after_a_return_the_branch_that_was_left_leads_on():
    returned = Intervention(0, Moment(1, 2, 0), "return", [1, 2, 0], [0, 2, 0])
    story = Story(0, trained((0, 1), (0, 2), (1, 2)), [back(0, 2, 1, begins=1), returned])
    assert places(story.history) == [(0, 1), (0, 2)]
    assert [places(way) for way in story.left_behind] == [[(0, 1), (1, 2)]]


def test_a_moment_stands_within_its_epoch_whatever_is_known():
    """A moment stands within its epoch whatever is known of the steps."""
    assert when(Moment(0, 3, 5), 10) == 3.5
    assert when(Moment(0, 3, 5), 0) == 4
    assert when(Moment(0, 3, 0), 0) == 3
