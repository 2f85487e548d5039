"""The footer, which shows all keys that are of use, in as many lines as needed."""

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from hpsearch.screen.keys import lines


class Keys(Widget):
    """The footer, which shows the keys of the screen."""

    DEFAULT_CSS = "Keys { dock: bottom; height: auto; padding: 0 1; }"

    over: reactive[bool] = reactive(default=False, layout=True)
    """Whether the training has ended."""

    def render(self) -> Content:
        """Draw all keys with their labels."""
        rows = lines(self.size.width, over=self.over)
        shown = [
            Content("  ").join(
                Content.assemble((key.shown, "bold $text-accent"), " ", (key.label, "dim")) for key in row
            )
            for row in rows
        ]
        return Content("\n").join(shown)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 (textual's)
        """Return the number of lines."""
        return len(lines(width, over=self.over))
