"""What the user's own code prints, kept for the file of messages of a trial."""

from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import TextIOBase

MOST_CHARACTERS = 1_000_000
"""At most so many characters are kept: the last ones."""


class OutputLog(TextIOBase):
    """Keeps the last characters that are written to it."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self._length = 0

    def writable(self) -> bool:
        """Return True: it is there to be written to."""
        return True

    def write(self, text: str) -> int:
        """Add text, and return the number of its characters."""
        self._pieces.append(text)
        self._length += len(text)
        if self._length > 2 * MOST_CHARACTERS:
            self._pieces = [self.text]
            self._length = len(self._pieces[0])
        return len(text)

    @property
    def text(self) -> str:
        """What was written, or the last MOST_CHARACTERS characters of it."""
        return "".join(self._pieces)[-MOST_CHARACTERS:]

    @property
    def last_line(self) -> str:
        """The last line that is not blank; empty where there is none."""
        lines = [line.strip() for line in self.text[-10_000:].splitlines()]
        return next((line for line in reversed(lines) if line), "")

    @contextmanager
    def capturing(self) -> Iterator[None]:
        """Keep here what Python code prints inside the `with` block."""
        with redirect_stdout(self), redirect_stderr(self):
            yield
