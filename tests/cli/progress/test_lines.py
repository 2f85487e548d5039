"""The progress of a search in plain lines."""

from pathlib import Path

import pytest

from hpsearch.cli.progress.lines import ProgressLines
from hpsearch.search.events import RoundFinished, RoundPlanned, SearchStarted, TrialFinished
from hpsearch.trials.outcomes import Outcome, Status, Trial
from hpsearch.trials.ranking import Ranking


@pytest.mark.parametrize(("open_ended", "told"), [(True, "round 1: 2 trials, "), (False, "round 1/4: 2/8 trials, ")])
def test_a_search_that_the_time_ends_claims_no_last_round(open_ended, told, capsys):
    """Every round was told to be the last, `round 2/2: 32/32 trials`, and then came another."""
    lines = ProgressLines()
    lines.show(SearchStarted(Ranking("dev_error", maximize=False), 8, 0, None, Path("run"), open_ended=open_ended))
    for number in range(2):
        found = Outcome(Trial(number, 1, {}), Status.COMPLETE, metrics={"dev_error": 0.1})
        lines.show(TrialFinished(found))
    lines.show(RoundPlanned(8))
    lines.show(RoundFinished(1, 4))
    assert capsys.readouterr().err.startswith(told)
