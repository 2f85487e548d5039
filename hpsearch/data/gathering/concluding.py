"""Make Rows from a table that was read: inputs, targets, and the columns with a role."""

from collections.abc import Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from hpsearch.data.columns import LARGEST, Column, Rows, TextColumn, too_large
from hpsearch.data.form import ColumnForm, TableForm
from hpsearch.data.forms.form import PlainNumbers
from hpsearch.data.forms.marked import absent_marks
from hpsearch.data.forms.proposal import Proposal
from hpsearch.data.forms.written_numbers import WrittenNumbers
from hpsearch.data.gathering.digits_of_dates import remark_on_digits_to_predict
from hpsearch.data.gathering.doubtful_numbers import say_where_cells_may_be_missing, say_where_numbers_may_be_dates
from hpsearch.data.gathering.file_sign import TableSigns
from hpsearch.data.gathering.input_columns import InputColumns
from hpsearch.data.gathering.likely_marks import remark_on_numbers
from hpsearch.data.gathering.months import remark_on_months_to_predict, sign_of_bare_numbers
from hpsearch.data.gathering.remarks import Remarks
from hpsearch.data.gathering.spellings import remark_on_spellings
from hpsearch.data.gathering.walking import TableWalk, stated_or_met
from hpsearch.data.reading.table import SourceTable
from hpsearch.data.roles.asked import Asked
from hpsearch.data.roles.chosen import ChosenColumns
from hpsearch.data.roles.divisions import leaks
from hpsearch.data.roles.likely_divisions import LikelyDivisions
from hpsearch.data.roles.part_columns import Roles
from hpsearch.data.roles.row_weights import RowWeights
from hpsearch.data.target.column import TargetColumn, with_targets, without_a_target
from hpsearch.errors import DataError


def concluded(
    table: SourceTable,
    asked: Asked,
    chosen: ChosenColumns,
    walk: TableWalk,
    weights: RowWeights | None,
    signs: TableSigns,
) -> Rows:
    """The rows that the walk has read. Raises DataError if there are none, and where no column is left as input."""
    remarks = Remarks(
        (*table.remarks, *filter(None, [signs.remark(), chosen.remark])), partial(stated_or_met, asked.marks, walk)
    )
    if walk.count == 0:
        raise DataError(f"{table.source}: column names, but no rows")
    _say_what_is_not_looked_at(table, chosen, remarks)
    inputs = InputColumns(table, asked, chosen, walk, remarks)
    if not inputs.names:
        why = "; ".join(remarks.sentences()) or "there is only the target"
        raise DataError(f"{table.source}: no column is left as an input; {why}", remedy=remarks.remedy)
    _say_where_signs_are_in_doubt(signs, asked, chosen, inputs, remarks)
    say_where_cells_may_be_missing(inputs)
    say_where_numbers_may_be_dates(inputs)

    roles = Roles(table, asked, walk, remarks)
    targets, target_columns = _targets(table, asked, chosen, walk, remarks)
    counted = with_targets(targets)
    _say_what_is_missing(inputs, counted, remarks)
    divisions = LikelyDivisions(inputs.names, inputs.words, inputs.dates, inputs.numbers, walk, counted)
    named = divisions.by_name()
    gaps = {name: divisions.gaps(name) for name in named if name is not None}
    counting = None if weights is None else weights.counting
    if weights is not None and counting is not None:
        remarks.without_weight(weights.values.size - counting.size)
    order = roles.order()
    remarks.absent_marks(absent_marks(asked.marks, walk.met_marks(), walk.decimal))
    return Rows(
        source=table.source,
        numeric=inputs.numeric,
        blocks=inputs.blocks(),
        text=tuple(inputs.words),
        dates=tuple(inputs.dates),
        targets=targets,
        parts=roles.words(asked.parts, "split"),
        group=roles.words(asked.group, "group"),
        order=order,
        likely=(_complete(named[0], gaps), _complete(named[1], gaps)),
        of_things=divisions.by_rows(targets) if asked.divides_at_random and not named[0] else None,
        weights=None if weights is None else weights.values[counting],
        counting=counting,
        pivots=np.array([inputs.pivots[name] for name in inputs.numeric]),
        form=_form(table, asked, chosen, inputs, target_columns),
        remarks=(*remarks.sentences(), *leaks(asked, *named, gaps)),
    )


def _complete(name: str | None, gaps: Mapping[str, int]) -> str | None:
    return None if name is None or gaps[name] else name


def _say_where_signs_are_in_doubt(
    signs: TableSigns, asked: Asked, chosen: ChosenColumns, inputs: InputColumns, remarks: Remarks
) -> None:
    numbers = {name for name, column in inputs.forms.items() if isinstance(column.form, PlainNumbers | WrittenNumbers)}
    for name, doubt in signs.doubts():
        if name in {*numbers, *chosen.targets, *asked.roles.values()}:
            remarks.say(doubt, name)


def _say_what_is_not_looked_at(table: SourceTable, chosen: ChosenColumns, remarks: Remarks) -> None:
    if chosen.unnamed:
        remarks.left_out(
            "", "no name, as row numbers, or what is behind a separator at the end of each line, have none"
        )
    for name in table.index:
        remarks.left_out(name, "row labels of pandas")


def _say_what_is_missing(inputs: InputColumns, counted: NDArray[np.bool_], remarks: Remarks) -> None:
    """Remark on missing words and dates in the rows that are `counted`, (rows,): those with a target."""
    for words in inputs.words:
        if inputs.forms[words.name].gaps:
            remarks.without_word(words.name, int(np.count_nonzero(words.codes[counted] < 0)))
    for dates in inputs.dates:
        remarks.without_date(int(np.count_nonzero(np.isnat(dates.moments[counted]))))


def _targets(
    table: SourceTable, asked: Asked, chosen: ChosenColumns, walk: TableWalk, remarks: Remarks
) -> tuple[tuple[Column, ...], tuple[ColumnForm, ...]]:
    """The targets and their forms. Raises DataError for a number that is infinite or too large."""
    found = [TargetColumn(table, asked, name, walk, remarks).read() for name in chosen.targets]
    targets, forms = (tuple(each) for each in zip(*found, strict=True))
    for target, column in zip(targets, forms, strict=True):
        if isinstance(target, TextColumn):
            remarks.say(remark_on_spellings(target.categories), target.name)
            continue
        if (outside := np.flatnonzero(np.abs(target.values) > LARGEST)).size:
            mark = Proposal("", (*remarks.marks, str(target.values[outside[0]])))
            raise too_large(table.source, target.name, "target", mark, walk.row(outside[0]))
        if isinstance(column.form, PlainNumbers | WrittenNumbers):
            known = walk.numbers.get(target.name)
            remarks.say(remark_on_numbers(target.values, known.stored if known else np.float64), target.name)
        if sign := sign_of_bare_numbers(column.form):
            remarks.say(remark_on_months_to_predict(target.values, sign), target.name)
            remarks.say(remark_on_digits_to_predict(target.values), target.name)
    if len(targets) > 1:
        remarks.without_target(without_a_target(targets), {})
    return targets, forms


def _form(
    table: SourceTable, asked: Asked, chosen: ChosenColumns, inputs: InputColumns, targets: tuple[ColumnForm, ...]
) -> TableForm:
    columns = tuple(inputs.forms[name] for name in inputs.names)
    return TableForm(table.names, columns, chosen.targets, table.dialect, asked.marks, targets, table.sign)
