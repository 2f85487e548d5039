"""The list of changes: those in effect, those that wait, and those that were refused, with the reason."""

from collections.abc import Sequence
from textwrap import wrap

from hpsearch.records import Record
from hpsearch.runs.store.journal import Command
from hpsearch.screen.braille import StyledText
from hpsearch.screen.chart import CHANGE_STYLE
from hpsearch.text.visible import brief, visible_line
from hpsearch.trials.interventions import Intervention, described, numbers

LONGEST = 1_000
"""Largest number of characters about one change."""


class Refused(Record):
    """A change that was requested here and refused, with the reason; `change` is empty where a dialog was closed.

    It came after the change with the id `after`, during the `trial`.
    """

    change: str
    reason: str
    after: int = 0
    trial: int = 0

    @property
    def sentence(self) -> str:
        """What the screen says."""
        return f"refused: {self.reason}" if self.change else self.reason


def happened(
    interventions: Sequence[Intervention],
    pending: Sequence[Command],
    refused: Sequence[Refused],
    columns: int,
    rows: int,
) -> list[list[StyledText]]:
    """Return the last changes of a trial that fit into `rows` rows, numbered as in the chart, then waiting ones."""
    taken_back = {each.undoes for each in interventions}
    told = zip(numbers(interventions), interventions, described(interventions), strict=True)
    entries: list[tuple[int, list[list[StyledText]]]] = []
    for number, each, sentence in told:
        label = f"{'·' if number is None else number:>3} "
        said = f"from {each.moment} on: {sentence} [{each.source}]"
        style = "dim" if each.id in taken_back else ""
        entries.append((each.id, _wrapped(label, said, CHANGE_STYLE, style, columns)))
    entries += [(each.after, _wrapped("  ✗ ", each.sentence, "bold $text-error", "", columns)) for each in refused]
    entries.sort(key=lambda entry: entry[0])
    waiting = [_wrapped("  … ", f"pending: {each.change}", "bold $text-warning", "", columns) for each in pending]
    lines = [line for _, entry in entries for line in entry] + [line for entry in waiting for line in entry]
    return lines[-rows:] if rows > 0 else []


def _wrapped(label: str, text: str, label_style: str, style: str, columns: int) -> list[list[StyledText]]:
    width = max(20, columns - len(label))
    lines = wrap(visible_line(brief(text, LONGEST)), width, break_on_hyphens=False) or [""]
    head = [(label, label_style), (lines[0], style)]
    return [head, *([(" " * len(label), ""), (line, style)] for line in lines[1:])]
