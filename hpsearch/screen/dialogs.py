"""The dialogs of the screen: for a value, a choice, an epoch. Escape closes one without an answer."""

from asyncio import Event
from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from hpsearch.errors import UsageError
from hpsearch.records import Record
from hpsearch.text.visible import visible, visible_line


class AnswerOption(Record):
    """A possible answer to a question: its `key`, its text, and its meaning."""

    key: str
    text: str
    answer: str


class Dialog(ModalScreen[tuple[str, ...]]):
    """A box over the screen; its answer is a tuple of changes, empty if the user went back."""

    DEFAULT_CSS = """
    Dialog { align: center middle; }
    Dialog > Vertical {
        width: 72; max-width: 100%; height: auto; max-height: 100%; padding: 0 1; border: round $primary;
        background: $surface;
    }
    Dialog Input, Dialog Input:focus { border: none; height: 1; padding: 0; margin: 1 0; background: $boost; }
    Dialog OptionList, Dialog OptionList:focus { border: none; height: auto; max-height: 14; padding: 0; }
    Dialog:nocolor OptionList > .option-list--option-highlighted { text-style: reverse; }
    Dialog Static { height: auto; }
    Dialog .problem { color: $text-error; }
    Dialog .quiet { color: $text-muted; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "back", show=False)]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title
        self.opened = Event()

    def on_mount(self) -> None:
        """Take keys once the dialog is drawn and its input has the focus."""
        self.call_after_refresh(self.opened.set)

    def action_back(self) -> None:
        """Close the dialog without an answer."""
        self.dismiss(())

    def framed(self, *, keys: str) -> Vertical:
        """The box with its title, and its keys at the bottom."""
        box = Vertical()
        box.border_title = plain_text(self._title)
        box.border_subtitle = plain_text(keys)
        return box


class Ask(Dialog):
    """Asks for a value, which `words` turns into a change; it is refused at once if `read` raises UsageError."""

    def __init__(self, title: str, hint: str, words: Callable[[str], str], read: Callable[[str], object]) -> None:
        super().__init__(title)
        self._hint, self._words, self._read = hint, words, read

    def compose(self) -> ComposeResult:
        """Show a hint, an input, and a line for errors."""
        with self.framed(keys="Enter: do it · Esc: back"):
            yield Static(plain_text(self._hint))
            yield Input(select_on_focus=False)
            yield Static(classes="problem")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer with the change, or show why it is refused."""
        words = self._words(event.value)
        try:
            self._read(words)
        except UsageError as error:
            self.query_one(".problem", Static).update(plain_text(str(error)))
            return
        self.dismiss((words,))


class Choose(Dialog):
    """A question with a few answers, each with its own key."""

    def __init__(self, title: str, question: str, choices: Sequence[AnswerOption]) -> None:
        super().__init__(title)
        self._question, self._choices = question, {each.key: each for each in choices}

    def compose(self) -> ComposeResult:
        """Show the question and the answers, with the cursor on the last."""
        with self.framed(keys="its key, or ↑ ↓ Enter · Esc: back"):
            yield Static(plain_text(self._question + "\n"))
            options = OptionList(
                *(Option(plain_text(f"{each.key}  {each.text}"), id=each.key) for each in self._choices.values())
            )
            options.highlighted = len(self._choices) - 1
            yield options

    def on_key(self, event: events.Key) -> None:
        """Answer with the choice whose key was pressed."""
        if event.character in self._choices:
            event.stop()
            self._answer(event.character or "")

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the choice at the cursor."""
        self._answer(event.option.id or "")

    def _answer(self, key: str) -> None:
        answer = self._choices[key].answer
        self.dismiss((answer,) if answer else ())


class Pick(Dialog):
    """A list to choose a line from; with `also`, an input for further changes, which `read` checks."""

    def __init__(
        self,
        title: str,
        head: str,
        lines: Sequence[tuple[str, str]],
        read: Callable[[str], object],
        at: int = 0,
        also: str | None = None,
    ) -> None:
        super().__init__(title)
        self._head, self._lines, self._read, self._at, self._also = head, lines, read, at, also

    def compose(self) -> ComposeResult:
        """Show the header, the lines, and the input for changes."""
        with self.framed(keys=f"↑ ↓{' · Tab' if self._also else ''} · Enter: do it · Esc: back"):
            yield Static(plain_text(self._head), classes="quiet")
            options = OptionList(*(Option(plain_text(line)) for _, line in self._lines))
            options.highlighted = self._at
            yield options
            if self._also is not None:
                yield Input(placeholder=visible_line(self._also), select_on_focus=False)
                yield Static(classes="problem")

    def on_option_list_option_selected(self) -> None:
        """Answer with the line at the cursor."""
        self._answer()

    def on_input_submitted(self) -> None:
        """Answer with what was typed."""
        self._answer()

    def _answer(self) -> None:
        answer, _ = self._lines[self.query_one(OptionList).highlighted or 0]
        also = self.query_one(Input).value.split() if self._also is not None else []
        try:
            for words in also:
                self._read(words)
        except UsageError as error:
            self.query_one(".problem", Static).update(plain_text(str(error)))
            return
        self.dismiss((answer, *also))


class Page(Dialog):
    """A page of text to read, such as the help."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title)
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the text of the page."""
        with self.framed(keys="any key: back") as box:
            box.styles.width = 78
            yield Static(plain_text(self._text))

    def on_key(self, event: events.Key) -> None:
        """Close the page at any key."""
        event.stop()
        self.dismiss(())


def plain_text(text: str) -> Content:
    """Return text without markup for textual, with control characters as escapes."""
    return Content(visible(text))
