"""The output formats of a table."""

import io
import json
import re
from math import isfinite
from typing import Any

from hpsearch.text.visible import LONGEST_CELL, brief, is_visible, visible_line
from hpsearch.trials.table import Table, short, write_csv


def to_csv(table: Table) -> str:
    """Return the table as CSV, with all digits of numbers."""
    text = io.StringIO()
    write_csv(table, text)
    return text.getvalue()


def to_json(table: Table) -> str:
    """Return the table as a JSON list of objects; missing and non-finite values become null."""
    return as_json(records(table))


def as_json(value: Any) -> str:
    """Return JSON text with a final newline."""
    text = json.dumps(value, indent=2, ensure_ascii=False) + "\n"
    return "\n".join(line if is_visible(line) else _ascii(line) for line in text.split("\n"))


def _ascii(line: str) -> str:
    """Return the JSON text with control characters written as JSON escapes."""
    return "".join(letter if is_visible(letter) else json.dumps(letter)[1:-1] for letter in line)


def records(table: Table) -> list[dict[str, Any]]:
    """Return each row as a mapping; numbers that are not finite become None."""
    return [{name: _json_value(value) for name, value in zip(table.header, row, strict=True)} for row in table.rows]


def to_markdown(table: Table) -> str:
    """Return a Markdown table, with four digits of numbers.

    >>> print(to_markdown(Table(("rank", "dev_error"), ((1, 0.02228412256),))), end="")
    | rank | dev_error |
    |---|---|
    | 1 | 0.02228 |
    """
    lines = [table.header, *(tuple(map(short, row)) for row in table.rows)]
    head, *body = ("| " + " | ".join(markdown_text(cell) for cell in line) + " |" for line in lines)
    return "\n".join([head, "|---" * len(table.header) + "|", *body]) + "\n"


def markdown_text(text: str) -> str:
    r"""Escape a line of text for Markdown, also in a table cell.

    >>> print(markdown_text("a|b\n<i>"))
    a\|b\\n\<i>
    """
    return re.sub(r"[\\|<`*]|(?<=\])\(", r"\\\g<0>", visible_line(brief(text, LONGEST_CELL)))


def markdown_sentence(text: str) -> str:
    r"""Format a sentence for Markdown, with its commands as code.

    >>> print(markdown_sentence("a*b: `hpsearch report runs/a_b` shows it"))
    a\*b: `hpsearch report runs/a_b` shows it
    """
    pieces = re.split(r"(`hpsearch [^`\n]+`)", text)
    return "".join(visible_line(each) if place % 2 else markdown_text(each) for place, each in enumerate(pieces))


def _json_value(value: Any) -> Any:
    return None if isinstance(value, float) and not isfinite(value) else value
