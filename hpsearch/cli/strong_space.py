"""The ranges that `hpsearch init` proposes: what is known to do well on tables, as large as the time allows."""

from dataclasses import dataclass

from hpsearch.data import Description
from hpsearch.trials.input_views import INPUTS_OF_NUMBER, MOST_BINNED

SECONDS = 60.0
"""The time that a starter config gives a search."""

SETTINGS = 48
"""Settings that are to be tried in that time, on two cores."""

WIDTHS = (256, 192, 128, 96, 64)
"""Units of a hidden layer, the widest that leaves ENOUGH_EPOCHS epochs first."""

ENOUGH_EPOCHS, _FEWEST_EPOCHS, _MOST_EPOCHS = 24, 8, 100
"""Epochs that a training should have, that it has at least, and after which more bring nothing."""

MANY_EXAMPLES = 100_000
"""Training examples from which an epoch may be a part of a pass."""

_RATE = 30e9
"""Operations a second of one core: half of what its products alone reach, for steps have other parts too."""

_OF_STEP = 4e-4
"""Seconds that a step takes beside its products."""


@dataclass(frozen=True, slots=True)
class NetworkSize:
    """How large the networks of a search are, and how long they train."""

    units: int
    epochs: int
    batch: int
    epoch_size: int | None = None

    @classmethod
    def of(cls, description: Description, seconds: float = SECONDS) -> "NetworkSize":
        """The widest networks that train for ENOUGH_EPOCHS, so that SETTINGS of them fit in the time on two cores.

        Where even a few passes over MANY_EXAMPLES do not fit, an epoch is as large a part of one as there is time for.
        """
        rows = description.sizes[0]
        batch = 64 if rows < 2_000 else 128 if rows < 8_000 else 256
        each = 0.8 * seconds * 2 / SETTINGS
        for units in WIDTHS:
            operations = 6 * rows * units * (_inputs(description) + units)
            passes = each / (operations / _RATE + rows / batch * _OF_STEP)
            if int(passes) >= ENOUGH_EPOCHS:
                break
        epochs = max(_FEWEST_EPOCHS, min(int(passes), _MOST_EPOCHS))
        if rows < MANY_EXAMPLES or passes >= epochs:
            return cls(units, epochs, batch)
        return cls(units, epochs, batch, max(10 * batch, _rounded(rows * passes / epochs)))


def takes_bins(description: Description) -> bool:
    """Whether the numbers are few enough to have INPUTS_OF_NUMBER inputs each; images and other wide data have many."""
    return _numbers(description) > 0 and len(description.numeric) <= MOST_BINNED


def _rounded(count: float) -> int:
    """The number to two digits.

    >>> _rounded(18_734.2)
    18000
    """
    unit = 10 ** max(0, len(str(int(count))) - 2)
    return int(count // unit * unit)


def _inputs(description: Description) -> int:
    """About how many inputs the networks have: a text column has some words, a date its parts."""
    of_number = INPUTS_OF_NUMBER if takes_bins(description) else 1
    return of_number * _numbers(description) + 8 * len(description.categorical)


def _numbers(description: Description) -> int:
    """How many numbers there are, with about six parts of each date."""
    return len(description.numeric) + 6 * len(description.dates)
