"""Which steps of a loop are compared, and why others are not."""

from pathlib import Path

from hpsearch.records import replace
from tests.test_looping import Searching, by_hand, looped, story


def test_a_step_on_other_rows_takes_nothing_over_and_is_not_compared(loop):
    by_hand(loop, 3, data__split={"train": 0.5, "dev": 0.3, "test": 0.2})
    searching = Searching()
    reason = looped(replace(loop, rounds=3), searching, resume=True)
    assert [step.earlier for step in searching.steps] == [Path("loop/2"), None]
    told = story(loop, reason)
    assert "judged on other rows than step 2: all were trained anew" in told
    assert "changed for step 3 (by hand): data.split: auto → train: 0.5, dev: 0.3, test: 0.2" in told
    assert "best: step 3" in told


def test_a_step_by_another_metric_is_not_compared(loop):
    by_hand(loop, 3, search__metric="dev_loss")
    assert "judged by another metric than step 2: all were trained anew" in story(
        loop, looped(replace(loop, rounds=3), resume=True)
    )


def test_steps_of_other_inputs_are_compared(loop):
    by_hand(loop, 3, data__normalize="robust")
    told = story(loop, looped(replace(loop, rounds=3), resume=True))
    assert "none of them taken over from step 2" in told
    assert "judged" not in told.split("step 3, ")[1]
