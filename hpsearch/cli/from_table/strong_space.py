"""The ranges that `hpsearch init` proposes: known to work well on tables, as large as the time allows."""

from hpsearch.data import Description
from hpsearch.records import Record
from hpsearch.trials.input_views import INPUTS_OF_NUMBER, MOST_BINNED

SECONDS = 60.0
"""Time limit of a starter config in seconds."""

SETTINGS, SETTINGS_FOR_NUMBERS = 48, 24
"""Number of settings to try in that time, on two cores, for classes and for numbers: these gain by longer training."""

WIDTHS = (256, 192, 128, 96, 64)
"""Possible numbers of hidden units; the widest with time for ENOUGH_EPOCHS epochs is chosen."""

ENOUGH_EPOCHS, _FEWEST_EPOCHS, _MOST_EPOCHS = 24, 8, 100
"""Wanted, smallest and largest number of epochs of a training; more have no benefit."""

MANY_EXAMPLES = 100_000
"""Number of training examples from which an epoch may be a part of a pass."""

_FEWEST_PARTS = 2
"""Smallest number of epochs if they are parts of a pass: two show whether a training would gain from more."""

_RATE = 30e9
"""Operations per second of one core: half of the rate of matrix products, as steps have other parts, too."""

_OF_STEP = 4e-4
"""Seconds of a step without its matrix products."""


class NetworkSize(Record):
    """The size of a search's networks, and the length of their training."""

    units: int
    epochs: int
    batch: int
    epoch_size: int | None = None

    @classmethod
    def of(cls, description: Description, seconds: float = SECONDS) -> "NetworkSize":
        """Return the widest networks of which SETTINGS can train for ENOUGH_EPOCHS in the time, on two cores.

        If there is no time for even a few passes over MANY_EXAMPLES, an epoch is the part of a pass for which there is
        time. After each epoch the dev part and as many training examples are judged; a part is at least twice as large,
        so that most of the time is for training.
        """
        rows = description.sizes[0]
        batch = 64 if rows < 2_000 else 128 if rows < 8_000 else 256
        each = 0.8 * seconds * 2 / (SETTINGS_FOR_NUMBERS if description.task == "regression" else SETTINGS)
        for units in WIDTHS:
            operations = 6 * rows * units * (_inputs(description) + units)
            passes = each / (operations / _RATE + rows / batch * _OF_STEP)
            if int(passes) >= ENOUGH_EPOCHS:
                break
        epochs = max(_FEWEST_EPOCHS, min(int(passes), _MOST_EPOCHS))
        if rows < MANY_EXAMPLES or passes >= epochs:
            return cls(units, epochs, batch)
        examples, judged = rows * passes, 2 * description.sizes[1]
        parts = max(_FEWEST_PARTS, min(epochs, int(examples / (2 * judged))))
        return cls(units, parts, batch, max(10 * batch, _rounded(examples / parts)))


def takes_bins(description: Description) -> bool:
    """Whether the numbers are few enough for INPUTS_OF_NUMBER inputs each; images and other wide data have too many."""
    return _numbers(description) > 0 and len(description.numeric) <= MOST_BINNED


def takes_waves(description: Description) -> bool:
    """Whether a search should also try cosines of the numbers: for a second view of a large table there is no time."""
    return takes_bins(description) and description.sizes[0] < MANY_EXAMPLES


def _rounded(count: float) -> int:
    """Return the number rounded down to two digits.

    >>> _rounded(18_734.2)
    18000
    """
    unit = 10 ** max(0, len(str(int(count))) - 2)
    return int(count // unit * unit)


def _inputs(description: Description) -> int:
    """Estimate the number of inputs: a text column has some words, a date its parts."""
    of_number = INPUTS_OF_NUMBER if takes_bins(description) else 1
    return of_number * _numbers(description) + 8 * len(description.categorical)


def _numbers(description: Description) -> int:
    """Return the number of numeric inputs, with about six parts of each date."""
    return len(description.numeric) + 6 * len(description.dates)
