"""The names and statistics of one target or several: in memory always a tuple of names, in files one as itself."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

TargetStatistic = float | NDArray[np.float64]
"""A number for one target, and (targets,) for several: mean or standard deviation."""


def stated_targets(targets: Sequence[str]) -> str | list[str]:
    """The names as configs and files have them: one as it is, several as a list.

    >>> stated_targets(("a",)), stated_targets(("a", "b"))
    ('a', ['a', 'b'])
    """
    return targets[0] if len(targets) == 1 else list(targets)


def targets_of(stated: str | Sequence[str]) -> tuple[str, ...]:
    """The names that `stated_targets` was called on, without blanks around them."""
    return tuple(name.strip() for name in ([stated] if isinstance(stated, str) else stated))


def statistic_as_json(statistic: TargetStatistic) -> Any:
    """What JSON can write: a number, or a list of one for each target."""
    return statistic.tolist() if isinstance(statistic, np.ndarray) else statistic


def statistic_of_json(stated: Any) -> TargetStatistic:
    """What `statistic_as_json` was called on."""
    return np.array(stated) if isinstance(stated, list) else float(stated)
