"""The message for a file that a library cannot read."""

from hpsearch.text.visible import brief, visible_line


def why_damaged(error: Exception) -> str:
    r"""Return a library's message about a damaged file, on one line, and what to do.

    >>> why_damaged(OSError("Invalid data\nDeserializing page header failed.\n"))
    '(Invalid data Deserializing page header failed.); take a whole copy of it, or write it again'
    """
    said = visible_line(brief(" ".join(str(error).split()), 200))
    return f"({said}); take a whole copy of it, or write it again"
