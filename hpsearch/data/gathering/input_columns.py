"""Decide on the kind of each column, and which are left out, once all cells are read."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import LARGEST, DateColumn, TextColumn, consumed, too_large
from hpsearch.data.form import ColumnForm
from hpsearch.data.forms.dates import Clock, Dates
from hpsearch.data.forms.durations import Durations
from hpsearch.data.forms.form import PlainNumbers, PlainWords, Truth
from hpsearch.data.forms.kinds import CellForm, Decision, decide
from hpsearch.data.forms.marked import without_marked_moments
from hpsearch.data.forms.proposal import Proposal
from hpsearch.data.forms.three_decimals import with_three_decimals
from hpsearch.data.gathering.gathered import Numbers
from hpsearch.data.gathering.marks import marks_of, row_of, without
from hpsearch.data.gathering.marks_beside import marks_beside
from hpsearch.data.gathering.named_durations import with_named_durations
from hpsearch.data.gathering.recentring import better_pivot, is_far
from hpsearch.data.gathering.remarks import Remarks
from hpsearch.data.gathering.spelled_words import spelled_where_words
from hpsearch.data.gathering.spellings import remark_on_spellings
from hpsearch.data.gathering.utc_offsets import distinct, offsets_of_words
from hpsearch.data.gathering.walking import TableWalk
from hpsearch.data.reading.table import LISTS, WITHOUT_TEXT, SourceTable
from hpsearch.data.roles.asked import Asked
from hpsearch.data.roles.chosen import ChosenColumns
from hpsearch.data.roles.identifiers import why_identifier
from hpsearch.text.listing import listed_in_rows

FORMS_OF_TYPES: dict[str, CellForm] = {"booleans": Truth(), "times of day": Clock(), "durations": Durations()}
"""The forms of columns whose type is not numeric, but is read as numbers."""

READ_AS_HOURS = {
    "times of day": "times of day are read as hours since midnight",
    "durations": "durations are read as hours",
}
"""What is said of such types, by the kind of the form."""

MAKE = "make columns of numbers or words of them to use them"
KEEP = "data.inputs keeps columns that it lists"
CATEGORIES = "categories that are numbers are read as numbers; to use them as words, put a letter before each: c1"


class InputColumns:
    """Decides on each column by all of its cells; `remarks` has a sentence on each that is left out or doubtful.

    `words` and `dates` are the columns of these kinds, `numeric` the names of numeric ones, `names` all of them in the
    order of the table; `forms` and `pivots` are needed to read new rows in the same way. `known` has the numbers of
    each numeric column.
    """

    def __init__(
        self, table: SourceTable, asked: Asked, chosen: ChosenColumns, walk: TableWalk, remarks: Remarks
    ) -> None:
        self.table, self.asked, self.chosen, self.walk, self.remarks = table, asked, chosen, walk, remarks
        self.words: list[TextColumn] = []
        self.dates: list[DateColumn] = []
        self.forms: dict[str, ColumnForm] = {}
        self.pivots: dict[str, float] = {}
        self.known: dict[str, Numbers] = {}
        self._late: dict[str, NDArray[np.float32]] = {}
        self._counting: dict[str, str] = {}
        for name in chosen.read:
            if name not in chosen.targets and name not in asked.roles.values():
                self._conclude(name)
        self._leave_out_what_counts()
        self.numeric = tuple(name for name in chosen.read if name in self.pivots)
        self.names = tuple(name for name in chosen.read if name in self.forms)

    def _leave_out_what_counts(self) -> None:
        """Leave out columns that look like identifiers, unless there are no others."""
        others = bool(self.forms)
        for name, why in self._counting.items():
            if others:
                self.remarks.left_out(name, f"{why}; {KEEP}")
            else:
                self.remarks.say(f"{why}, like an identifier; used as there is no other input", name)
                self._number(name, PlainNumbers(self.walk.decimal), self.walk.numbers[name])

    def numbers(self, name: str) -> NDArray[Any]:
        """Return the values of a numeric column, (rows,); empty for other kinds."""
        if name in self._late:
            return self._late[name]
        return self._values(name, self.walk.numbers[name]) if name in self.pivots else np.empty(0)

    def blocks(self) -> Iterator[NDArray[np.float32]]:
        """Yield the numbers in blocks, (rows, numeric), stored by column; each is released before the next."""
        every = {name: place for place, name in enumerate(self.walk.numbers)}
        first = every[self.numeric[0]] if self.numeric else 0
        beside = self.numeric == tuple(every)[first : first + len(self.numeric)] and not self._late
        start = 0
        for block in consumed(self.walk.blocks):
            if beside:  # the usual case: the target is the first or the last column
                yield block[first : first + len(self.numeric)].T
                continue
            rows = block.shape[1]
            whole = np.empty((len(self.numeric), rows), np.float32)
            for column, name in enumerate(self.numeric):
                whole[column] = self._late[name][start : start + rows] if name in self._late else block[every[name]]
            start += rows
            del block
            yield whole.T

    def _conclude(self, name: str) -> None:
        walk = self.walk
        if name in walk.others:
            self.remarks.left_out(name, f"{walk.others[name]}; {MAKE}")
        elif name in walk.moments:
            self._dates(name, Dates(), {}, walk.moments[name].column(), tuple(sorted(walk.moments[name].offsets)))
        elif name in walk.text:
            self._of_words(name)
        else:
            known = walk.numbers[name]
            form = FORMS_OF_TYPES.get(known.kind) or PlainNumbers(walk.decimal)
            if self._number_is_of_use(name, known):
                self._number(name, form, known)

    def _number(self, name: str, form: CellForm, known: Numbers) -> None:
        gaps = known.present < known.count
        whole = known.whole and not known.decimals and not isinstance(form, Clock | Truth)
        self.forms[name] = ColumnForm(name, form, tuple(known.marks), gaps, whole=whole)
        self.pivots[name] = known.pivot or 0.0
        if known.present < known.count:
            self.remarks.missing(name, known.marks)
        if name not in self.walk.text:  # whose words say it
            self.remarks.say(READ_AS_HOURS.get(form.kind, ""), name)
        self.known[name] = known
        self.remarks.say(known.remark, name)
        if name in self.table.categorical and not isinstance(form, Clock | Truth):
            self.remarks.say(CATEGORIES, name)
        elif self.table.dialect is None and known.kind == "":
            self.remarks.say("numbers kept as text are read as numbers", name)

    def _number_is_of_use(self, name: str, known: Numbers, values: NDArray[np.float64] | None = None) -> bool:
        if known.present == 0:
            self.remarks.left_out(name, "no values")
            return False
        if max(abs(known.low), abs(known.high)) > LARGEST:
            largest = known.low if abs(known.low) > LARGEST else known.high
            stored = np.concatenate([*self.stored(name)]) if values is None else values
            rows = np.flatnonzero(np.abs(stored) > 0.99 * LARGEST)  # less the pivot, and rounded
            row = self.walk.row(rows[0]) if rows.size else None
            raise too_large(self.table.source, name, mark=Proposal("", (*self.remarks.marks, str(largest))), row=row)
        complete = known.present == known.count
        if complete and known.low == known.high and known.count > 1:
            self.remarks.left_out(name, "the same value in every row")
            self.remarks.say(known.remark, name)
            return False
        if complete and known.whole and self.asked.inputs is None and known.high - known.low >= known.count - 1 > 0:
            why = why_identifier(name, self._values(name, known) if values is None else values)
            if why and name in self.walk.text:
                self.remarks.left_out(name, f"{why}; {KEEP}")
                return False
            if why:
                self._counting[name] = why
                return False
        return True

    def _values(self, name: str, known: Numbers) -> NDArray[np.floating[Any]]:
        """Return the values of the whole column, exact if stored apart or within the whole numbers of float32."""
        if known.kept is not None:
            return np.concatenate(known.kept)
        if known.high - known.low >= 2**24:
            return np.zeros(2)  # it neither counts the rows nor is named like an identifier
        return np.asarray(np.concatenate([*self.stored(name)]).astype(np.float64) + (known.pivot or 0.0))

    def stored(self, name: str) -> Iterator[NDArray[np.float32]]:
        """Yield the values of a column of numbers, less its pivot, in pieces."""
        row = list(self.walk.numbers).index(name)
        yield from [self._late[name]] if name in self._late else (block[row] for block in self.walk.blocks)

    def _of_words(self, name: str) -> None:
        walk, stated = self.walk, self.asked.marks
        text = walk.text[name]
        codes, words = text.column()
        decision = decide(words, stated, walk.decimal, row_of(codes, words, walk.row))
        decision = with_named_durations(decision, name, words)
        codes, words, decision = spelled_where_words(codes, words, decision, text.spelling, stated)
        marks = marks_of(codes, words, decision.missing)
        self.walk.met.update(marks)
        form = decision.form
        codes, words = without(codes, words, decision.missing)
        present = int(np.count_nonzero(codes >= 0))
        if present == 0:
            self.remarks.left_out(name, "no values")
        elif isinstance(form, Dates):
            moments = form.moments(words)
            assert moments is not None  # noqa: S101  # decided on these words
            moments = np.append(moments, np.datetime64("NaT", "us"))[codes]
            self._dates(name, form, marks, moments, distinct([offsets_of_words(words)] if form.zone else []))
            self.remarks.say(decision.remark, name)
        elif not decision.mixed and (why := self._objects_beside_words(codes, words, text.typed)):
            self.remarks.left_out(name, why)
        elif isinstance(form, PlainWords):
            self._of_levels(name, codes, words, present, decision, marks)
            self.remarks.say(marks_beside(decision.mixed, codes, words, self.walk.decimal), name)
        else:
            numbers = form.numbers(words)
            assert numbers is not None  # noqa: S101  # decided on these words
            values = np.append(numbers, np.nan)[codes]
            known = Numbers(kind=form.kind, decimals=any(with_three_decimals(words, form)))
            stored = np.empty(values.size, np.float32)
            with np.errstate(over="ignore", invalid="ignore"):
                known.take(values, stored, centred=self.asked.centred)
                if self.asked.centred and is_far(values, known.pivot or 0.0):
                    known.pivot = better_pivot(values)
                    stored[...] = values - known.pivot
            known.marks.update(marks)
            if self._number_is_of_use(name, known, values):
                self._late[name] = stored
                self._number(name, form, known)
                self.remarks.say(decision.remark, name)

    def _objects_beside_words(self, codes: NDArray[np.int32], words: list[str], typed: Mapping[str, str]) -> str:
        """Return a sentence if there are objects that new rows cannot have as words; empty if there are none."""
        odd = next((word for word in words if typed.get(word) in (LISTS, WITHOUT_TEXT)), None)
        if odd is None:
            return ""
        where = listed_in_rows([odd], row_of(codes, words, self.walk.row))
        return f"cells that are {typed[odd]}, such as {where}; {MAKE}"

    def _of_levels(
        self,
        name: str,
        codes: NDArray[np.int32],
        words: list[str],
        present: int,
        decision: Decision,
        marks: dict[str, int],
    ) -> None:
        if self.asked.inputs is None and len(words) > max(0.9 * present, 2):
            why = decision.mixed or "a different word in nearly every row, like an identifier"
            self.remarks.left_out(name, f"{why}; {KEEP}" if isinstance(why, str) and ";" not in why else why)
            return
        if len(words) == 1 and present == codes.size:
            self.remarks.left_out(name, "the same value in every row")
            return
        if decision.mixed:
            self.remarks.say(decision.mixed, name, "counts as words: ")
        self.remarks.say(remark_on_spellings(words), name)
        self.words.append(TextColumn(name, codes, tuple(words)))
        self.forms[name] = ColumnForm(name, PlainWords(), decision.missing, gaps=present < codes.size)
        if present < codes.size:
            self.remarks.missing(name, marks)

    def _dates(
        self,
        name: str,
        form: Dates,
        marks: dict[str, int],
        moments: NDArray[np.datetime64],
        offsets: tuple[int, ...],
    ) -> None:
        moments, marked = without_marked_moments(moments, self.asked.marks)
        marks = marks | marked
        self.walk.met.update(marks)
        there = moments[~np.isnat(moments)]
        if not there.size:
            self.remarks.left_out(name, "no values")
        elif there.size == moments.size and (there == there[0]).all():
            self.remarks.left_out(name, "the same value in every row")
        elif self.asked.dates == "drop":
            self.remarks.left_out(name, "dates, by data.dates: drop")
        else:
            self.dates.append(DateColumn(name, moments, timed=bool((there != there.astype("datetime64[D]")).any())))
            gaps = there.size < moments.size
            self.forms[name] = ColumnForm(name, form, tuple(marks), gaps, offsets=offsets)
            self.remarks.dates(name)
            if there.size < moments.size:
                self.remarks.missing(name, marks)
