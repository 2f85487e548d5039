"""Results outside of the ranges of a search, as trials that its sampler can use beside its own."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import optuna
from optuna.distributions import BaseDistribution
from optuna.samplers import RandomSampler
from optuna.trial import FrozenTrial, TrialState

from hpsearch.space import Space
from hpsearch.trials.taken_over import OutsideTrial

BEFORE_ALL = -1
"""Number of trials that do not belong to the study, so that they come before all that do."""


def outside_trials(space: Space, outside: Sequence[OutsideTrial]) -> Iterator[FrozenTrial]:
    """Yield completed trials with the parameters of `outside` and the distributions of `space`."""
    known = _distributions(space)
    for each in outside:
        params = space.params(each.settings)
        yield FrozenTrial(
            number=BEFORE_ALL,
            trial_id=BEFORE_ALL,
            state=TrialState.COMPLETE,
            value=each.cost,
            datetime_start=_BEFORE,
            datetime_complete=_BEFORE,
            params=params,
            distributions={name: known[name] for name in params},
            user_attrs={},
            system_attrs={},
            intermediate_values={},
        )


def _distributions(space: Space) -> dict[str, BaseDistribution]:
    """Return the distribution of each parameter, by drawing all of them once in a separate study."""
    trial = optuna.create_study(sampler=RandomSampler(0)).ask()
    space.suggest_everywhere(trial)
    return trial.distributions


_BEFORE = datetime.fromtimestamp(0, UTC)
