"""Convert new rows to the form in which training read its own; refuse them if this would lose information."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import LARGEST, TextColumn, too_large
from hpsearch.data.form import ColumnForm, TableForm
from hpsearch.data.forms.dates import Clock, Dates
from hpsearch.data.forms.decimal_signs import possible_signs
from hpsearch.data.forms.durations import Durations
from hpsearch.data.forms.form import PlainNumbers, PlainWords, Truth
from hpsearch.data.forms.marked import marked_words
from hpsearch.data.forms.missing import EVERYWHERE
from hpsearch.data.forms.plain import is_long_whole
from hpsearch.data.forms.scales import changes_size
from hpsearch.data.forms.written_numbers import WrittenNumbers, cell_of
from hpsearch.data.gathering.file_sign import SIGN_NAMES
from hpsearch.data.gathering.gathered import NUMBER_KINDS, GatheredText, Numbers
from hpsearch.data.gathering.spelled_words import spelled_words
from hpsearch.data.new_rows.beside_text import kinds_beside_text, number_written_otherwise, objects_of_other_kinds
from hpsearch.data.new_rows.cells import HOW_TO_GIVE, TRUTHS, form_described, numbers_in
from hpsearch.data.new_rows.empty_cells import without_type_if_empty
from hpsearch.data.new_rows.lost_words import with_lost_word
from hpsearch.data.new_rows.signs import Signs, marks_with
from hpsearch.data.reading.kinds import kind_of
from hpsearch.data.reading.plain_batch import PlainBatch, rows_in
from hpsearch.data.reading.table import SourceTable
from hpsearch.errors import DataError
from hpsearch.records import Record, replace
from hpsearch.text.listing import listed_columns, nearest_column

if TYPE_CHECKING:
    from hpsearch.data.reading.table import RowBatch

ADD = "new rows need all columns that training used, under the same names"
AS_A_NUMBER = "if it is a number, write it with an exponent, such as 1.5e16"
CORRECT = "correct them, or leave the cells empty (missing)"


class NewRows(Record):
    """Some new rows: the cells of the columns that the model needs, and of others that were asked for.

    `before` is the number of earlier rows of the table, `in_doubt` says that nothing shows the table's decimal sign.
    """

    count: int
    cells: "RowBatch"
    columns: Mapping[str, ColumnForm]
    form: TableForm
    decimal: str
    typed: bool
    before: int = 0
    source: str = "new rows"
    in_doubt: bool = False

    @classmethod
    def pieces(
        cls, table: SourceTable, form: TableForm, columns: Sequence[str], others: Sequence[str] = ()
    ) -> Iterator[Self]:
        """The rows of `table`, some at a time, with the `columns` that are needed. Raises DataError if one lacks."""
        there, used = {*table.names}, {*columns, *form.targets}
        if unknown := [name for name in others if name not in there | used]:
            raise DataError(
                f"{table.source}: has no column {unknown[0]!r} to --keep; {nearest_column(unknown[0], table.names)}"
            )
        if absent := [name for name in (*columns, *others) if name not in there]:
            raise DataError(f"{table.source}: lacks the {listed_columns(absent)}; {ADD}")
        forms = {column.name: column for column in (*form.target_columns, *form.columns)}
        decimal = table.dialect.decimal if table.dialect else "."
        numbers = {name for name, column in forms.items() if isinstance(column.form, PlainNumbers)}
        if table.with_numbers is not None and form.dialect is None:  # earlier versions read the numbers of periods
            table = table.with_numbers(numbers)
        wanted = [name for name in table.names if name in {*columns, *others}]
        whole = {name for name in numbers.intersection(columns) if forms[name].whole}
        if table.sign_is_in_doubt:
            numbers = set()  # so that each cell is there as it is written
        elif whole and table.has_zeros_after is not None and table.has_zeros_after(decimal):
            numbers = numbers - whole  # which may be written as 45.000
        before = 0
        for batch in table.batches(wanted, text=[name for name in wanted if name not in numbers - {*others}]):
            count = rows_in(batch)
            typed, in_doubt = table.dialect is None, table.sign_is_in_doubt
            cells = {name: without_type_if_empty(batch[name]) for name in wanted} if typed else batch
            yield cls(count, cells, forms, form, decimal, typed, before, table.source, in_doubt)
            before += count

    def only(self, names: Sequence[str]) -> Self:
        """Return these rows with the columns `names` alone."""
        return replace(self, cells={name: self.cells[name] for name in names})

    def kind(self, name: str) -> str:
        """Return the kind of the column's cells; `nothing` if all are empty."""
        return kind_of(self.cells[name].values.type)

    def truths(self, column: ColumnForm) -> NDArray[np.bool_] | None:
        """Which rows are true or false in a column that training read as numbers; None if none is."""
        if isinstance(column.form, Truth) or (isinstance(self.cells, PlainBatch) and column.name in self.cells.places):
            return None
        cells, kind = self.cells[column.name], self.kind(column.name)
        if kind == "booleans":
            known: NDArray[np.bool_] = cells.values.is_valid().to_numpy(zero_copy_only=False)
            return known
        if kind != "text" or cells.numbers is not None:
            return None
        codes, words = self.written(column)
        return np.array([*(word.lower() in TRUTHS for word in words), False])[codes]

    def numbers(self, column: ColumnForm) -> NDArray[np.float64]:
        """The column's numbers, NaN where missing."""
        if self.form.marks is None and isinstance(self.cells, PlainBatch) and column.name in self.cells.places:
            found, ends = self.cells.numbers(column.name)
            if max(abs(ends.low), abs(ends.high)) > LARGEST:
                raise self._too_large(column.name, found)
            return found
        name, form, kind = column.name, column.form, self.kind(column.name)
        if kind == "nothing":
            return np.full(self.count, np.nan)
        if kind not in NUMBER_KINDS or isinstance(form, PlainWords | Dates):
            raise DataError(f"{self.source}: column {name!r} holds {kind}; the model needs numbers there")
        self.refuse_objects_beside_text(column)
        self.refuse_two_meanings(column)
        if kind != "text" or isinstance(form, PlainNumbers):
            values = self._typed(column, kind)
        else:
            codes, words = self.written(column)
            values = self._parsed(column, words)[codes]
            values = self._truths(column, values) if isinstance(form, Truth) else values
        if (np.abs(values) > LARGEST).any():
            raise self._too_large(name, values)
        return values

    def _too_large(self, name: str, values: NDArray[np.float64]) -> DataError:
        row = self.before + int(np.argmax(np.abs(values) > LARGEST)) + 1
        return too_large(self.source, name, row=row)

    def refuse_another_type(self, column: ColumnForm, kind: str) -> None:
        """Raise DataError where cells of this kind are not what training read as numbers of the column."""
        form = column.form
        as_text = isinstance(form, WrittenNumbers) and (kind == "booleans" or changes_size(form))
        of_times = form.kind if isinstance(form, Clock | Durations) else "none"
        is_of = kind if kind in ("times of day", "durations") else "none"
        if kind != "text" and (of_times != is_of or as_text):
            raise DataError(
                f"{self.source}: column {column.name!r} holds {kind}, and training read {form_described(form)} there; "
                f"{HOW_TO_GIVE}"
            )

    def refuse_objects_beside_text(self, column: ColumnForm) -> None:
        """Raise DataError for objects beside text that would be refused alone, such as the tuple (1,)."""
        if isinstance(self.cells, PlainBatch) or not self.cells[column.name].typed:
            return
        codes, words = self.written(column)
        odd = objects_of_other_kinds(self.cells[column.name].typed, words, column.form.kind)
        if odd:
            raise DataError(
                f"{self.source}: column {column.name!r} holds an object that is no text, "
                f"{self.shown(column.name, codes, words, odd[:1])}; the model needs {form_described(column.form)} there"
            )

    def refuse_two_meanings(self, column: ColumnForm) -> None:
        """Raise DataError for a number such as 1.234 in a file whose decimal sign nothing shows.

        After a training without a text file, a remark tells such numbers where training had whole ones only.
        """
        if not self.in_doubt or (self.form.dialect is None and column.whole):
            return
        codes, words = self.written(column)
        places = [place for place in np.unique(codes[codes >= 0]).tolist() if possible_signs(words[place]) == ",."]
        if places:
            cell = cell_of(words[places[0]])
            number = cell["number"] if cell else words[places[0]]
            thousands = number.replace(",", "").replace(".", "")
            raise DataError(
                f"{self.source}: column {column.name!r} holds {self.shown(column.name, codes, words, places)}; no "
                f"other number in the model's columns shows the file's decimal sign; write {thousands}, or {number}0 "
                "with one decimal more"
            )

    def _typed(self, column: ColumnForm, kind: str) -> NDArray[np.float64]:
        self.refuse_another_type(column, kind)
        form = column.form
        long = isinstance(form, PlainNumbers) and form.long
        cells = self.cells[column.name]
        for decimal in self.signs.every(form, cells):
            values = Numbers().of(cells, decimal, self._marks(column, decimal), long=long)
            if values is not None:
                return self._truths(column, values) if isinstance(form, Truth) and kind == "numbers" else values
        codes, words = self.written(column)
        return self._parsed(column, words)[codes]

    def _truths(self, column: ColumnForm, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """The numbers 1 and 0 for true and false. Raises DataError if there are others."""
        odd = np.flatnonzero(~np.isin(values, (0, 1)) & ~np.isnan(values))
        if odd.size:
            first = f"{values[odd[0]]:g} in row {self.before + int(odd[0]) + 1:,}"
            raise DataError(
                f"{self.source}: column {column.name!r} holds {first}, and training read true and false there; "
                "write 1 for true and 0 for false, or the words"
            )
        return values

    def _marks(self, column: ColumnForm, sign: str) -> tuple[str, ...] | None:
        return marks_with(self.form.marks, column.form, self.signs.training, sign)

    @property
    def signs(self) -> Signs:
        """The decimal signs of training's file, or Python's where there was none, and of these rows."""
        return Signs(self.form.decimal, None if self.typed else self.decimal)

    def _no_number(self, column: ColumnForm, form: Any) -> DataError:
        codes, words = self.written(column)
        there = np.unique(codes[codes >= 0]).tolist()
        numbers = numbers_in([words[place] for place in there], form)
        odd = [place for place, number in zip(there, numbers, strict=True) if number is None] or there
        expected = f", and training read {form_described(form)} there"
        if form != column.form:
            sign = f"a {SIGN_NAMES[form.decimal]} before the decimals"
            expected = f"; the file is read with {sign}, so that {form_described(form)} are expected"
        remedy = CORRECT
        if all(is_long_whole(words[place]) for place in odd):
            expected, remedy = ", too long for a number with all its digits, as codes are", AS_A_NUMBER
        holds = f"{self.shown(column.name, codes, words, odd)}{expected}"
        if isinstance(form, Clock) and Durations().numbers([words[place] for place in odd]) is not None:
            remedy = f"if they are durations, train anew under a name such as 'duration'; else {CORRECT}"
        return DataError(f"{self.source}: column {column.name!r} holds {holds}; {remedy}")

    def shown(self, name: str, codes: NDArray[np.int32], words: list[str], odd: list[int]) -> str:
        """Some words of a column, each with the first row, from 1, that has it."""
        spelled = [self.cells[name].spelling.get(words[place], words[place]) for place in odd[:3]]
        rows = [self.before + int(np.argmax(codes == place)) + 1 for place in odd[:3]]
        return ", ".join(f"{word!r} in row {row:,}" for word, row in zip(spelled, rows, strict=True))

    def written(self, column: ColumnForm, classes: Sequence[str] = ()) -> tuple[NDArray[np.int32], list[str]]:
        """The column as written, code −1 where a value is missing; a mark that is one of the `classes` is none."""
        text = GatheredText()
        text.take(self.cells[column.name])
        codes, words = spelled_words(*text.column(), text.spelling if isinstance(column.form, PlainWords) else {})
        marks = self.missing_words(column, words).difference(classes)
        place = np.array([*(-1 if word in marks else index for index, word in enumerate(words)), -1], np.int32)
        return place[codes], words

    def missing_words(self, column: ColumnForm, words: list[str]) -> frozenset[str]:
        """Return those of a column's words that stand for a missing value."""
        if not isinstance(column.form, PlainWords):
            form = self.signs.form(column.form)
            written = form if isinstance(form, WrittenNumbers) else None
            sign = self.signs.of(form)
            return marked_words(words, self._marks(column, sign), sign, written)
        return frozenset(EVERYWHERE if self.form.marks is None else self.form.marks)

    def _parsed(self, column: ColumnForm, words: list[str]) -> NDArray[np.float64]:
        """The number of each word, NaN where it is missing, and a NaN. Raises DataError for words of another form."""
        form, marks = self.signs.form(column.form), self.missing_words(column, words)
        present = [index for index, word in enumerate(words) if word not in marks]
        values = np.full(len(words) + 1, np.nan)
        if present:
            numbers = numbers_in([words[index] for index in present], form)
            if None in numbers:
                raise self._no_number(column, form)
            values[present] = numbers
        return values

    def words(self, column: ColumnForm, categories: Sequence[str], *, gaps: bool) -> TextColumn:
        """The column's words; `categories` are training's, `gaps` says that training had missing values there."""
        kind = self.kind(column.name)
        kinds = (kind, *kinds_beside_text(self.cells[column.name]))
        if other := next((each for each in kinds if each not in ("text", "numbers", "booleans", "nothing")), None):
            raise DataError(f"{self.source}: column {column.name!r} holds {other}; the model needs words there")
        codes, words = self.written(column, categories)
        if "numbers" in kinds and (odd := number_written_otherwise(self.cells[column.name], words, categories)):
            number, word = odd
            raise DataError(
                f"{self.source}: column {column.name!r} holds the number "
                f"{self.shown(column.name, codes, words, [words.index(number)])}, and training read {word!r} as a word "
                f"there, which numbers cannot be; {HOW_TO_GIVE}"
            )
        if self.typed and self.form.dialect is not None and (codes < 0).any():
            holder = f"{self.source}: column {column.name!r}"
            codes, words = with_lost_word(holder, self.cells[column.name], (codes, words), categories, gaps=gaps)
        return TextColumn(column.name, codes, tuple(words))
