"""Find the separator of a text file from its first lines."""

import csv

from hpsearch.data.forms.decimal_signs import possible_signs
from hpsearch.data.reading.dialect import SEPARATORS

LINES = 200
"""Number of lines to check."""

NEARLY_ALL = 0.9
"""So many lines have as many fields as the first, if those that lack one are mistakes."""


def usual_separator(source: str) -> str:
    """The separator that the ending of a file's name promises."""
    return "\t" if source.lower().split(".gz")[0].endswith(".tsv") else ","


def separator_of(text: str, source: str) -> tuple[str, tuple[str, ...]]:
    """The separator, and others that would also give all of the first lines one number of fields.

    A separator for which quotes end within a field, as a comma in `"x";"y, z"`, is used only if all are like that.
    Of several that give nearly all lines as many fields as the first, the one whose fields are most often whole: a
    wrong one cuts `1,5;2,5` into 1, `5;2` and 5. If these are equal, one that suits all lines, then the one with the
    most fields.
    """
    usual = usual_separator(source)
    order = [usual, *(mark for mark in SEPARATORS if mark != usual)]
    lines = text.split("\n")
    lines = [line + "\n" for line in (lines[:-1] if len(lines) > 1 else lines)][:LINES]
    order = [mark for mark in order if not _ends_quotes_within_fields(lines, mark)] or order
    rows = {mark: _rows(lines, mark) for mark in order}
    alike = {mark: share for mark in order if (share := _alike(rows[mark])) >= NEARLY_ALL}
    if not alike:
        return max(order, key=lambda mark: len(rows[mark][0]) if rows[mark] else 0), ()
    if len(alike) == 1:
        return next(iter(alike)), ()
    best = max(alike, key=lambda mark: (_whole(rows[mark], {*alike} - {mark}), alike[mark], len(rows[mark][0])))
    return best, tuple(mark for mark, share in alike.items() if share == 1 and mark != best)


def _rows(lines: list[str], mark: str) -> list[list[str]]:
    try:
        return [row for row in csv.reader(lines, delimiter=mark, skipinitialspace=True) if row]
    except csv.Error:
        return []


def _ends_quotes_within_fields(lines: list[str], mark: str) -> bool:
    """Whether other text than the separator follows a quote that ends; a field that the last line cuts is none."""
    reader = csv.reader(lines, delimiter=mark, skipinitialspace=True, strict=True)
    try:
        for _ in reader:
            pass
    except csv.Error:
        return reader.line_num < len(lines)
    return False


def _alike(rows: list[list[str]]) -> float:
    """The share of rows with as many fields as the first; 0 if that has only one."""
    if not rows or len(rows[0]) == 1:
        return 0.0
    return sum(len(row) == len(rows[0]) for row in rows) / len(rows)


def _whole(rows: list[list[str]], others: set[str]) -> float:
    """The share of fields that hold none of the other separators, or are a number: 1,5."""
    fields = [field.strip() for row in rows for field in row]
    return sum(others.isdisjoint(field) or possible_signs(field) != "" for field in fields) / len(fields)
