"""Text from data, safe for the screen."""

from textual.content import Content

from hpsearch.text.visible import visible


def plain_text(text: str) -> Content:
    """Return text without markup for textual, with control characters as escapes."""
    return Content(visible(text))
