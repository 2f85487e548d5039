"""Remarks for the user on how a source was read."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from hpsearch.data.forms.proposal import Proposal, as_sentence, remedy_of
from hpsearch.text.counting import how_many
from hpsearch.text.listing import listed, listed_columns


class Remarks:
    """Collects remarks while columns are read; `sentences` joins those of one kind.

    `known` returns the marks of missing values that a proposal must keep.
    """

    def __init__(self, first: Sequence[str] = (), known: Callable[[], Sequence[str]] = tuple) -> None:
        self._first, self._known = [*first], known
        self._reasons: dict[str | Proposal, list[str]] = {}
        self._said: dict[tuple[str, str | Proposal], list[str]] = {}
        self._dates: list[str] = []
        self._date_gaps = 0
        self._empty: dict[str, int] = {}
        self._missing: Counter[str] = Counter()
        self._columns: list[str] = []
        self._weightless = 0
        self._absent: list[str] = []
        self._without: tuple[int, Mapping[str, int]] = (0, {})

    @property
    def _proposals(self) -> list[Proposal]:
        said = (*self._reasons, *(sentence for _, sentence in self._said))
        return [each for each in said if isinstance(each, Proposal) and each.marks]

    @property
    def marks(self) -> tuple[str, ...]:
        """The marks of missing values that every proposal has: those that are known, and what all columns need."""
        needed = (mark for each in self._proposals for mark in each.marks)
        return tuple(dict.fromkeys([*self._known(), *needed]))

    @property
    def remedy(self) -> tuple[str, list[str]] | None:
        """The key and the value that the sentences propose, for a DataError; None if they propose none."""
        return remedy_of(self._proposals[0].beside(self.marks)) if self._proposals else None

    def left_out(self, column: str, why: str | Proposal) -> None:
        """Note that a column is not an input."""
        self._reasons.setdefault(why, []).append(column)

    def say(self, sentence: str | Proposal | None, column: str, before: str = "") -> None:
        """Note how a column is read, with what is to be said `before`; ignores an empty sentence."""
        if sentence:
            self._said.setdefault((before, sentence), []).append(column)

    def dates(self, column: str) -> None:
        """Note that a column has dates."""
        self._dates.append(column)

    def without_date(self, count: int) -> None:
        """Note how many dates of a column are missing."""
        self._date_gaps += count

    def without_word(self, column: str, count: int) -> None:
        """Note how many cells of a column of words are empty."""
        if count:
            self._empty[column] = count

    def missing(self, column: str, marks: Mapping[str, int]) -> None:
        """Note the marks of missing values in a column, and how often each occurs."""
        if any(marks.values()):
            self._missing.update(marks)
            self._columns.append(column)

    def absent_marks(self, marks: Sequence[str]) -> None:
        """Note that these marks of the config occur in no cell."""
        self._absent += marks

    def without_target(self, count: int, marks: Mapping[str, int]) -> None:
        """Note how many rows lack a target, and by which marks; with several targets the last count is used."""
        self._without = count, Counter(self._without[1]) + Counter(marks)

    def without_weight(self, count: int) -> None:
        """Note how many rows have the weight 0."""
        self._weightless = count

    def sentences(self) -> Iterator[str]:
        """Yield one sentence for each reason."""
        yield from self._first
        for reason, names in self._reasons.items():
            yield f"left out {listed_columns(names)}: {as_sentence(reason, self.marks)}"
        for (before, sentence), names in self._said.items():
            yield f"{listed_columns(names)}: {before}{as_sentence(sentence, self.marks)}"
        if self._dates:
            yield (
                f"{listed_columns(self._dates)}: dates, read as year, month, day, weekday, hour where there is one, "
                "and days since the first; data.dates: drop leaves them out"
            )
        if self._date_gaps:
            dates = "dates are" if self._date_gaps > 1 else "date is"
            yield f"{self._date_gaps:,} missing {dates} replaced by the training part's mean of each part of a date"
        if self._empty:
            cells = sum(self._empty.values())
            they = "a missing cell counts" if cells == 1 else f"{cells:,} missing cells count"
            of_each = " of each" if len(self._empty) > 1 else ""
            yield f"{listed_columns([*self._empty])}: {they} as one more word{of_each}"
        if self._missing:
            yield (
                f"taken for missing in {listed_columns(self._columns)}: {_counted(self._missing)}; "
                "data.csv: {missing: […]} sets the marks"
            )
        if self._absent:
            yield f"data.csv.missing: no cell that was read is {listed(self._absent)}"
        if self._weightless:
            yield f"left out {how_many(self._weightless, 'row')} of weight 0"
        count, marks = self._without
        if count:
            of_marks = f" ({_counted(marks)}; data.csv: {{missing: […]}} sets the marks)" if marks else ""
            yield f"left out {how_many(count, 'row')} without a target{of_marks}"


def _counted(marks: Mapping[str, int]) -> str:
    shown = sorted(marks.items(), key=lambda item: (-item[1], item[0]))
    named = ", ".join(f"{count:,} {mark!r}" for mark, count in shown[:5])
    return named if len(shown) <= 5 else f"{named} and {len(shown) - 5:,} other marks"
