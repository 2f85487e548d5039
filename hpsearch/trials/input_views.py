"""How a table's numbers become inputs: one value of the config's `normalize` and `numbers`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

SEARCHED_DATA = ("normalize", "numbers")
"""The keys of the config's `data` that may be searched as a hyperparameter is."""

INPUTS_OF_NUMBER, MOST_BINNED = 16, 60
"""How many bins a number has where bins are proposed, and for how many numbers at most: images have more."""

STANDARD: Final = "standard"
PLAIN_NUMBERS: Final = "plain"


@dataclass(frozen=True, slots=True)
class InputView:
    """One view of the data: numbers normalised in one way, each as `bins` inputs at most, or for 0 as one input.

    >>> str(InputView.of({"normalize": "robust", "numbers": {"piecewise_linear": 16}}))
    'robust, 16 bins'
    """

    normalize: str = STANDARD
    bins: int = 0

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """The view that `normalize` and `numbers` of these values state, with the default for one that is left out."""
        numbers = values.get("numbers", PLAIN_NUMBERS)
        return cls(values.get("normalize", STANDARD), 0 if numbers == PLAIN_NUMBERS else numbers["piecewise_linear"])

    def __str__(self) -> str:
        return f"{self.normalize}, {self.bins} bins" if self.bins else self.normalize


DEFAULT_VIEW = InputView()
"""That of a config which says nothing of it."""


def fingerprints(stored: Any, stated: Mapping[str, Any]) -> Mapping[str, Any]:
    """By view, the fingerprint of a run's data: `stored` so where views are searched; else `stated` says the one."""
    return stored if isinstance(stored, dict) else {str(InputView.of(stated)): stored}


def of_same_rows(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two runs with these fingerprints have the same rows in the same parts: a view of both says so."""
    common = one.keys() & other.keys()
    return bool(common) and all(one[view] == other[view] for view in common)
