"""Text from data as the screen draws it."""

from textual.content import Content

from hpsearch.text.visible import visible


def plain_text(text: str) -> Content:
    """Text that textual draws as it is: no markup is read from it, and control characters stand as escapes."""
    return Content(visible(text))
