"""Text made safe to show: nothing in it can move a cursor, turn a line around, or hide."""

from unicodedata import category

HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
"""Unicode's categories of control characters, of invisible marks, of halves of characters, and of line ends."""

LONGEST_LINE, LONGEST_WORD = 10_000, 1_000  # characters
LONGEST_CELL = 400
"""Characters of a cell of a table; more is not read there."""


def visible(text: str) -> str:
    r"""Text of several lines, each as `visible_line` makes it.

    >>> print(visible("a\x1b]0;owned\x07\nb"))
    a\x1b]0;owned\x07
    b
    """
    return "\n".join(map(visible_line, text.split("\n")))


def visible_line(text: str) -> str:
    r"""A line of text in which each control character, also one that ends a line, stands as an escape.

    >>> print(visible_line("a\nb\u202ec"))
    a\nb\u202ec
    """
    return text if text.isprintable() else "".join(map(_visible_character, text))


def is_visible(text: str) -> bool:
    """Whether `visible_line` leaves `text` as it is."""
    return text.isprintable() or all(map(_is_visible_character, text))


def brief(text: str, most: int = 60) -> str:
    """The beginning of what is longer than `most` characters.

    >>> brief("setosa"), brief("versicolor", 5)
    ('setosa', 'vers…')
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


def shortened(text: str) -> str:
    """Text of several lines, in which very long words and lines are only begun: they are data, no sentence of ours."""
    return "\n".join(map(_shortened_line, text.split("\n")))


def _shortened_line(line: str) -> str:
    if len(line) <= LONGEST_WORD:
        return line
    words = line.split(" ", maxsplit=LONGEST_LINE)  # of more, the rest is cut away below
    return brief(" ".join(brief(word, LONGEST_WORD) for word in words), LONGEST_LINE)


def _visible_character(character: str) -> str:
    return character if _is_visible_character(character) else character.encode("unicode_escape").decode()


def _is_visible_character(character: str) -> bool:
    return character.isprintable() or category(character) not in HIDDEN
