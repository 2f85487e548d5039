"""Find the separator of a text file from its first lines."""

import csv

from hpsearch.data.forms.decimal_signs import possible_signs
from hpsearch.data.reading.dialect import SEPARATORS

LINES = 200
"""Number of lines to check."""


def usual_separator(source: str) -> str:
    """The separator that the ending of a file's name promises."""
    return "\t" if source.lower().split(".gz")[0].endswith(".tsv") else ","


def separator_of(text: str, source: str) -> tuple[str, tuple[str, ...]]:
    """The separator, and others that would also give all of the first lines one number of fields.

    Of several, the one whose fields are most often whole: a wrong one cuts `1,5;2,5` into 1, `5;2` and 5. If these are
    equal, the one with the most fields.
    """
    usual = usual_separator(source)
    order = [usual, *(mark for mark in SEPARATORS if mark != usual)]
    lines = text.split("\n")
    lines = [line + "\n" for line in (lines[:-1] if len(lines) > 1 else lines)][:LINES]
    rows = {mark: _rows(lines, mark) for mark in order}
    even = [mark for mark in order if len({*map(len, rows[mark])}) == 1 and len(rows[mark][0]) > 1]
    if len(even) == 1:
        return even[0], ()
    if even:
        best = max(even, key=lambda mark: (_whole_share(rows[mark], {*even} - {mark}), len(rows[mark][0])))
        return best, tuple(mark for mark in even if mark != best)
    return max(order, key=lambda mark: len(rows[mark][0]) if rows[mark] else 0), ()


def _rows(lines: list[str], mark: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(lines, delimiter=mark, skipinitialspace=True) if row]
    except csv.Error:
        return []


def _whole_share(rows: list[list[str]], others: set[str]) -> float:
    """The share of fields that hold none of the other separators, or are a number: 1,5."""
    fields = [field.strip() for row in rows for field in row]
    return sum(others.isdisjoint(field) or possible_signs(field) != "" for field in fields) / len(fields)
