"""The simplest forms: plain numbers, true and false, words."""

from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.forms.plain import plain_numbers
from hpsearch.data.reading.arrow import filled_numbers, strings
from hpsearch.records import Record


class PlainNumbers(Record):
    """Numbers as programs write them: 12, -0.5, 1e-3; `long` where some have more digits than float64."""

    kind: ClassVar[str] = "numbers"
    decimal: str = "."
    long: bool = False

    @classmethod
    def recognise(cls, words: Sequence[str], decimal: str = ".") -> Self | None:
        """Whether all words are plain numbers; long ones only where float64 keeps them apart."""
        if cls(decimal).numbers(words) is not None:
            return cls(decimal)
        values = cls(decimal, long=True).numbers(words)
        return cls(decimal, long=True) if values is not None and np.unique(values).size == len(words) else None

    def numbers(self, words: Sequence[str]) -> NDArray[np.float64] | None:
        """Return the words as float64 numbers, one for each word."""
        found = plain_numbers(strings(words), self.decimal, long=self.long)
        return None if found is None else filled_numbers(found, np.nan)


class Truth(Record):
    """true and false, in capitals or not: 1 and 0."""

    kind: ClassVar[str] = "booleans"

    @classmethod
    def recognise(cls, words: Sequence[str]) -> Self | None:
        """Whether all words are true or false."""
        return (
            cls()
            if {word.lower() for word in words[:3]} <= {"true", "false"} and cls().numbers(words) is not None
            else None
        )

    def numbers(self, words: Sequence[str]) -> NDArray[np.float64] | None:
        """Return 1.0 for each true and 0.0 for each false."""
        lower = [word.lower() for word in words]
        return np.array([word == "true" for word in lower], np.float64) if {*lower} <= {"true", "false"} else None


class PlainWords(Record):
    """Words that are kept as they are written."""

    kind: ClassVar[str] = "words"
