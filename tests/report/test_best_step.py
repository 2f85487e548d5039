"""What the story of a loop says to try: neither what a later step has tried, nor nothing while trials are few."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from hpsearch.diagnosis import advice
from hpsearch.diagnosis.finding import ConfigChange, Finding, Phase
from hpsearch.looping import Loop
from hpsearch.records import replace
from hpsearch.report import best_step, reported_step
from hpsearch.report.best_step import best_sentences
from hpsearch.report.reported_step import ReportedStep
from hpsearch.trials.ensembles import EnsembleMember, EnsembleRecord
from tests.test_looping import CONFIG, looped, story


@pytest.mark.parametrize("tried", [True, False])
def test_what_a_later_step_tried_for_nothing_is_not_advised_again(loop, monkeypatch, tried):
    """Step 2 is no better; either it has what was advised after step 1, or the same config."""
    monkeypatch.setattr(
        reported_step.ReportedStep, "value", property(lambda step: 0.1 if step.number == 1 else 0.2), raising=True
    )
    if not tried:
        monkeypatch.setattr(best_step, "changes_between", lambda _step, _following: iter(()))
    told = list(best_sentences([ReportedStep(number, run) for number, run in enumerate(loop.runs, start=1)]))
    assert told[0].startswith("best: step 1")
    assert not any(each.startswith("to try after step 1") for each in told)
    assert any(each.startswith("to try after step 2 (") for each in told)
    if tried:
        assert any(re.match(r"tried in step 2 \([a-z ]+\), which was no better: hyper", each) for each in told)
    else:
        assert "step 2 searched on with the same config, and found nothing better" in told


def test_a_step_that_was_no_better_says_that_its_trials_were_few(loop, monkeypatch):
    """What it tried may help with more of them."""
    monkeypatch.setattr(reported_step.ReportedStep, "value", property(lambda step: float(step.number)))
    monkeypatch.setattr(reported_step, "rests_on_few", lambda run: run.folder.name == "2")
    told = list(best_sentences([ReportedStep(number, run) for number, run in enumerate(loop.runs, start=1)]))
    assert any(
        re.match(r"tried in step 2 \([a-z ]+\), which was no better \(few trials: .*\): hyper", each) for each in told
    )


@pytest.mark.parametrize("refit", [(), ((0, 1),)])
def test_of_equal_steps_the_model_that_has_learned_the_dev_rows_is_best(loop, monkeypatch, refit):
    monkeypatch.setattr(reported_step.ReportedStep, "value", property(lambda _step: 0.1))
    steps = [ReportedStep(number, run) for number, run in enumerate(loop.runs, start=1)]
    record = EnsembleRecord("mean", (), (EnsembleMember(0, 1, 1.0),), 1.0, {}, {}, used=True, again=refit)
    monkeypatch.setitem(steps[1].run._snapshot.recorded, "ensemble", record.as_json())
    assert best_step.best_step(steps) is steps[1 if refit else 0]


def test_a_loop_with_too_few_trials_and_time_left_goes_on_with_more(tmp_path, monkeypatch):
    """The space stays the same, and what was trained is taken over; it ends once there are enough."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(advice, "FINDINGS", {"too_few_trials": advice.FINDINGS["too_few_trials"]})
    Path("few.yaml").write_text(CONFIG.replace("trials: 4, rounds: 2", "trials: auto, time_limit: 1e-3"))
    loop = Loop(Path("few.yaml"), (), Path("loop"), rounds=12)
    reason = looped(loop)
    counts = [len(run.outcomes) for run in loop.runs]
    assert counts[0] < 10 <= counts[-1]
    assert all(before < after for before, after in pairwise(counts))
    assert sum(not outcome.origin for outcome in loop.runs[1].outcomes) == counts[1] - counts[0]
    assert reason == "nothing is expected to help: no finding suggests one"
    told = story(loop, reason)
    assert "step 2 searched on with the same config" in told
    assert "no change is advised: no finding suggests one" in told


@pytest.mark.parametrize(("after", "told"), [(20.0, "twice"), (40.0, "4 times")])
def test_a_longer_time_is_advised_as_the_time_of_the_loop(loop, monkeypatch, after, told):
    """The time_limit in the config of a step is the loop's."""
    change = ConfigChange("search.time_limit", 10.0, after)
    more = Finding("too_few_trials", "", Phase.SEARCH, changes=(change,))
    monkeypatch.setattr(reported_step, "changes_of", lambda _evidence, _advice: ((change, more),))
    timed = replace(loop, rounds=3, seconds=60.0)
    looped(timed, resume=True)
    assert f"  advised next (too few trials): {told} the --time of the loop" in story(timed, "")


def test_without_advice_the_loop_ends(loop, monkeypatch):
    monkeypatch.setattr("hpsearch.looping.proposed_config", lambda _run, _folder: None)
    assert looped(replace(loop, rounds=3), resume=True).startswith("nothing is expected to help")
