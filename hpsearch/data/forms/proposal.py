"""A sentence that proposes a value of `data.csv.missing`."""

import json
from collections.abc import Iterable

from hpsearch.records import Record, replace


class Proposal(Record):
    """What is said `before` the value, and the `marks` of missing values that a column needs.

    As there is one value for all columns, it has the marks that the others need, too. Without marks of its own,
    `before` is all that is said. `complete` is what is said instead of a column in which no cell may be missing.
    """

    before: str
    marks: tuple[str, ...]
    complete: str = ""

    def sentence(self, others: Iterable[str] = ()) -> str:
        """Return the sentence; the value begins with the marks of the `others`.

        >>> Proposal("one cell is x; ", ("x",)).sentence(["NA"])
        'one cell is x; set data.csv: {missing: ["NA", "x"]}'
        """
        if not self.marks:
            return self.before
        marks = json.dumps(self.beside(others).marks, ensure_ascii=False)
        return f"{self.before}set data.csv: {{missing: {marks}}}"

    def beside(self, others: Iterable[str]) -> "Proposal":
        """Return the proposal with the marks of the `others` before its own."""
        return replace(self, marks=tuple(dict.fromkeys([*others, *self.marks]))) if self.marks else self


def of_complete_column(said: str | Proposal) -> str:
    """Return what is said of a column in which no cell may be missing.

    >>> of_complete_column(Proposal("one cell is x; ", ("x",), "one cell is x; correct it"))
    'one cell is x; correct it'
    """
    return said if isinstance(said, str) else said.complete or said.sentence()


def as_sentence(said: str | Proposal, others: Iterable[str] = ()) -> str:
    """Return what is said as text; `others` are the marks that other columns need."""
    return said if isinstance(said, str) else said.sentence(others)


def beside(said: str | Proposal, others: Iterable[str]) -> str | Proposal:
    """Return what is said; a proposal has the marks of the `others` before its own."""
    return said if isinstance(said, str) else said.beside(others)


def remedy_of(said: str | Proposal) -> tuple[str, list[str]] | None:
    """Return the key and the value that are proposed, for a DataError; None if nothing is."""
    return None if isinstance(said, str) or not said.marks else ("csv.missing", [*said.marks])
