"""Lists of words in sentences, shortened where they may be long."""

from collections.abc import Callable, Sequence
from difflib import get_close_matches


def all_of(words: Sequence[str]) -> str:
    """Return one or more words as a sentence has them.

    >>> all_of(["a"]), all_of(["a", "b"]), all_of(["a", "b", "c"])
    ('a', 'a and b', 'a, b and c')
    """
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def listed(names: Sequence[str]) -> str:
    """Return the first three names, and the number of others.

    >>> listed(["a", "b", "c", "d", "e"])
    "'a', 'b', 'c' and 2 more"
    """
    shown = ", ".join(repr(name) for name in names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3:,} more"


def listed_classes(names: Sequence[str]) -> str:
    """Return what `listed` does, after the noun.

    >>> listed_classes(["a"]), listed_classes(["a", "b"])
    ("class 'a'", "classes 'a', 'b'")
    """
    return f"{'class' if len(names) == 1 else 'classes'} {listed(names)}"


def listed_columns(names: Sequence[str]) -> str:
    """Return what `listed` does, after the noun.

    >>> listed_columns(["a"]), listed_columns(["a", "b"])
    ("column 'a'", "columns 'a', 'b'")
    """
    return f"column{'s' * (len(names) > 1)} {listed(names)}"


def listed_in_rows(words: Sequence[str], row_of: Callable[[str], int]) -> str:
    """Return the first three words, each with the row that has it.

    >>> listed_in_rows(["-", "?"], {"-": 7, "?": 1200}.__getitem__)
    "'-' in row 7, '?' in row 1,200"
    """
    shown = ", ".join(f"{word!r} in row {row_of(word):,}" for word in words[:3])
    return shown if len(words) <= 3 else f"{shown} and {len(words) - 3:,} more"


def nearest_column(name: str, columns: Sequence[str]) -> str:
    """Return the end of a sentence on a missing column: the column with the nearest name, or some of the columns.

    >>> nearest_column("belegnr", ["Datum", "Beleg-Nr."]), nearest_column("price", ["a", "b"])
    ("did you mean 'Beleg-Nr.'?", "its columns are 'a', 'b'")
    """
    by_case = {column.casefold(): column for column in reversed(columns)}
    near = get_close_matches(name.casefold(), by_case, n=1)
    return f"did you mean {by_case[near[0]]!r}?" if near else f"its columns are {listed(columns)}"
