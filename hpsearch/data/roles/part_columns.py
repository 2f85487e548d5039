"""The columns that the config names as split, group or order, which are not inputs."""

import numpy as np
from numpy.typing import DTypeLike, NDArray

from hpsearch.data.columns import OrderColumn, TextColumn
from hpsearch.data.forms.dates import UNKNOWN, Dates
from hpsearch.data.forms.form import PlainNumbers, PlainWords
from hpsearch.data.forms.kinds import CellForm, decide
from hpsearch.data.forms.marked import without_marked_moments
from hpsearch.data.forms.proposal import of_complete_column
from hpsearch.data.gathering.input_columns import FORMS_OF_TYPES
from hpsearch.data.gathering.likely_marks import remark_on_dates
from hpsearch.data.gathering.marks import row_of, without
from hpsearch.data.gathering.marks_beside import marks_beside
from hpsearch.data.gathering.remarks import Remarks
from hpsearch.data.gathering.spelled_words import spelled_where_words, spelled_words
from hpsearch.data.gathering.walking import TableWalk
from hpsearch.data.reading.kinds import as_instants
from hpsearch.data.reading.table import SourceTable
from hpsearch.data.roles.asked import Asked
from hpsearch.data.roles.group_remarks import remarks_on_groups
from hpsearch.data.roles.numbered import code_places
from hpsearch.data.roles.order_remarks import remarks_on_numbers_in_order
from hpsearch.errors import DataError
from hpsearch.records import Record
from hpsearch.text.listing import listed
from hpsearch.text.visible import brief


class Roles(Record):
    """Makes these columns from what the walk over the table gathered."""

    table: SourceTable
    asked: Asked
    walk: TableWalk
    remarks: Remarks

    def words(self, name: str | None, key: str) -> TextColumn | None:
        """The column `name` as words; None if `name` is None. Raises DataError if it holds something else."""
        if name is None:
            return None
        if name in self.walk.others:
            raise self._mistake(name, self.walk.others[name], "words or whole numbers", key)
        text = self.walk.text[name]
        codes, words = spelled_words(*text.column(), text.spelling)
        codes, words = without(codes, words, ("",))  # which no text file has, and frames have
        self.walk.met.update({*words}.intersection(self.asked.marks or ()))
        if key == "group":
            for sentence in remarks_on_groups(codes, words, self.asked.marks):
                self.remarks.say(sentence, name)
        return TextColumn(name, codes, tuple(words))

    def order(self) -> OrderColumn | None:
        """The column by which rows are ordered, as ranks from 0; -1 for an empty cell. Raises DataError for words.

        Dates with time zones follow each other as their moments did, whatever the clocks say.
        """
        name = self.asked.order
        if name is None:
            return None
        values = self._moments_or_numbers(name)
        known = ~(np.isnat(values) if values.dtype.kind == "M" else np.isnan(values))
        ranks = np.full(values.size, -1, np.int64)
        ranks[known] = np.unique(values[known], return_inverse=True)[1]
        return OrderColumn(name, ranks)

    def _moments_or_numbers(self, name: str) -> NDArray[np.datetime64] | NDArray[np.float64]:
        walk = self.walk
        if name in walk.others:
            raise self._mistake(name, walk.others[name], "dates or numbers", "order")
        if name in walk.moments:
            batches = self.table.in_utc or self.table.batches
            instants = [as_instants(batch[name].values) for batch in batches([name])]
            return self._without_marked(walk.moments[name].column(), np.concatenate(instants))
        if name not in walk.text:
            known = walk.numbers[name]
            form = FORMS_OF_TYPES.get(known.kind) or PlainNumbers(walk.decimal)
            return self._remarked(name, np.concatenate(known.kept or [np.empty(0)]), form, known.stored)
        text, stated = walk.text[name], self.asked.marks
        codes, words = text.column()
        decision = decide(words, stated, walk.decimal, row_of(codes, words, walk.row))
        codes, words, decision = spelled_where_words(codes, words, decision, text.spelling, stated)
        codes, words = without(codes, words, decision.missing)
        walk.met.update(decision.missing)
        if isinstance(decision.form, PlainWords):
            if (numbered := code_places(words)) is not None:
                return np.append(numbered, np.nan)[codes]
            further = marks_beside(decision.mixed, codes, words, walk.decimal)
            said = [of_complete_column(each) for each in (decision.mixed, further) if each]
            holds = "; ".join(said) or f"words ({listed([*map(brief, words)])})"
            raise self._mistake(name, holds, "dates or numbers", "order")
        if isinstance(decision.form, Dates):
            moments, instants_of_words = decision.form.moments(words), decision.form.instants(words)
            assert moments is not None and instants_of_words is not None  # noqa: S101, PT018  # decided on these words
            self.remarks.say(decision.form.doubt(words), name)
            return self._without_marked(*(np.append(each, UNKNOWN)[codes] for each in (moments, instants_of_words)))
        numbers = decision.form.numbers(words)
        assert numbers is not None  # noqa: S101  # decided on these words
        self.remarks.say(decision.remark, name)
        return self._remarked(name, np.append(numbers, np.nan)[codes], decision.form)

    def _remarked(
        self, name: str, values: NDArray[np.float64], form: CellForm, stored: DTypeLike = np.float64
    ) -> NDArray[np.float64]:
        for sentence in remarks_on_numbers_in_order(values, form, stored):
            self.remarks.say(of_complete_column(sentence or ""), name)
        return values

    def _without_marked(
        self, moments: NDArray[np.datetime64], instants: NDArray[np.datetime64]
    ) -> NDArray[np.datetime64]:
        """The instants, in UTC, of moments by their own clocks; NaT where a moment is a mark."""
        moments, counts = without_marked_moments(moments, self.asked.marks)
        self.walk.met.update(counts)
        self.remarks.say(of_complete_column(remark_on_dates(moments) or ""), str(self.asked.order))
        return np.where(np.isnat(moments), UNKNOWN, instants)

    def _mistake(self, name: str, holds: str, expected: str, key: str) -> DataError:
        return DataError(f"{self.table.source}: {key} column {name!r} holds {holds}; expected {expected}", key)
