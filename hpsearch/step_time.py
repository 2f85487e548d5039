"""The time for a step of a loop: an equal share, or more if its trials take longer."""

from collections.abc import Sequence

from hpsearch.config import Config
from hpsearch.diagnosis.enough import has_few_trials
from hpsearch.diagnosis.thresholds import Thresholds
from hpsearch.diagnosis.work import seconds_of_a_trial
from hpsearch.records import Record
from hpsearch.runs.run import Run
from hpsearch.search.budget import kept_share
from hpsearch.search.rounds.plan import ROUND
from hpsearch.trials.outcomes import Outcome

COSTLY = 1.5
"""Ratio of the work of a trial to that in the step before, from which it is reported."""


class StepCost(Record):
    """The trials of a step compared with those of the step before: the ratio of their work, and their numbers.

    `trained` and `before` count the trials that each step trained itself.
    """

    ratio: float
    trained: int
    before: int

    @property
    def is_costly(self) -> bool:
        """Whether trials took so much longer that the step had fewer of them, or got more time."""
        return self.ratio >= COSTLY


def step_cost(before: Run, after: Run) -> StepCost:
    """Return the cost of a step's trials, by its config at that time."""
    return StepCost(work_ratio(before, after.config), len(_trained(after)), len(_trained(before)))


def work_ratio(before: Run, config: Config) -> float:
    """Return the work of a trial of a config, relative to a trial of a run."""
    known = seconds_of_a_trial(before.config, before.data_facts)
    return seconds_of_a_trial(config, before.data_facts) / known if known else 1.0


def seconds_needed(before: Run, config: Config) -> float:
    """Return the expected seconds for a round of trials of a config, and its finalists.

    The estimate uses the times of the run `before`, and the ratio of the work. 0 if unknown.
    """
    trained = _trained(before)
    if not trained:
        return 0.0
    stated = config.search.trials
    trials = ROUND if isinstance(stated, str) else min(stated, ROUND)
    seconds = before.seconds_of_rounds or sum(each.seconds for each in trained)
    return trials * work_ratio(before, config) * seconds / len(trained) / (1 - kept_share(config))


def rests_on_few(run: Run) -> bool:
    """Whether a run, limited by time, has too few trials for its sampler to learn from, including those taken over."""
    return has_few_trials(run.config, len(run.outcomes), Thresholds())


def _trained(run: Run) -> Sequence[Outcome]:
    return [outcome for outcome in run.outcomes if not outcome.origin]
