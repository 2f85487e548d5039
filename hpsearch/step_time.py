"""How long a step of a loop searches: an even share of the time, or more where its trials take longer."""

from collections.abc import Sequence
from dataclasses import dataclass

from hpsearch.config import Config
from hpsearch.diagnosis.findings import few_trials
from hpsearch.diagnosis.thresholds import Thresholds
from hpsearch.diagnosis.work import seconds_of_a_trial
from hpsearch.runs.run import Run
from hpsearch.search.budget import kept_share
from hpsearch.search.rounds import ROUND
from hpsearch.trials.outcomes import Outcome

COSTLY = 1.5
"""How many times the work of the step before the trials of a step are, from where on this is said."""


@dataclass(frozen=True, slots=True)
class StepCost:
    """The trials of a step against those of the step before: how many times their work, and how many there are.

    `trained` and `before` count the trials that each of the two trained itself.
    """

    ratio: float
    trained: int
    before: int

    @property
    def is_costly(self) -> bool:
        """Whether the trials take so much longer that the step had fewer of them, or more time."""
        return self.ratio >= COSTLY


def step_cost(before: Run, after: Run) -> StepCost:
    """What the trials of a step cost, as its config was when it was searched."""
    return StepCost(work_ratio(before, after.config), len(_trained(after)), len(_trained(before)))


def work_ratio(before: Run, config: Config) -> float:
    """How many times the work of a trial of a run a trial of a config is."""
    known = seconds_of_a_trial(before.config, before.data_facts)
    return seconds_of_a_trial(config, before.data_facts) / known if known else 1.0


def seconds_needed(before: Run, config: Config) -> float:
    """The seconds in which a config is expected to train a round of trials, and the finalists.

    It goes by how long those of the run `before` took, and by how much more work these are. 0 where that is not known.
    """
    trained = _trained(before)
    if not trained:
        return 0.0
    stated = config.search.trials
    trials = ROUND if isinstance(stated, str) else min(stated, ROUND)
    seconds = before.seconds_of_rounds or sum(each.seconds for each in trained)
    return trials * work_ratio(before, config) * seconds / len(trained) / (1 - kept_share(config))


def rests_on_few(run: Run) -> bool:
    """Whether the time let a run have too few trials to learn from them, those taken over included."""
    return few_trials.has_few_trials(run.config, len(run.outcomes), Thresholds())


def _trained(run: Run) -> Sequence[Outcome]:
    return [outcome for outcome in run.outcomes if not outcome.origin]
