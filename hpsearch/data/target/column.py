"""The column to predict: numbers, true and false, or words."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import Column, NumberColumn, TextColumn
from hpsearch.data.form import ColumnForm
from hpsearch.data.forms.dates import Dates
from hpsearch.data.forms.form import PlainNumbers, PlainWords, Truth
from hpsearch.data.forms.kinds import CellForm, decide
from hpsearch.data.forms.missing import may_be_a_code
from hpsearch.data.forms.proposal import beside
from hpsearch.data.forms.three_decimals import with_three_decimals
from hpsearch.data.gathering.gathered import GatheredText
from hpsearch.data.gathering.input_columns import FORMS_OF_TYPES, READ_AS_HOURS
from hpsearch.data.gathering.marks import marks_of, without
from hpsearch.data.gathering.marks_beside import marks_beside
from hpsearch.data.gathering.named_durations import with_named_durations
from hpsearch.data.gathering.remarks import Remarks
from hpsearch.data.gathering.spelled_words import spelled_where_words
from hpsearch.data.gathering.walking import TableWalk
from hpsearch.data.reading.table import SourceTable
from hpsearch.data.roles.asked import Asked
from hpsearch.data.target.task import MOST_WHOLE_NUMBERS
from hpsearch.errors import DataError
from hpsearch.records import Record, replace


class TargetColumn(Record):
    """The target as the walk gathered it."""

    table: SourceTable
    asked: Asked
    name: str
    walk: TableWalk
    remarks: Remarks

    def read(self) -> tuple[Column, ColumnForm]:
        """The column and the form of its cells. Raises DataError if it holds neither numbers nor words."""
        name, walk = self.name, self.walk
        if name in walk.others or name in walk.moments:
            holds = walk.others.get(name, "dates (give what matters of them as numbers: the year, the age in days)")
            raise DataError(f"{self.table.source}: target {name!r} holds {holds}; expected numbers or words", "target")
        if name not in walk.text:
            known = walk.numbers[name]
            values = np.concatenate(known.kept or [np.empty(0)])
            if known.present == 0:
                raise DataError(f"{self.table.source}: target {name!r} has no values", "target")
            self._told_without_target(known.count - known.present, known.marks)
            as_text = self.table.dialect is None and known.kind == ""
            if as_text and np.unique(values[~np.isnan(values)]).size <= 20:
                return self._target_of_words(self._again())
            form = FORMS_OF_TYPES.get(known.kind) or PlainNumbers(walk.decimal, long=True)
            self.remarks.say(READ_AS_HOURS.get(form.kind, ""), name)
            self.remarks.say(known.remark, name)
            column = NumberColumn(name, values, boolean=isinstance(form, Truth))
            gaps = known.present < known.count
            whole = known.whole and not known.decimals and not column.boolean
            return column, ColumnForm(name, form, tuple(known.marks), gaps, whole=whole)
        return self._target_of_words(walk.text[name])

    def _again(self) -> GatheredText:
        """Read the target as text, exactly as it is written."""
        text = GatheredText()
        for batch in self.table.batches([self.name], text=[self.name]):
            text.take(batch[self.name])
        return text

    def _target_of_words(self, text: GatheredText) -> tuple[Column, ColumnForm]:
        name = self.name
        codes, words = text.column()
        decision = with_named_durations(decide(words, self.asked.marks, self.walk.decimal), name, words)
        if isinstance(decision.form, PlainNumbers) and self._typed_as_text():
            decision = replace(decision, form=PlainWords())
        codes, words, decision = spelled_where_words(codes, words, decision, text.spelling, self.asked.marks)
        form, missing = decision.form, decision.missing
        if isinstance(form, PlainWords) and self.asked.marks is None:
            missing = self._without_codes(missing, words)
        counts = marks_of(codes, words, missing)
        self.walk.met.update(missing)
        codes, words = without(codes, words, missing)
        gaps = int(np.count_nonzero(codes < 0))
        self._told_without_target(gaps, counts)
        if not words:
            raise DataError(f"{self.table.source}: target {name!r} has no values", "target")
        if isinstance(form, Dates):
            raise DataError(
                f"{self.table.source}: target {name!r} holds dates (give what matters of them as numbers: the year, "
                "the age in days); expected numbers or words",
                "target",
            )
        long = PlainNumbers(self.walk.decimal, long=True)
        if (
            isinstance(form, PlainWords | PlainNumbers)
            and not self._typed_as_text()
            and (values := long.numbers(words)) is not None
        ):
            exact = TextColumn(name, codes, tuple(word.replace(",", ".") for word in words))
            found = ColumnForm(name, long, missing, gaps=gaps > 0, whole=_are_whole(values, words, long))
            return NumberColumn(name, np.append(values, np.nan)[codes], exact=exact), found
        found = ColumnForm(name, form, missing, gaps=gaps > 0)
        if isinstance(form, PlainWords):
            if decision.mixed and _are_no_classes(words):
                self.remarks.say(decision.mixed, name, "counts as words: ")
            self.remarks.say(marks_beside(decision.mixed, codes, words, self.walk.decimal), name)
            return TextColumn(name, codes, tuple(words), beside(decision.mixed, self.remarks.marks)), found
        numbers = form.numbers(words)
        assert numbers is not None  # noqa: S101  # decided on these words
        self.remarks.say(decision.remark, name)
        boolean = isinstance(form, Truth)
        found = replace(found, whole=not boolean and _are_whole(numbers, words, form))
        return NumberColumn(name, np.append(numbers, np.nan)[codes], boolean=boolean), found

    def _without_codes(self, missing: tuple[str, ...], words: list[str]) -> tuple[str, ...]:
        """The marks of missing values among `words`, less those that are more likely a class beside other codes."""
        others = [word for word in words if word not in missing]
        codes = tuple(mark for mark in missing if may_be_a_code(mark, others))
        for mark in codes:
            self.remarks.say(
                f"{mark!r} counts as a class beside the other codes; as one of data.csv.missing it is a missing value",
                self.name,
            )
        return tuple(mark for mark in missing if mark not in codes)

    def _typed_as_text(self) -> bool:
        """Whether the target's numbers are text by their type, as in a frame, so that its classes are words."""
        return self.table.dialect is None and self.walk.typed.get(self.name, "text") == "text"

    def _told_without_target(self, missing: int, marks: Mapping[str, int]) -> None:
        self.remarks.without_target(missing, marks)


def _are_whole(values: NDArray[np.float64], words: Sequence[str], form: CellForm) -> bool:
    """Whether all numbers are whole, and none of their words has three decimals."""
    return bool((values == np.floor(values)).all()) and not any(with_three_decimals(words, form))


def _are_no_classes(words: Sequence[str]) -> bool:
    """Whether words, most of which look like numbers, would be too many or too fine as numbers to be classes."""
    return len(words) > MOST_WHOLE_NUMBERS or any("." in word or "," in word for word in words)


def with_targets(targets: Sequence[Column]) -> NDArray[np.bool_]:
    """Whether each row has all targets, (rows,)."""
    there = [each.codes >= 0 if isinstance(each, TextColumn) else ~np.isnan(each.values) for each in targets]
    return there[0] if len(there) == 1 else np.all(there, axis=0)


def without_a_target(targets: Sequence[Column]) -> int:
    """How many rows lack one of several targets or more."""
    return int(np.count_nonzero(~with_targets(targets)))
