"""A sentence that proposes a value of `data.csv.missing`."""

import json
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is said `before` the value, and the `marks` of missing values that a column needs.

    As there is one value for all columns, it has the marks that the others need, too.
    """

    before: str
    marks: tuple[str, ...]

    def sentence(self, others: Iterable[str] = ()) -> str:
        """Return the sentence; the value begins with the marks of the `others`.

        >>> Proposal("one cell is x; ", ("x",)).sentence(["NA"])
        'one cell is x; set data.csv: {missing: ["NA", "x"]}'
        """
        marks = json.dumps([*dict.fromkeys([*others, *self.marks])], ensure_ascii=False)
        return f"{self.before}set data.csv: {{missing: {marks}}}"


def as_sentence(said: str | Proposal, others: Iterable[str] = ()) -> str:
    """Return what is said as text; `others` are the marks that other columns need."""
    return said if isinstance(said, str) else said.sentence(others)
