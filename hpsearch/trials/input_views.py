"""How numbers of a table become inputs: a value of `normalize` and one of `numbers` in the config."""

from collections.abc import Mapping
from typing import Any, Final, Self

from hpsearch.records import Record

SEARCHED_DATA = ("normalize", "numbers")
"""The keys of the config's `data` that may be searched like hyperparameters."""

INPUTS_OF_NUMBER, MOST_BINNED = 16, 60
"""Number of bins when bins are proposed, and the largest number of columns for that: images have more."""

WAVES_OF_NUMBER = 8
"""Number of cosines of each number when they are proposed."""

STANDARD: Final = "standard"
PLAIN_NUMBERS: Final = "plain"


class InputView(Record):
    """A view of the data: the normalisation of numbers, and the largest number of `bins` of each (0: a plain input).

    With `waves`, the network has so many cosines of each number beside its plain input.

    >>> str(InputView.of({"normalize": "robust", "numbers": {"piecewise_linear": 16}}))
    'robust, 16 bins'
    """

    normalize: str = STANDARD
    bins: int = 0
    waves: int = 0

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Return the view for `normalize` and `numbers` in these values, with defaults for missing ones."""
        numbers = values.get("numbers", PLAIN_NUMBERS)
        stated = {} if numbers == PLAIN_NUMBERS else numbers
        return cls(values.get("normalize", STANDARD), stated.get("piecewise_linear", 0), stated.get("periodic", 0))

    def __str__(self) -> str:
        if self.waves:
            return f"{self.normalize}, {self.waves} cosines"
        return f"{self.normalize}, {self.bins} bins" if self.bins else self.normalize


DEFAULT_VIEW = InputView()
"""The view of a config with neither key."""


def fingerprints(stored: Any, stated: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the fingerprint of a run's data for each view; without searched views, `stated` defines the only one."""
    return stored if isinstance(stored, dict) else {str(InputView.of(stated)): stored}


def of_same_rows(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two runs have the same rows in the same parts: a view that both have has equal fingerprints."""
    common = one.keys() & other.keys()
    return bool(common) and all(one[view] == other[view] for view in common)
